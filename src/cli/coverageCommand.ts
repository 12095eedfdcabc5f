/** `highwater coverage`: how often intervals of 95% hold the truth, and how often undersized runs are refused one. */
import { join } from 'node:path';
import { Command } from 'commander';
import { inlineExecutor, makeExecutor, type Executor } from '../execution/executor.js';
import { writeFiles } from '../execution/files.js';
import { coverage, shareInterval } from '../experiments/coverage.js';
import {
  COVERAGE_CASES,
  UTILIZATIONS,
  truthRun,
  type CoverageCase,
} from '../experiments/coverageCases.js';
import { simulateTruth } from '../experiments/truth.js';
import { coverageCsv, coverageTable, type CoverageLine } from '../report/coverageReport.js';
import { readCount } from './arguments.js';
import type { Output } from './program.js';
import { progress, type Progress } from './progress.js';
import { DEFAULTS } from './runModels.js';
import { textModel } from './textModel.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly studies: number;
  readonly only: string;
  readonly seed: string;
  readonly workers: number;
  readonly out: string;
  readonly truth?: boolean;
  readonly times: number;
}

export function coverageCommand(output: Output): Command {
  return new Command('coverage')
    .description('how often intervals hold the truth, over many whole studies')
    .option('--studies <n>', 'studies of each case', readCount, 100)
    .option('--only <text>', 'only this case, or those with this in their name', '')
    .option('--seed <text>', 'seed of all random streams', 'coverage')
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--out <folder>', 'where the CSV goes', join('results', 'coverage'))
    .option('--truth', "instead: simulate the pipeline's truths")
    .option('--times <n>', 'with --truth: so many times as long as one study', readCount, 1000)
    .action(async (flags: Flags) => {
      const show = progress(false);
      const executor = flags.workers === 1 ? inlineExecutor() : makeExecutor(flags.workers);
      try {
        if (flags.truth === true) await printTruths(flags, executor, output, show);
        else await printCoverage(flags, executor, output, show);
      } finally {
        show.stop();
        await executor.close();
      }
    });
}

async function printCoverage(
  flags: Flags,
  executor: Executor,
  output: Output,
  show: Progress,
): Promise<void> {
  const exactly = COVERAGE_CASES.filter(({ name }) => name === flags.only);
  const cases =
    exactly.length > 0 ? exactly : COVERAGE_CASES.filter(({ name }) => name.includes(flags.only));
  if (cases.length === 0) {
    throw new UsageError(
      `--only ${flags.only}: no such case; cases: ${COVERAGE_CASES.map(({ name }) => name).join('; ')}`,
    );
  }
  const lines: CoverageLine[] = [];
  for (const each of cases) lines.push(...(await coverageLines(each, flags, executor, show)));
  writeFiles(flags.out, new Map([['coverage.csv', coverageCsv(lines)]]));
  output.out(`${coverageTable(lines)}\n\nSeed ${flags.seed}. Reports: ${flags.out}/`);
}

async function coverageLines(
  each: CoverageCase,
  { studies, seed }: Flags,
  executor: Executor,
  show: Progress,
): Promise<CoverageLine[]> {
  const model = textModel(each.text, each.name);
  const rows = await coverage(model, each.truth, executor, {
    studies,
    seed,
    progress: show.update,
  });
  return rows.map((row) => ({
    name: each.name,
    ...row,
    ...shareInterval(row.covered, row.given, 0.95),
  }));
}

/** As src/experiments/pipelineTruth.ts has them. */
async function printTruths(
  flags: Flags,
  executor: Executor,
  output: Output,
  show: Progress,
): Promise<void> {
  for (const utilization of UTILIZATIONS) {
    if (flags.only !== '' && flags.only !== String(utilization)) continue;
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
}
