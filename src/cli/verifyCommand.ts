/** `highwater verify`: what a sceptical user runs. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { inlineExecutor, makeExecutor, type Executor } from '../execution/executor.js';
import { writeFiles } from '../execution/files.js';
import { coverage, singleQueue } from '../experiments/coverage.js';
import {
  coverageChecks,
  determinismChecks,
  theoryChecks,
  theoryFindings,
  type Check,
} from '../experiments/verify.js';
import { parseModel, type Model } from '../model/index.js';
import { csvText } from '../report/csv.js';
import { studyFiles } from '../report/studyReport.js';
import { table } from '../report/table.js';
import { readCount } from './arguments.js';
import type { Output } from './program.js';
import { progress } from './progress.js';
import { DEFAULTS } from './runModels.js';
import { AuditError } from './usageError.js';

interface Flags {
  readonly seed?: string;
  readonly workers: number;
  readonly out: string;
  readonly long?: boolean;
  readonly quiet?: boolean;
}

export function verifyCommand(output: Output): Command {
  return new Command('verify')
    .description('known answers on fresh seeds, coverage of intervals, equal bytes, audits')
    .option('--seed <text>', 'seed of all random streams; default: a fresh one')
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--out <folder>', 'where the CSV goes', join('results', 'verify'))
    .option('--long', '2,000 replications of coverage at four utilizations')
    .option('--quiet', 'print nothing')
    .action(async (flags: Flags) => {
      const seed = flags.seed ?? String(Date.now());
      const checks = await verify(seed, flags);
      const columns = ['check', 'count', 'expected', 'measured', 'passed'];
      const rows = checks.map((each) => [
        each.check,
        String(each.count),
        each.expected,
        each.measured,
        each.passed ? 'yes' : 'NO',
      ]);
      writeFiles(flags.out, new Map([['verify.csv', csvText([...columns], rows)]]));
      if (flags.quiet !== true) {
        output.out(`${table(columns, rows)}\n\nSeed ${seed}. Reports: ${flags.out}/`);
      }
      const failed = checks.filter(({ passed }) => !passed);
      if (failed.length > 0) {
        throw new AuditError(`failed: ${failed.map(({ check }) => check).join('; ')}`);
      }
    });
}

async function verify(seed: string, flags: Flags): Promise<Check[]> {
  const show = progress(flags.quiet === true);
  const long = flags.long === true;
  try {
    const checks = theoryChecks(
      theoryFindings(seed, 1, (done, planned) => {
        show.update(done, planned, 'known answers');
      }),
    );
    const executor = makeExecutor(flags.workers);
    try {
      for (const utilization of long ? [0.5, 0.8, 0.9, 0.95] : [0.5]) {
        const { text, truth } = singleQueue(utilization, long ? null : 4);
        const rows = await coverage(modelOf(text), truth, executor, {
          replications: long ? 2000 : 100,
          seed,
          precision: Infinity,
          budgetRecords: 20e6,
          progress: show.update,
        });
        const given = rows.filter((row) => row.given > 0.9 * row.replications);
        checks.push(...coverageChecks(`M/M/1 at ${utilization}`, given));
      }
    } finally {
      await executor.close();
    }
    checks.push(...(await sameBytes(seed, join(flags.out, '.trials'))));
    return checks;
  } finally {
    show.stop();
  }
}

const PIPELINE = `users: 20
workload: { events_per_user: 100/s, record_size: 1 KB }
producers: { count: 2, linger: 5 ms }
brokers: { count: 3, time_per_request: exponential(100 us), time_per_record: 20 us }
topic: { partitions: 6, replication_factor: 3, min_insync_replicas: 2 }
consumers: { workers: { instances: 2, threads: 2, processing_time: exponential(200 us) } }
run: { duration: 1 s }
`;

/** One, two and four workers; last trial first; and twice with kept trials, the second time from what was kept. */
async function sameBytes(seed: string, kept: string): Promise<Check[]> {
  rmSync(kept, { recursive: true, force: true });
  const executors = [
    { name: '1 worker', executor: makeExecutor(1) },
    { name: '2 workers', executor: makeExecutor(2) },
    { name: '4 workers', executor: makeExecutor(4) },
    { name: 'last trial first', executor: lastFirst() },
    { name: 'kept', executor: makeExecutor(2, kept) },
    { name: 'resumed', executor: makeExecutor(2, kept) },
  ];
  try {
    return await determinismChecks(modelOf(PIPELINE), seed, executors, (result) =>
      JSON.stringify([...studyFiles([result])]),
    );
  } finally {
    await Promise.all(executors.map(({ executor }) => executor.close()));
    rmSync(kept, { recursive: true, force: true });
  }
}

function lastFirst(): Executor {
  const inner = inlineExecutor();
  return {
    run: async (trials, done) => {
      const results = new Map<number, Parameters<typeof done>[0]>();
      const reversed = [...trials].reverse();
      await inner.run(reversed, (result, index) => {
        results.set(trials.length - 1 - index, result);
      });
      for (const [index, result] of [...results].sort(([a], [b]) => a - b)) done(result, index);
    },
    close: () => inner.close(),
  };
}

function modelOf(text: string): Model {
  const parsed = parseModel(text, { fileName: 'verify.yaml' });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.model;
}
