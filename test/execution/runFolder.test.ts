/**
 * Whose a folder of results is: nothing of another run is deleted, and two runs never work in one
 * folder.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { resultsFolder, runOf, stamped } from '../../src/cli/runIdentity.js';
import { reserveRoom, writeFiles } from '../../src/execution/files.js';
import { lockFolder } from '../../src/execution/lock.js';
import { openRunFolder } from '../../src/execution/runFolder.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-runs-'));
const one = runOf('npx highwater run a.yaml --trials 3', ['users: 1']);
const other = runOf('npx highwater run a.yaml --set users=7 --trials 3', ['users: 1']);

function finish(out: string, run: typeof one): void {
  const { close } = openRunFolder(out, run, false);
  const manifest = JSON.stringify({ run_id: run.id, repeat: run.call });
  writeFiles(out, new Map([['manifest.json', manifest]]));
  close();
}

/** As a run that is cut leaves them. */
function interrupt(out: string, run: typeof one): void {
  const { trials } = openRunFolder(out, run, false);
  writeFileSync(join(trials, 'x.1.trial'), 'kept');
}

test('results of another --set are kept aside; those of the same call are written anew', () => {
  const out = join(root, 'set');
  finish(out, one);
  finish(out, one);
  expect(existsSync(`${out}.1`)).toBe(false);
  finish(out, other);
  finish(out, one);
  const ids = [out, `${out}.1`, `${out}.2`].map(
    (folder) =>
      (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { run_id: string })
        .run_id,
  );
  expect(ids).toEqual([one.id, one.id, other.id]);
});

test('another model under the same file name is another run, more trials are the same work', () => {
  const call = 'npx highwater run a.yaml --trials 3';
  expect(runOf(call, ['users: 2']).id).not.toBe(one.id);
  expect(runOf(call, ['users: 2']).work).not.toBe(one.work);
  const more = runOf('npx highwater run a.yaml --trials 300', ['users: 1']);
  expect(more.id).not.toBe(one.id);
  expect(more.work).toBe(one.work);
});

test('kept trials of another run are not dropped: kept aside, or with --resume refused with the call that left them', () => {
  const out = join(root, 'kept');
  interrupt(out, one);
  lockOf(out, deadPid());
  expect(() => openRunFolder(out, other, true)).toThrow(
    /are of npx highwater run a\.yaml --trials 3;/,
  );
  expect(readdirSync(join(out, '.trials'))).toContain('x.1.trial');
  const { notes, close } = openRunFolder(out, other, false);
  close();
  expect(notes.join()).toMatch(/kept aside as .*kept\.1$/);
  expect(readdirSync(join(`${out}.1`, '.trials'))).toContain('x.1.trial');
});

test('kept trials of the same work are gone on with, however precise the call', () => {
  const out = join(root, 'precise');
  interrupt(out, one);
  lockOf(out, deadPid());
  const more = runOf('npx highwater run a.yaml --trials 300', ['users: 1']);
  const { trials, notes, close } = openRunFolder(out, more, true);
  expect(readdirSync(trials)).toContain('x.1.trial');
  expect(notes).toEqual([]);
  close();
});

test('a folder at which a run works is refused with its process, host and call, and nothing in it is touched', () => {
  const out = join(root, 'busy');
  interrupt(out, one);
  const before = readdirSync(out);
  expect(() => openRunFolder(out, other, false)).toThrow(
    `process ${process.pid} on ${hostname()} (npx highwater run a.yaml --trials 3)`,
  );
  expect(readdirSync(out)).toEqual(before);
  expect(readdirSync(join(out, '.trials'))).toContain('x.1.trial');
});

test('the lock of a process that is gone, or whose number another one has, is taken over; of another host it is not', () => {
  const out = mkdtempSync(join(root, 'lock-'));
  lockOf(out, deadPid());
  lockFolder(out, 'x')();
  lockOf(out, process.pid, hostname(), 'at another time');
  if (existsSync('/proc/self/stat')) lockFolder(out, 'x')();
  expect(readdirSync(out)).toEqual([]);
  lockOf(out, deadPid(), 'elsewhere');
  expect(() => lockFolder(out, 'x')).toThrow(/on elsewhere .* remove .*\.lock/);
});

function deadPid(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

function lockOf(out: string, pid: number, host = hostname(), began: string | null = null): void {
  writeFileSync(join(out, '.lock'), JSON.stringify({ pid, host, began, call: 'other' }));
}

test('room for the reports is held while trials are kept, and given back to them', () => {
  const out = mkdtempSync(join(root, 'room-'));
  reserveRoom(out);
  expect(statSync(join(out, '.reserve')).size).toBeGreaterThanOrEqual(4e6);
  writeFiles(out, new Map([['report.txt', 'done']]));
  expect(readdirSync(out)).toEqual(['report.txt']);
});

test('cli/runIdentity: every row of a CSV says its run and what --set changed; a line end within quotes ends no row', () => {
  const files = new Map([
    ['a.csv', 'x,y\n1,"two\nlines"\n2,z\n'],
    ['report.txt', 'as it is\n'],
  ]);
  const all = stamped(files, one, ['users=5', 'question=a,b']);
  const set = '"users=5; question=a,b"';
  expect(all.get('a.csv')).toBe(
    `x,y,run_id,overrides\n1,"two\nlines",${one.id},${set}\n2,z,${one.id},${set}\n`,
  );
  expect(all.get('report.txt')).toBe('as it is\n');
});

test('no name leads out of results/', () => {
  expect(resultsFolder('mine')).toBe(join('results', 'mine'));
  for (const name of ['../../x', '..', '.', 'a/b', '']) expect(() => resultsFolder(name)).toThrow();
});
