/**
 * A golden result for every model: of one small trial what people would ask (counts, latencies,
 * stages, utilizations), so that a difference says what has changed, and the hash of all its
 * Measurements, so that none is missed. It says that something changed what the models give, not
 * that what they gave was right (the theory tests and the sums by hand do that). After a change
 * that is meant to alter results: UPDATE_GOLDEN=1 npx vitest run test/network/golden.test.ts
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import { stagesOf, type Measurements } from '../../src/network/measurements.js';
import { Histogram, type HistogramPlain } from '../../src/statistics/index.js';
import { goldenHash } from '../support/goldenHash.js';
import { validModel } from '../support/validModel.js';

const FILE = 'test/network/golden.json';

function goldenOf(file: string): unknown {
  const model = validModel(readFileSync(`models/${file}`, 'utf8'), { fileName: file });
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'golden',
    warmupSeconds: 0.3,
    windowSeconds: 0.2,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  });
  return { ...told(measured), hash: goldenHash(measured) };
}

const digits = (value: number): number => Number(value.toPrecision(6));
const inMs = (histogram: HistogramPlain): string => {
  const { count, sum } = histogram;
  const [mean, p99] = [sum / count, Histogram.fromPlain(histogram).quantile(0.99)];
  return count === 0 ? 'none' : `${count}: mean ${digits(mean * 1e3)}, p99 ${digits(p99 * 1e3)} ms`;
};

/** What a difference should say first. */
function told(measured: Measurements): object {
  const { recordsIn, recordsDropped, events, deliveredInWindow, lostInWindow } = measured;
  const busy = measured.resources.map(
    ({ name, busySeconds, instanceSeconds, servers }) =>
      [name, digits(busySeconds / (instanceSeconds * servers))] as const,
  );
  return {
    records: { recordsIn, recordsDropped, deliveredInWindow, lostInWindow },
    events,
    paths: Object.fromEntries(measured.paths.map(({ name, histogram }) => [name, inMs(histogram)])),
    stages: Object.fromEntries(
      stagesOf(measured).map((stage, index) => [stage, inMs(measured.stages[index])]),
    ),
    utilization: Object.fromEntries(busy),
  };
}

test('every model gives its golden result', () => {
  const files = readdirSync('models').filter((name) => name.endsWith('.yaml'));
  const found = Object.fromEntries(files.map((file) => [file, goldenOf(file)]));
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(FILE, `${JSON.stringify(found, null, 2)}\n`);
  expect(found).toEqual(JSON.parse(readFileSync(FILE, 'utf8')));
});
