/** `highwater compare`: two models, or a model and a change of it, on common random numbers. */
import { join } from 'node:path';
import { Command } from 'commander';
import { makeExecutor } from '../execution/executor.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { compare } from '../experiments/compare.js';
import { responsesOf } from '../experiments/experiment.js';
import { counted } from '../experiments/lab.js';
import { DesignError } from '../model/index.js';
import { comparisonFindings } from '../report/searchReport.js';
import { readCount, readPercent } from './arguments.js';
import { setOverride } from './changes.js';
import { commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { progress } from './progress.js';
import { modelFile } from './runExperiment.js';
import { DEFAULTS, loadModel } from './runModels.js';
import { AuditError, UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags {
  readonly set: readonly string[];
  readonly responses: string;
  readonly seed: string;
  readonly workers: number;
  readonly precision: number;
  readonly replications?: number;
  readonly budget: number;
  readonly out: string;
  readonly quiet?: boolean;
}

const RESPONSES = 'p99, p50, mean, throughput';

export function compareCommand(output: Output): Command {
  return new Command('compare')
    .description('compare two models, or a model and a change, on common random numbers')
    .argument('<a>')
    .argument('[b]')
    .option(
      '--set <path=value>',
      'a change: of B, or of A where there is no B; may be given again',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--responses <names>', 'what is compared', RESPONSES)
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option(
      '--precision <percent>',
      "half-width of the first response's difference",
      readPercent,
      0.01,
    )
    .option('--replications <n>', 'so many trials of each, in place of a precision', readCount)
    .option('--budget <records>', 'records that may be simulated', readCount, 16e6)
    .option('--out <folder>', 'where the results go', join('results', 'compare'))
    .option('--quiet', 'print nothing')
    .action((a: string, b: string | undefined, flags: Flags) => run(a, b, flags, output));
}

async function run(a: string, b: string | undefined, flags: Flags, output: Output): Promise<void> {
  if (b === undefined && flags.set.length === 0) {
    throw new UsageError(`compare ${a}: with what? give a second model, or --set path=value`);
  }
  const changes = flags.set.map(setOverride).map(([path, value]) => ({ path, value }));
  const first = loadModel(modelFile(a), []).model;
  const second = loadModel(modelFile(b ?? a), changes).model;
  const executor = makeExecutor(flags.workers);
  const count = counted(executor);
  const show = progress(flags.quiet === true);
  count.changed = () => {
    show.update(count.done, count.planned, 'compare');
  };
  const { seed, precision, budget } = flags;
  const replications = flags.replications ?? null;
  const repeat = commandLine('compare', b === undefined ? [a] : [a, b], {
    set: flags.set,
    responses: flags.responses === RESPONSES ? null : flags.responses,
    seed,
    precision: replications === null ? precision : null,
    replications,
    budget,
  });
  try {
    const found = await compare(first, second, {
      executor: count.executor,
      seed,
      responses: responsesOf(flags.responses.split(/,(?![^()]*\))/)),
      precision,
      replications,
      budgetRecords: budget,
    });
    const changed = `${b ?? a}${flags.set.map((text) => ` ${text}`).join('')}`;
    const text = writeFindings(
      'compare',
      comparisonFindings(found, [a, changed]),
      flags.out,
      repeat,
      seed,
    );
    if (flags.quiet !== true) output.out(`${text}\n\nReports: ${flags.out}/`);
  } catch (error) {
    if (error instanceof DesignError) throw new UsageError(error.message);
    if (error instanceof AuditFailure) throw new AuditError(error.message);
    throw error;
  } finally {
    show.stop();
    await executor.close();
  }
}
