/** A model as the page has it: its text, and the CSV files that it may name. */
import { offeredLoad, firstToSaturate, type OfferedLoad } from '../analysis/offeredLoad.js';
import { worthALook } from '../analysis/worthALook.js';
import { promisesOf } from '../experiments/promise.js';
import { DesignError, parseModel, type Diagnostic, type Model } from '../model/index.js';

export interface GivenModel {
  /** As the command line calls it: a path, or a name of one that comes with Highwater. */
  readonly name: string;
  readonly text: string;
  /** By their paths as the text has them. */
  readonly files: Readonly<Record<string, string>>;
}

export const NO_FILES: GivenModel['files'] = {};

export interface Read {
  readonly model: Model;
  readonly offered: OfferedLoad;
  /** What is full first as the load grows. */
  readonly first: ReturnType<typeof firstToSaturate>;
  /** Settings that look odd. */
  readonly remarks: readonly { readonly path: string; readonly reason: string }[];
}

/** What arithmetic says of a text, as `highwater check` does, or all that is wrong with it. */
export function readGiven({
  name,
  text,
  files,
}: GivenModel): Read | { readonly faults: readonly Diagnostic[] } {
  const parsed = parseModel(text, {
    fileName: name.endsWith('.yaml') ? name : `${name}.yaml`,
    readFile: (path) => {
      if (!Object.hasOwn(files, path))
        throw new Error('a page has no files but those that came with its model');
      return files[path];
    },
  });
  if ('faults' in parsed) return parsed;
  const { model } = parsed;
  const wrong = wrongPromise(model);
  if (wrong !== null)
    return { faults: [{ ...wrong, file: name, line: lineOf(text, 'promises:'), column: 1 }] };
  const offered = offeredLoad(model);
  return { model, offered, first: firstToSaturate(offered), remarks: worthALook(model, offered) };
}

/** Promises are read by those who judge them, who know no places. */
function wrongPromise(model: Model): Omit<Diagnostic, 'file' | 'line' | 'column'> | null {
  try {
    promisesOf(model);
    return null;
  } catch (error) {
    if (!(error instanceof DesignError)) throw error;
    return {
      path: 'promises',
      received: error.message,
      expected: 'promises',
      hint: 'see highwater explain promises',
    };
  }
}

function lineOf(text: string, key: string): number {
  const at = text.split('\n').findIndex((line) => line.startsWith(key));
  return Math.max(1, at + 1);
}
