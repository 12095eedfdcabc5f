/**
 * Arithmetic of tries: how often a record is tried, how many fail for good, how long calls keep a
 * thread. It knows of no queue at the external: a call's time is its own, so where the external is
 * busy more time out than this says. What an external calls itself adds its mean to that time.
 */
import { cdf, mean } from '../statistics/index.js';
import { acknowledgedSeconds } from './acknowledged.js';
import type { CallModel, ConsumerGroupModel, ExternalModel, Model } from './model.js';
import { perModel } from './perModel.js';
import { givesBack, queueOf, redelivered, type Outcome } from './redelivery.js';

export type { Outcome } from './redelivery.js';

const ALWAYS: Outcome = { failed: 0, tries: 1, sent: [], seconds: 0 };

/**
 * How many times the share of a full bulk a record has of one, of an instance that gets so many
 * records a second: a bulk of those that come until the first has waited for `linger`, if these are
 * less than `records`.
 */
export function emptiness(
  { tries }: Pick<ConsumerGroupModel, 'tries'>,
  recordsPerSecond: number,
): number {
  if (tries === null || tries.bulk === null) return 1;
  const { records, lingerSeconds } = tries.bulk;
  return records / Math.min(records, 1 + recordsPerSecond * lingerSeconds);
}

/** [group]: in the model's order. */
export const outcomesOf: (model: Model) => readonly Outcome[] = perModel((model) =>
  model.consumers.map((group) => {
    const outcome = withRedelivery(model, group, outcomeOf(group, model.externals));
    const waiting = (1 - outcome.failed) * acknowledgedSeconds(model, group);
    return waiting === 0 ? outcome : { ...outcome, seconds: outcome.seconds + waiting };
  }),
);

function withRedelivery(model: Model, group: ConsumerGroupModel, once: Outcome): Outcome {
  const topic = queueOf(model, group);
  if (topic === null || once.failed === 0 || !givesBack(group)) return once;
  return redelivered(once, topic.queue?.maxDeliveries ?? null, mean(group.processingTime));
}

export function outcomeOf(
  { tries, processingTime }: Pick<ConsumerGroupModel, 'tries' | 'processingTime'>,
  externals: readonly ExternalModel[],
): Outcome {
  if (tries === null) return ALWAYS;
  const { failed: fails, seconds, sent: sentEachTry } = callsInTurn(tries, externals);
  let all = 0;
  let failed = 1;
  for (let attempt = 0; attempt < tries.attempts; attempt++) {
    all += failed;
    failed *= fails;
  }
  const again = all - 1;
  // Of a bulk: its records share all of it, also its first processing.
  const own = mean(processingTime);
  const size = tries.bulk?.records ?? 1;
  const more = all * (tries.bulk?.timePerRecordSeconds ?? 0);
  return {
    failed,
    tries: all,
    sent: sentEachTry.map((sent) => (sent * all) / size),
    seconds: (own + all * seconds + again * (tries.pauseSeconds + own)) / size - own + more,
  };
}

/** Calls made one after the other, until one has failed. */
interface CallsOutcome {
  /** Of those that make them, those for which one fails, or that fail by themselves: 0..1. */
  readonly failed: number;
  /** All calls together, of one that makes them. */
  readonly seconds: number;
  /** As long as its server is held: not for calls that are handed over. */
  readonly held: number;
  readonly sent: readonly number[];
}

function callsInTurn(
  { fails, calls }: { readonly fails: number; readonly calls: readonly CallModel[] },
  externals: readonly ExternalModel[],
): CallsOutcome {
  // What is left when a call's turn comes.
  let left = 1 - fails;
  let seconds = 0;
  let held = 0;
  const sent = calls.map((call) => {
    const each = callOutcome(call, externals);
    const reached = left * call.share;
    seconds += reached * each.seconds;
    if (!call.handsOver) held += reached * each.seconds;
    left *= 1 - call.share * each.failed;
    return reached * each.sent;
  });
  return { failed: 1 - left, seconds, held, sent };
}

/**
 * Calls made at once, of which `enough` must go well: at least as long as the longest of them all
 * takes on average, or, where not all are needed, the shortest.
 */
function callsAtOnce(
  { fails, calls }: { readonly fails: number; readonly calls: readonly CallModel[] },
  enough: number,
  externals: readonly ExternalModel[],
): CallsOutcome {
  const outcomes = calls.map((call) => callOutcome(call, externals));
  // [so many went well].
  let chances = [1];
  outcomes.forEach(({ failed }, index) => {
    const bad = calls[index].share * failed;
    chances = [...chances, 0].map(
      (chance, good) => chance * bad + (good > 0 ? chances[good - 1] * (1 - bad) : 0),
    );
  });
  const good = chances.slice(enough).reduce((sum, chance) => sum + chance, 0);
  const times = outcomes.map(({ seconds }, index) => calls[index].share * seconds);
  const longest = enough < calls.length ? Math.min(...times) : Math.max(0, ...times);
  const seconds = (1 - fails) * longest;
  const sent = outcomes.map((each, index) => (1 - fails) * calls[index].share * each.sent);
  return { failed: 1 - (1 - fails) * good, seconds, held: seconds, sent };
}

const known = new WeakMap<readonly ExternalModel[], CallsOutcome[]>();

/** [external]: what its own calls come to, of one call that it answers. */
export function innerOutcomes(externals: readonly ExternalModel[]): readonly CallsOutcome[] {
  const before = known.get(externals);
  if (before !== undefined) return before;
  // Filled below, from those that call nothing on: what one calls is worked out before it.
  const outcomes: CallsOutcome[] = [];
  known.set(externals, outcomes);
  for (const index of externals.keys()) fill(outcomes, externals, index);
  return outcomes;
}

function fill(outcomes: CallsOutcome[], externals: readonly ExternalModel[], index: number): void {
  if (index in outcomes) return;
  // For circles, which are a fault of the model.
  outcomes[index] = { failed: externals[index].fails, seconds: 0, held: 0, sent: [] };
  const { calls, enough } = externals[index];
  for (const { external } of calls) fill(outcomes, externals, external);
  outcomes[index] =
    enough === null
      ? callsInTurn(externals[index], externals)
      : callsAtOnce(externals[index], enough, externals);
}

/**
 * [external]: mean seconds for which a call keeps a server: its own time, and what is called for
 * it.
 */
export function heldSeconds(externals: readonly ExternalModel[]): number[] {
  const inner = innerOutcomes(externals);
  return externals.map(({ time }, index) => mean(time) + inner[index].held);
}

/** The externals that calls reach, by their places: those called, and what these call. */
export function reachedBy(
  externals: readonly ExternalModel[],
  calls: readonly CallModel[],
): ReadonlySet<number> {
  const reached = new Set<number>();
  const follow = ({ external }: CallModel): void => {
    if (reached.has(external)) return;
    reached.add(external);
    externals[external].calls.forEach(follow);
  };
  calls.forEach(follow);
  return reached;
}

/** Calls that groups make. */
export function groupCalls({ consumers }: Pick<Model, 'consumers'>): CallModel[] {
  return consumers.flatMap(({ tries }) => tries?.calls ?? []);
}

/** Those that some group's calls reach. */
export function reached(model: Model): ReadonlySet<number> {
  return reachedBy(model.externals, groupCalls(model));
}

/** Of these, those that call others, in the model's order. */
export function callers(model: Model): number[] {
  const called = reached(model);
  return [...model.externals.keys()].filter(
    (index) => called.has(index) && model.externals[index].calls.length > 0,
  );
}

/**
 * [external]: calls that it gets for each call of [external] that groups make, its own and those
 * made for it.
 */
export function allCalls(externals: readonly ExternalModel[], made: readonly number[]): number[] {
  const inner = innerOutcomes(externals);
  const all = [...made];
  // As often as calls can be handed on: each round hands on what the one before brought.
  let fresh = made;
  for (let round = 0; round < externals.length && fresh.some((each) => each > 0); round++) {
    const next = externals.map(() => 0);
    externals.forEach(({ calls }, from) => {
      calls.forEach(({ external }, index) => {
        next[external] += fresh[from] * (inner[from].sent[index] ?? 0);
      });
    });
    next.forEach((each, index) => (all[index] += each));
    fresh = next;
  }
  return all;
}

interface CallOutcome {
  /** Of the calls with all their retries, those that fail. */
  readonly failed: number;
  readonly sent: number;
  readonly seconds: number;
}

function callOutcome(call: CallModel, externals: readonly ExternalModel[]): CallOutcome {
  const external = externals[call.external];
  const inner = innerOutcomes(externals)[call.external];
  const away = 2 * mean(external.propagation) + inner.seconds;
  const { timeoutSeconds: timeout } = call;
  const time = call.time ?? external.time;
  const inTime = timeout === null ? 1 : cdf(time, timeout - away);
  const fails = 1 - inTime * (1 - inner.failed);
  const each = timeout === null ? away + mean(time) : answeredSeconds(time, away, timeout);
  let reached = 1;
  let sent = 0;
  let seconds = 0;
  let backoff = call.retryBackoffSeconds;
  for (let made = 0; made <= call.retries; made++) {
    if (made > 0) {
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
  { jitter, retryBackoffMaxSeconds: most, retryAfter }: CallModel,
  seconds: number,
): number {
  if (retryAfter !== null) return mean(retryAfter);
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
