/** `highwater run`: simulates models and reports latency, its sources and what saturates first. */
import { Command } from 'commander';
import { loadModel, modelFile } from '../execution/modelFiles.js';
import { readCount, readDuration, readPercent, readRanks, readTimes } from './arguments.js';
import { changesOf, withChangeFlags } from './changes.js';
import { firstWord } from './firstWord.js';
import type { Output } from './output.js';
import { runFolder } from './runIdentity.js';
import type { RunFlags } from './runFlags.js';
import { DEFAULTS } from './runOptions.js';
import { withSessionFlags } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { watch } from './watch.js';
import { WatchedFolder } from './watchedFolder.js';

export function runCommand(output: Output): Command {
  const command = new Command('run')
    .argument('<models...>')
    .option('--precision <percent>', 'asked half-width of p99', readPercent, DEFAULTS.precision)
    .option(
      '--budget <records>',
      'records that may be simulated, beyond a first round of trials',
      readCount,
      DEFAULTS.budgetRecords,
    )
    .option('--time-limit <duration>', 'begin no more trials after this time', readDuration)
    .option('--trials <n>', 'so many trials, in place of a precision', readCount)
    .option(
      '--lengthened <n>',
      'lengthen the warm-up n times before measuring: repeats a run that a time limit ended',
      readTimes,
    )
    .option('--transient', 'the window as it is (run.warmup, run.duration), settled or not')
    .option('--tail <ranks>', 'rare latencies too, such as p99.99 or p99.9,p99.99', readRanks)
    .option('--curve', 'latency against load too: nine short studies up to the first ceiling')
    .option('--fidelity <kind>', 'sampled or exhaustive', DEFAULTS.fidelity)
    .option('--watch', 'run again whenever a model is saved');
  return withSessionFlags(withChangeFlags(command)).action(
    async (files: string[], flags: RunFlags) => {
      if (flags.fidelity !== 'sampled' && flags.fidelity !== 'exhaustive') {
        throw new UsageError(`--fidelity ${flags.fidelity}: expected sampled or exhaustive`);
      }
      const { fidelity } = flags;
      const folder = new WatchedFolder(runFolder(files, flags));
      const run = async (): Promise<void> => {
        // What is wrong with a model is said before all that simulates is loaded.
        for (const { model } of files.map((file) => loadModel(file, changesOf(flags)))) {
          firstWord(flags, output, model);
        }
        folder.forget();
        const { runAndPrint } = await import('./runAndPrint.js');
        try {
          await runAndPrint(files, { ...flags, fidelity }, output);
        } finally {
          if (flags.watch === true) folder.note();
        }
      };
      if (flags.watch === true) await watch(files.map(modelFile), run, output);
      await run();
    },
  );
}
