import { expect, test } from 'vitest';
import { secondsToFull } from '../../src/analysis/backlog.js';
import { Pool } from '../../src/analysis/pool.js';
import { pipelineModel, type PipelineText } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

function full(text: PipelineText, warmupSeconds: number): number | null {
  const model = pipelineModel(text);
  const pool = new Pool(model);
  pool.add(shortTrial(model, { warmupSeconds, windowSeconds: 4, seriesBuckets: 8 }));
  return secondsToFull(model, pool.weighted());
}

test('what consumers leave unread does not fill the producers', () => {
  expect(full({ workers: 'instances: 4, processing_time: 10 ms' }, 1)).toBe(null);
});

test('what brokers do not take does, in as long as the memory divided by what is left over', () => {
  // 1,000/s come, 500/s go: the rest fills 4 x 10 MB of records of 1 KB, after what may be in
  // flight.
  const producers = 'count: 4, buffer_memory: 10 MB';
  const brokers = 'count: 1, rate_limit: { rate: 500/s }';
  const seconds = full({ producers, brokers }, 8) ?? NaN;
  expect(Math.abs(seconds / (40e3 / 500) - 1)).toBeLessThan(0.1);
  expect(full({ producers: 'count: 4, buffer_memory: 100 KB', brokers }, 2)).toBe(0);
});

test('a trial that filled up has a series as far as it went, and its audits hold', () => {
  const model = { ...pipelineModel({ brokers: 'count: 1, rate_limit: { rate: 500/s }' }) };
  const seen = shortTrial(model, { windowSeconds: 8, seriesBuckets: 16, maximumInside: 2000 });
  expect(seen.stoppedFull).toBe(true);
  expect(seen.audits.filter(({ passed }) => !passed)).toEqual([]);
  // 500/s pile up: 2,000 after 4 s, of which one is warm-up; a second's arrivals are drawn ahead,
  // and count.
  expect(seen.windowSeconds).toBeGreaterThan(1.4);
  expect(seen.windowSeconds).toBeLessThan(3.6);
  const { arrived, delivered, lag } = seen.series;
  expect(arrived).toHaveLength(lag.length);
  expect(delivered[0]).toHaveLength(lag.length);
  expect(Math.min(...arrived)).toBeGreaterThan(0);
});
