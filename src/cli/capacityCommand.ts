/** `highwater capacity`: the highest load that keeps a promise, and what gives way above it. */
import { join } from 'node:path';
import { Command } from 'commander';
import { offeredLoad } from '../analysis/offeredLoad.js';
import { makeExecutor } from '../execution/executor.js';
import { AuditFailure } from '../experiments/auditFailure.js';
import { capacity } from '../experiments/capacity.js';
import { counted } from '../experiments/lab.js';
import { parsePromise } from '../experiments/promise.js';
import { DesignError, type Model } from '../model/index.js';
import { capacityFindings } from '../report/searchReport.js';
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
  readonly keep: string;
  readonly by: string;
  readonly set: readonly string[];
  readonly seed: string;
  readonly workers: number;
  readonly tolerance: number;
  readonly trials: number;
  readonly out: string;
  readonly quiet?: boolean;
}

export function capacityCommand(output: Output): Command {
  return new Command('capacity')
    .description('the highest number of users that keeps a promise, and what gives way above it')
    .argument('<model>')
    .requiredOption('--keep <promise>', "for example 'p99 < 50 ms, dropped = 0'")
    .option('--by <quantity>', 'users, or events (events/s of as many users)', 'users')
    .option(
      '--set <path=value>',
      'change one value of the model; may be given again',
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option('--seed <text>', 'seed of all random streams', DEFAULTS.seed)
    .option('--workers <n>', 'worker threads', readCount, DEFAULTS.workers)
    .option('--tolerance <percent>', 'width of the interval', readPercent, 0.02)
    .option('--trials <n>', 'at most so many at one load', readCount, 64)
    .option('--out <folder>', 'where the results go', join('results', 'capacity'))
    .option('--quiet', 'print nothing')
    .action((file: string, flags: Flags) => run(file, flags, output));
}

async function run(file: string, flags: Flags, output: Output): Promise<void> {
  const { by, seed, tolerance, trials } = flags;
  if (by !== 'users' && by !== 'events') {
    throw new UsageError(`--by ${by}: expected users or events`);
  }
  const changes = flags.set.map(setOverride).map(([path, value]) => ({ path, value }));
  const { model } = loadModel(modelFile(file), changes);
  const at = (load: number): Model =>
    by === 'users'
      ? { ...model, users: Math.max(1, Math.round(load)) }
      : { ...model, eventsPerUserPerSecond: load / model.users };
  const executor = makeExecutor(flags.workers);
  const count = counted(executor);
  const show = progress(flags.quiet === true);
  let best = '';
  count.changed = () => {
    show.update(count.done, count.planned, 'capacity', best);
  };
  const { resources, eventsPerSecond } = offeredLoad(model);
  const ceiling = Math.min(...resources.map((each) => each.ceilingEventsPerSecond));
  try {
    const found = await capacity(
      by === 'users' ? model.users : eventsPerSecond,
      by === 'users' ? ceiling / model.eventsPerUserPerSecond : ceiling,
      {
        executor: count.executor,
        seed,
        promise: parsePromise(flags.keep),
        at,
        tolerance,
        mostTrials: trials,
        progress: (text) => (best = text),
      },
    );
    const repeat = commandLine('capacity', [file], {
      keep: flags.keep,
      by,
      set: flags.set,
      seed,
      tolerance,
      trials,
    });
    const findings = capacityFindings(found, flags.keep, by === 'users' ? 'users' : 'events/s');
    const text = writeFindings('capacity', findings, flags.out, repeat, seed);
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
