/** `highwater calibrate`: fits some of a model's numbers to measured latency quantiles. */
import { Command } from 'commander';
import type { Override } from '../model/index.js';
import { CALIBRATE_DEFAULTS } from '../experiments/usualEffort.js';
import { again, readChange, readCount } from './arguments.js';
import type { Output } from './output.js';
import { loadModel } from '../execution/modelFiles.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { firstWord } from './firstWord.js';

export interface CalibrateFlags extends SessionFlags {
  readonly to: readonly string[];
  readonly fit: string;
  readonly set: readonly Override[];
  readonly trials: number;
  readonly records?: number;
  readonly iterations: number;
  readonly scan: string;
}

export function calibrateCommand(output: Output): Command {
  const command = new Command('calibrate')
    .argument('<model>')
    .option(
      '--to <file>',
      'what was measured: a CSV, or a result of import omb, perf-test, prometheus; again',
      again,
      [],
    )
    .requiredOption('--fit <paths>', 'what is fitted: auto, path, path=low..high; commas between')
    .option('--set <path=value>', 'change one value of the model first; again', readChange, [])
    .option(
      '--trials <n>',
      'trials of a candidate at each setting',
      readCount,
      CALIBRATE_DEFAULTS.trials,
    )
    .option(
      '--records <n>',
      'records that a trial measures; default: 40K, or more for rare quantiles',
      readCount,
    )
    .option(
      '--iterations <n>',
      'Gauss-Newton iterations at most',
      readCount,
      CALIBRATE_DEFAULTS.iterations,
    )
    .option(
      '--scan <n>',
      'points of the look around; 0 = begin at the model',
      String(CALIBRATE_DEFAULTS.scan),
    );
  return withSessionFlags(command).action(async (file: string, flags: CalibrateFlags) => {
    const loaded = loadModel(file, flags.set);
    firstWord(flags, output, loaded.model);
    const { runCalibrate } = await import('./runCalibrate.js');
    await runCalibrate(file, loaded, flags, output);
  });
}
