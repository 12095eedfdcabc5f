/** What `highwater calibrate` does: see calibrateCommand.ts. */
import { basename, join } from 'node:path';
import { calibrate } from '../experiments/calibration.js';
import { withValues, type Model, type Override } from '../model/index.js';
import { checkMeasuredPaths, chosenFit, usualRecords } from '../library/fitting.js';
import {
  calibrationFiles,
  calibrationFinding,
  calibrationText,
} from '../report/calibrationReport.js';
import { measuredIn } from './measuredFiles.js';
import { checkOnce } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { reportsLine } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel } from '../execution/modelFiles.js';
import { session, sessionOptions } from './session.js';
import { writtenAs } from './studyFlags.js';
import { writeReport } from './writeFindings.js';
import type { ReadModel } from '../execution/modelFiles.js';
import type { CalibrateFlags } from './calibrateCommand.js';

export async function runCalibrate(
  file: string,
  loaded: ReadModel,
  flags: CalibrateFlags,
  output: Output,
): Promise<void> {
  const name = `calibrate-${basename(file).replace(/\.ya?ml$/, '')}`;
  const out = flags.out ?? resultsFolder(name);
  const text = await calibrateModel(file, loaded, flags, out, output);
  if (flags.quiet !== true) {
    const fitted = `Fitted model: ${join(out, 'fitted.yaml')}`;
    output.out(flags.json === true ? text : `${text}\n${reportsLine(out, flags)}\n${fitted}`);
  }
}

async function calibrateModel(
  file: string,
  { text: original, model }: ReadModel,
  flags: CalibrateFlags,
  out: string,
  output: Output,
): Promise<string> {
  const plain = (overrides: readonly Override[]): Model =>
    loadModel(file, [...flags.set, ...overrides]).model;
  const { data, texts } = measuredIn(flags.to, model);
  checkMeasuredPaths(data, plain, flags.to.length === 0 ? file : flags.to.join(', '));
  const fits = fitsOf(flags.fit);
  const { free, start, text, notes } = chosenFit(
    withValues(original, flags.set),
    file,
    fits,
    model,
    data,
  );
  const make = (overrides: readonly Override[]): Model => plain([...start, ...overrides]);
  checkOnce(
    '--fit',
    free.map(({ parameter }) => parameter.path),
  );
  const { fit, seed, trials, iterations, scan } = flags;
  const records = flags.records ?? usualRecords(data, trials);
  const changes = changeTexts(flags.set);
  const call = commandLine('calibrate', [file], {
    to: flags.to,
    set: changes,
    ...{ fit, seed, trials, records, iterations, scan },
  });
  const run = runOf(call, [original, ...texts]);
  return session(out, sessionOptions(flags, output), run, async ({ executor, show }) => {
    const calibration = await calibrate(make, free, data, executor, {
      seed,
      trials,
      recordsPerTrial: records,
      iterations,
      scan: Number(scan),
      progress: show.update,
    });
    const files = calibrationFiles(calibration);
    files.set('fitted.yaml', withValues(text, calibration.overrides));
    const report = [calibrationText(calibration), ...notes].join('\n');
    return writeReport({ out, run, changes, ...writtenAs(flags) }, files, report, {
      command: 'calibrate',
      seed,
      finding: calibrationFinding(calibration),
    });
  });
}

/** `path, path=low..high, ...` */
function fitsOf(fit: string): string[] {
  const parts = fit.split(',').map((part) => part.trim());
  return parts.filter((part) => part !== '');
}
