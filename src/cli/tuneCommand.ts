/** `highwater tune`: the cheapest configuration that keeps a promise. */
import { join } from 'node:path';
import { Command } from 'commander';
import { monthlyCost } from '../analysis/cost.js';
import { makeExecutor } from '../execution/executor.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { counted } from '../experiments/lab.js';
import { parsePromise } from '../experiments/promise.js';
import { tune } from '../experiments/tune.js';
import { DesignError, parseFactor, type Factor, type Model } from '../model/index.js';
import { tunedFindings } from '../report/searchReport.js';
import { readCount } from './arguments.js';
import { checkPaths, setOverride } from './changes.js';
import { commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { progress } from './progress.js';
import { loadPoint, modelFile } from './runExperiment.js';
import { DEFAULTS, loadModel } from './runModels.js';
import { AuditError, UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags {
  readonly target: string;
  readonly minimize: string;
  readonly vary: readonly string[];
  readonly set: readonly string[];
  readonly seed: string;
  readonly workers: number;
  readonly trials: number;
  readonly out: string;
  readonly quiet?: boolean;
}

const again = (text: string, before: readonly string[]): string[] => [...before, text];

export function tuneCommand(output: Output): Command {
  return new Command('tune')
    .description('the cheapest configuration that keeps a promise')
    .argument('<model>', 'with prices:, and tune: or --vary')
    .requiredOption('--target <promise>', "for example 'p99 < 50 ms, dropped = 0'")
    .option('--minimize <what>', 'cost', 'cost')
    .option('--vary <path=range>', 'in place of the model file: low..high [by step]', again, [])
    .option('--set <path=value>', 'change one value in all', again, [])
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--trials <n>', 'at most so many of one configuration', readCount, 64)
    .option('--out <folder>', 'where the results go', join('results', 'tune'))
    .option('--quiet', 'print nothing')
    .action((file: string, flags: Flags) => run(file, flags, output));
}

async function run(file: string, flags: Flags, output: Output): Promise<void> {
  if (flags.minimize !== 'cost')
    throw new UsageError(`--minimize ${flags.minimize}: expected cost`);
  const set = flags.set.map(setOverride);
  const { model } = loadModel(
    modelFile(file),
    set.map(([path, value]) => ({ path, value })),
  );
  if (model.prices === null) {
    throw new UsageError(`${file}: has no prices; add prices: { broker_hour: 0.19, ... }`);
  }
  const executor = makeExecutor(flags.workers);
  const count = counted(executor);
  const show = progress(flags.quiet === true);
  let best = '';
  count.changed = () => {
    show.update(count.done, count.planned, 'tune', best);
  };
  try {
    const found = await tune({
      executor: count.executor,
      seed: flags.seed,
      promise: parsePromise(flags.target),
      factors: factorsOf(file, model, flags.vary),
      at: (changes) =>
        loadPoint({ labels: {}, model: file, changes: { ...Object.fromEntries(set), ...changes } }),
      cost: (each) => monthlyCost(each)?.perMonth ?? 0,
      mostTrials: flags.trials,
      progress: (text) => (best = text),
    });
    const repeat = commandLine('tune', [file], {
      target: flags.target,
      minimize: 'cost',
      vary: flags.vary,
      set: flags.set,
      seed: flags.seed,
      trials: flags.trials,
    });
    const findings = tunedFindings(found, flags.target, model.prices.currency, count.done);
    const text = writeFindings('tune', findings, flags.out, repeat, flags.seed);
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

function factorsOf(file: string, model: Model, vary: readonly string[]): readonly Factor[] {
  if (vary.length === 0) return model.tune;
  const factors = vary.map(parseFactor);
  checkPaths(file, '--vary', factors);
  return factors;
}
