/** Tables that only some models have: what stands under each name, by hand. */
import { expect, test } from 'vitest';
import type { Study } from '../../src/experiments/studySummary.js';
import { JOURNEYS, journeyLines } from '../../src/report/journeyTables.js';
import { OUTPUTS, outputSchema } from '../../src/report/outputSchema.js';
import { SERVICES } from '../../src/report/serviceTables.js';
import { TAIL, tailLines } from '../../src/report/tailTables.js';
import type { Estimate } from '../../src/statistics/index.js';
import { atOnce } from '../support/atOnce.js';

const around = (value: number): Estimate => ({
  value,
  low: value - 0.001,
  high: value + 0.002,
  n: 30,
  enough: true,
  reason: '',
});

const MODEL = atOnce(`producers: { app: { sends: work, rate: 10/s, count: 1 } }
topics: { work: { partitions: 1 }, done: { partitions: 1 } }
consumers:
  worker: { reads: work, sends: done }
  mail: { reads: done }
`);

/** Cells of each row by column. */
function rowsOf(table: typeof SERVICES, part: object): Record<string, unknown>[] {
  const study = { model: MODEL, overloaded: false, ...part } as unknown as Study;
  return table
    .cells(study)
    .map((row) => Object.fromEntries(table.columns.map(({ name }, at) => [name, row[at]])));
}

test('report/serviceTables: a row a call; a group that calls nothing has one without', () => {
  const call = {
    external: 'bank',
    again: around(0.1),
    errors: around(0.2),
    timeouts: around(0.3),
    refused: null,
    opened: null,
  };
  const services = [
    { group: 'worker', isExternal: false, failed: around(0.05), calls: [call, call] },
    { group: 'mail', isExternal: false, failed: around(0.01), calls: [] },
  ];
  const rows = rowsOf(SERVICES, { services });
  expect(rows.map((row) => [row['group'], row['external'], row['failed']])).toEqual([
    ['worker', 'bank', 0.05],
    ['worker', 'bank', 0.05],
    ['mail', '', 0.01],
  ]);
  expect([rows[0]['again'], rows[0]['errors'], rows[0]['timeouts']]).toEqual([0.1, 0.2, 0.3]);
  expect(rows[0]).toMatchObject({ errors_low: 0.2 - 0.001, errors_high: 0.202 });
  expect(rows[0]['refused']).toBeNull();
});

test('report/journeyTables: the parts of a journey, those of less than a hundredth left out of the text', () => {
  const part = (stage: string, seconds: number, share: number): object => ({
    to: 'mail',
    hop: 'worker',
    stage,
    meanSeconds: around(seconds),
    slowestMeanSeconds: 2 * seconds,
    slowestSeconds: 1,
    shareOfMean: share,
    shareOfSlowest: share,
  });
  const journeys = [part('consumer_wait', 0.01, 0.995), part('store_wait', 0.000_05, 0.005)];
  const rows = rowsOf(JOURNEYS, { journeys });
  expect(rows.map((row) => [row['stage'], row['mean_ms'], row['mean_of_slowest_ms']])).toEqual([
    ['consumer_wait', 10, 20],
    ['store_wait', 0.05, 0.1],
  ]);
  const text = journeyLines({ model: MODEL, journeys } as unknown as Study).join('\n');
  expect(text).toContain('to mail, at');
  expect(text).toContain('consumer_wait');
  expect(text).not.toContain('store_wait');
  expect(rowsOf(JOURNEYS, { journeys, overloaded: true })).toEqual([]);
});

test('report/tailTables: ranks as they were asked for, how they were found, and what they cost', () => {
  const tail = {
    quantiles: [
      { path: 'end_to_end', rank: 0.9999, latency: around(0.5) },
      {
        path: 'end_to_end',
        rank: 0.999_99,
        latency: { ...around(0.9), enough: false, reason: 'R' },
      },
    ],
    levels: [[0.1, 0.2]],
    trials: 3,
    records: 5000,
    pilotRecords: 700,
    whyPlain: '',
  };
  const rows = rowsOf(TAIL, { tail });
  expect(rows.map((row) => [row['path'], row['rank'], row['latency_ms']])).toEqual([
    ['end_to_end', 'p99.99', 500],
    ['end_to_end', 'p99.999', null],
  ]);
  const text = tailLines({ tail } as unknown as Study).join('\n');
  expect(text).toContain('3 trials, 5K records, and 700 of pilots');
  expect(text).toContain('2 levels of the latency foretold: 100 ms, 200 ms');
  expect(text).toContain('end_to_end p99.999 has R: --budget gives it more.');
  expect(tailLines({ tail: null } as unknown as Study)).toEqual([]);
});

test('report/outputSchema: a definition for each command, and the whole is any of them', () => {
  const text = JSON.stringify(outputSchema());
  expect(text).toContain('http://json-schema.org/draft');
  for (const name of Object.keys(OUTPUTS)) expect(text).toContain(`"${name}"`);
  for (const format of ['highwater/result/1']) expect(text).toContain(format);
});
