/** The studies and the truths of `highwater coverage`: see coverageCommand.ts. */
import { join } from 'node:path';
import { inlineExecutor, makeExecutor, type Executor } from '../execution/executor.js';
import { writeFiles } from '../execution/files.js';
import { queueExecutor } from '../execution/queue/queueExecutor.js';
import { coverageRows, shareInterval } from '../proof/coverage/coverage.js';
import { COVERAGE_CASES, truthRun, type CoverageCase } from '../proof/coverage/coverageCases.js';
import { UTILIZATIONS } from '../proof/coverage/knownLatency.js';
import { simulateTruth } from '../proof/coverage/truth.js';
import { coverageCsv, coverageTable, type CoverageLine } from '../proof/coverage/coverageReport.js';
import {
  coveragePool,
  queuedCoverage,
  runStudies,
  type CoveragePool,
} from '../proof/coverage/coverageStudies.js';
import type { CoverageFlags } from './coverageCommand.js';
import type { Output } from './output.js';
import { progress, type Progress } from './progress.js';
import { sayAloud } from './chooseExecutor.js';
import { commandLine } from './commandLine.js';
import { runOf } from './runIdentity.js';
import { openFolder } from './session.js';
import { textModel } from '../proof/textModel.js';
import { UsageError } from './usageError.js';

export async function runCoverage(flags: CoverageFlags, output: Output): Promise<void> {
  const show = progress(flags.json === true);
  try {
    if (flags.truth === true) await printTruths(flags, output, show);
    else await printCoverage(flags, output, show);
  } finally {
    show.stop();
  }
}

async function printCoverage(flags: CoverageFlags, output: Output, show: Progress): Promise<void> {
  const exactly = COVERAGE_CASES.filter(({ name }) => name === flags.only);
  const cases =
    exactly.length > 0 ? exactly : COVERAGE_CASES.filter(({ name }) => name.includes(flags.only));
  if (cases.length === 0) {
    throw new UsageError(
      `--only ${flags.only}: no such case; cases: ${COVERAGE_CASES.map(({ name }) => name).join('; ')}`,
    );
  }
  const call = commandLine('coverage', [], { only: flags.only, seed: flags.seed });
  const resume = flags.resume === true || flags.queue !== undefined;
  const { close } = openFolder(flags.out, runOf(call, []), { resume });
  const lines: CoverageLine[] = [];
  const pool = await poolFor(flags).catch((error: unknown) => {
    close();
    throw error;
  });
  try {
    for (const each of cases) {
      lines.push(...(await coverageLines(each, { ...flags, resume }, pool, show)));
    }
  } finally {
    await pool.close();
    close();
  }
  writeFiles(flags.out, new Map([['coverage.csv', coverageCsv(lines)]]));
  output.out(
    flags.json === true
      ? JSON.stringify({ format: 'highwater/coverage/1', seed: flags.seed, rows: lines })
      : `${coverageTable(lines)}\n\nSeed ${flags.seed}. Reports: ${flags.out}/`,
  );
}

function poolFor({ queue, workers }: CoverageFlags): Promise<CoveragePool> {
  return queue === undefined
    ? Promise.resolve(coveragePool(workers))
    : queuedCoverage(queue, sayAloud);
}

async function coverageLines(
  { name, text, truth, undersized }: CoverageCase,
  { studies, seed, out, resume }: CoverageFlags,
  pool: CoveragePool,
  show: Progress,
): Promise<CoverageLine[]> {
  const kept = { folder: join(out, '.studies'), resume: resume === true };
  const task = { name, text, seed };
  const outcomes = await runStudies(pool, task, studies, kept, show.update);
  return coverageRows(outcomes, truth).map((row) => ({
    name,
    undersized,
    ...row,
    ...shareInterval(row.covered, row.given, 0.95),
  }));
}

function executorFor({ queue, workers }: CoverageFlags): Promise<Executor> {
  if (queue !== undefined) return queueExecutor(queue, null, sayAloud);
  return Promise.resolve(workers === 1 ? inlineExecutor() : makeExecutor(workers));
}

/** As src/proof/coverage/pipelineTruth.ts has them. */
async function printTruths(flags: CoverageFlags, output: Output, show: Progress): Promise<void> {
  const wanted = UTILIZATIONS.filter((each) => flags.only === '' || flags.only === String(each));
  if (flags.json === true) throw new UsageError('--truth and --json: it prints TypeScript');
  if (wanted.length === 0) {
    throw new UsageError(`--only ${flags.only}: expected one of ${UTILIZATIONS.join(', ')}`);
  }
  const executor = await executorFor(flags);
  try {
    for (const utilization of wanted) {
      const { text, trials, ...length } = truthRun(utilization, flags.times);
      const model = textModel(text, `truth at ${utilization}`);
      const { records, ...truth } = await simulateTruth(
        model,
        length,
        trials,
        flags.seed,
        executor,
        show.update,
      );
      output.out(
        `// ${trials} trials of ${length.windowSeconds} s, ${records} records, ${flags.times} studies' worth.\n${utilization}: ${JSON.stringify(truth)},`,
      );
    }
  } finally {
    await executor.close();
  }
}
