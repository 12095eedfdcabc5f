/**
 * A mixture of a near path (1 to 2 s) and a far one (5 to 6 s), with nothing between: the median
 * lies in the gap. Expected values by hand.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LatencyMixture, knownShares } from '../../src/analysis/mixture.js';
import type { Weighted } from '../../src/analysis/pool.js';
import { type Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import { Histogram, type HistogramPlain } from '../../src/statistics/index.js';
import { validModel } from '../support/validModel.js';

function model(): Model {
  const file = 'models/100m-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), {
    fileName: file,
    overrides: [{ path: 'users', value: '1M' }],
  });
  return model;
}

const trial = simulate({
  model: model(),
  placement: 0,
  cell: 0,
  replication: 1,
  seed: 'mixture',
  warmupSeconds: 0.6,
  windowSeconds: 0.2,
  seriesBuckets: 2,
  speedup: {},
  maximumInside: 1e7,
}) satisfies Weighted['measurements'];

/** `count` latencies evenly over one second from `from` on. */
function even(from: number, count: number): HistogramPlain {
  const histogram = new Histogram();
  for (let index = 0; index < count; index++) histogram.record(from + (index + 0.5) / count);
  return histogram.toPlain();
}

/** A trial's Measurements with these latencies on its near and far path. */
function row(near: HistogramPlain, far: HistogramPlain, section: number, placement = 0): Weighted {
  const all = new Histogram();
  all.merge(near);
  all.merge(far);
  const paths = [
    { name: 'near', histogram: near },
    { name: 'far', histogram: far },
  ];
  const measurements = { ...trial, placement, paths, endToEnd: all.toPlain() };
  return { measurements, trials: 1, weight: 1, section };
}

// Each trial delivers 1,000 near and 800, 900, 1,000 or 1,100 far: fewer than it sent.
const rows = Array.from({ length: 32 }, (_, section) =>
  row(even(1, 1000), even(5, 800 + 100 * (section % 4)), section),
);

describe('a median in the gap between two paths', () => {
  test('as counted it lies at the end of the near path, and is said to be uncertain', () => {
    // Far has 950 of 1,950 on average: the median is the 975th of 1,000 near ones.
    const median = new LatencyMixture('end_to_end', rows, null).quantile(0.5);
    expect(median.value).toBeCloseTo(1.975, 2);
    expect(median.high).toBeGreaterThan(1.98);
  });

  test('with known shares ranks are exact, and so are the quantiles of each half', () => {
    const mixture = new LatencyMixture('end_to_end', rows, [1]);
    // Ranks 0.25 and 0.75 are the medians of the two paths; bins are 1/256 wide, relative.
    expect(mixture.quantile(0.25).value).toBeCloseTo(1.5, 2);
    expect(mixture.quantile(0.75).value).toBeCloseTo(5.5, 2);
    expect(mixture.mean().value).toBeCloseTo(3.5, 2);
    expect(mixture.rankSpread(0.75).variance).toBeLessThan(1e-6);
    const counted = new LatencyMixture('end_to_end', rows, null);
    expect(counted.rankSpread(0.5).variance).toBeGreaterThan(50 * mixture.rankSpread(0.5).variance);
  });
});

test('the interval of a rank: variance between groups by hand', () => {
  // Half of the trials have all their latencies in 1..2, half in 2..3: the share up to 2 is 1 or 0.
  const mixed = Array.from({ length: 32 }, (_, section) =>
    row(even(1 + (section % 2), 1000), even(5, 1000), section),
  );
  const near = new LatencyMixture('near', mixed, [1]);
  // 32 / 31 * sum of (0.5 / 32)^2.
  expect(near.rankSpread(0.5).variance).toBeCloseTo((32 / 31) * 32 * (0.5 / 32) ** 2, 4);
  const { value, low, high } = near.quantile(0.5);
  expect(value).toBeCloseTo(2, 2);
  // t(0.975, 31) = 2.0395, and a second holds half of all.
  const half = (2.0395 * Math.sqrt((32 / 31) * 32) * 0.5) / 32 / 0.5;
  expect(low).toBeCloseTo(2 - half, 2);
  expect(high).toBeCloseTo(2 + half, 2);
});

test('a placement weighs its share of the load, however many of its cells were simulated', () => {
  // Placement 0 is quick and has three quarters of the load, but as few trials as the slow one.
  const strata = [0, 1].flatMap((placement) =>
    Array.from({ length: 16 }, (_, section) =>
      row(even(1 + placement, 1000), even(5, 1000), section, placement),
    ),
  );
  expect(new LatencyMixture('near', strata, [0.75, 0.25]).quantile(0.75).value).toBeCloseTo(2, 2);
  expect(new LatencyMixture('near', strata, [0.75, 0.25]).quantile(0.5).value).toBeCloseTo(
    1 + 2 / 3,
    2,
  );
});

test('shares are the placements cells times their weights; unknown where a record is lost', () => {
  const parsed = model();
  const clean = [{ ...rows[0], measurements: { ...rows[0].measurements } }];
  const shares = knownShares(parsed, clean);
  expect(shares?.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(shares?.[0]).toBeCloseTo(1100 / 5000, 12);
  const lossy = { ...rows[0], measurements: { ...rows[0].measurements, lostInWindow: 1 } };
  expect(knownShares(parsed, [lossy])).toBeNull();
});
