/**
 * Sizes of runs: their arithmetic, what is refused for it, and some against processes
 * (test/bench/runSize.ts: all).
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ensureRunnable, runSize, tooLarge } from '../../src/experiments/runSize.js';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';

function parsed(name: string, settings: Readonly<Record<string, string>>) {
  const fileName = `models/${name}.yaml`;
  const overrides = Object.entries(settings).map(([path, value]) => ({ path, value }));
  return parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides });
}

function load(name: string, settings: Readonly<Record<string, string>> = {}): Model {
  const result = parsed(name, settings);
  if ('faults' in result) throw new Error(result.faults.map(formatDiagnostic).join('\n'));
  return result.model;
}

test('records are the rate of a cell times what is simulated', () => {
  const settings = { 'run.warmup': '2 s', 'run.duration': '8 s' };
  expect(runSize(load('100-users', settings), 'sampled').records).toBeCloseTo(10_000, 6);
  expect(runSize(load('100-users', settings), 'sampled').bytes).toBeLessThan(100e6);
});

test('a million queues and a backlog are seen in the memory', () => {
  const settings = { 'producers.count': '1000', 'topic.partitions': '1000' };
  // A row of 64 bytes each.
  expect(runSize(load('100-users', settings), 'sampled').bytes).toBeGreaterThan(134e6);
  // 100,000 records/s against a ceiling of 35,200/s: 65,000 a second are left over, of which 1.3
  // million in 20 s.
  const over = { users: '10K', 'producers.buffer_memory': '10 GB', 'run.duration': '20 s' };
  const inside = runSize(load('100-users', over), 'sampled').parts.find(
    ({ what }) => what === 'records at producers',
  );
  expect(inside?.count).toBeGreaterThan(1.2e6);
  expect(inside?.count).toBeLessThan(1.4e6);
});

test('a broker is four stations of one instance: handlers, a disk, a NIC in and one out; a shard is one', () => {
  const { parts } = runSize(load('1m-users'), 'sampled');
  const bytes = (name: string): number => parts.find(({ what }) => what === name)?.bytes ?? NaN;
  expect(bytes('brokers')).toBe(4 * bytes('shards'));
});

test('what is too large is refused with its arithmetic; the models here are not', () => {
  for (const name of ['100-users', '10k-users', '1m-users', '100m-users', 'mmc', 'direct']) {
    expect(tooLarge(load(name), 'sampled')).toBeNull();
  }
  const long = { users: '1M', 'run.warmup': '0 s', 'run.duration': '1000 s' };
  expect(tooLarge(load('100-users', { ...long, 'run.duration': '1001 s' }), 'sampled')).toMatch(
    /^a trial of 1,000 s at 10,000,000 records\/s a cell has 10,000,000,000 records, at most 10,000,000,000; /,
  );
  const wide = load('100-users', {
    'producers.count': '5000',
    'topic.partitions': '2000',
    'brokers.count': '1200',
  });
  expect(tooLarge(wide, 'sampled')).toMatch(
    /^a worker needs about 2\.2\d GB \(6,000,000 connections x 250 B \+ 10,000,000 queues \(producers x partitions\) x 64 B \+ .*\), at most 2 GB; /,
  );
});

test('fewer trials than placements would leave a part of the mixture out', () => {
  const model = load('1m-users');
  expect(model.placements).toHaveLength(3);
  expect(() => {
    ensureRunnable(model, 'sampled', 2);
  }).toThrow('2 trials for 3 placements');
  expect(() => {
    ensureRunnable(model, 'sampled', 3);
  }).not.toThrow();
});

test('a trillion partitions are refused within 50 ms of processor time', () => {
  parsed('100-users', {});
  const began = process.cpuUsage();
  const result = parsed('100-users', { 'topic.partitions': '1e12' });
  const { user, system } = process.cpuUsage(began);
  expect('faults' in result && result.faults.map(formatDiagnostic).join()).toContain('100000');
  expect((user + system) / 1e3).toBeLessThan(50);
});

// Each in a process of its own: as it is, many producers, large polls, a backlog at the producers
// and one behind them.
test('the estimate is within a quarter of the peak that is seen', { timeout: 60_000 }, () => {
  const script = 'dist/test/bench/runSize.js';
  const numbers = ['2', '10', '13', '14', '17'];
  const { status, stdout } = spawnSync(process.execPath, [script, ...numbers], {
    encoding: 'utf8',
  });
  expect(stdout.trim().split('\n')).toHaveLength(numbers.length);
  expect(status, stdout).toBe(0);
});
