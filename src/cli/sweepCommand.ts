/**
 * `highwater sweep`: a model at every combination of some of its values, or at a sample of them.
 */
import { Command } from 'commander';
import { SWEPT } from '../experiments/usualEffort.js';
import type { Override } from '../model/index.js';
import { readModel } from '../execution/modelFiles.js';
import { again, readChange, readCount } from './arguments.js';
import type { Output } from './output.js';
import { checkEffort, withStudyFlags, type StudyFlags } from './studyFlags.js';
import { firstWord } from './firstWord.js';

export interface SweepFlags extends StudyFlags {
  readonly vary: readonly string[];
  readonly set: readonly Override[];
  readonly design: string;
  readonly points?: number;
  readonly responses: string;
}

/** Columns where none are asked for. */
export const RESPONSES = SWEPT.join(', ');

export function sweepCommand(output: Output): Command {
  const command = new Command('sweep')
    .argument('<model>')
    .requiredOption(
      '--vary <path=values>',
      'a factor: path=a,b,c or path=low..high [by step | in n]; may be given again',
      again,
    )
    .option('--set <path=value>', 'change one value at every point; again', readChange, [])
    .option('--design <kind>', 'grid, one_at_a_time, latin_hypercube or sobol', 'grid')
    .option('--points <n>', 'of a latin_hypercube or sobol design (default 16)', readCount)
    .option('--responses <names>', 'columns', RESPONSES);
  return withStudyFlags(command).action(async (file: string, flags: SweepFlags) => {
    checkEffort(flags);
    const loaded = readModel(file, flags.set);
    if ('model' in loaded) firstWord(flags, output, loaded.model);
    const { runSweep } = await import('./runSweep.js');
    await runSweep(file, loaded, flags, output);
  });
}
