import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { simulatorHash, studyHash, VERSION, workHash } from '../../src/execution/version.js';

test('the version is that of the package, and is said in CHANGELOG.md', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(version);
});

test('the code of a trial, of a study and of workers is told apart, the same each time', () => {
  const hashes = [simulatorHash(), studyHash(), workHash()];
  for (const hash of hashes) expect(hash).toMatch(/^[\da-f]{16,}$/);
  expect(new Set(hashes).size).toBe(3);
  expect([simulatorHash(), studyHash(), workHash()]).toEqual(hashes);
});

test('the changelog names every command', () => {
  const text = readFileSync('CHANGELOG.md', 'utf8');
  for (const name of Object.keys(COMMANDS)) expect(text).toContain(`\`${name}\``);
});
