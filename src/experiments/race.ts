/**
 * Decides whether a model keeps a promise with as few trials as that takes: a few replications first, twice as many while
 * the answer is open. An early look asks for more confidence, so that looking often does not make errors more likely:
 * 99.8% below 30 replications, 99% from there on, and 95% at the last look, where what is still open stays open.
 */
import { highestLoad, offeredLoad } from '../analysis/offeredLoad.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/index.js';
import { MINIMUM_REPLICATIONS } from '../statistics/index.js';
import { unsteady, type Condition, type Judgement } from './promise.js';
import { Sample } from './sample.js';
import type { TrialLength } from './trialPlan.js';

export interface RaceOptions {
  readonly executor: Executor;
  readonly seed: string;
  readonly promise: readonly Condition[];
  readonly firstTrials: number;
  readonly mostTrials: number;
  /** Whether an early look may find the promise kept; else that takes 30 replications. */
  readonly keepEarly: boolean;
}

export interface Raced {
  readonly model: Model;
  readonly judgement: Judgement;
  /** Null where arithmetic alone decided. */
  readonly sample: Sample | null;
  readonly trials: number;
}

/** Above this share of its lowest ceiling a model is overloaded by arithmetic; ceilings are that exact. */
const CERTAIN_OVERLOAD = 1.05;
const EARLY = 0.998;
const LATER = 0.99;
const LAST = 0.95;

/** `length` is asked for only when there is something to simulate. */
export async function race(
  model: Model,
  options: RaceOptions,
  length: () => Promise<TrialLength>,
): Promise<Raced> {
  if (highestLoad(offeredLoad(model)) > CERTAIN_OVERLOAD) {
    return { model, judgement: unsteady(options.promise), sample: null, trials: 0 };
  }
  const sample = new Sample(model, options.seed, await length());
  return goOn(sample, options);
}

/** The race of a sample that has been begun. */
export async function goOn(sample: Sample, options: RaceOptions): Promise<Raced> {
  let wanted = Math.max(options.firstTrials, sample.trials);
  for (;;) {
    await sample.growTo(wanted, options.executor);
    const early = sample.trials < MINIMUM_REPLICATIONS;
    const last = wanted >= options.mostTrials;
    const confidence = last ? LAST : early ? EARLY : LATER;
    const judgement = sample.judge(options.promise, confidence);
    const tooEarly = early && judgement.answer === 'kept' && !options.keepEarly;
    if (last || (judgement.answer !== 'open' && !tooEarly)) {
      return { model: sample.model, judgement, sample, trials: sample.trials };
    }
    wanted = Math.min(options.mostTrials, 2 * wanted);
  }
}
