/**
 * What `highwater run` says of a model, worked out by whoever has an executor: the files of a
 * result, by name, without those columns that name the run.
 */
import type { Executor } from '../execution/inOrder.js';
import { ensureRunnable } from '../experiments/runSize.js';
import { study } from '../experiments/study.js';
import { USUAL_BUDGET_RECORDS } from '../experiments/usualEffort.js';
import { studyFacts } from '../report/studyFacts.js';
import { studyFiles } from '../report/studyFiles.js';
import { studyText } from '../report/studyText.js';
import { readGiven, type GivenModel } from './givenModel.js';

export interface MeasureOptions {
  readonly seed: string;
  /** Half-width of p99's interval that is precise enough, relative. */
  readonly precision: number;
  /** Whether each resource is tried 10% faster, to see what helps. */
  readonly relief: boolean;
}

export type Progress = (done: number, planned: number, what: string) => void;

/** Throws where the text is no model, or one that is too large to run. */
export async function measured(
  given: GivenModel,
  executor: Executor,
  { seed, precision, relief }: MeasureOptions,
  version: string,
  progress: Progress,
): Promise<Map<string, string>> {
  const read = readGiven(given);
  if ('faults' in read) throw new Error(`${given.name}: not a model`);
  const { model } = read;
  ensureRunnable(model, 'sampled', null);
  const found = await study(model, executor, {
    seed,
    precision,
    budgetRecords: USUAL_BUDGET_RECORDS,
    fidelity: 'sampled',
    relief,
    trials: null,
    lengthened: null,
    transient: false,
    outOfTime: () => false,
    closeUps: () => Promise.resolve(),
    progress,
  });
  const repeat = runCall(given, { seed, precision, relief });
  const manifest = {
    version,
    command: 'run',
    repeat,
    seed,
    precision,
    runs: [studyFacts(found, given.text)],
  };
  return new Map([
    ...studyFiles([found]),
    ['manifest.json', JSON.stringify(manifest)],
    ['report.txt', `${studyText(found)}\n\nRepeat: ${repeat}\n`],
  ]);
}

/** The command that measures the same, once the model is saved under its name. */
export function runCall({ name }: GivenModel, { seed, precision }: MeasureOptions): string {
  const file = /^[\w./-]+$/.test(name) ? name : 'model.yaml';
  const quoted = /^[\w.-]+$/.test(seed) ? seed : `'${seed.replaceAll("'", `'\\''`)}'`;
  return `npx highwater run ${file} --seed ${quoted} --precision ${precision}`;
}
