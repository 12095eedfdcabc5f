/**
 * The cheapest configuration that keeps a promise, out of every combination of some parameters'
 * values.
 *
 * 1. Costs and ceilings are arithmetic: what is overloaded by arithmetic is never simulated.
 * 2. Of what is left, that configuration is raced next whose answer, whichever it is, rules out
 *    most: kept rules out all that cost as much or more; broken rules out all that have no more of
 *    anything (of parameters which buy something: each step costs more and never lowers the lowest
 *    ceiling; others, linger or partitions say, must be equal). A race begins with few replications
 *    (race.ts); open is not kept.
 * 3. The cheapest kept is raced again on fresh random numbers, from 30 replications on; if that
 *    does not confirm it, it counts as broken by itself, and the search goes on.
 * 4. Each neighbor one step cheaper is simulated if it was only ruled out; one that keeps the
 *    promise is the new best.
 *    Before it is said that nothing keeps it, so is each neighbor of the lowest p99, until none is
 *    lower.
 */
import { highestLoad, offeredLoad } from '../analysis/offeredLoad.js';
import { overloadOf } from '../analysis/overload.js';
import type { Executor } from '../execution/executor.js';
import { DesignError, levelsOf, type Factor, type Model } from '../model/index.js';
import type { Estimate } from '../statistics/index.js';
import type { Changes } from './design.js';
import { lateShare, type Answer, type Condition } from './promise.js';
import { race, type Raced } from './race.js';
import { lengthOf } from './sample.js';
import { chooseWindow } from './trialPlan.js';

export interface TuneOptions {
  readonly executor: Executor;
  readonly seed: string;
  readonly promise: readonly Condition[];
  readonly factors: readonly Factor[];
  /** Throws DesignError where the changes make no valid model: that configuration is left out. */
  readonly at: (changes: Changes) => Model;
  /** What a model costs, a month. */
  readonly cost: (model: Model) => number;
  readonly mostTrials: number;
  readonly progress: (best: string) => void;
}

export interface Tried {
  readonly changes: Changes;
  readonly cost: number;
  readonly answer: Answer;
  readonly trials: number;
  readonly p99: Estimate | null;
  /**
   * Share of records that take longer than the promise's first latency bound; null where none is
   * promised, or steady.
   */
  readonly late: Estimate | null;
  readonly why: string;
}

export interface Tuned {
  /** The cheapest that keeps the promise; null where none was found. */
  readonly best: Best | null;
  /**
   * Cost against p99: kept ones of which each costs more and has a lower p99, from 30 replications
   * on.
   */
  readonly curve: readonly Tried[];
  /** Simulated configurations, by cost. */
  readonly tried: readonly Tried[];
  readonly configurations: number;
  readonly invalid: number;
  readonly overloadedByArithmetic: number;
  /** Of one configuration, at the most; asked. */
  readonly mostTrials: number;
}

export interface Best {
  readonly tried: Tried;
  /** The same configuration on random numbers that the search has not seen. */
  readonly confirmed: Tried;
  readonly cheaperNeighbors: readonly Tried[];
}

interface Candidate {
  readonly levels: readonly number[];
  readonly changes: Changes;
  readonly model: Model;
  readonly cost: number;
  readonly load: number;
  /** Not overloaded by arithmetic. */
  readonly isPossible: boolean;
  tried: Tried | null;
}

const MOST_CONFIGURATIONS = 20_000;
const CONSIDERED = 200;
const FIRST_TRIALS = 8;
const CONFIRMING_TRIALS = 30;
const CURVE_POINTS = 6;

/** Throws DesignError where there is nothing to try. */
export async function tune(options: TuneOptions): Promise<Tuned> {
  const { candidates, invalid } = enumerate(options);
  const possible = candidates.filter(({ isPossible }) => isPossible);
  const best = await cheapest(candidates, possible, options);
  return {
    best,
    curve: best === null ? [] : await curveOf(possible, options),
    tried: triedOf(possible),
    configurations: candidates.length,
    invalid,
    overloadedByArithmetic: candidates.length - possible.length,
    mostTrials: options.mostTrials,
  };
}

async function cheapest(
  candidates: readonly Candidate[],
  possible: readonly Candidate[],
  options: TuneOptions,
): Promise<Best | null> {
  const rising = risingFactors(candidates, options.factors.length);
  for (;;) {
    const next = nextCandidate(possible, rising);
    if (next !== null) {
      next.tried = await run(next, options, options.seed, FIRST_TRIALS, true);
      options.progress(progressText(possible));
      continue;
    }
    const best = cheapestKept(possible);
    if (best === null || best.tried === null) {
      const around = untriedAround(possible);
      if (around.length === 0) return null;
      for (const each of around) {
        each.tried = await run(each, options, options.seed, FIRST_TRIALS, true);
      }
      continue;
    }
    const fresh = `${options.seed}/confirm`;
    const confirmed = await run(best, options, fresh, CONFIRMING_TRIALS, false);
    if (confirmed.answer !== 'kept') {
      // By itself: what has less may not be ruled out by an answer that was once another.
      best.tried = { ...confirmed, answer: 'open' };
      continue;
    }
    const neighbors = cheaperNeighbors(best, candidates);
    for (const each of neighbors) {
      each.tried ??= await run(each, options, options.seed, FIRST_TRIALS, true);
    }
    if (cheapestKept(possible) !== best) continue;
    return { tried: best.tried, confirmed, cheaperNeighbors: triedOf(neighbors) };
  }
}

function enumerate(options: TuneOptions): { candidates: Candidate[]; invalid: number } {
  const levels = options.factors.map(({ range }) => levelsOf(range));
  const count = levels.reduce((product, values) => product * values.length, 1);
  if (options.factors.length === 0) {
    throw new DesignError('nothing to tune; add tune: to the model, or --vary path=low..high');
  }
  if (count > MOST_CONFIGURATIONS) {
    throw new DesignError(
      `${count} configurations; at most ${MOST_CONFIGURATIONS}: write larger steps (low..high by step)`,
    );
  }
  const candidates: Candidate[] = [];
  let invalid = 0;
  let reason = '';
  for (let number = 0; number < count; number++) {
    let rest = number;
    const index = levels.map((values) => {
      const level = rest % values.length;
      rest = Math.floor(rest / values.length);
      return level;
    });
    const changes = Object.fromEntries(
      options.factors.map(({ path }, factor) => [path, levels[factor][index[factor]]]),
    );
    try {
      const model = options.at(changes);
      const offered = offeredLoad(model);
      const window = chooseWindow(model, offered, 'sampled');
      candidates.push({
        levels: index,
        changes,
        model,
        cost: options.cost(model),
        load: highestLoad(offered),
        isPossible: overloadOf(model, offered, window) === null,
        tried: null,
      });
    } catch (error) {
      if (!(error instanceof DesignError)) throw error;
      invalid++;
      reason = error.message;
    }
  }
  if (candidates.length === 0) throw new DesignError(`no configuration is valid: ${reason}`);
  candidates.sort((a, b) => a.cost - b.cost);
  return { candidates, invalid };
}

/** Which factors cost more by each step, and never raise the load over the lowest ceiling. */
function risingFactors(candidates: readonly Candidate[], count: number): boolean[] {
  const byLevels = new Map(candidates.map((each) => [each.levels.join(), each]));
  return Array.from({ length: count }, (_, factor) =>
    candidates.every((each) => {
      const more = each.levels.map((level, index) => level + (index === factor ? 1 : 0));
      const above = byLevels.get(more.join());
      if (above === undefined) return true;
      return above.cost > each.cost && above.load <= each.load * (1 + 1e-9);
    }),
  );
}

/** Whether `a` has no more than `b` of anything, and of the factors that do not rise as much. */
function atMost(a: Candidate, b: Candidate, rising: readonly boolean[]): boolean {
  return a.levels.every((level, factor) =>
    rising[factor] ? level <= b.levels[factor] : level === b.levels[factor],
  );
}

function nextCandidate(
  possible: readonly Candidate[],
  rising: readonly boolean[],
): Candidate | null {
  const limit = cheapestKept(possible)?.cost ?? Infinity;
  const broken = possible.filter(({ tried }) => tried?.answer === 'broken');
  const alive = possible.filter(
    (each) =>
      each.tried === null &&
      each.cost < limit &&
      !broken.some((other) => atMost(each, other, rising)),
  );
  if (alive.length === 0) return null;
  const stride = Math.max(1, Math.floor(alive.length / CONSIDERED));
  let best = alive[0];
  let most = -1;
  for (let index = 0; index < alive.length; index += stride) {
    const each = alive[index];
    const ifKept = alive.length - index;
    const ifBroken = alive.reduce((sum, other) => sum + (atMost(other, each, rising) ? 1 : 0), 0);
    const worst = Math.min(ifKept, ifBroken);
    if (worst > most) {
      most = worst;
      best = each;
    }
  }
  return best;
}

function cheapestKept(candidates: readonly Candidate[]): Candidate | null {
  return candidates.find(({ tried }) => tried?.answer === 'kept') ?? null;
}

async function run(
  { model, changes, cost }: Candidate,
  options: TuneOptions,
  seed: string,
  firstTrials: number,
  keepEarly: boolean,
): Promise<Tried> {
  const { executor, promise, mostTrials } = options;
  const raced = await race(
    model,
    { executor, seed, promise, firstTrials, mostTrials, keepEarly },
    () => lengthOf(model, executor, seed),
  );
  return {
    changes,
    cost,
    answer: raced.judgment.answer,
    trials: raced.trials,
    p99: p99Of(raced),
    late:
      raced.sample === null || raced.judgment.verdict.kind === 'overloaded'
        ? null
        : lateShare(promise, model, raced.sample.weighted()),
    why: reasonOf(raced),
  };
}

function p99Of({ sample, judgment }: Raced): Estimate | null {
  return sample === null || judgment.verdict.kind === 'overloaded'
    ? null
    : sample.quantile(0.99, 'end_to_end');
}

function reasonOf({ sample, judgment }: Raced): string {
  if (sample === null) return 'overloaded by arithmetic';
  const { answer, verdict } = judgment;
  if (verdict.kind === 'overloaded') return 'no steady state';
  if (answer === 'kept') return 'keeps all';
  const named = judgment.conditions.filter((each) => each.answer === answer);
  return `${answer === 'broken' ? 'breaks' : 'leaves open'} ${named.map(({ text }) => text).join(', ')}`;
}

/** Neighbors, one step of one factor away, of the lowest p99 found that were only ruled out. */
function untriedAround(possible: readonly Candidate[]): Candidate[] {
  const p99 = ({ tried }: Candidate): number => tried?.p99?.value ?? Infinity;
  const lowest = possible.reduce<Candidate | null>(
    (a, b) => (p99(b) < (a === null ? Infinity : p99(a)) ? b : a),
    null,
  );
  if (lowest === null) return [];
  return possible.filter((each) => each.tried === null && stepsBetween(each, lowest) === 1);
}

function stepsBetween(a: Candidate, b: Candidate): number {
  return a.levels.reduce((sum, level, factor) => sum + Math.abs(level - b.levels[factor]), 0);
}

/** One step less of one factor, and cheaper. */
function cheaperNeighbors(best: Candidate, candidates: readonly Candidate[]): Candidate[] {
  return candidates.filter((each) => each.cost < best.cost && stepsBetween(each, best) === 1);
}

async function curveOf(candidates: readonly Candidate[], options: TuneOptions): Promise<Tried[]> {
  let least = Infinity;
  const front = candidates.filter(({ tried }) => {
    const p99 = tried?.answer === 'kept' ? (tried.p99?.value ?? Infinity) : Infinity;
    if (p99 >= least) return false;
    least = p99;
    return true;
  });
  const curve: Tried[] = [];
  for (const each of front.slice(0, CURVE_POINTS)) {
    const tried = await run(each, options, options.seed, CONFIRMING_TRIALS, false);
    const last = curve.at(-1)?.p99?.value ?? Infinity;
    if (tried.answer === 'kept' && (tried.p99?.value ?? Infinity) < last) curve.push(tried);
  }
  return curve;
}

function triedOf(candidates: readonly Candidate[]): Tried[] {
  return candidates.flatMap(({ tried }) => (tried === null ? [] : [tried]));
}

function progressText(candidates: readonly Candidate[]): string {
  const best = cheapestKept(candidates);
  return best === null ? '' : `${best.cost.toFixed(0)} a month`;
}
