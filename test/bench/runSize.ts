/**
 * Holds the estimated size of a run against what is seen: one trial of each model in a process of
 * its own, the peak of its resident memory, and its records. `npm run size`, or node
 * dist/test/bench/runSize.js NUMBER ... for some of the models; exit code 1 where an estimate is
 * off by more than a quarter.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runSize } from '../../src/experiments/runSize.js';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';
import { simulate } from '../../src/network/simulate.js';

const MOST_OFF = 0.25;

/** Models as they are, and with one thing made large. */
const CASES: readonly (readonly [string, ...string[]])[] = [
  ['mmc'],
  ['direct'],
  ['100-users'],
  ['10k-users'],
  ['1m-users'],
  ['100m-users'],
  ['kafka-200k'],
  ['msk-m5-xlarge'],
  ['100-users', 'topic.partitions=20000'],
  ['100-users', 'topic.partitions=100000', 'run.duration=0.2 s'],
  ['100-users', 'producers.count=5000', 'topic.partitions=20', 'run.duration=0.5 s'],
  ['100-users', 'users=1K', 'producers.count=600', 'topic.partitions=600', 'run.duration=0.1 s'],
  ['1m-users', 'producers.count=500'],
  ['1m-users', 'consumers.near.max_poll_records=100000'],
  ['100-users', 'users=10K', 'run.duration=20 s', 'producers.buffer_memory=10 GB'],
  ['10k-users', 'users=1M', 'run.duration=0.5 s'],
  ['mmc', 'users=4K', 'run.duration=200 s'],
  [
    '100-users',
    'users=2K',
    'consumers.workers.instances=1',
    'consumers.workers.processing_time=1 ms',
    'run.duration=40 s',
  ],
  ['10k-users', 'brokers.count=300', 'topic.partitions=3000'],
];

function load([name, ...settings]: readonly [string, ...string[]]): Model {
  const overrides = settings.map((setting) => {
    const at = setting.indexOf('=');
    return { path: setting.slice(0, at), value: setting.slice(at + 1) };
  });
  const fileName = `models/${name}.yaml`;
  const parsed = parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides });
  if ('faults' in parsed) throw new Error(parsed.faults.map(formatDiagnostic).join('\n'));
  return parsed.model;
}

/** One trial, and what it took. */
function child(number: number): void {
  const model = load(CASES[number]);
  const { placement, warmupSeconds, windowSeconds } = runSize(model, 'sampled');
  const measured = simulate({
    model,
    placement,
    cell: 0,
    replication: 1,
    seed: 'size',
    warmupSeconds,
    windowSeconds,
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 5e6,
  });
  const bytes = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ records: measured.recordsIn, bytes, full: measured.stoppedFull }));
}

interface Seen {
  readonly records: number;
  readonly bytes: number;
  readonly full: boolean;
}

function parent(numbers: readonly number[]): void {
  const file = fileURLToPath(import.meta.url);
  for (const number of numbers) {
    const settings = CASES[number];
    const size = runSize(load(settings), 'sampled');
    const run = spawnSync(process.execPath, [file, '--trial', String(number)], {
      encoding: 'utf8',
    });
    if (run.status !== 0) throw new Error(`${settings.join(' ')}: ${run.stderr}`);
    const seen = JSON.parse(run.stdout) as Seen;
    const off = size.bytes / seen.bytes - 1;
    const offRecords = seen.full ? 0 : size.records / seen.records - 1;
    if (Math.max(Math.abs(off), Math.abs(offRecords)) > MOST_OFF) process.exitCode = 1;
    console.log(
      [
        settings.join(' '),
        `${(size.bytes / 1e6).toFixed(0)} MB estimated`,
        `${(seen.bytes / 1e6).toFixed(0)} MB seen`,
        `${(off * 100).toFixed(0)}%`,
        `${size.records.toFixed(0)} records estimated`,
        `${seen.records} seen${seen.full ? ' (stopped full)' : ''}`,
      ].join(', '),
    );
  }
}

const given = process.argv.slice(2);
if (given[0] === '--trial') child(Number(given[1]));
else parent(given.length === 0 ? [...CASES.keys()] : given.map(Number));
