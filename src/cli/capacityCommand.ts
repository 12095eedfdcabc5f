/** `highwater capacity`: the highest load that keeps a promise, and what gives way above it. */
import { Command } from 'commander';
import { firstToSaturate, offeredLoad } from '../analysis/offeredLoad.js';
import { capacity } from '../experiments/capacity.js';
import { parsePromise } from '../experiments/promise.js';
import { checkResponses } from '../experiments/responses.js';
import type { Model, Override } from '../model/index.js';
import { capacityFindings } from '../report/searchReport.js';
import { readChange, readCount, readPercent } from './arguments.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { modelFile } from './runExperiment.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel } from './runModels.js';
import { search } from './session.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { UnmetPromise, UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';

interface Flags extends SessionFlags {
  readonly keep: string;
  readonly by?: string;
  readonly set: readonly Override[];
  readonly tolerance: number;
  readonly trials: number;
}

export function capacityCommand(output: Output): Command {
  const command = new Command('capacity')
    .description('the highest number of users that keeps a promise, and what gives way above it')
    .argument('<model>')
    .requiredOption('--keep <promise>', "for example 'p99 < 50 ms, dropped = 0'")
    .option(
      '--by <quantity>',
      'users, or events (events/s of as many users); default: as the model says',
    )
    .option('--set <path=value>', 'change one value of the model; again', readChange, [])
    .option('--tolerance <percent>', 'width of the interval', readPercent, 0.02)
    .option('--trials <n>', 'at most so many at one load', readCount, 64);
  return withSessionFlags(command).action((file: string, flags: Flags) => run(file, flags, output));
}

async function run(file: string, flags: Flags, output: Output): Promise<void> {
  const { seed, tolerance, trials } = flags;
  const promise = parsePromise(flags.keep);
  const { model, text: modelText } = loadModel(modelFile(file), flags.set);
  if (model.thinkTime !== null) {
    throw new UsageError(
      `${file}: callers with a think time bring their own load; compare some: highwater sweep ${file} --vary workload.callers=10,20,50`,
    );
  }
  const by = loadBy(model, flags.by);
  checkResponses(
    model,
    promise.map(({ response }) => response),
  );
  const at = (load: number): Model =>
    by === 'users'
      ? { ...model, users: Math.max(1, Math.round(load)) }
      : { ...model, eventsPerUserPerSecond: load / model.users };
  const offered = offeredLoad(model);
  const { ceilingEventsPerSecond, ceilingUsers } = firstToSaturate(offered);
  const out = flags.out ?? resultsFolder('capacity');
  const changes = changeTexts(flags.set);
  const call = commandLine('capacity', [file], {
    keep: flags.keep,
    by,
    set: changes,
    seed,
    tolerance,
    trials,
  });
  const run = runOf(call, [modelText]);
  const { text, isMet } = await search('capacity', flags, out, run, async ({ executor, best }) => {
    const found = await capacity(
      by === 'users' ? model.users : offered.eventsPerSecond,
      by === 'users' ? ceilingUsers : ceilingEventsPerSecond,
      { executor, seed, promise, at, tolerance, mostTrials: trials, progress: best },
    );
    const findings = capacityFindings(found, flags.keep, by === 'users' ? 'users' : 'events/s');
    const written = writeFindings('capacity', findings, { out, run, changes }, seed);
    return { text: written, isMet: found.keptAt !== null };
  });
  if (flags.quiet !== true) output.out(`${text}\n\nReports: ${out}/`);
  if (!isMet) throw new UnmetPromise(`no load tried keeps ${flags.keep}`);
}

/** What the load is counted in. */
function loadBy(model: Model, given: string | undefined): 'users' | 'events' {
  const by = given ?? (model.load === 'rate' ? 'events' : 'users');
  if (by !== 'users' && by !== 'events') {
    throw new UsageError(`--by ${by}: expected users or events`);
  }
  if (by === 'users' && model.load === 'rate') {
    throw new UsageError('--by users: the model gives workload.rate and no users; leave it out');
  }
  return by;
}
