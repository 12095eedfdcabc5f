/**
 * Series whose memory is known: first-order autoregressions, whose correlation dies out like exp(-t
 * / m). Expected values from the integral of that over two neighboring batches.
 */
import { expect, test } from 'vitest';
import { effectiveSampleCount, correlationTimeSeconds } from '../../src/analysis/memory.js';
import { LatencyMixture } from '../../src/analysis/mixture.js';
import type { Weighted } from '../../src/analysis/pool.js';
import { Stream } from '../../src/engine/stream.js';
import type { SeriesMeasurements } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { Histogram, normalQuantile } from '../../src/statistics/index.js';
import { validModel } from '../support/validModel.js';

const BUCKETS = 400;
const BUCKET_SECONDS = 0.1;
const BATCH_SECONDS = (BUCKETS * BUCKET_SECONDS) / 20;

const { series: shape, ...trial } = simulate({
  model: validModel('users: 100\nworkload: { events_per_user: 1/s }\nconsumers: { a: {} }\n', {
    fileName: 'memory.yaml',
  }),
  placement: 0,
  cell: 0,
  replication: 1,
  seed: 'memory',
  warmupSeconds: 0,
  windowSeconds: 1,
  seriesBuckets: 2,
  speedup: {},
  maximumInside: 1e7,
});

/**
 * Latencies around 10 s that remember `seconds`, plus what all series have in common in that
 * bucket.
 */
function remembering(
  seconds: number,
  seed: number,
  common: (bucket: number) => number = () => 0,
): SeriesMeasurements {
  const stream = new Stream(`memory ${seed}`);
  const normal = (): number => normalQuantile(stream.next());
  const kept = seconds === 0 ? 0 : Math.exp(-BUCKET_SECONDS / seconds);
  let state = normal();
  const latencies = Array.from({ length: BUCKETS }, (_, bucket) => {
    state = kept * state + Math.sqrt(1 - kept ** 2) * normal();
    return 10 + state + common(bucket);
  });
  const zeros = latencies.map(() => 0);
  return {
    ...shape,
    bucketSeconds: BUCKET_SECONDS,
    arrived: zeros,
    delivered: [zeros.map(() => 1)],
    latencySum: [latencies],
  };
}

/** r / (1 - r) of neighboring batches b long: 2 (1 - e^-x)^2 / 2 over ..., x = b / m. */
function expectedSeconds(memory: number): number {
  const x = BATCH_SECONDS / memory;
  const r = (1 - Math.exp(-x)) ** 2 / (2 * (x - 1 + Math.exp(-x)));
  return (2 * BATCH_SECONDS * r) / (1 - r);
}

const many = (seconds: number, count = 400) =>
  Array.from({ length: count }, (_, seed) => remembering(seconds, seed));

function weighted(series: SeriesMeasurements, section: number, trials = 1): Weighted {
  return { measurements: { ...trial, series }, trials, weight: 1, section };
}

// With 400 series of 20 batches r has a standard error of 0.011; m = 2 b r / (1 - r) then one of 5%
// or less.
test.each([0.4, 1, 2, 5])('a memory of %d s is seen as the integral has it', (memory) => {
  const seen = correlationTimeSeconds(many(memory));
  expect(seen / expectedSeconds(memory)).toBeGreaterThan(0.8);
  expect(seen / expectedSeconds(memory)).toBeLessThan(1.2);
  // Right for long batches, too long for short ones, never too short.
  expect(expectedSeconds(memory) / memory).toBeGreaterThan(1);
  expect(expectedSeconds(memory) / memory).toBeLessThan(3);
});

test('where nothing is remembered there is none, also if all rise and fall together', () => {
  expect(correlationTimeSeconds(many(0))).toBeLessThan(0.05 * BATCH_SECONDS);
  const wave = (bucket: number): number => 20 * Math.sin(bucket / 40);
  const waves = Array.from({ length: 400 }, (_, seed) => remembering(0, seed, wave));
  expect(correlationTimeSeconds(waves)).toBeLessThan(0.05 * BATCH_SECONDS);
});

test('stretches are all windows over two memories, also where trials have been added up', () => {
  const series = many(1);
  const single = effectiveSampleCount(
    series.map((each, section) => weighted(each, section)),
    null,
  );
  expect(single).toBeCloseTo(
    (400 * BUCKETS * BUCKET_SECONDS) / 2 / correlationTimeSeconds(series),
    6,
  );
  const pairs = series.slice(0, 200).map((a, index) => {
    const b = series[200 + index];
    const sum = (x: readonly number[], y: readonly number[]): number[] =>
      x.map((value, bucket) => value + y[bucket]);
    const both = {
      ...a,
      delivered: [sum(a.delivered[0], b.delivered[0])],
      latencySum: [sum(a.latencySum[0], b.latencySum[0])],
    };
    return weighted(both, index, 2);
  });
  expect(effectiveSampleCount(pairs, 0) / single).toBeGreaterThan(0.8);
  expect(effectiveSampleCount(pairs, 0) / single).toBeLessThan(1.25);
});

test('no records at all: nothing is seen to be remembered', () => {
  const empty = many(1, 2).map((each) => ({
    ...each,
    delivered: [each.arrived],
    latencySum: [each.arrived],
  }));
  expect(correlationTimeSeconds(empty)).toBe(0);
});

test('trials of a later placement alone are seen as they are', () => {
  const rows = many(1).map((each, section) => weighted(each, section));
  const later = rows.map((row) => ({
    ...row,
    measurements: { ...row.measurements, placement: 2 },
  }));
  expect(effectiveSampleCount(later, null)).toBe(effectiveSampleCount(rows, null));
});

// 30 windows of 40 s with a memory of 2 s, seen as 4 s or so: some 150 stretches. Their means
// differ by what is given.
test.each([
  [0.005, true],
  [0.2, false],
])('with 150 stretches, means that vary by %d between windows: given %s', (variation, given) => {
  const rows = many(2, 30).map((series, section) => {
    const histogram = new Histogram();
    const normal = normalQuantile((section + 0.5) / 30);
    for (let index = 0; index < 1000; index++) {
      histogram.record(10 * (1 + variation * normal) * (0.9 + (0.2 * (index + 0.5)) / 1000));
    }
    const plain = histogram.toPlain();
    const path = { name: 'a', histogram: plain };
    const row = weighted(series, section);
    return { ...row, measurements: { ...row.measurements, paths: [path], endToEnd: plain } };
  });
  expect(effectiveSampleCount(rows, null)).toBeGreaterThan(60);
  expect(effectiveSampleCount(rows, null)).toBeLessThan(300);
  const mean = new LatencyMixture('end_to_end', rows, null).mean();
  expect(mean.enough).toBe(given);
  expect(mean.value).toBeCloseTo(10, 1);
});
