/**
 * Which test a source has. `src/a/b.ts` is tested by `test/a/b.test.ts`, or by a test whose title
 * begins with its name: `a/b: what it does`, or `a/b, a/c: ...` of several.
 */
import { existsSync } from 'node:fs';
import { valuesOf, type Source } from './sources.js';

const NAMES = /['"`]((?:[a-z]\w*\/[\w/]+)(?:, [a-z]\w*\/[\w/]+)*): /g;

/** The sources that titles of tests begin with. */
export function namedInTitles(tests: readonly Source[]): Set<string> {
  return new Set(
    tests.flatMap(({ text }) => [...text.matchAll(NAMES)].flatMap(([, all]) => all.split(', '))),
  );
}

/**
 * What a source's test is called by: its path below src without its ending; of a component of the
 * engine its folder.
 */
export function testedAs(file: string): string {
  const name = file.replace(/^src\//, '').replace(/\.tsx?$/, '');
  return /^engine\/assembly\/\w+(?=\/)/.exec(name)?.[0] ?? name;
}

export function hasOwnTest(file: string): boolean {
  return existsSync(`test/${testedAs(file)}.test.ts`);
}

/** Whether a file is long enough, and exports more than types. */
export function needsTest(source: Source, lines: number): boolean {
  return source.text.split('\n').length - 1 > lines && valuesOf(source).length > 0;
}
