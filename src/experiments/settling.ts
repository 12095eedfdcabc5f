/**
 * One way to decide whether a model has a steady state, for everything that asks: studies (run,
 * sweep, experiments), races (capacity, tune) and comparisons.
 *
 * A backlog that grows though arithmetic sees room may be that of a system which settles slowly: it
 * is measured again after a warm-up of twice what was simulated so far, up to three times, and
 * while that costs no more than twice the budget. If it still grows then, it is an overload. Where
 * it may not be asked again (the warm-up is given, the budget or the time is spent), what the
 * trials show is not decided, and the reason says so.
 */
import type { LoadVerdict } from '../analysis/overload.js';
import type { Model } from '../model/model.js';
import type { TrialLength } from './trialPlan.js';

/**
 * steady: latencies are those of any other window. overloaded: they would grow with the window.
 * transient: the window was asked for as it is, settled or not. not_decided: the trials do not
 * tell.
 */
export interface Verdict {
  readonly kind: 'steady' | 'overloaded' | 'transient' | 'not_decided';
  /** Why, and what would help; empty where it is steady. */
  readonly reason: string;
}

export const STEADY: Verdict = { kind: 'steady', reason: '' };
export const BY_ARITHMETIC: Verdict = {
  kind: 'overloaded',
  reason: 'more is offered than the lowest ceiling, by arithmetic',
};
const MOST_LENGTHENINGS = 3;

/** What bounds longer trials. */
export interface Lengthening {
  /** How many times the warm-up was lengthened already. */
  readonly lengthened: number;
  readonly length: TrialLength;
  /** Records that the trials of this length simulated, and the budget. */
  readonly records: number;
  readonly budgetRecords: number;
  /** Why nothing more may be simulated in any case; null = it may. */
  readonly ended: string | null;
}

/** The same trials after a warm-up of twice what was simulated so far. */
export function longer(length: TrialLength): TrialLength {
  const { warmupSeconds, windowSeconds } = length;
  return {
    ...length,
    warmupSeconds: warmupSeconds.map((warmup) => 2 * (warmup + windowSeconds)),
  };
}

/** `isFinal`: nothing longer is to tell; else the verdict is how it stands. */
export interface Decision {
  readonly verdict: Verdict;
  readonly isFinal: boolean;
}

/** What the last trials say; `isTransient`: their window was asked for, settled or not. */
export function decide(
  model: Model,
  growth: LoadVerdict,
  so: Lengthening,
  isTransient = false,
): Decision {
  const whyEnded = whyNoLonger(model, so);
  const isFinal = isTransient || growth !== 'growing' || whyEnded !== null;
  const why = whyEnded ?? 'a longer warm-up tells';
  return { verdict: isTransient ? asAsked(growth) : conclude(model, growth, so, why), isFinal };
}

/** Why a backlog that grows is not looked at again after a longer warm-up; null where it is. */
function whyNoLonger(model: Model, so: Lengthening): string | null {
  if (so.ended !== null) return so.ended;
  if (model.run.warmupSeconds !== null) {
    return 'run.warmup is given: leave it out, and it is lengthened until the system has settled';
  }
  if (so.lengthened >= MOST_LENGTHENINGS) return 'the longest warm-up';
  const seconds = (length: TrialLength): number =>
    Math.max(...length.warmupSeconds) + length.windowSeconds;
  const cost = (so.records * seconds(longer(so.length))) / seconds(so.length);
  if (cost <= 2 * so.budgetRecords) return null;
  return `a longer warm-up would take ${Number(cost.toPrecision(2)).toExponential()} records: give a larger budget`;
}

const UNDECIDED = {
  left_over:
    'more is inside at the end of the window than at its start: whether it comes back, a longer run.duration tells',
  flank:
    "the backlog grows, and the window is a part of the load's pattern only: whether it comes back, a run.duration of whole periods tells",
  noisy:
    'the backlog differs too much from trial to trial: more trials or a longer run.duration tell',
} as const satisfies Partial<Record<LoadVerdict, string>>;

function conclude(
  { run }: Model,
  growth: LoadVerdict,
  { lengthened, length }: Lengthening,
  whyEnded: string,
): Verdict {
  switch (growth) {
    case 'steady':
      return (length.neededSeconds ?? 0) > Math.max(...length.warmupSeconds)
        ? { kind: 'not_decided', reason: tooShort(length) }
        : STEADY;
    case 'overloaded':
      return { kind: 'overloaded', reason: 'a ceiling is passed, or a trial filled up' };
    case 'left_over':
    case 'flank':
    case 'noisy':
      return { kind: 'not_decided', reason: UNDECIDED[growth] };
    case 'growing': {
      if (run.warmupSeconds !== null && run.durationSeconds !== null) return asAsked(growth);
      if (lengthened >= MOST_LENGTHENINGS) {
        return {
          kind: 'overloaded',
          reason: 'the backlog still grows after the longest warm-up, though arithmetic sees room',
        };
      }
      return {
        kind: 'not_decided',
        reason: `the backlog grows, though arithmetic sees room: overloaded, or slow to settle; ${whyEnded}`,
      };
    }
    default:
      return growth satisfies never;
  }
}

function tooShort({ neededSeconds, warmupSeconds }: TrialLength): string {
  const seconds = (value: number): string => Number(value.toPrecision(2)).toString();
  return `nothing grows beyond doubt, but so near to a ceiling the system needs ${seconds(neededSeconds ?? 0)} s of warm-up, and the budget allows ${seconds(Math.max(...warmupSeconds))} s: give a larger one`;
}

function asAsked(verdict: LoadVerdict): Verdict {
  const settled = verdict === 'steady' ? 'nothing grows any more' : 'the backlog still grows';
  return { kind: 'transient', reason: `the window as asked for, settled or not; ${settled}` };
}
