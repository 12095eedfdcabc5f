/** `highwater calibrate`: fits some of a model's numbers to measured latency quantiles. */
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { calibrate } from '../experiments/calibration.js';
import { freeParameter, type FreeParameter } from '../experiments/coordinates.js';
import { measuredOf, readMeasured, type MeasuredData } from '../experiments/measuredData.js';
import { findParameters, withValues, type Model, type Override } from '../model/index.js';
import { calibrationFiles, calibrationText } from '../report/calibrationReport.js';
import { readChange, readCount } from './arguments.js';
import { checkOnce } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './program.js';
import { readInput } from './inputFiles.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel } from './runModels.js';
import { session, sessionOptions } from './session.js';
import { withSessionFlags, type SessionFlags } from './studyFlags.js';
import { UsageError } from './usageError.js';
import { writeReport } from './writeFindings.js';

interface Flags extends SessionFlags {
  readonly to?: string;
  readonly fit: string;
  readonly set: readonly Override[];
  readonly trials: number;
  readonly records: number;
  readonly iterations: number;
  readonly scan: string;
}

export function calibrateCommand(output: Output): Command {
  const command = new Command('calibrate')
    .description('fit numbers of a model to measured latency quantiles')
    .argument('<model>')
    .option('--to <csv>', "measured quantiles: path, quantile, milliseconds, and the model's paths")
    .requiredOption('--fit <paths>', 'what is fitted: path, or path=low..high; with commas between')
    .option('--set <path=value>', 'change one value of the model first; again', readChange, [])
    .option('--trials <n>', 'trials of a candidate at each setting', readCount, 2)
    .option('--records <n>', 'records that a trial measures', readCount, 40e3)
    .option('--iterations <n>', 'Gauss-Newton iterations at most', readCount, 8)
    .option('--scan <n>', 'points of the look around; 0 = begin at the model', '16');
  return withSessionFlags(command).action(async (file: string, flags: Flags) => {
    const name = `calibrate-${basename(file).replace(/\.ya?ml$/, '')}`;
    const out = flags.out ?? resultsFolder(name);
    const text = await calibrateModel(file, flags, out);
    if (flags.quiet !== true) output.out(`${text}\n\nFitted model: ${join(out, 'fitted.yaml')}`);
  });
}

async function calibrateModel(file: string, flags: Flags, out: string): Promise<string> {
  const { text: original } = loadModel(file, flags.set);
  const text = withValues(original, flags.set);
  const make = (overrides: readonly Override[]): Model =>
    loadModel(file, [...flags.set, ...overrides]).model;
  const free = freeParameters(text, file, flags.fit);
  if (free.length === 0)
    throw new UsageError(`--fit ${flags.fit}: nothing to fit; name a path of the model`);
  checkOnce(
    '--fit',
    free.map(({ parameter }) => parameter.path),
  );
  const measured =
    flags.to === undefined ? '' : readInput(flags.to, 'give a CSV of measured quantiles');
  const data = flags.to === undefined ? measuredOf(make([])) : readMeasured(measured, flags.to);
  checkPaths(data, make, flags.to ?? file);
  const { fit, seed, trials, records, iterations, scan } = flags;
  const changes = changeTexts(flags.set);
  const call = commandLine('calibrate', [file], {
    to: flags.to ?? null,
    set: changes,
    ...{ fit, seed, trials, records, iterations, scan },
  });
  const run = runOf(call, [original, measured]);
  return session(out, sessionOptions(flags), run, async ({ executor, show }) => {
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
    const report = calibrationText(calibration);
    writeReport({ out, run, changes }, files, report, {});
    return report;
  });
}

/** `path, path=low..high, ...`, each path with `*` for any part. */
function freeParameters(text: string, file: string, fit: string): FreeParameter[] {
  return fit
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .flatMap((part) => {
      const at = part.indexOf('=');
      const path = at < 0 ? part : part.slice(0, at).trim();
      const range = at < 0 ? null : part.slice(at + 1).trim();
      return findParameters(text, file, path).map((each) => freeParameter(each, range));
    });
}

/** Each setting must make a valid model, and have the paths that were measured. */
function checkPaths(
  data: MeasuredData,
  make: (overrides: readonly Override[]) => Model,
  where: string,
): void {
  for (const setting of data.settings) make(setting.overrides);
  const known = ['publish', 'end_to_end', ...make([]).consumers.map(({ name }) => name)];
  const odd = data.targets.find(({ path }) => !known.includes(path));
  if (odd !== undefined) {
    throw new UsageError(
      `${where}: the path ${odd.path}; the model has ${known.join(', ')}: write one of these`,
    );
  }
}
