/** `highwater sweep`: a model at every combination of some of its values. */
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { DesignError, fullGrid, parseFactor } from '../experiments/design.js';
import {
  latency,
  outcomeTable,
  throughput,
  verdict,
  type Experiment,
  type Point,
} from '../experiments/experiment.js';
import { ceilingOf } from '../report/studyReport.js';
import { readCount, readPercent } from './arguments.js';
import type { Output } from './program.js';
import { runExperiment } from './runExperiment.js';
import { DEFAULTS, loadModel } from './runModels.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly vary: readonly string[];
  readonly seed: string;
  readonly workers: number;
  readonly precision: number;
  readonly budget: number;
  readonly out?: string;
  readonly quiet?: boolean;
}

export function sweepCommand(output: Output): Command {
  return new Command('sweep')
    .description('study a model at every combination of some of its values')
    .argument('<model>')
    .requiredOption(
      '--vary <path=values>',
      'a factor: path=a,b,c or path=low..high [by step]; may be given again',
      (text: string, before: readonly string[] | undefined) => [...(before ?? []), text],
    )
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--precision <percent>', 'asked half-width of p99', readPercent, 0.05)
    .option('--budget <records>', 'records that a point may simulate', readCount, 8e6)
    .option('--out <folder>', 'where the CSV goes')
    .option('--quiet', 'print nothing')
    .action(async (file: string, flags: Flags) => {
      const name = `sweep-${basename(file).replace(/\.ya?ml$/, '')}`;
      const { points, refused } = validPoints(file, flags.vary);
      for (const line of refused) output.error(line);
      const text = await runExperiment(sweep(name, points), {
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

/** Points that make a valid model, and for each of the others why not: the rest goes on. */
function validPoints(
  file: string,
  vary: readonly string[],
): { points: Point[]; refused: string[] } {
  const points: Point[] = [];
  const refused: string[] = [];
  for (const changes of gridOf(vary)) {
    try {
      const overrides = Object.entries(changes).map(([path, value]) => ({ path, value }));
      loadModel(file, overrides);
      points.push({ labels: changes, model: file, changes });
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      refused.push(`${JSON.stringify(changes)} is left out: ${error.message}`);
    }
  }
  if (points.length === 0) throw new UsageError(refused.join('\n'));
  return { points, refused };
}

function gridOf(vary: readonly string[]): Record<string, string>[] {
  try {
    return fullGrid(vary.map(parseFactor));
  } catch (error) {
    if (error instanceof DesignError) throw new UsageError(`--vary ${error.message}`);
    throw error;
  }
}

function sweep(name: string, points: readonly Point[]): Experiment {
  return {
    name,
    question: 'what changes with these values?',
    run: async (lab) => {
      const outcomes = await lab.study(points);
      const steady = outcomes.filter(({ study }) => !study.overloaded).length;
      return {
        tables: [
          outcomeTable('Every combination, on common random numbers', outcomes, [
            verdict,
            throughput,
            latency(0.5),
            latency(0.95),
            latency(0.99),
            { name: 'dropped', read: (study) => study.droppedRecords },
            { name: 'saturates_first', read: (study) => ceilingOf(study.offered).resource },
            { name: 'ceiling_per_s', read: (study) => ceilingOf(study.offered).eventsPerSecond },
          ]),
        ],
        finding: `${steady} of ${outcomes.length} combinations have a steady state.`,
      };
    },
  };
}
