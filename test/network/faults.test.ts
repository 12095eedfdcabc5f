/**
 * Faults: what arithmetic and the semantics say about them, on small systems, and the audits after
 * each of them. The expected figures come from the settings (a detection time, a commit interval),
 * not from a run.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Override } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';

const SMALL = {
  users: '2000',
  'producers.partitioner': 'sticky',
  'brokers.failure_detection': '1 s',
  'brokers.leader_rebalance': '2 s',
  'consumers.workers.session_timeout': '1 s',
  'consumers.workers.rebalance_time': '500 ms',
};

function run(changes: Readonly<Record<string, string>>, windowSeconds = 10): Measurements {
  const overrides: Override[] = Object.entries({ ...SMALL, ...changes }).map(([path, value]) => ({
    path,
    value,
  }));
  const file = 'models/10k-users.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file, overrides });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'faults',
    warmupSeconds: 1,
    windowSeconds,
    seriesBuckets: windowSeconds * 2,
    speedup: {},
    maximumInside: 1e7,
  });
  expect(measured.audits.filter((audit) => !audit.passed)).toEqual([]);
  return measured;
}

const at = (kind: string): Record<string, string> => ({
  'faults.f.kind': kind,
  'faults.f.at': '2 s',
  'faults.f.length': '3 s',
});

/** Deliveries in each half second. */
function delivered(measured: Measurements): readonly number[] {
  return measured.series.delivered[0];
}

describe('a broker is down for 3 s and fenced after 1 s', () => {
  test('acks=all: nothing is lost, nothing twice, all is delivered in the end', () => {
    const measured = run(at('broker_down'));
    expect(measured.lostInWindow).toBe(0);
    expect(measured.duplicatesInWindow).toBe(0);
    expect(measured.droppedInWindow).toBe(0);
    expect(measured.insideAtEnd).toBeLessThan(1000);
    // Everything waits for replicas on the dead broker until it is fenced, then comes at once:
    // 10,000 each half second.
    expect(delivered(measured)[5]).toBeLessThan(500);
    expect(delivered(measured)[6]).toBeGreaterThan(25_000);
  });

  test('acks=1: what only the dead leader had is lost, less than its share of the time between two fetches', () => {
    const measured = run({
      ...at('broker_down'),
      'producers.acks': '1',
      'brokers.propagation': '10 ms',
    });
    expect(measured.lostInWindow).toBeGreaterThan(0);
    // A fifth of 20,000 records/s; a follower's fetch comes 20 ms and a little after its last
    // answer left.
    expect(measured.lostInWindow).toBeLessThan(4000 * 0.03);
    expect(measured.duplicatesInWindow).toBe(0);
  });

  test('one copy: its partitions wait for it, and lose nothing', () => {
    const measured = run({
      ...at('broker_down'),
      'topic.replication_factor': '1',
      'topic.min_insync_replicas': '1',
    });
    expect(measured.lostInWindow).toBe(0);
    // Four fifths go on.
    expect(Math.abs(delivered(measured)[7] / 8000 - 1)).toBeLessThan(0.05);
  });

  test('min.insync.replicas = all copies: refused until it has caught up, then sent again', () => {
    const measured = run({ ...at('broker_down'), 'topic.min_insync_replicas': '3' });
    expect(measured.retriesInWindow).toBeGreaterThan(100);
    expect(measured.lostInWindow + measured.duplicatesInWindow).toBe(0);
    expect(measured.insideAtEnd).toBeLessThan(1000);
  });
});

describe('a broker is asked to stop for 3 s', () => {
  test('acks=all: others lead at once; nothing is lost, nothing twice, nobody waits', () => {
    const measured = run(at('broker_stop'));
    expect(measured.lostInWindow + measured.duplicatesInWindow).toBe(0);
    expect(measured.droppedInWindow).toBe(0);
    // 10,000 each half second; a twentieth is what a wait of 25 ms would hold up.
    const each = delivered(measured);
    for (const count of each.slice(2, 16)) expect(Math.abs(count / 10_000 - 1)).toBeLessThan(0.05);
  });

  test('one copy: nobody can lead in its place', () => {
    const measured = run({
      ...at('broker_stop'),
      'topic.replication_factor': '1',
      'topic.min_insync_replicas': '1',
    });
    expect(measured.lostInWindow).toBe(0);
    expect(Math.abs(delivered(measured)[7] / 8000 - 1)).toBeLessThan(0.05);
  });
});

describe('a consumer instance dies', () => {
  test('what it had not committed is delivered again: at most commit_interval of its load', () => {
    const measured = run({ ...at('consumer_down'), 'consumers.workers.commit_interval': '1 s' });
    expect(measured.lostInWindow).toBe(0);
    expect(measured.insideAtEnd).toBeLessThan(1000);
    expect(measured.duplicatesInWindow).toBeGreaterThan(0);
    // One of 20 instances: 1,000 records/s; one second and a poll of them.
    expect(measured.duplicatesInWindow).toBeLessThan(1500);
  });

  test('eager: all stop for rebalance_time after session_timeout; cooperative: the others go on', () => {
    const eager = run(at('consumer_down'));
    const cooperative = run({
      ...at('consumer_down'),
      'consumers.workers.rebalance': 'cooperative',
    });
    // Noticed at 3 s, assigned at 3.5 s: the half second from 3 s to 3.5 s.
    expect(delivered(eager)[6]).toBeLessThan(500);
    expect(delivered(cooperative)[6]).toBeGreaterThan(8000);
  });

  test('a static member that is back in time stops nobody; any other has all wait for its session', () => {
    const late = { ...at('consumer_down'), 'consumers.workers.session_timeout': '6 s' };
    const measured = run({ ...late, 'consumers.workers.static_members': 'true' });
    expect(measured.lostInWindow).toBe(0);
    // One of 20 instances: 9,500 each half second, and what has waited for 3 s when it is back.
    for (const count of delivered(measured).slice(5, 10)) {
      expect(Math.abs(count / 9500 - 1)).toBeLessThan(0.05);
    }
    expect(delivered(measured)[10] + delivered(measured)[11]).toBeGreaterThan(21_000);
    // Back at 5 s; the session ends at 8 s.
    for (const count of delivered(run(late)).slice(11, 16)) expect(count).toBeLessThan(500);
  });
});

test('a cut link delays and loses nothing; a surge multiplies the load', () => {
  const cut = run({ ...at('link_cut'), 'faults.f.link': 'producers' });
  expect(cut.lostInWindow + cut.duplicatesInWindow).toBe(0);
  expect(delivered(cut)[8]).toBe(0);
  expect(cut.insideAtEnd).toBeLessThan(1000);
  const surge = run({ ...at('surge'), 'faults.f.factor': '2' });
  const arrived = surge.series.arrived;
  expect(Math.abs((arrived[6] ?? 0) / 20_000 - 1)).toBeLessThan(0.03);
  expect(Math.abs((arrived[14] ?? 0) / 10_000 - 1)).toBeLessThan(0.05);
});

test('the whole region down and up again: all that was acknowledged is delivered', () => {
  const measured = run(at('region_down'), 30);
  expect(measured.lostInWindow).toBe(0);
  expect(measured.insideAtEnd).toBeLessThan(1000);
});

test('without idempotence a request that times out while it is handled is delivered twice', () => {
  const measured = run({
    'producers.idempotence': 'false',
    'producers.request_timeout': '30 ms',
    ...at('slow_disk'),
    'brokers.disk.flush': 'every_batch',
    'brokers.disk.flush_time': '100 us',
    'faults.f.factor': '400',
  });
  expect(measured.retriesInWindow).toBeGreaterThan(0);
  expect(measured.duplicatesInWindow).toBeGreaterThan(0);
});

test('the autoscaler follows the lag, and cools down', () => {
  const measured = run(
    {
      users: '10K',
      'consumers.workers.instances': '8',
      'consumers.workers.autoscaler.minimum': '8',
      'consumers.workers.autoscaler.maximum': '40',
      'consumers.workers.autoscaler.target_lag': '2000',
      'consumers.workers.autoscaler.interval': '1 s',
      'consumers.workers.autoscaler.start_up': '1 s',
      'consumers.workers.autoscaler.cool_down': '60 s',
    },
    20,
  );
  // 8 instances carry about 55,000 of 100,000 records/s; 40 carry 270,000.
  expect(Math.max(...measured.series.lag)).toBeGreaterThan(20_000);
  expect(measured.series.lag[39]).toBeLessThan(10_000);
});
