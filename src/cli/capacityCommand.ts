/** `highwater capacity`: the highest load that keeps a promise, and what gives way above it. */
import { Command } from 'commander';
import { capacity } from '../experiments/capacity.js';
import type { Override } from '../model/index.js';
import { firstQuantile } from '../experiments/promise.js';
import { SEARCH_TOLERANCE, SEARCH_TRIALS } from '../experiments/usualEffort.js';
import { capacityQuestion, promiseText } from '../library/search.js';
import { capacityFindings } from '../report/searchReport.js';
import { readChange, readCount, readPercent } from './arguments.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel } from '../execution/modelFiles.js';
import { search } from './session.js';
import { withSessionFlags, type SessionFlags, writtenAs } from './studyFlags.js';
import { UnmetPromise } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags extends SessionFlags {
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
  return withSessionFlags(command).action((file: string, flags: Flags) => run(file, flags, output));
}

async function run(file: string, flags: Flags, output: Output): Promise<void> {
  const { seed, tolerance, trials } = flags;
  const { model, text: modelText } = loadModel(file, flags.set);
  const { by, promise, at, typical, ceiling } = capacityQuestion(model, flags.keep, flags.by);
  const keep = promiseText(promise);
  const out = flags.out ?? resultsFolder('capacity');
  const changes = changeTexts(flags.set);
  const call = commandLine('capacity', [file], {
    keep,
    by,
    set: changes,
    seed,
    tolerance,
    trials,
  });
  const run = runOf(call, [modelText]);
  const { text, isMet } = await search('capacity', flags, out, run, async ({ executor, best }) => {
    const found = await capacity(typical, ceiling, {
      executor,
      seed,
      promise,
      at,
      tolerance,
      mostTrials: trials,
      progress: best,
    });
    const findings = capacityFindings(
      found,
      keep,
      by === 'users' ? 'users' : 'records/s',
      firstQuantile(promise),
    );
    const written = await writeFindings(
      'capacity',
      findings,
      { out, run, changes, ...writtenAs(flags) },
      seed,
    );
    return { text: written, isMet: found.keptAt !== null };
  });
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
  if (!isMet) throw new UnmetPromise(`no load tried keeps ${keep}`);
}
