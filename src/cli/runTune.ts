/** What `highwater tune` does: see tuneCommand.ts. */
import { monthlyCost } from '../analysis/cost.js';
import { promiseText, promiseToKeep } from '../library/search.js';
import { tune } from '../experiments/tune.js';
import { parseFactor, type Factor, type Model, type Override } from '../model/index.js';
import { firstQuantile } from '../experiments/promise.js';
import { tunedFindings } from '../report/searchReport.js';
import { changesByPath, checkPaths } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { loadPoint } from './runExperiment.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { search } from './session.js';
import { writtenAs } from './studyFlags.js';
import { UnmetPromise, UsageError } from './usageError.js';
import { writeFindings } from './writeFindings.js';
import type { ReadModel } from '../execution/modelFiles.js';
import type { TuneFlags } from './tuneCommand.js';

export async function runTune(
  file: string,
  { model, text: modelText }: ReadModel,
  flags: TuneFlags,
  output: Output,
): Promise<void> {
  if (flags.minimize !== 'cost')
    throw new UsageError(`--minimize ${flags.minimize}: expected cost`);
  const promise = promiseToKeep(model, flags.target);
  const target = promiseText(promise);
  const { prices } = model;
  if (prices === null) {
    throw new UsageError(`${file}: has no prices; add prices: { broker_hour: 0.19, ... }`);
  }
  const set = changesByPath(flags.set);
  const factors = factorsOf(file, model, flags.vary, flags.set);
  if (factors.length === 0) {
    throw new UsageError(`${file}: nothing to tune; add tune: { path: low..high }, or give --vary`);
  }
  const out = flags.out ?? resultsFolder('tune');
  const changes = changeTexts(flags.set);
  const call = commandLine('tune', [file], {
    target,
    minimize: 'cost',
    vary: flags.vary,
    set: changes,
    seed: flags.seed,
    trials: flags.trials,
  });
  const run = runOf(call, [modelText]);
  const { text, isMet } = await search(
    'tune',
    flags,
    output,
    out,
    run,
    async ({ executor, best, trials }) => {
      const found = await tune({
        executor,
        seed: flags.seed,
        promise,
        factors,
        at: (changes) => loadPoint({ labels: {}, model: file, changes: { ...set, ...changes } }),
        cost: (each) => monthlyCost(each)?.perMonth ?? 0,
        mostTrials: flags.trials,
        progress: best,
      });
      const findings = tunedFindings(
        found,
        target,
        prices.currency,
        trials(),
        firstQuantile(promise),
      );
      const written = await writeFindings(
        'tune',
        findings,
        { out, run, changes, ...writtenAs(flags) },
        flags.seed,
      );
      return { text: written, isMet: found.best !== null };
    },
  );
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
  if (!isMet) throw new UnmetPromise(`no configuration keeps ${target}`);
}

function factorsOf(
  file: string,
  model: Model,
  vary: readonly string[],
  set: readonly Override[],
): readonly Factor[] {
  if (vary.length === 0) return model.tune;
  const factors = vary.map(parseFactor);
  checkPaths(file, '--vary', factors, set);
  return factors;
}
