/**
 * The corpus of faulty models. Each file says in its first lines, after `# expect: `, every message
 * that it must get, whole: `line:column: path: found ...; expected ...; fix: ...`, in the order of
 * the file; and after `# set: ` what is set by `--set` (its messages begin with that in place of
 * line and column).
 */
import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readBeside } from '../../src/execution/inputFiles.js';
import { formatDiagnostic, parseModel } from '../../src/model/index.js';

const FOLDER = 'test/invalid-models';
const LEAST_FAULTS = 80;

interface Case {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly string[];
}

const cases: readonly Case[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const text = readFileSync(`${FOLDER}/${name}`, 'utf8');
    return {
      name,
      text,
      expected: [...text.matchAll(/^# expect: (.*)$/gm)].map(([, line]) => line),
    };
  });

function messages({ name, text }: Case): string[] {
  const overrides = [...text.matchAll(/^# set: ([^=]*)=(.*)$/gm)].map(([, path, value]) => ({
    path,
    value,
  }));
  const parsed = parseModel(text, {
    fileName: name,
    overrides,
    readFile: (path) => readBeside(`${FOLDER}/${name}`, path),
  });
  const faults = 'faults' in parsed ? parsed.faults.map(formatDiagnostic) : [];
  return faults.map((line) => (line.startsWith(`${name}:`) ? line.slice(name.length + 1) : line));
}

describe.each(cases)('$name', (each) => {
  test('model/checks, model/checkClusters, model/checkAutoscaler, model/checkQueues, model/checkCredits, model/read: gets every fault at its place, with what was found, what is expected, and how to mend it', () => {
    expect(each.expected.length).toBeGreaterThan(0);
    expect(messages(each)).toEqual(each.expected);
  });
});

test(`the corpus has at least ${LEAST_FAULTS} faults, and no message is long, has several lines or lacks a part`, () => {
  const all = cases.flatMap(messages);
  expect(new Set(all).size).toBeGreaterThanOrEqual(LEAST_FAULTS);
  for (const message of all) {
    expect(message).toMatch(/^[^\n]*: found [^\n]+; expected [^\n]+; fix: [^\n]+$/);
    expect(message.length).toBeLessThan(600);
  }
});
