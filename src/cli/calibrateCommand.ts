/** `highwater calibrate`: fits some of a model's numbers to measured latency quantiles. */
import { basename, join } from 'node:path';
import { Command } from 'commander';
import { calibrate } from '../experiments/calibration.js';
import { withValues, type Model, type Override } from '../model/index.js';
import { CALIBRATE_DEFAULTS } from '../experiments/usualEffort.js';
import { checkMeasuredPaths, chosenFit, usualRecords } from '../library/fitting.js';
import {
  calibrationFiles,
  calibrationFinding,
  calibrationText,
} from '../report/calibrationReport.js';
import { again, readChange, readCount } from './arguments.js';
import { measuredIn } from './measuredFiles.js';
import { checkOnce } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { reportsLine } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel } from '../execution/modelFiles.js';
import { session, sessionOptions } from './session.js';
import { withSessionFlags, type SessionFlags, writtenAs } from './studyFlags.js';
import { writeReport } from './writeFindings.js';

interface Flags extends SessionFlags {
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
  return withSessionFlags(command).action(async (file: string, flags: Flags) => {
    const name = `calibrate-${basename(file).replace(/\.ya?ml$/, '')}`;
    const out = flags.out ?? resultsFolder(name);
    const text = await calibrateModel(file, flags, out);
    if (flags.quiet !== true) {
      const fitted = `Fitted model: ${join(out, 'fitted.yaml')}`;
      output.out(flags.json === true ? text : `${text}\n${reportsLine(out, flags)}\n${fitted}`);
    }
  });
}

async function calibrateModel(file: string, flags: Flags, out: string): Promise<string> {
  const { text: original, model } = loadModel(file, flags.set);
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
