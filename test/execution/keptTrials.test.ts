/** Finished trials on disk: found again whole or not at all, and only for what they were. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { countKept, keep, keptFile, readKept } from '../../src/execution/keptTrials.js';
import { pack } from '../../src/execution/packing.js';
import type { Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function trial(changes: Partial<Trial> = {}): Trial {
  const file = 'models/mmc.yaml';
  const model = validModel(readFileSync(file, 'utf8'), { fileName: file });
  return {
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'kept',
    warmupSeconds: 0.1,
    windowSeconds: 1,
    seriesBuckets: 5,
    speedup: {},
    maximumInside: 1e6,
    ...changes,
  };
}

test('what is kept comes back equal, number for number', () => {
  const file = keptFile(folder, trial());
  const result = simulate(trial());
  expect(readKept(file)).toBeNull();
  keep(file, pack(result));
  expect(readKept(file)).toEqual(result);
  expect(countKept(folder)).toBe(1);
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('execution/sealed: a file cut off anywhere, or with a changed byte, counts as absent', () => {
  const file = keptFile(folder, trial());
  keep(file, pack(simulate(trial())));
  const whole = readFileSync(file);
  for (let tenth = 0; tenth < 10; tenth++) {
    writeFileSync(file, whole.subarray(0, Math.floor((whole.length * tenth) / 10)));
    expect(readKept(file)).toBeNull();
    const bent = Buffer.from(whole);
    const at = 20 + Math.floor(((whole.length - 30) * tenth) / 10);
    bent[at] ^= 0xff;
    writeFileSync(file, bent);
    expect(readKept(file)).toBeNull();
  }
});

test('another seed, cell, length, speed or model is another trial', () => {
  const names = [
    trial(),
    trial({ seed: 'other' }),
    trial({ cell: 1 }),
    trial({ replication: 2 }),
    trial({ windowSeconds: 2 }),
    trial({ speedup: { 'consumers.server': 1.1 } }),
    trial({ speedup: { 'consumers.server': 1.2 } }),
    trial({ model: { ...trial().model, users: 7 } }),
  ].map((each) => keptFile(folder, each));
  expect(new Set(names).size).toBe(names.length);
  expect(keptFile(folder, trial())).toBe(names[0]);
});

test('a folder that cannot be written costs the keeping, not the run', () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  expect(() => {
    keep(join(file, 'below.trial'), pack(simulate(trial())));
  }).not.toThrow();
});
