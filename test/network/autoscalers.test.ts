/**
 * How many instances autoscalers want, by sums done by hand. Nothing but the group takes time; how
 * many there are is seen just before each look.
 */
import { describe, expect, test } from 'vitest';
import { atOnce, AT_ONCE, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

interface Asked {
  readonly perSecond: string;
  readonly partitions: number;
  readonly group: string;
  readonly autoscaler: string;
  /** Seen so often, so many seconds apart. */
  readonly times: number;
  readonly apart: number;
  readonly warmupSeconds?: number;
}

/** Instances that are there. */
function seen({ perSecond, partitions, group, autoscaler, times, apart, warmupSeconds }: Asked): {
  instances: readonly number[];
} {
  const model =
    atOnce(`producers: { app: { sends: t, rate: ${perSecond}, arrivals: constant, count: 1, partitioner: round_robin, ${AT_ONCE}, ${HOST} } }
topics: { t: { partitions: ${partitions} } }
consumers: { g: { reads: t, max_poll_records: 1, rebalance_time: 1 s, ${HOST}, ${group}, autoscaler: { ${autoscaler} } } }`);
  const { series, audits } = shortTrial(model, {
    warmupSeconds: warmupSeconds ?? 0,
    windowSeconds: times * apart,
    seriesBuckets: times,
  });
  expect(audits.filter(({ passed }) => !passed)).toEqual([]);
  return { instances: series.instances[0] };
}

/**
 * A record takes longer than the trial: nothing is ever committed, and the lag is what has come.
 */
const STUCK = 'instances: 1, processing_time: 1000 s';
const AT_LOOKS = { times: 12, apart: 15 };

/**
 * kedacore/keda issue 4791: 24 partitions, at most 24 instances, "it scaled up to 22 replicas and
 * stopped"; with 48 partitions it went to 24. The lag grows by 21.5 / 6 times target_lag each 15 s:
 * 4, 8, 11, 15, 18, 22 are asked for; then it is 25.08 times that, cut to 24, and 24 / 22 = 1.091
 * is within the tolerance.
 */
describe('24 partitions and 22 instances', () => {
  const lag = { perSecond: '21.5/s', group: STUCK, ...AT_LOOKS };
  const keda = 'rules: kubernetes, maximum: 24, target_lag: 90, start_up: 0 s';
  const before = [1, 4, 8, 11, 15, 18, 22];
  const ends = (count: number): number[] => [...before, ...Array<number>(5).fill(count)];

  test('stuck at 22, since 24 is cut and near', () => {
    const { instances } = seen({ ...lag, partitions: 24, autoscaler: keda });
    expect(instances).toEqual(ends(22));
  });

  test('with twice the partitions it is not cut: 25.08 / 22 = 1.14', () => {
    const { instances } = seen({ ...lag, partitions: 48, autoscaler: keda });
    expect(instances).toEqual(ends(24));
  });

  test('nor is it stuck without a tolerance, or where instances may idle', () => {
    for (const more of ['tolerance: 0%', 'allow_idle_consumers: true']) {
      const { instances } = seen({ ...lag, partitions: 24, autoscaler: `${keda}, ${more}` });
      expect(instances).toEqual(ends(24));
    }
  });

  test('plain rules, by what is not polled, know no tolerance', () => {
    const autoscaler = 'maximum: 24, target_lag: 90, start_up: 0 s, interval: 15 s';
    const { instances } = seen({ ...lag, partitions: 24, autoscaler });
    expect(instances).toEqual(ends(24));
  });
});

/**
 * kedacore/keda issue 4483: 5 partitions, lagThreshold 5, and 6 instances. 28 / 5 is 5 in whole
 * numbers, not above 5, so the lag of 28 is not cut, and ceil(5.6) is 6; that of 56, 15 s later,
 * is.
 */
test('one more than partitions, since KEDA divides in whole numbers', () => {
  const { instances } = seen({
    perSecond: '1.87/s',
    partitions: 5,
    group: 'instances: 4, processing_time: 1000 s',
    autoscaler: 'rules: kubernetes, maximum: 10, target_lag: 5, start_up: 0 s',
    times: 4,
    apart: 15,
  });
  expect(instances).toEqual([4, 6, 6, 6]);
});

describe('steps', () => {
  const crowd = { perSecond: '250/s', partitions: 100, group: STUCK, times: 7, apart: 15 };
  const usual =
    'rules: kubernetes, maximum: 90, target_lag: 1, start_up: 0 s, allow_idle_consumers: true';

  test('by 4 or by all that there are, whichever is more, each 15 s', () => {
    const { instances } = seen({ ...crowd, autoscaler: usual });
    expect(instances).toEqual([1, 5, 10, 20, 40, 80, 90]);
  });

  test('by half, rounded up, but at most 3 at a time; a period of 40 s has one such step', () => {
    const half = `${usual}, scale_up: { instances: 3, share: 50%, period: 40 s, select: min }`;
    // 1 + 1, not before 45 s: 2 + 1, not before 90 s: 3 + 2.
    const { instances } = seen({ ...crowd, autoscaler: half });
    expect(instances).toEqual([1, 2, 2, 2, 3, 3, 3]);
  });

  test('none is given up within 300 s after it was wanted', () => {
    // 10 are wanted at 15 s, 5 come; from 20 s on 2 are wanted, and there at 315 s.
    const { instances } = seen({
      perSecond: '1/s',
      partitions: 10,
      group: 'instances: 1, processing_time: 1 ms',
      autoscaler:
        'by: schedule, rules: kubernetes, maximum: 10, start_up: 0 s, schedule: { sale: { at: 10 s, instances: 10 }, after: { at: 20 s, instances: 2 } }',
      times: 23,
      apart: 15,
    });
    expect(instances).toEqual([1, ...Array<number>(20).fill(5), 2, 2]);
  });
});

/**
 * All threads are busy all the time: of n ready ones the uses add up to n. Over 50% that is twice
 * as many. Those that come 20 s later are not ready at the next look (2 / (4 x 50%) is 1), nor at
 * the one after, having been there for 10 s of 15: the next 4 are started at 60 s, and come at 80
 * s.
 */
test('by utilization, with instances that are not ready yet', () => {
  const { instances } = seen({
    perSecond: '1000/s',
    partitions: 16,
    group: 'instances: 2, processing_time: 10 ms',
    autoscaler:
      'by: utilization, rules: kubernetes, maximum: 16, target_utilization: 50%, start_up: 20 s',
    times: 7,
    apart: 15,
  });
  expect(instances).toEqual([2, 2, 4, 4, 4, 8, 8]);
});

/**
 * Half busy, and 50% wanted: as many as there are. A third of them too many at 75%: ceil(3 / 0.75 x
 * 0.5).
 */
test.each([
  ['50%', 6],
  ['75%', 4],
  ['100%', 3],
])('by utilization, plain: 6 that are half busy at a target of %s', (target, expected) => {
  // 6 x 50 a second of 10 ms, evenly: 0.5 of each.
  const { instances } = seen({
    perSecond: '300/s',
    partitions: 6,
    group: 'instances: 6, processing_time: 10 ms',
    autoscaler: `by: utilization, maximum: 12, target_utilization: ${target}, interval: 10 s, cool_down: 0 s`,
    times: 2,
    apart: 10,
  });
  expect(instances).toEqual([6, expected]);
});

test('network/world/autoscaler: by a schedule that repeats, in the warm-up too', () => {
  const { instances } = seen({
    perSecond: '1/s',
    partitions: 4,
    group: 'instances: 2, processing_time: 1 ms',
    autoscaler:
      'by: schedule, maximum: 4, interval: 1 s, start_up: 0 s, cool_down: 0 s, repeats_every: 10 s, schedule: { day: { at: 2 s, instances: 3 }, night: { at: 5 s, instances: 1 } }',
    times: 20,
    apart: 1,
    warmupSeconds: 10,
  });
  const period = [1, 1, 3, 3, 3, 1, 1, 1, 1, 1];
  expect(instances).toEqual([...period, ...period]);
});
