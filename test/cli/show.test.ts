import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';

const root = mkdtempSync(join(tmpdir(), 'show-'));
const folder = (name: string, ...lines: readonly string[]): string => {
  const path = join(root, name);
  mkdirSync(path);
  writeFileSync(join(path, 'report.txt'), `${lines.join('\n')}\n`);
  return path;
};
const first = folder('first', 'alike', 'p99 1 ms', 'only in the first');
const second = folder('second', 'alike', 'p99 2 ms');

async function shown(...folders: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = {
    out: (line: string) => void lines.push(line),
    error: (line: string) => void errors.push(line),
  };
  expect(await main(['show', ...folders], output), errors.join('\n')).toBe(0);
  return lines.join('\n');
}

test('cli/showCommand: show prints an earlier report as it is', async () => {
  expect(await shown(first)).toBe('alike\np99 1 ms\nonly in the first');
});

test('show finds what a run wrote into results/ by the name of its model', async () => {
  folder('results');
  folder(join('results', 'shop'), 'of the shop');
  const before = process.cwd();
  process.chdir(root);
  try {
    expect(await shown('shop')).toBe('of the shop');
    expect(await shown('first')).toContain('only in the first');
  } finally {
    process.chdir(before);
  }
});

test('show puts two reports side by side, each below its folder, | where lines differ', async () => {
  const rows = (await shown(first, second)).split('\n');
  const width = Math.max(first.length, 'only in the first'.length);
  expect(rows).toEqual([
    `${first.padEnd(width)} | ${second}`,
    `${'alike'.padEnd(width)}   alike`,
    `${'p99 1 ms'.padEnd(width)} | p99 2 ms`,
    `${'only in the first'.padEnd(width)} |`,
  ]);
});
