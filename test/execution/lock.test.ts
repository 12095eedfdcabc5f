/**
 * Who may remove what: a lock, and what is written under a temporary name, are their makers' alone.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { prepareFolder } from '../../src/execution/files.js';
import { countKept } from '../../src/execution/keptTrials.js';
import { lockFolder } from '../../src/execution/lock.js';
import { runOf } from '../../src/cli/runIdentity.js';
import { openRunFolder } from '../../src/execution/runFolder.js';
import { writeFiles } from '../../src/execution/files.js';

const folder = (): string => mkdtempSync(join(tmpdir(), 'highwater-lock-'));

test('a lock that has become another run’s is not given back by who had it before', () => {
  const out = folder();
  const unlock = lockFolder(out, 'mine');
  writeFileSync(join(out, '.lock'), 'another’s');
  unlock();
  expect(readFileSync(join(out, '.lock'), 'utf8')).toBe('another’s');
});

test('one’s own lock is given back', () => {
  const out = folder();
  lockFolder(out, 'mine')();
  expect(readdirSync(out)).toEqual([]);
});

test('what a process that is gone has left half written is cleared; what one that runs is writing is not', () => {
  const out = folder();
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [`.summary.csv.${gone}.tmp`, `.summary.csv.${process.ppid}.tmp`, 'notes.tmp'];
  for (const name of names) writeFileSync(join(out, name), 'half');
  prepareFolder(out);
  expect(readdirSync(out).sort()).toEqual(names.slice(1).sort());
});

test('kept trials are counted in cells: a file of a group of eight is eight', () => {
  const out = folder();
  for (const name of ['a.1.trial', 'b.8.trial', 'c.8.trial.12.tmp', 'run.json']) {
    writeFileSync(join(out, name), '');
  }
  expect(countKept(out)).toBe(9);
  expect(countKept(join(out, 'nowhere'))).toBe(0);
});

test('the same call of another model is another run: its results are kept aside, not written over', () => {
  const out = join(folder(), 'out');
  const call = 'npx highwater run a.yaml';
  for (const text of ['users: 1', 'users: 2']) {
    const run = runOf(call, [text]);
    const { notes, close } = openRunFolder(out, run, false);
    writeFiles(out, new Map([['manifest.json', JSON.stringify({ run_id: run.id, repeat: call })]]));
    close();
    expect(notes.join()).toMatch(text === 'users: 1' ? /^$/ : /held another run .* kept aside/);
  }
  const aside = readFileSync(join(`${out}.1`, 'manifest.json'), 'utf8');
  expect(aside).toContain(runOf(call, ['users: 1']).id);
});
