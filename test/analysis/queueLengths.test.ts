/**
 * How many wait, against exact theory: M/M/c has n in front of its servers for a share of time C
 * (1 - rho) rho^n, n > 0, where C is the chance of waiting (Erlang 1917; for one server C = rho).
 * 3,600 looks; at four times a standard error each, 1.6 times what the 95% interval says with 30
 * sections' t, fewer than one of 10,000 seeds would fail. Seed fixed.
 */
import { expect, test } from 'vitest';
import { erlangC } from '../../src/analysis/closedForm/mmc.js';
import { Pool } from '../../src/analysis/pool.js';
import { summarizeQueueLengths, type QueueLength } from '../../src/analysis/queueLengths.js';
import type { Model } from '../../src/model/index.js';
import type { Trial } from '../../src/network/measurements.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

function lengths(model: Model, trials: number, more: Partial<Trial>): readonly QueueLength[] {
  const pool = new Pool(model);
  for (let replication = 0; replication < trials; replication++) {
    pool.add(shortTrial(model, { replication, seriesBuckets: 60, seed: 'looks', ...more }));
  }
  return summarizeQueueLengths(pool.weighted());
}

const direct = (servers: number, consumer: string): Model =>
  validModel(
    `users: ${700 * servers}
workload: { events_per_user: 1/s }
consumers: { a: { instances: ${servers}, processing_time: exponential(1 ms), propagation: 0 s${consumer} } }
`,
    { fileName: 'direct.yaml' },
  );

test.each([
  ['M/M/1, in blocks', 1, ''],
  ['M/M/3, record by record', 3, ', queue_capacity: 1M'],
] as const)('%s: each length has its share of time', (_, servers, consumer) => {
  const rho = 0.7;
  const wait = servers === 1 ? rho : erlangC(rho * servers, servers);
  const rows = lengths(direct(servers, consumer), 60, { windowSeconds: 4 });
  const exact = (n: number): number => (n === 0 ? 1 - wait * rho : wait * (1 - rho) * rho ** n);
  for (const { from, to, share } of rows.slice(0, 7)) {
    expect([from, to]).toEqual([from, from]);
    expect(share.n).toBe(30);
    expect(Math.abs(share.value - exact(from))).toBeLessThan((1.6 * (share.high - share.low)) / 2);
    // sqrt(p (1 - p) / 3600) is a standard error of independent looks.
    const standard = Math.sqrt((exact(from) * (1 - exact(from))) / 3600);
    expect((share.high - share.low) / 2).toBeLessThan(4 * standard);
  }
  const total = rows.reduce((sum, { share }) => sum + share.value, 0);
  expect(total).toBeCloseTo(1, 9);
});

test('lengths above 16 stand in ranges that double, the last with the longest that was seen', () => {
  const model = direct(1, '');
  const trial = shortTrial(model);
  const [resource] = trial.resources;
  const pool = new Pool(model);
  const waiting = [
    [0, 50],
    [16, 20],
    [17, 10],
    [32, 10],
    [33, 6],
    [40, 4],
  ] as const;
  pool.add({ ...trial, resources: [{ ...resource, waiting }] });
  const rows = summarizeQueueLengths(pool.weighted());
  expect(rows.map(({ from, to }) => [from, to]).slice(15)).toEqual([
    [15, 15],
    [16, 16],
    [17, 32],
    [33, 64],
  ]);
  expect(rows.slice(15).map(({ share }) => share.value)).toEqual([0, 0.2, 0.2, 0.1]);
});

test('behind brokers the mean of the lengths seen is that of the queue over time; links are not looked at', () => {
  const model = pipelineModel({
    brokers: 'count: 1, handlers: 1, time_per_request: exponential(3 ms)',
    workers: 'instances: 4, processing_time: exponential(3 ms), store: s',
    more: 'stores: { s: { servers: 1, time_per_request: exponential(5 ms) } }',
  });
  const pool = new Pool(model);
  for (let replication = 0; replication < 10; replication++) {
    pool.add(shortTrial(model, { replication, seriesBuckets: 60, windowSeconds: 6 }));
  }
  for (const { measurements } of pool.weighted()) {
    for (const { kind, waiting } of measurements.resources) {
      expect(waiting.reduce((sum, [, seen]) => sum + seen, 0) > 0).toBe(kind !== 'link');
    }
  }
  const sums = new Map<string, { seen: number; exact: number }>();
  for (const { measurements } of pool.weighted()) {
    for (const { name, waiting, queueSeconds, instanceSeconds } of measurements.resources) {
      const sum = sums.get(name) ?? { seen: 0, exact: 0 };
      const looks = waiting.reduce((count, [, seen]) => count + seen, 0);
      const jobs = waiting.reduce((count, [length, seen]) => count + length * seen, 0);
      if (looks > 0) sum.seen += jobs / looks / 10;
      sum.exact += queueSeconds / instanceSeconds / 10;
      sums.set(name, sum);
    }
  }
  for (const name of ['brokers.handlers', 'consumers.workers', 'stores.s']) {
    const { seen, exact } = sums.get(name) ?? { seen: 0, exact: 0 };
    expect(exact, name).toBeGreaterThan(0.1);
    expect(Math.abs(seen / exact - 1), `${name}: ${seen} of ${exact}`).toBeLessThan(0.2);
  }
});
