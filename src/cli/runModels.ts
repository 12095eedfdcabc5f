/** What `highwater run` and the main job share: read models, study each, write the reports. */
import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { writeFiles } from '../execution/files.js';
import { loadModel } from '../execution/modelFiles.js';
import { VERSION } from '../execution/version.js';
import { NoTrials } from '../execution/executor.js';
import { loadCurve } from '../experiments/loadCurve.js';
import { ensureRunnable } from '../experiments/runSize.js';
import { promisesOf } from '../experiments/promise.js';
import { TIME_LIMIT, study } from '../experiments/study.js';
import type { Study } from '../experiments/studySummary.js';
import { loadQuestion } from '../library/search.js';
import type { Model } from '../model/index.js';
import { studyFacts } from '../report/studyFacts.js';
import { studyFiles } from '../report/studyFiles.js';
import { rankName } from '../report/format.js';
import { ladderTable, studyText } from '../report/studyText.js';
import { changeTexts, commandLine } from './commandLine.js';
import { withPage } from './pageFile.js';
import type { RunOptions } from './runOptions.js';
import { runOf, stamped } from './runIdentity.js';
import { session } from './session.js';
import { UsageError } from './usageError.js';

/** Of the budget of records, for each load of --curve. */
const CURVE_SHARE = 0.2;

/**
 * Studies the models one after the other and writes their reports into `out`; `unfinished` says why
 * it did not come to all of them.
 */
export async function runModels(
  files: readonly string[],
  out: string,
  options: RunOptions,
): Promise<{ studies: Study[]; unfinished: string | null }> {
  const loaded = files.map((file) => loadModel(file, options.overrides));
  const names = loaded.map(({ model }) => model.name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) {
    throw new UsageError(
      `two models are called ${twice}, as their rows would be; give one another name:`,
    );
  }
  for (const { model } of loaded) promisesOf(model);
  for (const { model } of loaded) ensureRunnable(model, options.fidelity, options.trials);
  const deadline =
    options.timeLimitSeconds === null ? Infinity : Date.now() + options.timeLimitSeconds * 1000;
  const changes = changeTexts(options.overrides);
  const run = runOf(
    callOf(files, options, options),
    loaded.map(({ text }) => text),
  );
  return session(out, options, run, async ({ executor, show, keepTrials }) => {
    const studies: Study[] = [];
    const begin = async (model: Model): Promise<Study> => {
      // Whether its load can be turned is said before anything is simulated.
      const turned = options.curve ? loadQuestion(model, undefined) : null;
      const found = await study(model, executor, {
        ...options,
        outOfTime: () => Date.now() > deadline,
        closeUps: () => setImmediate(),
        progress: show.update,
      });
      if (turned === null || !Number.isFinite(turned.ceiling)) return found;
      const { at, ceiling } = turned;
      const progress = (done: number, planned: number): void => {
        show.update(done, planned, `${model.name}: latency against load`);
      };
      const { seed } = options;
      const budgetRecords = CURVE_SHARE * options.budgetRecords;
      const asked = { executor, seed, at, ceiling, budgetRecords, progress };
      return { ...found, curve: await loadCurve(asked) };
    };
    const begun = executor.studiesAtOnce === undefined ? [] : allBegun(loaded, begin);
    for (const [index, { model }] of loaded.entries()) {
      try {
        studies.push(await (begun.at(index) ?? begin(model)));
      } catch (error) {
        if (studies.length === 0 || !(error instanceof NoTrials)) throw error;
        return { studies, unfinished: `${model.name}: ${error.message}` };
      }
      const reports = stamped(studyFiles(studies), run, changes);
      const repeat = repeatOf(files, studies, options);
      reports.set(
        'manifest.json',
        manifest(loaded.slice(0, studies.length), studies, options, { run_id: run.id, repeat }),
      );
      reports.set('report.txt', reportText(studies, repeat));
      writeFiles(out, options.html ? await withPage(reports) : reports);
    }
    if (studies.some(({ failures }) => failures.length > 0)) keepTrials();
    return { studies, unfinished: null };
  });
}

/**
 * All studies at once, where the executor has room for them; one that fails says so when it is
 * waited for.
 */
function allBegun(
  loaded: readonly { readonly model: Model }[],
  begin: (model: Model) => Promise<Study>,
): Promise<Study>[] {
  const begun = loaded.map(({ model }) => begin(model));
  for (const each of begun) each.catch(() => undefined);
  return begun;
}

/**
 * What was run, so that it can be run again; no clock and no machine in it, since the same run
 * gives the same bytes.
 */
function manifest(
  loaded: readonly { model: Model; text: string }[],
  studies: readonly Study[],
  options: RunOptions,
  identity: { readonly run_id: string; readonly repeat: string },
): string {
  const runs = studies.map((each, index) => ({
    ...studyFacts(each, loaded[index].text),
    model_sha256: createHash('sha256').update(loaded[index].text).digest('hex'),
    warmup_seconds: each.warmupSeconds,
    window_seconds: each.windowSeconds,
    replications: each.trials,
    cells_simulated: each.cellsSimulated,
    cells_total: each.cellsTotal,
    stopped_by: each.stopped,
  }));
  const { seed, precision, budgetRecords, fidelity, overrides } = options;
  return `${JSON.stringify({ version: VERSION, command: 'run', ...identity, seed, precision, budget_records: budgetRecords, fidelity, overrides, runs }, null, 2)}\n`;
}

/** What `highwater run` prints, and how to repeat it. */
function reportText(studies: readonly Study[], repeat: string): string {
  const ladder = studies.length > 1 ? [ladderTable(studies)] : [];
  return `${[...studies.map(studyText), ...ladder].join('\n\n')}\n\nRepeat: ${repeat}\n`;
}

/** A run that a time limit ended is repeated by its number of trials. */
function repeatOf(
  files: readonly string[],
  studies: readonly Study[],
  options: RunOptions,
): string {
  const isCut = ({ stopped }: Study): boolean => stopped === TIME_LIMIT;
  if (!studies.some(isCut)) return callOf(files, options, options);
  // Each model with its own number of trials.
  return studies
    .map((each, index) => callOf([files[index]], options, isCut(each) ? each : options))
    .join(' && ');
}

function callOf(
  files: readonly string[],
  options: RunOptions,
  { trials, lengthened }: Pick<RunOptions, 'trials' | 'lengthened'>,
): string {
  return commandLine('run', files, {
    set: changeTexts(options.overrides),
    seed: options.seed,
    precision: options.precision,
    budget: options.budgetRecords,
    fidelity: options.fidelity,
    trials,
    lengthened,
    transient: options.transient,
    curve: options.curve,
    tail: options.tail.length === 0 ? null : options.tail.map(rankName).join(','),
  });
}
