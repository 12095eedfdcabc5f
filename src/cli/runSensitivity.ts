/** What `highwater sensitivity` does: see sensitivityCommand.ts. */
import { basename } from 'node:path';
import { responsesOf } from '../experiments/experiment.js';
import { checkMeasured, checkResponses } from '../experiments/responses.js';
import { sensitivity } from '../experiments/sensitivity.js';
import {
  parseFactor,
  withValues,
  DesignError,
  type Factor,
  type Override,
} from '../model/index.js';
import { checkRows, factorsAround } from '../library/fitting.js';
import {
  sensitivityFiles,
  sensitivityFinding,
  sensitivityText,
} from '../report/sensitivityReport.js';
import { readNames } from './arguments.js';
import { checkPaths } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel, readModel, withoutPlace } from '../execution/modelFiles.js';
import { session, sessionOptions } from './session.js';
import { writtenAs } from './studyFlags.js';
import { writeReport } from './writeFindings.js';
import type { ReadModel } from '../execution/modelFiles.js';
import type { SensitivityFlags } from './sensitivityCommand.js';

export async function runSensitivity(
  file: string,
  loaded: ReadModel,
  flags: SensitivityFlags,
  output: Output,
): Promise<void> {
  const out = flags.out ?? resultsFolder(`sensitivity-${basename(file).replace(/\.ya?ml$/, '')}`);
  const text = await sensitivityOf(file, loaded, flags, out, output);
  if (flags.quiet !== true) output.out(shownReport(text, out, flags));
}

async function sensitivityOf(
  file: string,
  { text, model }: ReadModel,
  flags: SensitivityFlags,
  out: string,
  output: Output,
): Promise<string> {
  const { set } = flags;
  const rows = Number(flags.rows);
  checkRows(rows);
  const responses = responsesOf(readNames(flags.responses));
  checkResponses(model, responses);
  checkMeasured(responses);
  const factors = factorsOf(file, withValues(text, set), model.tune, flags.vary, set);
  const { vary, trajectories, keep, trials, records, seed } = flags;
  const changes = changeTexts(set);
  const call = commandLine('sensitivity', [file], {
    vary,
    set: changes,
    responses: flags.responses,
    trajectories,
    rows,
    keep,
    trials,
    records,
    seed,
  });
  const identity = runOf(call, [text]);
  return session(out, sessionOptions(flags, output), identity, async ({ executor, show }) => {
    const found = await sensitivity(
      (overrides) => modelOf(file, [...set, ...overrides]),
      factors,
      responses,
      executor,
      { seed, trajectories, keep, trials, recordsPerTrial: records, rows, progress: show.update },
    );
    const files = sensitivityFiles(found);
    const report = sensitivityText(found);
    return writeReport({ out, run: identity, changes, ...writtenAs(flags) }, files, report, {
      command: 'sensitivity',
      seed,
      finding: sensitivityFinding(found),
    });
  });
}

/**
 * What is asked for; otherwise the ranges of tune:, and 20% around every other number that the text
 * writes.
 */
function factorsOf(
  file: string,
  text: string,
  ranges: readonly Factor[],
  vary: readonly string[],
  set: readonly Override[],
): readonly Factor[] {
  if (vary.length > 0) {
    const factors = vary.map(parseFactor);
    checkPaths(file, '--vary', factors, set);
    return factors;
  }
  return factorsAround(text, file, ranges);
}

/** Throws DesignError where the values make no model. */
function modelOf(
  file: string,
  overrides: readonly Override[],
): ReturnType<typeof loadModel>['model'] {
  const read = readModel(file, overrides);
  if ('model' in read) return read.model;
  throw new DesignError(read.faults.map(withoutPlace).join('\n'));
}
