/** `highwater experiment`: the list, or one of them. */
import { join } from 'node:path';
import { Command } from 'commander';
import type { Experiment } from '../experiments/experiment.js';
import { nearest } from '../model/faults.js';
import { readCount, readPercent } from './arguments.js';
import type { Output } from './program.js';
import { runExperiment } from './runExperiment.js';
import { DEFAULTS } from './runModels.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly list?: boolean;
  readonly seed: string;
  readonly workers: number;
  readonly precision: number;
  readonly budget: number;
  readonly out?: string;
  readonly quiet?: boolean;
}

export function experimentCommand(output: Output): Command {
  return new Command('experiment')
    .description('run one of the experiments that come with Highwater')
    .argument('[name]')
    .option('--list', 'name each with one line')
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--precision <percent>', 'asked half-width of p99', readPercent, 0.05)
    .option('--budget <records>', 'records that a point may simulate', readCount, 8e6)
    .option('--out <folder>', 'where the CSVs go')
    .option('--quiet', 'print nothing')
    .action(async (name: string | undefined, flags: Flags) => {
      const experiments = await loadExperiments();
      if (flags.list === true || name === undefined) {
        const width = Math.max(...experiments.map((each) => each.name.length));
        output.out(
          experiments.map((each) => `${each.name.padEnd(width)}  ${each.question}`).join('\n'),
        );
        return;
      }
      const experiment = experiments.find((each) => each.name === name);
      if (experiment === undefined) {
        const near = nearest(
          name,
          experiments.map((each) => each.name),
        );
        const hint = near === null ? 'see highwater experiment --list' : `write ${near}`;
        throw new UsageError(`experiment ${name}: there is none of this name; ${hint}`);
      }
      const text = await runExperiment(experiment, {
        seed: flags.seed,
        workers: flags.workers,
        precision: flags.precision,
        budgetRecords: flags.budget,
        out: flags.out ?? join('results', name),
        quiet: flags.quiet === true,
      });
      if (flags.quiet !== true) output.out(text);
    });
}

/** The experiments stand beside src, above it: they are written with it, not part of it. */
async function loadExperiments(): Promise<readonly Experiment[]> {
  const module = (await import(new URL('../../experiments/index.js', import.meta.url).href)) as {
    EXPERIMENTS: readonly Experiment[];
  };
  return module.EXPERIMENTS;
}
