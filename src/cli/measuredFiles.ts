/**
 * What `calibrate --to` names: a CSV of measured numbers, or results of other tools, each with the
 * load that it was taken at.
 */
import { basename } from 'node:path';
import { readInput } from '../execution/inputFiles.js';
import {
  measuredFrom,
  measuredOf,
  readMeasured,
  type MeasuredData,
  type Setting,
} from '../experiments/measuredData.js';
import { readAnyResult, type ResultFile } from '../importers/readResult.js';
import type { Model } from '../model/index.js';
import { UsageError } from './usageError.js';

export interface MeasuredFiles {
  readonly data: MeasuredData;
  /** Of the files, as they were read. */
  readonly texts: readonly string[];
}

/** A UsageError, ImportError or MeasuredDataError where a file is none of these. */
export function measuredIn(files: readonly string[], model: Model): MeasuredFiles {
  if (files.length === 0) return { data: measuredOf(model), texts: [] };
  const hint = 'give a CSV of measured numbers, or the result of a benchmark';
  const read = files.map((file) => ({ file, text: readInput(file, hint) }));
  const texts = read.map(({ text }) => text);
  const path = model.consumers.length === 1 ? model.consumers[0].name : 'end_to_end';
  const results = read.map(({ file, text }) => ({
    file,
    result: readAnyResult({ name: basename(file), text }, path),
  }));
  const tables = results.filter(({ result }) => result === null);
  if (tables.length === 0) {
    const sources = results.flatMap(({ file, result }) =>
      result === null ? [] : [sourceOf(file, result, model, files.length > 1)],
    );
    return { data: measuredFrom(sources), texts };
  }
  if (files.length === 1) return { data: readMeasured(texts[0], files[0]), texts };
  throw new UsageError(
    `--to ${tables[0].file}: a CSV stands alone; its columns hold the loads of several measurements`,
  );
}

/** A load that is so near the model's is the model's. */
const SAME = 0.02;

/** With the load of the result, where that is another than the model's. */
function sourceOf(
  file: string,
  { observed, perSecond }: ResultFile,
  model: Model,
  several: boolean,
): { readonly setting: Setting; readonly observed: ResultFile['observed'] } {
  const own = model.users * model.eventsPerUserPerSecond;
  const same = perSecond === null || Math.abs(perSecond / own - 1) < SAME;
  if (same && !several) return { setting: { label: '', overrides: [] }, observed };
  if (perSecond === null) {
    throw new UsageError(`--to ${file}: it tells no load; give it alone, or a CSV`);
  }
  if (model.producers.some(({ name }) => name !== '')) {
    const fix = 'set the rates of the model (--set), and give one result';
    throw new UsageError(`--to ${file}: ${perSecond}/s for several kinds of producers; ${fix}`);
  }
  const rounded = Number(perSecond.toPrecision(6));
  const [path, value] =
    model.load === 'rate'
      ? ['workload.rate', `${rounded}/s`]
      : ['users', String(perSecond / model.eventsPerUserPerSecond)];
  return { setting: { label: `${path} ${value}`, overrides: [{ path, value }] }, observed };
}
