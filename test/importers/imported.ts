/**
 * What the tests of importers share: files of test/importers/files, and the model that an import
 * makes.
 */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { linesOf, type Imported, type TextFile } from '../../src/importers/imported.js';
import { modelText } from '../../src/importers/modelText.js';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';

export function fileOf(path: string): TextFile {
  const text = readFileSync(`test/importers/files/${path}`, 'utf8');
  return { name: path.split('/').at(-1) ?? path, text };
}

/** The model of what was imported, which `check` accepts; every value has its source behind it. */
export function modelOf(imported: Imported): Model {
  const text = modelText(imported, 'a test');
  const parsed = parseModel(text, { fileName: 'imported.yaml' });
  if ('faults' in parsed) throw new Error(parsed.faults.map(formatDiagnostic).join('\n'));
  const values = text.split('\n').filter((line) => /^ +\S+: (?!\{\})./.test(line));
  for (const line of values) expect(line, 'a source').toMatch(/ # \S/);
  expect(values.length).toBe(linesOf(imported.lines).length);
  // What `check` does: arithmetic over all of it.
  expect(offeredLoad(parsed.model).eventsPerSecond).toBeGreaterThan(0);
  return parsed.model;
}

/** Paths of one origin. */
export function pathsOf(imported: Imported, origin: string): string[] {
  return linesOf(imported.lines)
    .filter(({ line }) => line.origin === origin)
    .map(({ path }) => path);
}
