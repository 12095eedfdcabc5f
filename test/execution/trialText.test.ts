/** A trial that travels as text is the same trial: its name, its result. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptFile } from '../../src/execution/keptTrials.js';
import { fromText, restOf, toText, withModel } from '../../src/execution/trialText.js';
import type { Model } from '../../src/model/index.js';
import { readBeside } from '../../src/execution/inputFiles.js';
import { validModel } from '../support/validModel.js';

test('numbers that JSON has no words for come back bit for bit', () => {
  const value = { a: [Infinity, -Infinity, NaN, -0, 0, 1e-320, 0.1 + 0.2], b: { c: null, d: '' } };
  const back = fromText(toText(value)) as typeof value;
  expect(back).toEqual(value);
  expect(back.a.map((each) => Object.is(each, -0))).toEqual(
    value.a.map((each) => Object.is(each, -0)),
  );
  const columns = new Float64Array([1, Infinity, -0]);
  expect(fromText(toText({ columns }))).toEqual({ columns });
  expect(() => toText({ bins: new Uint16Array(2) })).toThrow('Uint16Array cannot travel');
});

const FILES = readdirSync('models').filter((name) => name.endsWith('.yaml'));

test.each(FILES)(
  'execution/inputFiles: %s: the same model, and the same name of its trials',
  (name) => {
    const file = join('models', name);
    const model = validModel(readFileSync(file, 'utf8'), {
      fileName: file,
      readFile: (path) => readBeside(file, path),
    });
    const trial = {
      model,
      placement: 0,
      cell: 3,
      replication: 2,
      seed: 'text "quoted"',
      warmupSeconds: 0.1,
      windowSeconds: 1 / 3,
      seriesBuckets: 5,
      speedup: { 'stores.x': 1.1 },
      maximumInside: 1e6,
    };
    const back = withModel(fromText(toText(model)) as Model, restOf(trial));
    // Whatever is undefined counts as left out.
    expect(back).toEqual(trial);
    expect(keptFile('', back)).toBe(keptFile('', trial));
  },
);
