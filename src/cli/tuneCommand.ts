/** `highwater tune`: the cheapest configuration that keeps a promise. */
import { Command } from 'commander';
import type { Override } from '../model/index.js';
import { SEARCH_TRIALS } from '../experiments/usualEffort.js';
import { loadModel } from '../execution/modelFiles.js';
import { again, readChange, readCount } from './arguments.js';
import type { Output } from './output.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { firstWord } from './firstWord.js';

export interface TuneFlags extends SessionFlags {
  readonly target?: string;
  readonly minimize: string;
  readonly vary: readonly string[];
  readonly set: readonly Override[];
  readonly trials: number;
}

export function tuneCommand(output: Output): Command {
  const command = new Command('tune')
    .argument('<model>', 'with prices:, and tune: or --vary')
    .option(
      '--target <promise>',
      "for example 'p99 < 50 ms, dropped = 0'. Default: promises: of the model",
    )
    .option('--minimize <what>', 'cost', 'cost')
    .option('--vary <path=range>', 'in place of the model file: low..high [by step]', again, [])
    .option('--set <path=value>', 'change one value in all; again', readChange, [])
    .option('--trials <n>', 'at most so many of one configuration', readCount, SEARCH_TRIALS);
  return withSessionFlags(command).action(async (file: string, flags: TuneFlags) => {
    const loaded = loadModel(file, flags.set);
    firstWord(flags, output, loaded.model);
    const { runTune } = await import('./runTune.js');
    await runTune(file, loaded, flags, output);
  });
}
