/** Verdicts of models with faults: a story may end with a backlog, but a ceiling that is passed stays passed. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { loadVerdict } from '../../src/analysis/overload.js';
import { Pool } from '../../src/analysis/pool.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

/** One thread of 1 ms a record carries 1,000/s; it is down for the last half second. */
function verdictAt(eventsPerSecond: number): string {
  const model = validModel(
    [
      'users: 1',
      `workload: { events_per_user: ${eventsPerSecond}/s, record_size: 1 KB }`,
      'producers: { count: 1 }',
      'brokers: { count: 1 }',
      'topic: { partitions: 1, replication_factor: 1 }',
      'consumers: { g: { instances: 1, threads: 1, processing_time: 1 ms } }',
      'faults: { crash: { kind: consumer_down, at: 1.5 s, length: 1 s } }',
      '',
    ].join('\n'),
    { fileName: 'm.yaml' },
  );
  const pool = new Pool(model);
  for (let replication = 0; replication < 5; replication++) {
    const trial = {
      model,
      placement: 0,
      cell: 0,
      replication,
      seed: 'verdict',
      warmupSeconds: 0.2,
      windowSeconds: 2,
      seriesBuckets: 2,
      speedup: {},
      maximumInside: 1e7,
    };
    pool.add(simulate(trial));
  }
  return loadVerdict(model, pool.weighted(), offeredLoad(model));
}

test('four times what its only thread can do is overloaded, with or without a crash', () => {
  expect(verdictAt(4000)).toBe('overloaded');
});

test('a backlog that a crash leaves behind is none', () => {
  expect(verdictAt(500)).toBe('steady');
});
