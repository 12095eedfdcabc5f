/** `highwater sensitivity`: which of a model's numbers matter for a response. */
import { basename } from 'node:path';
import { Command } from 'commander';
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
import { SENSITIVITY_DEFAULTS } from '../experiments/usualEffort.js';
import { checkRows, factorsAround } from '../library/fitting.js';
import {
  sensitivityFiles,
  sensitivityFinding,
  sensitivityText,
} from '../report/sensitivityReport.js';
import { again, readChange, readCount, readNames } from './arguments.js';
import { checkPaths } from './changes.js';
import { changeTexts, commandLine } from './commandLine.js';
import type { Output } from './output.js';
import { shownReport } from './pageFile.js';
import { resultsFolder, runOf } from './runIdentity.js';
import { loadModel, readModel, withoutPlace } from '../execution/modelFiles.js';
import { session, sessionOptions } from './session.js';
import { withSessionFlags, type SessionFlags, writtenAs } from './studyFlags.js';
import { writeReport } from './writeFindings.js';

interface Flags extends SessionFlags {
  readonly vary: readonly string[];
  readonly set: readonly Override[];
  readonly responses: string;
  readonly trajectories: number;
  readonly rows: string;
  readonly keep: number;
  readonly trials: number;
  readonly records: number;
}

export function sensitivityCommand(output: Output): Command {
  const command = new Command('sensitivity')
    .argument('<model>')
    .option(
      '--vary <path=low..high>',
      'a factor; may be given again. Default: tune: of the model, and 20% around its other numbers',
      again,
      [],
    )
    .option('--set <path=value>', 'change one value of the model first; again', readChange, [])
    .option('--responses <names>', 'what is watched; the first decides what matters', 'p99')
    .option('--trajectories <n>', 'of the screening', readCount, SENSITIVITY_DEFAULTS.trajectories)
    .option(
      '--rows <n>',
      'of the Sobol design, a power of 2; 0 = screening only',
      String(SENSITIVITY_DEFAULTS.rows),
    )
    .option('--keep <n>', 'factors that get Sobol indices', readCount, SENSITIVITY_DEFAULTS.keep)
    .option('--trials <n>', 'trials of a point', readCount, SENSITIVITY_DEFAULTS.trials)
    .option(
      '--records <n>',
      'records that a trial measures',
      readCount,
      SENSITIVITY_DEFAULTS.recordsPerTrial,
    );
  return withSessionFlags(command).action(async (file: string, flags: Flags) => {
    const out = flags.out ?? resultsFolder(`sensitivity-${basename(file).replace(/\.ya?ml$/, '')}`);
    const text = await run(file, flags, out);
    if (flags.quiet !== true) output.out(shownReport(text, out, flags));
  });
}

async function run(file: string, flags: Flags, out: string): Promise<string> {
  const { set } = flags;
  const { text, model } = loadModel(file, set);
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
  return session(out, sessionOptions(flags), identity, async ({ executor, show }) => {
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
