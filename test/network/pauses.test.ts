/**
 * Pauses of brokers, against arithmetic; they are off by default (the golden results of the models
 * show that).
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';

const MODEL = `users: 20K
workload: { events_per_user: 1/s, arrivals: constant, record_size: 1000 B }
producers: { count: 2, partitioner: round_robin, linger: 1 ms }
brokers: { count: 2, handlers: 3, time_per_request: 10 us, time_per_record: 1 us, time_per_fetch: 10 us, nic: 10 Gbps }
topic: { partitions: 8, replication_factor: 2 }
consumers: { readers: { instances: 2 } }
`;

function run(pauses: string): { measured: Measurements; handlers: number; ceiling: number } {
  const overrides =
    pauses === ''
      ? []
      : [
          { path: 'brokers.pauses.every', value: '2 MB' },
          { path: 'brokers.pauses.time', value: pauses },
        ];
  const model = validModel(MODEL, { fileName: 'pauses.yaml', overrides });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'pauses',
    warmupSeconds: 0.2,
    windowSeconds: 1.5,
    seriesBuckets: 4,
    speedup: {},
    maximumInside: 1e6,
  });
  const row = offeredLoad(model).resources.find(({ name }) => name === 'brokers.handlers');
  const station = measured.resources.find(({ name }) => name === 'brokers.handlers');
  return {
    measured,
    handlers: (station?.busySeconds ?? NaN) / (2 * 3 * measured.windowSeconds),
    ceiling: row?.ceilingEventsPerSecond ?? NaN,
  };
}

test('pauses take the share of the handlers that bytes written, times their length, come to', () => {
  // Each broker writes all 20,000 records/s of 1,000 bytes (two copies on two brokers): 20 MB/s, 10
  // pauses of 5 ms.
  const without = run('');
  const paused = run('5 ms');
  expect(paused.handlers - without.handlers).toBeGreaterThan(0.045);
  expect(paused.handlers - without.handlers).toBeLessThan(0.055);
  expect(paused.measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(paused.ceiling).toBeLessThan(without.ceiling);
});

test('a record that comes during a pause waits for its end: the slowest by nearly the whole of it', () => {
  const without = run('').measured.endToEnd;
  const paused = run('20 ms').measured.endToEnd;
  // Two pauses may follow one another (leader's, then follower's), hence at most twice.
  expect(paused.maximum - without.maximum).toBeGreaterThan(0.018);
  expect(paused.maximum - without.maximum).toBeLessThan(0.045);
});
