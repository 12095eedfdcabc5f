/** Expected largest of several like times or counts. */
import * as mathematics from '../mathematics/index.js';
import { mean, normalQuantile, quantile, type Distribution } from '../statistics/index.js';

/** Values that stand for a distribution, each as likely as the others. */
const VALUES = 4096;
/** [i]: log((i + 1) / N). */
const LOGARITHMS = Float64Array.from({ length: VALUES }, (_, i) =>
  mathematics.log((i + 1) / VALUES),
);

/**
 * Expected largest of `count` times, at least 1: value i of N is the largest with ((i + 1) /
 * N)^count - (i / N)^count. Of exponential ones that is the mean times H_count, the harmonic number
 * (Renyi 1953).
 */
export function largestTime(time: Distribution, count: number): number {
  const average = mean(time);
  if (time.kind === 'constant' || average === 0 || count <= 1) return average;
  return remembered(`largest ${count} ${keyOf(time)}`, () => largestOf(time, count));
}

function largestOf(time: Distribution, count: number): number {
  const values = representatives(time);
  let below = 0;
  let sum = 0;
  for (let index = 0; index < VALUES; index++) {
    const upTo = mathematics.exp(count * LOGARITHMS[index]);
    sum += values[index] * (upTo - below);
    below = upTo;
  }
  return sum;
}

/** Jobs of a list beyond which each further one adds its share of a server. */
const LONGEST_LIST = 4096;

/**
 * Seconds until the last of `jobs` on `servers` is done, each begun by the server that is free
 * first, on average. Up to as many jobs as servers that is the largest of them. For exponential
 * times it is exactly s ((n - T) / T + H_T): the queue empties at rate T / s, then the largest of T
 * is left (memoryless); constant ones go in ceil(n / T) rounds.
 */
export function makespan(time: Distribution, jobs: number, servers: number): number {
  const average = mean(time);
  if (average === 0) return 0;
  if (servers === 1) return jobs * average;
  if (jobs <= servers) return largestTime(time, jobs);
  if (time.kind === 'constant') return average * Math.ceil(jobs / servers - 1e-9);
  if (time.kind === 'exponential') {
    return (jobs / servers - 1) * average + largestTime(time, servers);
  }
  const most = Math.max(LONGEST_LIST, 4 * servers);
  if (jobs > most) {
    return makespan(time, most, servers) + ((jobs - most) / servers) * average;
  }
  // A whole number of jobs, or a place between two lists of which the longer has twice as many.
  if (Number.isInteger(jobs)) return listSeconds(time, [jobs], servers, true);
  let low = servers;
  while (2 * low < jobs) low *= 2;
  const [below, above] = [makespan(time, low, servers), makespan(time, 2 * low, servers)];
  return below + ((jobs - low) / low) * (above - below);
}

/**
 * The same where the jobs come in lanes, of so many each, and those of one lane go one at a time.
 */
export function laneMakespan(
  time: Distribution,
  lanes: readonly number[],
  servers: number,
): number {
  const jobs = lanes.reduce((sum, size) => sum + size, 0);
  const average = mean(time);
  if (average === 0) return 0;
  if (servers === 1 || lanes.length === 1) return jobs * average;
  return listSeconds(time, lanes, servers, false);
}

/**
 * Times drawn for the average of a list: 2^17, so that it is within 1% even where they vary a lot.
 */
const DRAWS = 131_072;
/**
 * The average end of lists of jobs whose times are the distribution's own quantiles, each as often
 * as it should be, in an order that is shuffled and always the same. `free`: the jobs of the one
 * lane keep no order.
 */
function listSeconds(
  time: Distribution,
  lanes: readonly number[],
  servers: number,
  free: boolean,
): number {
  const key = `list ${lanes.join(' ')} ${servers} ${free} ${keyOf(time)}`;
  return remembered(key, () => {
    const jobs = lanes.reduce((sum, size) => sum + size, 0);
    const values = representatives(time).slice();
    const lists = Math.max(1, Math.floor(DRAWS / jobs));
    const next = shuffled(values);
    let sum = 0;
    for (let list = 0; list < lists; list++) {
      sum += free ? freeEnd(jobs, servers, next) : laneEnd(lanes, servers, next);
    }
    return sum / lists;
  });
}

/** Quantiles in rising order, the last of them such that their mean is the distribution's. */
function representatives(time: Distribution): Float64Array {
  const key = keyOf(time);
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const values = new Float64Array(VALUES);
  let sum = 0;
  for (let index = 0; index < VALUES - 1; index++) {
    values[index] = quantile(time, (index + 0.5) / VALUES);
    sum += values[index];
  }
  values[VALUES - 1] = Math.max(values[VALUES - 2], VALUES * mean(time) - sum);
  quantiles.set(key, values);
  return values;
}

/**
 * Goes through the values over and over again, each time in another order (Fisher and Yates; the
 * numbers by Lehmer).
 */
function shuffled(values: Float64Array): () => number {
  let state = 1;
  let index = VALUES;
  return () => {
    if (index === VALUES) index = 0;
    state = (state * 48_271) % 2_147_483_647;
    const other = index + (state % (VALUES - index));
    const value = values[other];
    values[other] = values[index];
    values[index] = value;
    index++;
    return value;
  };
}

/** When the last of so many jobs ends. */
function freeEnd(jobs: number, servers: number, next: () => number): number {
  const ends = new Float64Array(servers);
  let last = 0;
  for (let job = 0; job < jobs; job++) {
    // The server that is free first is at the top of a binary heap.
    const end = ends[0] + next();
    if (end > last) last = end;
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= servers) break;
      if (child + 1 < servers && ends[child + 1] < ends[child]) child++;
      if (ends[child] >= end) break;
      ends[hole] = ends[child];
      hole = child;
    }
    ends[hole] = end;
  }
  return last;
}

/**
 * Likewise in lanes: of those without a job under way that which stands first in the list goes on.
 */
function laneEnd(lanes: readonly number[], servers: number, next: () => number): number {
  const left = [...lanes];
  const ends = lanes.map(() => 0);
  const busy: number[] = [];
  let now = 0;
  for (;;) {
    for (let lane = 0; busy.length < servers && lane < left.length; lane++) {
      if (left[lane] === 0 || busy.includes(lane)) continue;
      left[lane]--;
      ends[lane] = now + next();
      busy.push(lane);
    }
    if (busy.length === 0) return now;
    const first = busy.reduce((a, b) => (ends[b] < ends[a] ? b : a));
    busy.splice(busy.indexOf(first), 1);
    now = ends[first];
  }
}

/** What costs a while is worked out once. */
const known = new Map<string, number>();
const quantiles = new Map<string, Float64Array>();
const keys = new WeakMap<Distribution, string>();

function keyOf(time: Distribution): string {
  const key = keys.get(time) ?? JSON.stringify(time);
  keys.set(time, key);
  return key;
}

function remembered(key: string, compute: () => number): number {
  const value = known.get(key) ?? compute();
  known.set(key, value);
  return value;
}

/**
 * Expected count of the place that gets most of `draws`, with `shares` of them: near n p of the
 * largest share p, and what chance adds to the maximum of k like ones, as if they were normal
 * (Blom's approximation of the largest of k).
 */
export function largestCount(draws: number, shares: Float64Array): number {
  const share = shares.reduce((most, each) => Math.max(most, each), 0);
  const alike = shares.filter((each) => each > share / 2).length;
  const above = normalQuantile((alike - 0.375) / (alike + 0.25));
  const spread = Math.sqrt(draws * share * (1 - share));
  return Math.min(draws, draws * share + Math.max(0, above) * spread);
}
