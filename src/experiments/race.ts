/**
 * Decides whether a model keeps a promise with as few trials as that takes: a few replications
 * first, twice as many while the answer is open. An early look asks for more confidence, so that
 * looking often does not make errors more likely: 99.8% below 30 replications, 99% from there on,
 * and 95% at the last look, where what is still open stays open.
 */
import { offeredLoad } from '../analysis/offeredLoad.js';
import { overloadOf } from '../analysis/overload.js';
import type { Executor } from '../execution/executor.js';
import type { Model } from '../model/index.js';
import { MINIMUM_REPLICATIONS } from '../statistics/index.js';
import { judge, unsteady, type Condition, type Judgment } from './promise.js';
import { Sample } from './sample.js';
import { BY_ARITHMETIC } from './settling.js';
import { chooseWindow, type TrialLength } from './trialPlan.js';

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
  readonly judgment: Judgment;
  /** Null where arithmetic alone decided. */
  readonly sample: Sample | null;
  readonly trials: number;
}

const EARLY = 0.998;
const LATER = 0.99;
const LAST = 0.95;

/** `length` is asked for only when there is something to simulate. */
export async function race(
  model: Model,
  options: RaceOptions,
  length: () => Promise<TrialLength>,
): Promise<Raced> {
  const offered = offeredLoad(model);
  if (overloadOf(model, offered, chooseWindow(model, offered, 'sampled')) !== null) {
    return { judgment: unsteady(options.promise, BY_ARITHMETIC), sample: null, trials: 0 };
  }
  const sample = new Sample(model, options.seed, await length());
  return continueRace(sample, options);
}

/** The race of a sample that has been begun; where it settles slowly, of one of longer trials. */
export async function continueRace(begun: Sample, options: RaceOptions): Promise<Raced> {
  let sample = begun;
  let spent = 0;
  let wanted = Math.max(options.firstTrials, sample.trials);
  for (;;) {
    await sample.growTo(wanted, options.executor);
    const verdict = sample.verdict();
    if (verdict === null) {
      spent += sample.trials;
      sample = sample.longer();
      continue;
    }
    const early = sample.trials < MINIMUM_REPLICATIONS;
    const last = wanted >= options.mostTrials;
    const confidence = last ? LAST : early ? EARLY : LATER;
    const { model } = sample;
    const judgment = judge(options.promise, model, verdict, sample.weighted(), confidence);
    const tooEarly = early && judgment.answer === 'kept' && !options.keepEarly;
    if (last || (judgment.answer !== 'open' && !tooEarly)) {
      return { judgment, sample, trials: spent + sample.trials };
    }
    wanted = Math.min(options.mostTrials, 2 * wanted);
  }
}
