/** `highwater compare`: two models, or a model and a change of it, on common random numbers. */
import { Command } from 'commander';
import { COMPARED } from '../experiments/usualEffort.js';
import { loadModel } from '../execution/modelFiles.js';
import { readChange, readCount, readPercent } from './arguments.js';
import type { Override } from '../model/index.js';
import type { Output } from './output.js';
import { checkEffort, withSessionFlags, type SessionFlags } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { firstWord } from './firstWord.js';

export interface CompareFlags extends SessionFlags {
  readonly set: readonly Override[];
  readonly a: readonly Override[];
  readonly b: readonly Override[];
  readonly responses: string;
  readonly precision?: number;
  readonly replications?: number;
  readonly budget?: number;
}

/** What is compared where nothing else is asked for. */
export const RESPONSES = COMPARED.join(', ');

export function compareCommand(output: Output): Command {
  const command = new Command('compare')
    .argument('<a>')
    .argument('[b]')
    .option('--a <path=value>', 'change one value of A; again', readChange, [])
    .option(
      '--b <path=value>',
      'change one value of B, which is the model of A where no other is given; again',
      readChange,
      [],
    )
    .option('--set <path=value>', 'change one value of both; again', readChange, [])
    .option('--responses <names>', 'what is compared', RESPONSES)
    .option(
      '--precision <percent>',
      "half-width of the first response's difference (default 1%)",
      readPercent,
    )
    .option('--replications <n>', 'so many trials of each, in place of a precision', readCount)
    .option(
      '--budget <records>',
      'records that may be simulated, beyond a first round (default 16M)',
      readCount,
    );
  return withSessionFlags(command).action(
    async (a: string, b: string | undefined, flags: CompareFlags) => {
      if (b === undefined && flags.a.length + flags.b.length === 0) {
        throw new UsageError(
          `compare ${a}: with what? give a second model, or --b path=value (--set changes both)`,
        );
      }
      checkEffort(flags);
      const first = loadModel(a, together('--a', flags.set, flags.a));
      const second = loadModel(b ?? a, together('--b', flags.set, flags.b));
      firstWord(flags, output, first.model);
      const { runCompare } = await import('./runCompare.js');
      await runCompare([a, b], [first, second], flags, output);
    },
  );
}

/** The changes of one side. Throws UsageError where a path is set for both and for the side. */
function together(
  option: string,
  both: readonly Override[],
  own: readonly Override[],
): readonly Override[] {
  const twice = own.find(({ path }) => both.some((each) => each.path === path));
  if (twice === undefined) return [...both, ...own];
  throw new UsageError(`${twice.path} is given by ${option} and by --set; leave one out`);
}
