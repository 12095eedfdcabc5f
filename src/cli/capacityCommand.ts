/** `highwater capacity`: the highest load that keeps a promise, and what gives way above it. */
import { Command } from 'commander';
import type { Override } from '../model/index.js';
import { SEARCH_TOLERANCE, SEARCH_TRIALS } from '../experiments/usualEffort.js';
import { readChange, readCount, readPercent } from './arguments.js';
import type { Output } from './output.js';
import { loadModel } from '../execution/modelFiles.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { firstWord } from './firstWord.js';

export interface CapacityFlags extends SessionFlags {
  readonly keep?: string;
  readonly by?: string;
  readonly set: readonly Override[];
  readonly tolerance: number;
  readonly trials: number;
}

export function capacityCommand(output: Output): Command {
  const command = new Command('capacity')
    .argument('<model>')
    .option(
      '--keep <promise>',
      "for example 'p99 < 50 ms, dropped = 0'. Default: promises: of the model",
    )
    .option(
      '--by <quantity>',
      'users, or records (records/s that are sent); default: as the model says',
    )
    .option('--set <path=value>', 'change one value of the model; again', readChange, [])
    .option('--tolerance <percent>', 'width of the interval', readPercent, SEARCH_TOLERANCE)
    .option('--trials <n>', 'at most so many at one load', readCount, SEARCH_TRIALS);
  return withSessionFlags(command).action(async (file: string, flags: CapacityFlags) => {
    const loaded = loadModel(file, flags.set);
    firstWord(flags, output, loaded.model);
    const { runCapacity } = await import('./runCapacity.js');
    await runCapacity(file, loaded, flags, output);
  });
}
