import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvText } from '../../src/report/csv.js';

test('a row that does not fit its columns is refused, longer or shorter', () => {
  expect(csvText(['a', 'b'], [[1, null]])).toBe('a,b\n1,\n');
  expect(() => csvText(['a', 'b'], [[1, 2, 3]])).toThrow('a CSV row of 3 cells under 2 columns');
  expect(() => csvText(['a', 'b'], [[1]])).toThrow('a CSV row of 1 cells under 2 columns');
});

test('what is not a finite number is an empty cell', () => {
  expect(csvText(['a', 'b', 'c', 'd'], [[1, NaN, Infinity, -Infinity]])).toBe('a,b,c,d\n1,,,\n');
});

// The two files are written apart; of one group's deliveries all records are the path's records.
test('with one group its row of paths.csv says under each name what summary.csv says', () => {
  const out = mkdtempSync(join(tmpdir(), 'csv-'));
  const run = ['dist/package/main.js', 'run', 'models/100-users.yaml', '--precision', '10%'];
  expect(spawnSync(process.execPath, [...run, '--quiet', '--out', out]).status).toBe(0);
  const read = (name: string): Record<string, string>[] =>
    parse(readFileSync(join(out, name), 'utf8'), { columns: true });
  const [summary] = read('summary.csv');
  const path = read('paths.csv').find((row) => row['path'] === 'workers') ?? {};
  const names = Object.keys(path).filter((name) => !/^(?:model|path|run_id|overrides)$/.test(name));
  expect(names).toHaveLength(27);
  for (const name of names) expect(path[name], name).toBe(summary[name]);
  rmSync(out, { recursive: true });
});
