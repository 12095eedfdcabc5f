import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { loadCurve } from '../../src/experiments/loadCurve.js';
import { validModel } from '../support/validModel.js';

// One thread of a millisecond: 1,000 a second. The wait for a poll is left out.
const at = (load: number) =>
  validModel(
    `producers: { web: { sends: t, rate: ${load}/s, count: 1, linger: 0 s } }
brokers: { count: 1 }
topics: { t: { partitions: 1 } }
consumers: { one: { reads: t, wait_for_poll: false, processing_time: exponential(1 ms) } }
run: { warmup: 0.5 s, duration: 1 s }`,
    { fileName: 'm.yaml' },
  );

test('from a tenth of the ceiling to above it, where there is no latency; the same each time', async () => {
  const told: number[] = [];
  const points = await loadCurve({
    executor: inlineExecutor(),
    seed: 'curve',
    at,
    ceiling: 1000,
    budgetRecords: 2e4,
    progress: (done, planned) => told.push(done / planned),
  });
  expect(points.map(({ load }) => load)).toEqual(
    [0.1, 0.25, 0.4, 0.55, 0.7, 0.8, 0.9, 0.95, 1.05].map((share) => 1000 * share),
  );
  expect(points.at(-1)).toMatchObject({ overloaded: true, p50: null, p99: null });
  expect(told.at(-1)).toBe(1);
  // M/M/1: the 99th percentile of the sojourn is ln(100) / (1000 - load): 5.1 ms at a tenth,
  // 15.4 ms at 0.7. The way through the broker adds a millisecond or two; chance 2 ms or so.
  const off = points
    .filter(({ share }) => share === 0.1 || share === 0.7)
    .map(({ load, p99 }) => (p99?.value ?? 0) - Math.log(100) / (1000 - load));
  for (const each of off) expect(Math.abs(each)).toBeLessThan(5e-3);
});
