/** Rules of limits, links and fetches, each seen from outside in a model of constant times. */
import { expect, test } from 'vitest';
import type { Model } from '../../src/model/index.js';
import type { Measurements } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { pipelineText, type PipelineText, TWO_REGIONS } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

interface Seen {
  readonly found: Measurements;
  /** Arrivals of records that are dropped; arrival and end of those delivered. */
  readonly dropped: readonly number[];
  readonly delivered: readonly (readonly [number, number])[];
}

function seen(model: Model, windowSeconds: number, seriesBuckets = 1): Seen {
  const dropped: number[] = [];
  const delivered: [number, number][] = [];
  const trial = { placement: 0, cell: 0, replication: 1, seed: 'rules', speedup: {} };
  const span = { warmupSeconds: 0, windowSeconds, seriesBuckets, maximumInside: 1e8 };
  const found = simulate({ model, ...trial, ...span }, (what, _place, _producer, arrival, time) => {
    if (what === 'dropped') dropped.push(arrival);
    if (what === 'delivered') delivered.push([arrival, time]);
  });
  return { found, dropped, delivered };
}

/** One record each 10 ms, from 5 ms on, by itself. */
const ONE_BY_ONE: PipelineText = {
  workload: 'arrivals: constant',
  producers: 'count: 1, linger: 0 s, partitioner: round_robin',
  topic: 'partitions: 1',
  workers: 'instances: 1, processing_time: 10 us',
};

const hundredASecond = (text: PipelineText): Model =>
  validModel(pipelineText(text).replace('users: 1000', 'users: 100'), { fileName: 'rules.yaml' });

test.each([1, 5, 20])(
  'a full bucket lets %d records through at once, and not one more',
  (burst) => {
    const limit = `rate_limit: { rate: 1/s, burst: ${burst}, policy: drop }`;
    const model = hundredASecond({ ...ONE_BY_ONE, producers: `count: 1, linger: 0 s, ${limit}` });
    const { dropped, delivered } = seen(model, 0.9);
    expect(delivered).toHaveLength(burst);
    expect(dropped[0]).toBeCloseTo((burst + 0.5) / 100, 9);
  },
);

test.each([1, 2, 3, 7])(
  'a fetch is answered when exactly the bytes of fetch_min_bytes are there: %d records',
  (count) => {
    const workers = `instances: 1, processing_time: 10 us, fetch_min_bytes: ${count}000 B, fetch_max_wait: 100 s`;
    const { delivered } = seen(hundredASecond({ ...ONE_BY_ONE, workers }), 2);
    // The last of each such many is delivered at once, and brings the others along.
    const waits = delivered.map(([arrival, end]) => end - arrival);
    expect(waits.length % count).toBe(0);
    waits.forEach((wait, index) => {
      const behind = count - 1 - (index % count);
      expect(wait).toBeGreaterThanOrEqual(0.01 * behind);
      expect(wait).toBeLessThan(0.01 * behind + 0.005);
    });
  },
);

test.each([
  ['link_slow', 'link: producers, factor: 100'],
  ['link_slow', 'link: workers, factor: 100'],
  ['link_cut', 'link: producers'],
  ['link_cut', 'link: workers'],
  ['slow_disk', 'index: 0, factor: 1000'],
  ['slow_consumer', 'group: workers, index: 0, factor: 800'],
])('what %s has made slow (%s) is as quick as before when it has ended', (kind, more) => {
  const model = hundredASecond({
    ...ONE_BY_ONE,
    brokers: 'count: 1, disk: { bandwidth: 10 MB/s, flush: every_batch, flush_time: 10 us }',
    more: `faults: { f: { kind: ${kind}, at: 1 s, length: 1 s, ${more} } }\n`,
  });
  const { delivered } = seen(model, 6);
  const slowest = (from: number, to: number): number =>
    delivered
      .filter(([arrival]) => arrival >= from && arrival < to)
      .reduce((most, [arrival, end]) => Math.max(most, end - arrival), 0);
  const before = slowest(0.2, 0.9);
  expect(slowest(1, 2)).toBeGreaterThan(2 * before);
  expect(slowest(5, 5.9)).toBeGreaterThan(0);
  expect(slowest(5, 5.9)).toBeLessThan(1.01 * before);
});

test.each([
  ['copy', 'far'],
  ['near', 'near'],
  ['far', 'far'],
])('a cut of the link of %s stops %s and nobody else', (link, stopped) => {
  const model = hundredASecond({
    ...ONE_BY_ONE,
    workers:
      'instances: 1, processing_time: 10 us }\n  near: { instances: 1, processing_time: 10 us }\n  far: { reads: copy, region: far, instances: 1, processing_time: 10 us',
    more: `${TWO_REGIONS}mirrors: { copy: { region: far, brokers: { count: 1 } } }
faults: { f: { kind: link_cut, link: ${link}, at: 1 s, length: 2 s } }
`,
  });
  const names = model.consumers.map(({ name }) => name);
  const { found } = seen(model, 4, 8);
  // From half a second after the cut until it is mended.
  const passed = found.series.delivered.map((path) => path[3] + path[4] + path[5]);
  expect(names.filter((_, index) => passed[index] === 0)).toEqual([stopped]);
});

test('the lag is that of the group that is furthest behind, not of all together', () => {
  const slow = 'instances: 1, processing_time: 20 ms, max_poll_records: 1';
  const lagOf = (workers: string): number => {
    return seen(hundredASecond({ ...ONE_BY_ONE, workers }), 4, 4).found.series.lag[3];
  };
  // 100 come and 50 are done a second.
  const alone = lagOf(slow);
  expect(Math.abs(alone - 200)).toBeLessThan(15);
  expect(Math.abs(lagOf(`${slow} }\n  same: { ${slow}`) - alone)).toBeLessThan(5);
  expect(Math.abs(lagOf(`${slow} }\n  quick: { instances: 1`) - alone)).toBeLessThan(5);
});
