/**
 * `highwater trials`: a study's trials as a plan in a folder, for batch systems that run its parts.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describeTrial, makeExecutor } from '../execution/executor.js';
import { FolderError } from '../execution/files.js';
import { keptFile } from '../execution/keptTrials.js';
import { failureOf, noteFailure, readPlan, shardOf } from '../execution/plannedTrials.js';
import { TRIALS } from '../execution/runFolder.js';
import type { Trial } from '../network/measurements.js';
import { readCount, readWorkers } from './arguments.js';
import type { Output } from './output.js';
import { progress } from './progress.js';
import { DEFAULTS } from './runOptions.js';
import { shardFrom } from './shard.js';
import { TrialsFailed, UsageError } from './usageError.js';

interface RunFlags {
  readonly shard?: string;
  readonly shards?: number;
  readonly workers: number;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

export function trialsCommand(output: Output): Command {
  const command = new Command('trials');
  command
    .command('plan')
    .description('write down which trials a command needs next; nothing is simulated')
    .argument('<folder>', 'where the results will go')
    .argument('[command...]', 'for example run models/100-users.yaml --trials 500')
    .allowUnknownOption()
    .action((folder: string) => {
      throw new UsageError(
        `trials plan ${folder}: of what? for example: highwater trials plan ${folder} run models/100-users.yaml`,
      );
    });
  command
    .command('run')
    .description('run one part of the planned trials, and keep their results in the folder')
    .argument('<folder>', 'as given to plan')
    .option('--shard <I/N>', 'the I-th of N parts, I from 1; or from the array of a batch system')
    .option('--shards <N>', 'how many parts, where the batch system says which one', readCount)
    .option('--workers <n>', 'worker threads', readWorkers, DEFAULTS.workers)
    .option('--json', 'print what was done as JSON')
    .option('--quiet', 'print nothing')
    .action((folder: string, flags: RunFlags) => runShard(folder, flags, output));
  return command;
}

async function runShard(out: string, flags: RunFlags, output: Output): Promise<void> {
  const { number, shards } = shardFrom(flags, process.env);
  const folder = join(out, TRIALS);
  const planned = shardOf(planIn(folder), number, shards);
  // What has failed once fails again: the study's next plan decides.
  const failed = new Map<Trial, string>();
  for (const trial of planned) {
    const message = failureOf(folder, trial);
    if (message !== null) failed.set(trial, message);
  }
  const trials = planned.filter((trial) => !failed.has(trial));
  const before = trials.filter((trial) => existsSync(keptFile(folder, trial))).length;
  const executor = makeExecutor(flags.workers, folder);
  if (flags.quiet !== true && flags.json !== true) {
    output.error(`shard ${number} of ${shards}: ${trials.length} trials to simulate`);
  }
  const show = progress(flags.quiet === true || flags.json === true);
  let done = 0;
  try {
    const note = (trial: Trial, message: string): void => {
      noteFailure(folder, trial, message);
      failed.set(trial, message);
    };
    const give = (): void => {
      show.update(++done, trials.length, `shard ${number} of ${shards}`);
    };
    await executor.run(trials, give, { failed: note });
  } finally {
    show.stop();
    await executor.close();
  }
  ensureKept(folder, trials, failed);
  const messages = [...failed].map(([trial, message]) => describeTrial(trial, message));
  if (flags.json === true) {
    const told = { shard: number, shards, planned: planned.length, done, before };
    output.out(JSON.stringify({ format: 'highwater/trials/1', ...told, failed: messages }));
  } else if (flags.quiet !== true) {
    const again = before === 0 ? '' : `, ${before} of them before`;
    output.out(`shard ${number} of ${shards}: ${done} of ${planned.length} trials done${again}`);
  }
  if (failed.size > 0) {
    throw new TrialsFailed(messages.join('\n'));
  }
}

function planIn(folder: string): readonly Trial[] {
  try {
    return readPlan(folder).trials;
  } catch (error) {
    throw error instanceof FolderError ? new UsageError(error.message) : error;
  }
}

/** Here the kept results are the work: a disk that is full must not pass for done. */
function ensureKept(
  folder: string,
  trials: readonly Trial[],
  failed: ReadonlyMap<Trial, string>,
): void {
  const lost = trials.filter((trial) => !failed.has(trial) && !existsSync(keptFile(folder, trial)));
  if (lost.length === 0) return;
  throw new FolderError(
    `${folder}: ${lost.length} results cannot be kept there; make room, and run the shard again`,
  );
}
