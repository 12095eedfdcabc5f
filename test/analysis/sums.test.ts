/** What is summed over the trials of a study: rates, ratios, series, services. */
import { describe, expect, test } from 'vitest';
import { rateEstimate, ratioEstimate, totalEstimate } from '../../src/analysis/estimates.js';
import { Pool } from '../../src/analysis/pool.js';
import { coarseQuantile, growthOf, summarizeSeries } from '../../src/analysis/series.js';
import { summarizeServices } from '../../src/analysis/services.js';
import type { Weighted } from '../../src/analysis/weighted.js';
import { atOnce } from '../support/atOnce.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

const MODEL = pipelineModel({});
const TRIAL = shortTrial(MODEL, { windowSeconds: 2, warmupSeconds: 0.1, seriesBuckets: 4 });

/** 30 sections of one trial each, with so many retried requests, for four cells in all. */
function sections(countOf: (section: number) => number): Weighted[] {
  return Array.from({ length: 30 }, (_, section) => ({
    measurements: { ...TRIAL, retriesInWindow: countOf(section) },
    trials: 1,
    weight: 4 / 30,
    section,
  }));
}

describe('analysis/estimates: by hand', () => {
  test('what all count alike has an interval without width', () => {
    const trials = sections(() => 10);
    const rate = rateEstimate(trials, (m) => m.retriesInWindow);
    for (const each of [rate.value, rate.low, rate.high]) expect(each).toBeCloseTo(20, 9);
    expect(totalEstimate(trials, (m) => m.retriesInWindow).value).toBeCloseTo(40, 9);
  });

  test('of 0 and 20 in turn: the mean, and the t interval of 30 sections', () => {
    const trials = sections((section) => 20 * (section % 2));
    const total = totalEstimate(trials, (m) => m.retriesInWindow);
    expect(total.value).toBeCloseTo(40, 9);
    // Standard deviation 10 sqrt(30 / 29) of each, t(29) = 2.0452, four cells.
    const half = 4 * 2.0452 * (10 * Math.sqrt(30 / 29)) * Math.sqrt(1 / 30);
    expect(total.high - total.value).toBeCloseTo(half, 1);
  });

  test('a ratio is that of the sums; of nothing there is none', () => {
    const trials = sections((section) => section);
    const ratio = ratioEstimate(
      trials,
      (m) => m.retriesInWindow,
      (m) => 2 * m.retriesInWindow,
    );
    expect([ratio.value, ratio.low, ratio.high]).toEqual([0.5, 0.5, 0.5]);
    const none = ratioEstimate(
      trials,
      () => 1,
      () => 0,
    );
    expect([none.enough, none.reason]).toEqual([false, 'nothing was counted']);
  });
});

describe('analysis/series: by hand', () => {
  test('a quantile is the upper edge of its bin, at most a sixteenth of an octave too high', () => {
    expect(coarseQuantile([16], [5], 0.5)).not.toBeNull();
    const low = coarseQuantile([15], [1], 0.99) ?? 0;
    const high = coarseQuantile([31], [1], 0.99) ?? 0;
    // Sixteen bins on, twice as much.
    expect(high / low).toBeCloseTo(2, 9);
    expect(coarseQuantile([15, 31], [99, 1], 0.99)).toBe(low);
    expect(coarseQuantile([15, 31], [98, 2], 0.99)).toBe(high);
    expect(coarseQuantile([], [], 0.5)).toBeNull();
  });

  test('what piles up is what came and did not end, averaged over the paths', () => {
    const column = {
      arrived: [10, 20],
      dropped: [1, 0],
      lost: [
        [1, 0],
        [0, 0],
      ],
    };
    const series = {
      ...TRIAL.series,
      ...column,
      delivered: [
        [6, 10],
        [8, 30],
      ],
    };
    delete (series as { topics?: unknown }).topics;
    expect([...growthOf(series, [0, 1])]).toEqual([10 - 1 - (7 + 8) / 2, 20 - (10 + 30) / 2]);
    expect([...growthOf(series, [1])]).toEqual([10 - 1 - 8, 20 - 30]);
  });

  test('buckets of half a second, each with what a second of it had', () => {
    const rows = summarizeSeries(sections(() => 0));
    expect(rows.map(({ timeSeconds }) => timeSeconds)).toEqual([0.5, 1, 1.5, 2]);
    const delivered = rows.reduce((sum, each) => sum + each.deliveredPerSecond / 2, 0);
    expect(delivered).toBeCloseTo(4 * TRIAL.paths[0].histogram.count, 6);
  });
});

test('analysis/services: an external that always fails fails every record, each tried three times', () => {
  const model = atOnce(`producers: { app: { sends: work, rate: 200/s, count: 1 } }
topics: { work: { partitions: 1 } }
consumers: { worker: { reads: work, instances: 1, threads: 8, processing_time: 0 s, calls: { bank: { retries: 2, retry_backoff: 1 ms } } } }
externals: { bank: { time: 1 ms, fails: 100% } }
`);
  const pool = new Pool(model);
  const trial = shortTrial(model);
  for (let index = 0; index < 30; index++) pool.add(trial);
  const [worker] = summarizeServices(pool.weighted());
  expect([worker.group, worker.failed.value]).toEqual(['worker', 1]);
  const [bank] = worker.calls;
  expect([bank.external, bank.timeouts.value]).toEqual(['bank', 0]);
  // Calls under way at either end of the window are counted on one side only.
  expect(bank.errors.value).toBeCloseTo(1, 1);
  expect(bank.again.value).toBeCloseTo(2 / 3, 1);
  expect(bank.refused).toBeNull();
});
