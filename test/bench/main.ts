/**
 * npm run bench: measures every side in turn and prints tables of medians; --help says what it can
 * be asked.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { readCount } from '../../src/cli/arguments.js';
import { instructions } from './instructions.js';
import { measureInTurn, median, ratio, runScript, runTwice } from './measure.js';
import { networks } from './networks.js';
import { Absent, nanoseconds, print, section, times } from './printing.js';
import { BATCH_SIZES, TIERS, WIDE, batchSide, othersFolder, projectFolder } from './sides.js';
import { TANDEMS, tandemName } from './tandem.js';
import type { WholeRun } from './wholeRun.js';
import type { WorkersMeasured } from './workers.js';

const tables = {
  queues,
  networks: () => {
    networks(rounds, units, QUEUE_WARM_SECONDS);
  },
  pipelines,
  instructions: counts,
  workers,
  runs: wholeRuns,
};
const flags = new Command('npm run bench --')
  .option('--rounds <count>', 'how often every side takes its turn', readCount, 5)
  .option('--quick', 'a tenth of the work: does everything run?', false)
  .option('--exhaustive', 'also all 5,000 cells of the 100M-user model', false)
  .addOption(new Option('--only <table>', 'one of the tables').choices(Object.keys(tables)))
  .parse()
  .opts<{ rounds: number; quick: boolean; exhaustive: boolean; only?: string }>();
const { rounds } = flags;
const scale = flags.quick ? 0.1 : 1;
/**
 * CPU seconds after which a side is compiled: the whole pipeline has some 175 functions, and takes
 * 3 s with their tuning.
 */
const QUEUE_WARM_SECONDS = 1.5;
const PIPELINE_WARM_SECONDS = 6;
const units = (count: number): number => Math.round(count * scale);

print(
  `Node ${process.version}, ${cpus()[0].model}, ${availableParallelism()} cores, load average ${loadavg()[0].toFixed(1)} before the start.
Medians of ${rounds} rounds, in which all sides take turns, each in a process of its own, at half the size until it is compiled
(${QUEUE_WARM_SECONDS} CPU seconds, the whole pipeline ${PIPELINE_WARM_SECONDS}), then for the record. ns are of CPU time unless they say wall; ratios are medians of the rounds' own ratios.`,
);
const began = performance.now();
for (const [name, measureAndPrint] of Object.entries(tables)) {
  if (flags.only === undefined || flags.only === name) await measureAndPrint();
}
print(`\nAll this took ${((performance.now() - began) / 60_000).toFixed(1)} min.`);

/**
 * (a) and (b): the M/M/1. The model is one long trial, everything recorded; a study's pilots and
 * replications are more such trials and cost what they simulate.
 */
function queues(): void {
  installOthers();
  const customers = units(2e6);
  const longTrial = units(1e7);
  const sides = ['event loop by hand', 'event list', 'Lindley by hand', 'model, no events'];
  const others = ['js-simulator', 'SIM.JS', 'SimPy', 'Cimba'];
  const absent = new Absent();
  const measured = measureInTurn(
    [
      { side: 'event loop by hand', units: customers },
      { side: 'event list', units: customers },
      { side: 'Lindley by hand', units: longTrial },
      { side: 'model, no events', units: longTrial },
      { side: 'js-simulator', units: customers / 4 },
      { side: 'SIM.JS', units: customers / 20 },
      { side: 'SimPy', units: customers / 20 },
      // As many as its own program has.
      { side: 'Cimba', units: customers },
    ].map((ask) => ({ ...ask, warmSeconds: QUEUE_WARM_SECONDS })),
    rounds,
    absent.note,
  );
  const list = measured.get('event list');
  const model = measured.get('model, no events');
  const loop = measured.get('event loop by hand');
  const lindley = measured.get('Lindley by hand');
  const head = ['side', 'ns/customer', 'wall ns/customer', '/ Lindley', '/ event list', '/ model'];
  section('M/M/1 at utilization 0.8 (time of the row / time of ours: above 1, ours is faster)', [
    head,
    ...absent.rows(
      [...sides, ...others],
      measured,
      (row) => [...nanoseconds(row), times(row, lindley), times(row, list), times(row, model)],
      head.length,
    ),
  ]);
  absent.explain();
  print(`\nevent list against the event loop by hand: ${times(loop, list)}`);
  print(
    `model against Lindley by hand: ${times(lindley, model)} (one trial of ${longTrial / 1e6} million customers, with all\n` +
      'that a trial records: latencies, stages, queue, utilization, time series; pilots and replications are not in it)',
  );
}

/** npm has to be asked once: the root package does not install what only this compares with. */
function installOthers(): void {
  if (existsSync(join(othersFolder(), 'node_modules'))) return;
  print('installing js-simulator and SIM.JS into test/bench/others ...');
  const options = { cwd: othersFolder(), stdio: 'ignore' } as const;
  const { status } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], options);
  if (status !== 0) print('npm ci failed: they will be left out');
}

/**
 * (c) and (f): what a record costs from its user to its last reader, at most of a second of the
 * largest cell.
 */
function pipelines(): void {
  const records = units(2e6);
  const names = [...TIERS, ...BATCH_SIZES.map(batchSide), WIDE];
  const absent = new Absent();
  const measured = measureInTurn(
    [
      { side: 'Lindley by hand', units: 4 * records, warmSeconds: QUEUE_WARM_SECONDS },
      // A batch of one is a request of its own: it costs some tens of times as much.
      ...names.map((side) => ({
        side,
        units: side === batchSide(1) ? records / 10 : records,
        warmSeconds: PIPELINE_WARM_SECONDS,
      })),
    ],
    rounds,
    absent.note,
  );
  const lindley = measured.get('Lindley by hand');
  section('The whole pipeline, one trial of one cell, one core', [
    ['model', 'ns/record', 'wall ns/record', '/ Lindley', 'peak MB'],
    ...[...measured.values()].map((row) => [
      row.side,
      ...nanoseconds(row),
      times(row, lindley),
      row.peakMegabytes.toFixed(0),
    ]),
  ]);
  absent.explain();
  const base = measured.get('1m-users');
  const costs = TIERS.map((tier) => {
    const row = measured.get(tier);
    return `${tier} ${row === undefined || base === undefined ? '-' : ratio(row, base).toFixed(2)}`;
  });
  print(`\ncost of a record, of one of 1m-users: ${costs.join(', ')}`);
}

/** The same sides, in instructions: of one round, since they hardly differ. */
function counts(): void {
  const pipelineSides = [...TIERS, batchSide(1), WIDE];
  instructions([
    ...['Lindley by hand', 'event list', 'model, no events', ...TANDEMS.map(tandemName)].map(
      (side) => ({ side, units: units(2e6), warmSeconds: QUEUE_WARM_SECONDS }),
    ),
    ...pipelineSides.map((side) => ({
      side,
      units: side === batchSide(1) ? units(2e5) : units(2e6),
      warmSeconds: PIPELINE_WARM_SECONDS,
    })),
  ]);
}

/** (d): two workers against one, and what the machine gives two processes that share nothing. */
async function workers(): Promise<void> {
  // As many as take one worker a quarter of a minute, so that what begins and ends alone weighs as
  // little as in a whole run.
  const trials = 2 * Math.max(15, units(180));
  const one: WorkersMeasured[] = [];
  const two: WorkersMeasured[] = [];
  const apart: WorkersMeasured[] = [];
  for (let round = 0; round < rounds; round++) {
    one.push(runScript('workers.js', '1', String(trials)) as WorkersMeasured);
    two.push(runScript('workers.js', '2', String(trials)) as WorkersMeasured);
    const halves = await runTwice('workers.js', '1', String(trials / 2));
    apart.push(together(halves as WorkersMeasured[]));
  }
  const rows = { '1': one, '2': two, '1 in each of two processes': apart };
  section(`The first ${trials} cells of the 100M-user model, exhaustive`, [
    ['workers', 'wall s', 'CPU s', 'main thread CPU s', 'peak MB', 'million records/s'],
    ...Object.entries(rows).map(([name, list]) => {
      const each = (read: (measured: WorkersMeasured) => number): number => median(list.map(read));
      return [
        name,
        each(({ wallSeconds }) => wallSeconds).toFixed(2),
        each(({ cpuSeconds }) => cpuSeconds).toFixed(2),
        each(({ mainSeconds }) => mainSeconds).toFixed(2),
        each(({ peakMegabytes }) => peakMegabytes).toFixed(0),
        each(({ records, wallSeconds }) => records / wallSeconds / 1e6).toFixed(2),
      ];
    }),
  ]);
  const gain = (by: readonly WorkersMeasured[]): string =>
    median(one.map(({ wallSeconds }, round) => wallSeconds / by[round].wallSeconds)).toFixed(2);
  const extra = median(one.map(({ cpuSeconds }, round) => two[round].cpuSeconds / cpuSeconds));
  const same = [...one, ...two].every(({ p99, records }) => {
    return p99 === one[0].p99 && records === one[0].records;
  });
  print(
    `\ntwo workers are ${gain(two)} times as fast as one (wall), two processes that share nothing ${gain(apart)} times;\n` +
      `two workers take ${extra.toFixed(2)} times the CPU time of one; same results: ${same ? 'yes' : 'NO'}`,
  );
}

/** Two processes at once: they are done when the later one is. */
function together(halves: readonly WorkersMeasured[]): WorkersMeasured {
  const sum = (read: (half: WorkersMeasured) => number): number =>
    halves.reduce((total, half) => total + read(half), 0);
  return {
    records: sum(({ records }) => records),
    wallSeconds: Math.max(...halves.map(({ wallSeconds }) => wallSeconds)),
    cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
    mainSeconds: sum(({ mainSeconds }) => mainSeconds),
    peakMegabytes: sum(({ peakMegabytes }) => peakMegabytes),
    p99: NaN,
  };
}

/** (e): the command that people type. */
function wholeRuns(): void {
  const sampled = Array.from({ length: rounds }, () => wholeRun('100m-users', 'sampled'));
  const exhaustive = flags.exhaustive ? [wholeRun('100m-users', 'exhaustive')] : [];
  section('highwater run models/100m-users.yaml, all cores, from its call to its reports', [
    ['fidelity', 'runs', 'wall s', 'CPU s', 'peak MB', 'million records'],
    ...[
      { fidelity: 'sampled, p99 to 2%', runs: sampled },
      { fidelity: 'exhaustive, 5,000 cells', runs: exhaustive },
    ].map(({ fidelity, runs }) => wholeRow(fidelity, runs)),
  ]);
  if (!flags.exhaustive) print('\nwith --exhaustive (minutes) also all cells');
}

function wholeRow(fidelity: string, runs: readonly WholeRun[]): string[] {
  const each = (read: (one: WholeRun) => number, digits: number): string =>
    runs.length === 0 ? '-' : median(runs.map(read)).toFixed(digits);
  return [
    fidelity,
    String(runs.length),
    each(({ wallSeconds }) => wallSeconds, 1),
    each(({ cpuSeconds }) => cpuSeconds, 1),
    each(({ peakMegabytes }) => peakMegabytes, 0),
    each(({ records }) => records / 1e6, 1),
  ];
}

function wholeRun(model: string, fidelity: string): WholeRun {
  const out = mkdtempSync(join(tmpdir(), 'highwater-bench-'));
  try {
    const file = join(projectFolder(), `models/${model}.yaml`);
    return runScript('wholeRun.js', file, fidelity, out) as WholeRun;
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}
