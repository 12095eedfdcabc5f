/**
 * What follows from what is said, where it is not said itself; and the last value that a range has.
 */
import { expect, test } from 'vitest';
import { readColumn } from '../../src/model/csvColumn.js';
import { levelsOf, parseModel, parseRange } from '../../src/model/index.js';
import { pipelineModel, pipelineText, TWO_REGIONS } from '../support/pipeline.js';

test('model/build: a producer is idempotent with acks=all, at most 5 requests in flight and retries, unless it says no', () => {
  const idempotent = (producers: string): boolean | undefined =>
    pipelineModel({ producers: `count: 1, ${producers}` }).producers.at(0)?.idempotence;
  expect(idempotent('acks: all, max_in_flight: 5, retries: 1')).toBe(true);
  for (const other of [
    'max_in_flight: 6',
    'acks: 1',
    'acks: 0',
    'retries: 0',
    'idempotence: false',
  ]) {
    expect(idempotent(other), other).toBe(false);
  }
});

test("model/buildClusters: a quota's burst is ten seconds of it, where none is given", () => {
  const quota = (brokers: string) => pipelineModel({ brokers }).clusters[0].quota;
  expect(quota('count: 1, quota: 20 MB/s')).toEqual({ bytesPerSecond: 20e6, burstBytes: 200e6 });
  expect(quota('count: 1, quota: 20 MB/s, quota_burst: 1 MB')?.burstBytes).toBe(1e6);
});

test('a fetch takes what a request does, where its own time is not given', () => {
  const text = pipelineText({
    brokers: 'count: 1, time_per_request: 3 ms, time_per_replica_append: 7 ms',
  }).replace('time_per_fetch: 20 us, ', '');
  const parsed = parseModel(text, { fileName: 'fetch.yaml' });
  expect(parsed).toMatchObject({
    model: { clusters: [{ timePerFetch: { kind: 'constant', value: 3e-3 } }] },
  });
});

test('a delay between regions that is given one way holds both ways; given both ways, each its own', () => {
  const delays = (delay: string): readonly (readonly number[])[] =>
    pipelineModel({ more: TWO_REGIONS.replace('{ a: { b: 40 ms } }', delay) }).regionDelaySeconds;
  for (const oneWay of ['{ a: { b: 40 ms } }', '{ b: { a: 40 ms } }']) {
    expect(delays(oneWay)).toEqual([
      [0, 0.04],
      [0.04, 0],
    ]);
  }
  expect(delays('{ a: { b: 40 ms }, b: { a: 30 ms } }')).toEqual([
    [0, 0.04],
    [0.03, 0],
  ]);
});

// (0.7 - 0.1) / 0.1 is a little less than 6, (0.8 - 0.2) / 0.2 a little more than 3.
test.each([
  ['0.1..0.7 by 0.1', 7],
  ['0.2..0.8 by 0.2', 4],
  ['1 ms..1.3 ms by 0.1 ms', 4],
  ['0..0.65 by 0.1', 7],
])('%s has %i values, the upper end where a step meets it', (text, count) => {
  expect(levelsOf(parseRange(text))).toHaveLength(count);
});

test('a fault may begin before the run is over, not when it is', () => {
  const faults = (at: string): string[] => {
    const more = `faults: { f: { kind: broker_down, at: ${at}, length: 1 s } }\nrun: { duration: 10 s }\n`;
    const parsed = parseModel(pipelineText({ more }), { fileName: 'late.yaml' });
    return 'faults' in parsed ? parsed.faults.map(({ path }) => path) : [];
  };
  expect(faults('9.999 s')).toEqual([]);
  expect(faults('10 s')).toEqual(['faults.f.at']);
});

test('model/csvColumn: the values of a column come in rising order, in seconds, whatever the order of the rows', () => {
  const column = (argument: string): number[] =>
    readColumn(argument, () => 'name,wait_ms,wait_s\nx,30,9\ny,4,7\nz,100,8\n');
  const milliseconds = column('f.csv, wait_ms').map((seconds) => seconds * 1e3);
  [4, 30, 100].forEach((value, row) => {
    expect(milliseconds[row]).toBeCloseTo(value, 9);
  });
  expect(column('f.csv, wait_s')).toEqual([7, 8, 9]);
});
