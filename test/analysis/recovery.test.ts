import seedrandom from 'seedrandom';
import { beforeAll, expect, test } from 'vitest';
import { Pool, type Weighted } from '../../src/analysis/pool.js';
import { recoveries, type Recovery } from '../../src/analysis/recovery.js';
import type { Model } from '../../src/model/index.js';
import type { Measurements } from '../../src/network/measurements.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const BUCKETS = 60;

/** 500 records/s at one server of 1 ms each, and three times as many for a second. */
function rush(at: number, groups = '{ a: { processing_time: 1 ms } }'): Model {
  const text = `name: rush
users: 500
workload: { events_per_user: 1/s, record_size: 1 KB }
consumers: ${groups}
faults: { rush: { kind: surge, factor: 3, at: ${at} s, length: 1 s } }
`;
  return validModel(text, { fileName: 'rush.yaml' });
}

function seen(model: Model, seed: string, count: number): Recovery {
  const pool = new Pool(model);
  for (let replication = 1; replication <= count; replication++) {
    const trial = { replication, seed, windowSeconds: 10, seriesBuckets: BUCKETS };
    pool.add(shortTrial(model, trial));
  }
  return recoveries(model, pool.weighted())[0];
}

// Of an excursion of 990 1% is 9.9: reached 0.3 buckets before the 48th, 36 after the begin.
test.each([2, 3])(
  'recovery is counted from the begin of the fault, wherever in the window it is: at %d s',
  (at) => {
    const [{ backlog, groups, beginsSeconds, watchedSeconds }] = recoveries(
      rush(at),
      pooled(rush(at), [withBacklog(profile(at * 6))]),
    );
    expect(backlog.outcome).toBe('back');
    expect(backlog.seconds?.value).toBeCloseTo((36 - 0.3) / 6, 3);
    expect(groups[0].backlog).toEqual(backlog);
    expect([beginsSeconds, watchedSeconds]).toEqual([at, 10 - at]);
  },
);

// The mean over 1,500 trials of a recursion written here (Lindley 1952) crosses the same band at
// 2.12 s: see below.
test('four seeds agree within their intervals, and with an independent recursion of 1,500 trials', () => {
  const exact = lindleyReturn(1500);
  for (const seed of ['a', 'b', 'c', 'd']) {
    const { backlog } = seen(rush(2), seed, 30);
    expect(backlog.seconds?.enough).toBe(true);
    const { low = NaN, high = NaN, n } = backlog.seconds ?? { n: 0 };
    const slack = (high - low) / 2;
    // Four intervals of 95%, each with half its width to spare: |t| above 3 happens once in 180.
    expect(low - slack).toBeLessThan(exact);
    expect(high + slack).toBeGreaterThan(exact);
    expect(high - low).toBeLessThan(0.2);
    expect(n).toBe(30);
  }
});

/**
 * When the mean number inside is below the mean before plus two standard deviations of it, or 1% of
 * the excursion.
 */
function lindleyReturn(trials: number): number {
  const random = seedrandom.alea('lindley');
  const step = 1 / 6;
  const at = Array.from({ length: BUCKETS }, () => 0);
  let mean = 0;
  let square = 0;
  for (let trial = 0; trial < trials; trial++) {
    const inside = insideOf(random, step);
    const before = inside.slice(1, 13).map((value) => value - inside[0]);
    mean += before.reduce((sum, value) => sum + value, 0) / 12 / trials;
    square += before.reduce((sum, value) => sum + value * value, 0) / 12 / trials;
    at.forEach((_, bucket) => (at[bucket] += (inside[bucket + 1] - inside[0]) / trials));
  }
  const limit =
    mean + Math.max(2 * Math.sqrt(square - mean * mean), 0.01 * (Math.max(...at) - mean));
  const bucket = at.findIndex((value, index) => (index + 1) * step > 3 && value <= limit);
  const share = (at[bucket - 1] - limit) / (at[bucket - 1] - at[bucket]);
  return (bucket + share) * step - 2;
}

/**
 * The number in an M/D/1 at the window's start and at the end of each bucket; the window starts
 * after 1 s.
 */
function insideOf(random: () => number, step: number): number[] {
  const count = Array.from({ length: BUCKETS + 1 }, () => 0);
  let time = 0;
  let free = 0;
  for (;;) {
    // Three times as often from 2 s to 3 s of the window, by thinning.
    time -= Math.log(1 - random()) / 1500;
    if (time >= 11) return count;
    if ((time < 3 || time >= 4) && random() > 1 / 3) continue;
    free = Math.max(free, time) + 1e-3;
    const first = Math.max(0, Math.ceil((time - 1) / step));
    const last = Math.min(BUCKETS, Math.floor((free - 1) / step));
    for (let end = first; end <= last; end++) count[end]++;
  }
}

/** From 10 at the begin up to 1,000 in 6 buckets, and down to 10 in 30 more. */
function profile(begin: number): number[] {
  return Array.from({ length: BUCKETS }, (_, bucket) => {
    const since = bucket + 1 - begin;
    if (since <= 0) return 10;
    return since <= 6 ? 10 + since * 165 : Math.max(10, 1000 - (since - 6) * 33);
  });
}
const PROFILE = profile(12);

let plain: Measurements;
beforeAll(() => {
  plain = shortTrial(rush(2), { windowSeconds: 10, seriesBuckets: BUCKETS });
});

/** A trial whose backlog at the buckets' ends is given; what is delivered is what is left. */
function withBacklog(backlog: readonly number[]): Measurements {
  const arrived = backlog.map(() => 1000);
  const delivered = backlog.map((value, k) => 1000 - (value - (backlog[k - 1] ?? 10)));
  return { ...plain, series: { ...plain.series, arrived, delivered: [delivered] } };
}

function pooled(model: Model, trials: readonly Measurements[]): readonly Weighted[] {
  const pool = new Pool(model);
  for (const trial of trials) pool.add(trial);
  return pool.weighted();
}

/** Noise with a memory of about three buckets and a standard deviation of 100 of itself. */
function noisy(random: () => number): number[] {
  let noise = 0;
  return PROFILE.map((value) => {
    noise = 0.7 * noise + 71 * Math.sqrt(3) * (2 * random() - 1);
    return value + noise;
  });
}

test('a single trial far outside does not decide: 2 in 30 are still off at the end', () => {
  const far = PROFILE.map((value, bucket) => value + (bucket > 50 ? 60 : 0));
  const trials = Array.from({ length: 30 }, (_, index) => withBacklog(index < 2 ? far : PROFILE));
  const { backlog } = recoveries(rush(2), pooled(rush(2), trials))[0];
  expect(backlog.outcome).toBe('back');
  expect(backlog.seconds?.value).toBeCloseTo(36 / 6, 0);
});

test('95% intervals hold what the profile says in at least 88 of 100 noisy studies', () => {
  const random = seedrandom.alea('noisy');
  const model = rush(2);
  // From 0 the noise grows to a variance of 71^2 / (1 - 0.7^2) (1 - 0.49^k) in k buckets; of 12 on
  // average 95.3^2.
  let held = 0;
  for (let study = 0; study < 100; study++) {
    const trials = Array.from({ length: 30 }, () => withBacklog(noisy(random)));
    const { backlog } = recoveries(model, pooled(model, trials))[0];
    const { low = NaN, high = NaN } = backlog.seconds ?? {};
    const exact = crossing(10 + 2 * 95.3);
    if (low <= exact && exact <= high) held++;
  }
  expect(held).toBeGreaterThanOrEqual(88);
});

/** When the profile falls to a value, seconds from the begin of the fault. */
function crossing(value: number): number {
  return (18 + ((1000 - value) * 30) / 990 - 12) / 6;
}

test('what is not back within the window is said to be not, and has no time', () => {
  const rising = PROFILE.map((value, bucket) => (bucket < 18 ? value : 1000));
  const [{ backlog }] = recoveries(rush(2), pooled(rush(2), [withBacklog(rising)]));
  expect(backlog).toEqual({ outcome: 'not within the window', seconds: null });
});

test('where it is not back without some trials, the interval has no upper end, and why is said', () => {
  // 15 in the end, where 19.9 count as usual; without one that is 150 below, 20.2.
  const trials = Array.from({ length: 30 }, (_, index) =>
    withBacklog(
      PROFILE.map((value, bucket) =>
        bucket < 18
          ? value
          : Math.max(15, 1000 - (bucket - 17) * 25) + (index % 2 === 0 ? 150 : -150),
      ),
    ),
  );
  const [{ backlog }] = recoveries(rush(2), pooled(rush(2), trials));
  expect(backlog).toMatchObject({ outcome: 'back', seconds: { high: Infinity, enough: false } });
  expect(backlog.seconds?.reason).toBe('an upper end beyond the window');
});

test('each group has its own: one that is not back beside one that is', () => {
  const two = '{ a: { processing_time: 1 ms }, b: { processing_time: 1 us } }';
  const model = rush(2, two);
  const trial = shortTrial(model, { windowSeconds: 3.2, seriesBuckets: 16 });
  const { groups } = recoveries(model, pooled(model, [trial]))[0];
  expect(groups.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(groups[0].backlog.outcome).toBe('not within the window');
  expect(groups[1].backlog.outcome).not.toBe('not within the window');
});

test('a window that shows nothing before the fault says nothing of being as before', () => {
  const trials = pooled(rush(2), [withBacklog(PROFILE)]);
  expect(recoveries(rush(0.1), trials)).toEqual([]);
});
