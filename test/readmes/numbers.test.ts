/**
 * No README says a number that nothing gives: each section with quantities in its text names the
 * commands, tests or files that they come from, and all of those are there.
 */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { theoryCases } from '../../src/proof/theory/index.js';
import { readmes } from './blocks.js';
import { sectionsOf } from './numbers.js';

const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Whether somebody can go there and see. */
function isThere(source: string): boolean {
  const script = /^npm (?:run )?([\w:-]+)/.exec(source);
  if (script !== null) return Object.hasOwn(scripts, script[1]);
  const command = /^highwater (\w+)/.exec(source);
  if (command !== null) return Object.hasOwn(COMMANDS, command[1]);
  return source.startsWith('published: ') || existsSync(source);
}

test('a section with quantities in its text says where they come from', () => {
  const silent = readmes()
    .flatMap(sectionsOf)
    .filter(({ said, sources }) => said.length > 0 && sources.length === 0);
  expect(silent.map(({ file, line, said }) => [`${file}:${line}`, ...said])).toEqual([]);
});

test('what is named is there: a script, a command, a file', () => {
  for (const { file, line, sources, said } of readmes().flatMap(sectionsOf)) {
    expect(
      sources.filter((each) => !isThere(each)),
      `${file}:${line}`,
    ).toEqual([]);
    if (sources.length > 0) expect(said.length, `${file}:${line} says none`).toBeGreaterThan(0);
  }
});

test('the known answers are as many as test/README.md says', () => {
  const claims = theoryCases().flatMap((each) => each.claims);
  const percentiles = claims.filter(({ reading }) => reading.kind === 'quantile');
  const words = readFileSync('test/README.md', 'utf8').replaceAll(/\s+/g, ' ');
  const [, models, answers, ranks] =
    /holds ([\d,]+) models against ([\d,]+) known answers \(closed forms; ([\d,]+) of them percentiles\)/.exec(
      words,
    ) ?? [];
  const counts = [theoryCases().length, claims.length, percentiles.length];
  expect([models, answers, ranks]).toEqual(counts.map((each) => each.toLocaleString('en-US')));
});
