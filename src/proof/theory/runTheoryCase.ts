/**
 * Runs a case: 32 independent replications, and a z-score for each claim.
 *
 * With d_i = sum_i - expected * count_i of replication i (for a quantile: records above the exact
 * quantile minus their exact share of the count) t = mean d / (s_d / sqrt 32) has Student's law
 * with 31 degrees of freedom where the d_i are normal, and z is the normal score of equal
 * probability. Records above a fixed value are counted without bias, which a quantile of a short
 * run is not. Where a claim has an asymptotic variance v, z = (measured - expected) / sqrt(v /
 * count). z above 0 means that more was measured than expected.
 */
import { Stream, streamKey } from '../../engine/stream.js';
import {
  countUpTo,
  Histogram,
  incompleteBeta,
  normalQuantile,
  square,
} from '../../statistics/index.js';
import { observeModel, readModel } from './observeModel.js';
import { observeNetwork, observePriority } from './observeNetwork.js';
import { observeBreakdowns, observeForkJoin, observeQueue, type Streams } from './observeQueue.js';
import { observeTransient } from './observeTransient.js';
import {
  REPLICATIONS,
  type Claim,
  type Observation,
  type TheoryCase,
  type Window,
} from './theoryCase.js';

export interface TheoryFinding {
  readonly family: string;
  readonly caseName: string;
  /** For example `sojourn mean`, `wait p99`. */
  readonly quantity: string;
  readonly kind: Claim['reading']['kind'];
  readonly expected: number;
  readonly measured: number;
  /**
   * Of `measured`, in its unit: of a quantile, half the range of quantiles within one standard
   * error of p.
   */
  readonly standardError: number;
  readonly z: number;
}

/**
 * A finding a claim, in order. `scale` multiplies the measured length; below 0.2 the scores are not
 * normal any more.
 */
export function runTheoryCase(one: TheoryCase, seed: string, scale = 1): TheoryFinding[] {
  const observe = observer(one, seed, scale);
  const observations = Array.from({ length: REPLICATIONS }, (_, replication) =>
    observe(replication),
  );
  return one.claims.map((claim) => judge(one, claim, observations));
}

function observer(
  one: TheoryCase,
  seed: string,
  scale: number,
): (replication: number) => Observation {
  const { recipe } = one;
  const start = one.warmupSeconds;
  const window: Window = { start, end: start + one.windowSeconds * scale };
  const streams =
    (replication: number): Streams =>
    (purpose) =>
      new Stream(streamKey(seed, String(replication), one.name, purpose));
  switch (recipe.kind) {
    case 'model': {
      const model = readModel(recipe.text);
      // Cases must not share random numbers, or their scores would not be independent.
      return (replication) => observeModel(model, window, `${seed} ${one.name}`, replication);
    }
    case 'queue':
      return (replication) => observeQueue(recipe, window, streams(replication));
    case 'priority':
      return (replication) => observePriority(recipe, window, streams(replication));
    case 'network':
      return (replication) => observeNetwork(recipe, window, streams(replication));
    case 'fork_join':
      return (replication) => observeForkJoin(recipe, window, streams(replication));
    case 'breakdown':
      return (replication) => observeBreakdowns(recipe, window, streams(replication));
    case 'transient': {
      const runs = Math.ceil((recipe.runs * scale) / REPLICATIONS);
      return (replication) => observeTransient(recipe, runs, streams(replication));
    }
    default:
      return recipe satisfies never;
  }
}

/**
 * What a claim is about in one replication: a sum, how many it is over, and the difference d from
 * what it should be.
 */
interface Part {
  readonly sum: number;
  readonly count: number;
  readonly difference: number;
}

function judge(one: TheoryCase, claim: Claim, observations: readonly Observation[]): TheoryFinding {
  const { reading, expected } = claim;
  const parts = observations.map((observation) => partOf(claim, observation));
  const n = parts.length;
  const sum = parts.reduce((total, part) => total + part.sum, 0);
  const count = parts.reduce((total, part) => total + part.count, 0);
  const average = parts.reduce((total, { difference }) => total + difference, 0) / n;
  const squares = parts.reduce((total, part) => total + square(part.difference - average), 0);
  const deviation = Math.sqrt(squares / (n * (n - 1)));
  const { family, name } = one;
  const given = { family, caseName: name, kind: reading.kind, expected };
  if (reading.kind === 'quantile') {
    const z = scoreOf(average / deviation, n - 1);
    const shareError = (deviation * n) / count;
    const range = quantileRange(reading.of, reading.p, shareError, observations);
    return { ...given, quantity: `${reading.of} p${reading.p * 100}`, ...range, z };
  }
  const measured = sum / count;
  const quantity = reading.kind === 'mean' ? `${reading.of} mean` : reading.of;
  if (claim.asymptoticVariance !== undefined) {
    const standardError = Math.sqrt(claim.asymptoticVariance / count);
    const z = (measured - expected) / standardError;
    return { ...given, quantity, measured, standardError, z };
  }
  const standardError = (deviation * n) / count;
  return { ...given, quantity, measured, standardError, z: scoreOf(average / deviation, n - 1) };
}

function partOf({ reading, expected }: Claim, observation: Observation): Part {
  if (reading.kind === 'ratio') {
    if (!Object.hasOwn(observation.ratios, reading.of)) throw new Error(`no ratio ${reading.of}`);
    const { over, under } = observation.ratios[reading.of];
    return { sum: over, count: under, difference: over - expected * under };
  }
  const tally = tallyOf(observation, reading.of);
  const { count } = tally;
  const sum = reading.kind === 'mean' ? tally.sum : count - countUpTo(tally, expected);
  const share = reading.kind === 'mean' ? expected : 1 - reading.p;
  return { sum, count, difference: sum - share * count };
}

function quantileRange(
  of: string,
  p: number,
  shareError: number,
  observations: readonly Observation[],
): { measured: number; standardError: number } {
  const pooled = new Histogram();
  for (const observation of observations) pooled.merge(tallyOf(observation, of));
  const low = pooled.quantile(Math.max(0, p - shareError));
  const high = pooled.quantile(Math.min(1, p + shareError));
  return { measured: pooled.quantile(p), standardError: (high - low) / 2 };
}

function tallyOf(observation: Observation, of: string): Observation['tallies'][string] {
  if (!Object.hasOwn(observation.tallies, of)) throw new Error(`no tally ${of}`);
  return observation.tallies[of];
}

/**
 * The normal score of a value of Student's t, by their tails, so that large ones keep their digits.
 */
function scoreOf(t: number, df: number): number {
  if (!Number.isFinite(t)) return t;
  const tail = incompleteBeta(df / (df + t * t), df / 2, 0.5) / 2;
  return t > 0 ? -normalQuantile(tail) : normalQuantile(tail);
}
