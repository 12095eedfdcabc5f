/** `highwater sensitivity`: which of a model's numbers matter for a response. */
import { Command } from 'commander';
import type { Override } from '../model/index.js';
import { SENSITIVITY_DEFAULTS } from '../experiments/usualEffort.js';
import { again, readChange, readCount } from './arguments.js';
import type { Output } from './output.js';
import { loadModel } from '../execution/modelFiles.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { firstWord } from './firstWord.js';

export interface SensitivityFlags extends SessionFlags {
  readonly vary: readonly string[];
  readonly set: readonly Override[];
  readonly responses: string;
  readonly trajectories: number;
  readonly rows: string;
  readonly keep: number;
  readonly trials: number;
  readonly records: number;
}

export function sensitivityCommand(output: Output): Command {
  const command = new Command('sensitivity')
    .argument('<model>')
    .option(
      '--vary <path=low..high>',
      'a factor; may be given again. Default: tune: of the model, and 20% around its other numbers',
      again,
      [],
    )
    .option('--set <path=value>', 'change one value of the model first; again', readChange, [])
    .option('--responses <names>', 'what is watched; the first decides what matters', 'p99')
    .option('--trajectories <n>', 'of the screening', readCount, SENSITIVITY_DEFAULTS.trajectories)
    .option(
      '--rows <n>',
      'of the Sobol design, a power of 2; 0 = screening only',
      String(SENSITIVITY_DEFAULTS.rows),
    )
    .option('--keep <n>', 'factors that get Sobol indices', readCount, SENSITIVITY_DEFAULTS.keep)
    .option('--trials <n>', 'trials of a point', readCount, SENSITIVITY_DEFAULTS.trials)
    .option(
      '--records <n>',
      'records that a trial measures',
      readCount,
      SENSITIVITY_DEFAULTS.recordsPerTrial,
    );
  return withSessionFlags(command).action(async (file: string, flags: SensitivityFlags) => {
    const loaded = loadModel(file, flags.set);
    firstWord(flags, output, loaded.model);
    const { runSensitivity } = await import('./runSensitivity.js');
    await runSensitivity(file, loaded, flags, output);
  });
}
