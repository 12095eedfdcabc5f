/** Rate limits, quotas, overflow and assignment: what arithmetic says they let through. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';

function run(changes: Readonly<Record<string, string>>, windowSeconds = 2): Measurements {
  const overrides = Object.entries(changes).map(([path, value]) => ({ path, value }));
  const file = 'models/100-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file, overrides });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'policies',
    warmupSeconds: 1,
    windowSeconds,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  });
  expect(measured.audits.filter((audit) => !audit.passed)).toEqual([]);
  return measured;
}

const OVERLOAD = { users: '5000', 'producers.buffer_memory': '1 MB' };

describe('a token bucket of 20,000/s', () => {
  const limit = { users: '5000', 'producers.rate_limit.rate': '20000/s' };

  test('drop: lets through its rate once its burst is spent, but for a few tokens kept over a gap', () => {
    const burst = 500;
    const measured = run({
      ...limit,
      'producers.rate_limit.burst': String(burst),
      'producers.rate_limit.policy': 'drop',
    });
    const admitted = measured.arrivedInWindow - measured.droppedInWindow;
    expect(Math.abs(admitted - 2 * 20_000)).toBeLessThanOrEqual(5);
    // The burst went through in the first moments, before the window: over all three seconds rate x
    // time + burst.
    const all = measured.recordsIn - measured.recordsDropped;
    expect(Math.abs(all - (3 * 20_000 + burst - 1))).toBeLessThanOrEqual(5);
  });

  test('block: what is below the limit passes whole', () => {
    const measured = run({ ...limit, users: '1000', 'producers.rate_limit.policy': 'block' });
    expect(measured.droppedInWindow).toBe(0);
    expect(measured.insideAtEnd).toBeLessThan(300);
  });
});

test("a broker's quota of 20 MB/s lets 20,000 records of 1 KB through", () => {
  const measured = run({
    ...OVERLOAD,
    'brokers.quota': '20 MB/s',
    'brokers.quota_burst': '100 KB',
  });
  const published = measured.paths[0].histogram.count / measured.windowSeconds;
  expect(Math.abs(published / 20_000 - 1)).toBeLessThan(0.01);
});

test('the rate limit of a cluster of two brokers is the sum of both', () => {
  const measured = run({
    ...OVERLOAD,
    'brokers.count': '2',
    'brokers.rate_limit.rate': '20000/s',
    'brokers.rate_limit.burst': '100',
  });
  const published = measured.paths[0].histogram.count / measured.windowSeconds;
  expect(Math.abs(published / 20_000 - 1)).toBeLessThan(0.01);
});

describe.each(['drop_newest', 'drop_oldest', 'shed'])(
  'a full buffer of 1,000 records: %s',
  (overflow) => {
    const measured = run({ ...OVERLOAD, 'producers.overflow': overflow });

    test('stays within 1,000 records, and drops what the broker cannot take', () => {
      expect(Math.max(...measured.series.producerBacklog)).toBeLessThanOrEqual(1000);
      const through = measured.arrivedInWindow - measured.droppedInWindow;
      // The broker passes 64 records in 1.716 to 1.816 ms.
      expect(through / 2).toBeGreaterThan(0.97 * (64 / 1.816e-3));
      expect(through / 2).toBeLessThan(1.03 * (64 / 1.716e-3));
    });
  },
);

test('instances beyond the partitions have nothing to do', () => {
  const measured = run({ 'consumers.workers.instances': '8' });
  const work = measured.resources.find(({ name }) => name === 'consumers.workers');
  // 4 partitions on 8 instances: the mean over 8 is half the mean over the 4 that work.
  expect(work?.count).toBe(8);
  const four = run({ 'consumers.workers.instances': '4' });
  const same = four.resources.find(({ name }) => name === 'consumers.workers');
  expect(Math.abs((work?.busySeconds ?? 0) / (same?.busySeconds ?? 1) - 1)).toBeLessThan(1e-9);
});

test('random faults: a system up for 1 s and down for 1 s on average is down half of the time', () => {
  const file = 'models/direct.yaml';
  const overrides = [
    { path: 'faults.f.kind', value: 'consumer_down' },
    { path: 'faults.f.time_to_failure', value: 'exponential(1 s)' },
    { path: 'faults.f.time_to_repair', value: 'exponential(1 s)' },
  ];
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file, overrides });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'random',
    warmupSeconds: 0,
    windowSeconds: 400,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  });
  // Alternating renewal: 200 cycles; the share's standard deviation is 1/2 sqrt(2 / (2 x 200)) =
  // 3.5%, four of them.
  const share = measured.lostInWindow / measured.arrivedInWindow;
  expect(Math.abs(share - 0.5)).toBeLessThan(0.14);
});
