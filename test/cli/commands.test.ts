/**
 * What is asked of a search reaches what it is named for: one M/M/1 of 1 ms, told apart by numbers
 * that differ.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-commands-'));
const model = join(root, 'one.yaml');
writeFileSync(
  model,
  `users: 10
workload: { events_per_user: 30/s }
consumers: { server: { processing_time: exponential(1 ms), propagation: 0 s } }
`,
);

/** The rows of the CSV files that a call writes. */
async function filesOf(
  command: string,
  files: readonly string[],
  ...options: readonly string[]
): Promise<Record<string, string>[][]> {
  const out = mkdtempSync(join(root, command));
  const errors: string[] = [];
  const output = { out: () => undefined, error: (line: string) => void errors.push(line) };
  const argv = [command, model, ...options, '--workers', '1', '--out', out];
  expect(await main(argv, output), errors.join('\n')).toBe(0);
  return files.map((file) => {
    const text = readFileSync(join(out, file), 'utf8');
    return parse(text, { columns: true, bom: true });
  });
}

test.each([
  ['records', 'records_per_s', 1],
  ['users', 'users', 30],
])(
  'capacity --by %s: loads are shares of its own ceiling, around where p99 is met, with as many trials as allowed',
  async (by, column, rate) => {
    // M/M/1: p99 = ln 100 / (1000/s - load), 9.21 ms at 500/s; 30/s a user.
    const keep = ['--keep', 'p99 < 9.2103 ms', '--tolerance', '50%', '--trials', '8'];
    const [steps] = await filesOf('capacity', ['results.csv'], ...keep, '--by', by);
    const loads = (promise: string): number[] =>
      steps
        .filter((step) => step['promise'] === promise)
        .map((step) => Number(step[column]) * rate);
    expect(Math.max(...loads('kept'))).toBeLessThan(500);
    expect(Math.max(...loads('kept'))).toBeGreaterThan(250);
    expect(Math.min(...loads('broken'))).toBeGreaterThan(500);
    // The ceiling is 1,000/s: none beyond it is tried, and none that is next to nothing.
    expect(Math.max(...loads('broken'))).toBeLessThanOrEqual(1000);
    expect(Math.min(...loads('kept'))).toBeGreaterThan(100);
    for (const { trials } of steps) expect(Number(trials)).toBeLessThanOrEqual(8);
  },
);

test('cli/sensitivityCommand, cli/runSensitivity: sensitivity: so many trajectories, and so many factors and rows for Sobol indices', async () => {
  const vary = [
    'users=4..16',
    'workload.events_per_user=10/s..30/s',
    'workload.record_size=1 KB..2 KB',
  ];
  const [effects, indices] = await filesOf(
    'sensitivity',
    ['effects.csv', 'indices.csv'],
    ...vary.flatMap((factor) => ['--vary', factor]),
    ...'--responses mean --trajectories 3 --keep 2 --rows 8 --records 300 --seed 1'.split(' '),
  );
  expect(effects.map(({ factor, n }) => [factor, n])).toEqual([
    ['users', '3'],
    ['workload.events_per_user', '3'],
    ['workload.record_size', '3'],
  ]);
  expect(indices.map(({ rows }) => rows)).toEqual(['8', '8']);
  // The size of a record that nothing carries moves nothing.
  expect(Number(effects[2]['mu_star'])).toBe(0);
  expect(indices.map(({ factor }) => factor)).not.toContain('workload.record_size');
});

test.each([
  ['sobol', '5', ['20/s', '15/s', '25/s', '17.5/s', '27.5/s']],
  ['grid', null, ['10/s', '30/s']],
])(
  'cli/sweepCommand, cli/runSweep: sweep --design %s: its points, as many as asked',
  async (design, points, expected) => {
    // Of Sobol's second dimension: 1/2, 1/4, 3/4, 3/8, 7/8.
    const factors = points === null ? ['users=4'] : ['users=4..16'];
    const rates = points === null ? '10/s,30/s' : '10/s..30/s';
    const vary = [...factors, `workload.events_per_user=${rates}`];
    const [rows] = await filesOf(
      'sweep',
      ['results.csv'],
      ...vary.flatMap((factor) => ['--vary', factor]),
      ...['--design', design, '--replications', '2'],
      ...(points === null ? [] : ['--points', points]),
    );
    expect(rows.map((row) => row['workload.events_per_user'])).toEqual(expected);
    expect(rows.map(({ trials }) => trials)).toEqual(expected.map(() => '2'));
  },
);
