/**
 * Arithmetic of visibility timeouts: how often a message is handed out because it was not done in
 * time.
 *
 * A delivery comes back when its wait in its instance, its work and the way back are longer than
 * visibility_timeout; who has it works on it all the same. So with q the chance of that, and f that
 * it fails, a message is handed out 1 + b + b^2 + ..., b = 1 - (1 - q)(1 - f), up to max_deliveries
 * times; where late acknowledgements count, once more while it is not done: as its time is longer
 * than once, twice, ... the timeout.
 *
 * The wait. An instance that holds no more messages than it has threads has none: what waits waits
 * in the queue. One that holds more is a queue of its own, to which messages come in turn with
 * those of the others, whoever has a thread free: GI/G/c by the formula of Allen and Cunneen, with
 * Sakasegawa's chance to wait, utilization ^ (sqrt(2 (c + 1)) - 1); the squared coefficient of
 * variation of arrivals is 1 / instances, as of every n-th of a Poisson stream; given that it waits
 * the wait is taken as exponential. It is at most that behind all that it may hold, which is what
 * every message has once the group cannot keep up.
 *
 * So the more busy the threads are, the more often messages are handed out, and the busier they
 * are. With r the utilization and D(r) the deliveries of a message at that, a load that would keep
 * threads busy a share a of the time were nothing handed out again is carried where a = r / D(r)
 * has a solution: up to the largest r / D(r). Beyond that all threads fall behind, and do D(1)
 * deliveries for each message.
 */
import * as mathematics from '../mathematics/index.js';
import type { ConsumerGroupModel, Model, Placement } from '../model/model.js';
import { delaySeconds } from '../model/delay.js';
import { deliveriesOf, givesBack } from '../model/redelivery.js';
import { outcomeOf } from '../model/tries.js';
import { cdf, mean, power, quantile, variance, type Distribution } from '../statistics/index.js';

/** Deliveries of a message over those that its failures alone would make. */
export interface HandedAgain {
  /** At a load that would keep threads busy so much of the time by itself; 1 or more. */
  at(busy: number): number;
  /** At the largest load that is carried, and once the group has fallen behind. */
  readonly atCeiling: number;
  readonly behind: number;
}

/** Where nothing comes back because of its time. */
const ONCE: HandedAgain = { at: () => 1, atCeiling: 1, behind: 1 };

/** Utilizations, and quantiles of the wait, that are looked at. */
const STEPS = 200;
const QUANTILES = 64;
/** Squared coefficients of variation above it are as if they were that. */
const MOST_SPREAD = 100;
/** What happens to fewer is not worth a word. */
const LEAST = 1e-9;

/** `seconds`: of a thread for each delivery, of all queues that the group reads. */
export function handedAgain(
  model: Model,
  group: ConsumerGroupModel,
  placement: Placement,
  seconds: number,
): HandedAgain {
  const { queue, threads, instances, topics, processingTime: own } = group;
  const [topic] = topics;
  const cluster = model.clusters[model.topics[topic].cluster];
  const { visibilitySeconds, maxDeliveries } = model.topics[topic].queue ?? NEVER;
  const isBulk = (group.tries?.bulk ?? null) !== null;
  if (queue === null || cluster.queues === null || visibilitySeconds === null || isBulk)
    return ONCE;
  const away = delaySeconds(model, placement, group.role, cluster.role, group.propagation);
  const work = {
    own,
    threads,
    instances,
    held: Math.max(queue.prefetch, threads),
    more: Math.max(0, seconds - mean(own)),
    timeout: visibilitySeconds - 2 * away - mean(cluster.queues.timePerAck),
  };
  const failed = givesBack(group) ? outcomeOf(group, model.externals).failed : 0;
  const settles = cluster.queues.lateAcks === 'settle';
  const once = deliveriesOf(failed, maxDeliveries);
  const times = (utilization: number): number => {
    const late = lateness(work, utilization);
    if (settles) return whileLate(late, maxDeliveries ?? Infinity);
    return deliveriesOf(1 - (1 - late(1)) * (1 - failed), maxDeliveries) / once;
  };
  const behind = times(1);
  if (behind < 1 + LEAST) return ONCE;
  const steps = Array.from({ length: STEPS }, (_, step) => {
    const utilization = (step + 0.5) / STEPS;
    const each = times(utilization);
    return { carried: utilization / each, each };
  });
  const most = steps.reduce((a, b) => (b.carried > a.carried ? b : a));
  const atCeiling = Math.min(behind, 1 / most.carried);
  return {
    at: (busy) => {
      const above = steps.findIndex(({ carried }) => carried >= busy);
      return above < 0 ? behind : between(steps, above, busy);
    },
    atCeiling,
    behind,
  };
}

/** One more while it is not done, whose time is so many timeouts. */
function whileLate(late: (timeouts: number) => number, most: number): number {
  let sum = 1;
  for (let time = 1; time < most; time++) {
    const more = late(time);
    if (more < LEAST || time > STEPS) break;
    sum += more;
  }
  return sum;
}

interface Step {
  readonly carried: number;
  readonly each: number;
}

/** Deliveries at a load between that of a step and that of the one before. */
function between(steps: readonly Step[], above: number, busy: number): number {
  if (above === 0) return steps[0].each;
  const [low, high] = [steps[above - 1], steps[above]];
  const part = (busy - low.carried) / (high.carried - low.carried);
  return low.each + part * (high.each - low.each);
}

const NEVER = { visibilitySeconds: null, maxDeliveries: null };

interface Work {
  readonly own: Distribution;
  /** Seconds of a delivery beside that. */
  readonly more: number;
  readonly threads: number;
  readonly instances: number;
  /** Messages that an instance holds, at most. */
  readonly held: number;
  readonly timeout: number;
}

/** The chance that a delivery takes longer than so many timeouts, at a utilization of 0..1. */
function lateness(work: Work, utilization: number): (timeouts: number) => number {
  const { own, more, threads, instances, held, timeout } = work;
  const above = (seconds: number): number => 1 - cdf(own, seconds - more);
  const [average, waiting] = [mean(own) + more, held - threads];
  const longest = (waiting * average) / threads;
  if (waiting === 0) return (timeouts) => above(timeouts * timeout);
  // Of infinite variance: as much as a gamma variable shows.
  const spread = Math.min(MOST_SPREAD, variance(own) / (average * average));
  if (utilization >= 1) {
    const behind: Distribution =
      spread > 0
        ? { kind: 'gamma', shape: waiting / spread, mean: longest }
        : { kind: 'constant', value: longest };
    const waits = PARTS.map((part) => quantile(behind, part));
    return (timeouts) => averageOf(waits.map((wait) => above(timeouts * timeout - wait)));
  }
  const waits = power(utilization, Math.sqrt(2 * (threads + 1)) - 1);
  const varied = (1 / instances + spread) / 2;
  const wait = Math.min(longest, (average * varied) / (threads * (1 - utilization)));
  return (timeouts) => {
    const seconds = PARTS.map((part) => -wait * mathematics.log1p(-part));
    const late = averageOf(seconds.map((each) => above(timeouts * timeout - each)));
    return waits * late + (1 - waits) * above(timeouts * timeout);
  };
}

/** The middles of so many equal parts of all. */
const PARTS = Array.from({ length: QUANTILES }, (_, part) => (part + 0.5) / QUANTILES);

function averageOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
