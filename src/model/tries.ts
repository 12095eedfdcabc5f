/**
 * Arithmetic of tries: how often a record is tried, how many fail for good, how long calls keep a
 * thread. It knows of no queue at the external: a call's time is its own, so where the external is
 * busy more time out than this says.
 */
import { cdf, mean } from '../statistics/index.js';
import { acknowledgedSeconds } from './acknowledged.js';
import type { CallModel, ConsumerGroupModel, ExternalModel, Model } from './model.js';
import { perModel } from './perModel.js';

/** What a group's records come to, on average. */
export interface Outcome {
  /** Of its records, those that fail for good: 0..1. */
  readonly failed: number;
  /** Tries of a record: at least 1. */
  readonly tries: number;
  /** Of each of the group's calls: calls sent for a record. */
  readonly sent: readonly number[];
  /**
   * Seconds of a thread for a record beside its first processing and its store: calls, pauses, what
   * is done again, and, of outcomesOf, what it waits for acknowledgements.
   */
  readonly seconds: number;
}

const ALWAYS: Outcome = { failed: 0, tries: 1, sent: [], seconds: 0 };

/** [group]: in the model's order. */
export const outcomesOf: (model: Model) => readonly Outcome[] = perModel((model) =>
  model.consumers.map((group) => {
    const outcome = outcomeOf(group, model.externals);
    const waiting = (1 - outcome.failed) * acknowledgedSeconds(model, group);
    return waiting === 0 ? outcome : { ...outcome, seconds: outcome.seconds + waiting };
  }),
);

export function outcomeOf(
  { tries, processingTime }: Pick<ConsumerGroupModel, 'tries' | 'processingTime'>,
  externals: readonly ExternalModel[],
): Outcome {
  if (tries === null) return ALWAYS;
  // Of the calls of one try: what is left of the tries when a call's turn comes, and what has
  // passed until then.
  let left = 1 - tries.fails;
  let seconds = 0;
  const sentEachTry = tries.calls.map((call) => {
    const each = callOutcome(call, externals[call.external]);
    const reached = left * call.share;
    seconds += reached * each.seconds;
    left *= 1 - call.share * each.failed;
    return reached * each.sent;
  });
  const fails = 1 - left;
  let all = 0;
  let failed = 1;
  for (let attempt = 0; attempt < tries.attempts; attempt++) {
    all += failed;
    failed *= fails;
  }
  const again = all - 1;
  return {
    failed,
    tries: all,
    sent: sentEachTry.map((sent) => sent * all),
    seconds: all * seconds + again * (tries.pauseSeconds + mean(processingTime)),
  };
}

interface CallOutcome {
  /** Of the calls with all their retries, those that fail. */
  readonly failed: number;
  readonly sent: number;
  readonly seconds: number;
}

function callOutcome(call: CallModel, external: ExternalModel): CallOutcome {
  const away = 2 * mean(external.propagation);
  const { timeoutSeconds: timeout } = call;
  const inTime = timeout === null ? 1 : cdf(external.time, timeout - away);
  const fails = 1 - inTime * (1 - external.fails);
  const each =
    timeout === null ? away + mean(external.time) : answeredSeconds(external.time, away, timeout);
  let reached = 1;
  let sent = 0;
  let seconds = 0;
  let backoff = call.retryBackoffSeconds;
  for (let time = 0; time <= call.retries; time++) {
    if (time > 0) {
      seconds += reached * backoffSeconds(call, Math.min(backoff, call.retryBackoffMaxSeconds));
      backoff = Math.min(2 * backoff, call.retryBackoffMaxSeconds);
    }
    sent += reached;
    seconds += reached * each;
    reached *= fails;
  }
  return { failed: reached, sent, seconds };
}

/** The mean of min(retry_backoff_max, seconds * U), U uniform on [1 - jitter, 1 + jitter]. */
function backoffSeconds(
  { jitter, retryBackoffMaxSeconds: most }: CallModel,
  seconds: number,
): number {
  const [low, high] = [seconds * (1 - jitter), seconds * (1 + jitter)];
  if (high <= most) return seconds;
  return ((most * most - low * low) / 2 + most * (high - most)) / (high - low);
}

const PANELS = 2000;

/**
 * The mean of min(away + time, timeout): the integral of the tail, in panels that grow with the
 * time.
 */
function answeredSeconds(time: ExternalModel['time'], away: number, timeout: number): number {
  const most = timeout - away;
  if (most <= 0) return timeout;
  if (time.kind === 'constant') return Math.min(away + time.value, timeout);
  let sum = 0;
  let before = 0;
  for (let panel = 1; panel <= PANELS; panel++) {
    const share = panel / PANELS;
    const until = most * share * share * share;
    sum += (until - before) * (1 - cdf(time, (before + until) / 2));
    before = until;
  }
  return away + sum;
}
