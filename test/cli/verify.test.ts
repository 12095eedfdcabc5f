/** `highwater verify` itself: its table, its file, its exit code. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';
import { verifyCommand } from '../../src/cli/verifyCommand.js';
import type { Check } from '../../src/proof/verify.js';

function listen() {
  const lines: string[] = [];
  const errors: string[] = [];
  const output = {
    out: (text: string) => void lines.push(text),
    error: (text: string) => void errors.push(text),
  };
  return { lines, errors, output, out: mkdtempSync(join(tmpdir(), 'verify-')) };
}

test('cli/runVerify, proof/verify: one part, run in earnest: equal bytes and audits pass, exit code 0', async () => {
  const { lines, errors, output, out } = listen();
  const argv = ['verify', '--only', 'determinism', '--seed', 'test', '--workers', '1'];
  expect(await main([...argv, '--out', out], output)).toBe(0);
  expect(errors).toEqual(['verifies determinism with seed test']);
  expect(lines[0]).toMatch(
    /yes {2}determinism: 1 worker, .* \(6\)\n +equal \(\d+ bytes\); expected: equal bytes/,
  );
  expect(lines[0]).toMatch(
    /yes {2}audits of those trials \(180\)\n +0 failed; expected: none fails/,
  );
  const rows = readFileSync(join(out, 'verify.csv'), 'utf8').trim().split('\n');
  expect(rows[0].trim()).toBe('check,count,expected,measured,passed');
  expect(rows).toHaveLength(3);
});

test('a check that fails: it is in the table and the message, exit code 3', async () => {
  const { lines, errors, output, out } = listen();
  const check = (name: string, passed: boolean): Check => ({
    check: name,
    count: 1,
    expected: 'this',
    measured: passed ? 'this' : 'that',
    passed,
  });
  const checks = [check('one', true), check('two', false), check('three', false)];
  const root = new Command('highwater').exitOverride();
  root.addCommand(verifyCommand(output, () => Promise.resolve(checks)));
  expect(await main(['verify', '--out', out], output, root)).toBe(3);
  expect(errors.at(-1)).toBe('failed: two; three');
  expect(lines[0]).toMatch(/NO {3}two \(1\)\n +that; expected: this/);
  expect(readFileSync(join(out, 'verify.csv'), 'utf8')).toMatch(/three,1,this,that,NO/);
});

test('one check that fails of many is enough', async () => {
  const { errors, output, out } = listen();
  const checks = [true, false, true].map((passed, index): Check => {
    return { check: `check ${index}`, count: 1, expected: '', measured: '', passed };
  });
  const root = new Command('highwater').exitOverride();
  root.addCommand(verifyCommand(output, () => Promise.resolve(checks)));
  expect(await main(['verify', '--out', out, '--quiet'], output, root)).toBe(3);
  expect(errors).toEqual(['failed: check 1']);
});

test('cli/studyFlags: the seed that is given is the one that is used and told; without one it is a fresh one', async () => {
  const seeds: string[] = [];
  const told: string[] = [];
  for (const given of [['--seed', 'mine'], []]) {
    const { lines, output, out } = listen();
    const root = new Command('highwater').exitOverride();
    const command = verifyCommand(output, (seed) => {
      seeds.push(seed);
      return Promise.resolve([]);
    });
    expect(await main(['verify', ...given, '--out', out], output, root.addCommand(command))).toBe(
      0,
    );
    told.push(/Seed (.*?)\. /.exec(lines.join('\n'))?.[1] ?? '');
  }
  expect(seeds[0]).toBe('mine');
  expect(Math.abs(Number(seeds[1]) - Date.now())).toBeLessThan(60_000);
  expect(told).toEqual(seeds);
});

test('cli/verifyCommand: a part that there is not: exit code 2, and which there are', async () => {
  const { errors, output } = listen();
  expect(await main(['verify', '--only', 'luck'], output)).toBe(2);
  expect(errors.join()).toContain('theory, coverage, determinism');
});
