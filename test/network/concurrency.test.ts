/**
 * What a consumer's threads do, against exact theory: a record at a time of a partition or of a key
 * is a single server a partition or a key, a free pool is one queue with many servers. Poisson
 * records, split at random, stay Poisson. A trial of 40,000 records has a mean within 8% of the
 * exact one: four standard errors of M/M/1 at 0.6 and of M/D/1 at 0.8; network and brokers take a
 * millisecond of the second that a record takes. Seeds are fixed.
 */
import { expect, test } from 'vitest';
import { mmcMeanSojourn } from '../../src/analysis/closedForm/mmc.js';
import { firstToSaturate, offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import type { Happening } from '../../src/network/recording/observer.js';
import { simulate } from '../../src/network/simulate.js';
import { pipelineModel, pipelineText } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const RECORDS = 40_000;
const TOLERANCE = 0.08;

function meanSeconds(model: Model, eventsPerSecond: number): number {
  const offered = { ...model, eventsPerUserPerSecond: eventsPerSecond / model.users };
  const { endToEnd, audits } = shortTrial(offered, {
    warmupSeconds: 100,
    windowSeconds: RECORDS / eventsPerSecond,
  });
  expect(audits.filter(({ passed }) => !passed)).toEqual([]);
  return endToEnd.sum / endToEnd.count;
}

/** Mean time in an M/D/1 queue with a service of 1 s: 1 + rho / (2 (1 - rho)). Pollaczek 1930. */
const md1 = (rho: number): number => 1 + rho / (2 * (1 - rho));
const mm1 = (rho: number): number => 1 / (1 - rho);

const POISSON = 'count: 1, partitioner: random, linger: 0 s';
const POOL = 'wait_for_poll: false, fetch_max_wait: 9 s';
const CONSTANT = 'processing_time: 1 s';
const RANDOM = 'processing_time: exponential(1 s)';

test.each([
  ['a Java loop a partition', 10, `instances: 10, fetch_max_wait: 9 s, ${CONSTANT}`, md1, 0.8],
  [
    'a thread a partition in a pool',
    20,
    `instances: 2, threads: 10, concurrency: partition, ${POOL}, ${CONSTANT}`,
    md1,
    0.8,
  ],
  [
    'ten threads on five partitions',
    5,
    `threads: 10, concurrency: partition, ${POOL}, ${RANDOM}`,
    mm1,
    0.6,
  ],
] as const)(
  'one record of a partition at a time is a single server a partition: %s',
  (_, partitions, workers, exact, rho) => {
    const model = pipelineModel({
      producers: POISSON,
      topic: `partitions: ${partitions}`,
      workers,
    });
    const mean = meanSeconds(model, rho * partitions);
    expect(Math.abs(mean / exact(rho) - 1)).toBeLessThan(TOLERANCE);
  },
);

test('threads that take any record are one queue, M/M/c, whatever the partitions', () => {
  const workers = `threads: 10, concurrency: free, ${POOL}, ${RANDOM}`;
  const model = pipelineModel({ producers: POISSON, topic: 'partitions: 5', workers });
  const queue = { arrivalsPerSecond: 8, meanServiceSeconds: 1, servers: 10 };
  expect(Math.abs(meanSeconds(model, 8) / mmcMeanSojourn(queue) - 1)).toBeLessThan(TOLERANCE);
});

test('a loop that writes each record by itself is a single server: 400 ms of work, then 600 ms of the store', () => {
  // However full its polls are: what came since the last one is taken, and one at a time is served.
  const model = pipelineModel({
    producers: POISSON,
    topic: 'partitions: 1',
    workers:
      'processing_time: 400 ms, fetch_max_wait: 9 s, store: s, bulk_writes: false, max_poll_records: 7',
    more: 'stores: { s: { time_per_request: 500 ms, time_per_write: 100 ms, propagation: 0 s } }',
  });
  expect(Math.abs(meanSeconds(model, 0.8) / md1(0.8) - 1)).toBeLessThan(TOLERANCE);
  const { ceilingEventsPerSecond } = firstToSaturate(offeredLoad(model));
  expect(Math.abs(ceilingEventsPerSecond - 1)).toBeLessThan(0.01);
});

test('one record of a key at a time is a single server a key, on one partition', () => {
  const model = pipelineModel({
    producers: POISSON,
    workload: 'keys: { kind: uniform, count: 5 }',
    topic: 'partitions: 1',
    workers: `threads: 10, concurrency: key, ${POOL}, ${RANDOM}`,
  });
  expect(Math.abs(meanSeconds(model, 3) / mm1(0.6) - 1)).toBeLessThan(TOLERANCE);
});

test('of a poll that keeps the order of keys, only what ends within the window is measured', () => {
  // Overloaded, so that polls lie over the windows' begins; a key's second record begins when
  // others have ended.
  const text = pipelineText({
    producers: 'count: 1, linger: 5 ms, partitioner: sticky',
    workload: 'keys: { kind: hot, count: 20, share: 0.3 }',
    topic: 'partitions: 1',
    workers:
      'threads: 4, concurrency: key, max_poll_records: 20, processing_time: exponential(9 ms)',
  });
  const model = validModel(text, { fileName: 'keys.yaml' });
  for (let begin = 1; begin <= 60; begin++) {
    const { audits } = shortTrial(model, { warmupSeconds: begin / 100, windowSeconds: 0.05 });
    expect(audits.filter(({ passed }) => !passed)).toEqual([]);
  }
});

test('a poll that is waited for ends with its slowest record: H(10) exponential times for 10 records on 10 threads', () => {
  const model = pipelineModel({
    topic: 'partitions: 1',
    workers: 'threads: 10, max_poll_records: 10, processing_time: exponential(10 ms)',
  });
  const harmonic = 7381 / 2520;
  const exact = 10 / (0.01 * harmonic);
  const { name, ceilingEventsPerSecond } = firstToSaturate(offeredLoad(model));
  expect(name).toBe('consumers.workers');
  expect(Math.abs(ceilingEventsPerSecond / exact - 1)).toBeLessThan(0.002);
  const seen = shortTrial(model, { warmupSeconds: 1, windowSeconds: 40 });
  // 1,366 polls, whose times vary by 43%: 1.2% is one standard error.
  expect(Math.abs(seen.deliveredInWindow / 40 / exact - 1)).toBeLessThan(0.04);
});

test('utilization is the share of time in a poll: its fixed time, and its write to the store', () => {
  const store =
    'stores: { s: { time_per_request: 4 ms, time_per_write: 0 s, propagation: 0.5 ms } }';
  const workers = 'max_poll_records: 1, time_per_poll: 1 ms, processing_time: 0 s, store: s';
  const text = pipelineText({ topic: 'partitions: 1', workers, more: store });
  const model = { ...validModel(text, { fileName: 'store.yaml' }), eventsPerUserPerSecond: 0.08 };
  const seen = shortTrial(model, { windowSeconds: 100 });
  const row = seen.resources.find(({ name }) => name === 'consumers.workers');
  // 80 a second, each 1 ms + 4 ms + two ways of 0.5 ms, and a microsecond on the wire: M/D/1 at
  // 48%.
  expect((row?.busySeconds ?? 0) / 100).toBeGreaterThan(0.48 * 0.95);
  expect((row?.busySeconds ?? 0) / 100).toBeLessThan(0.48 * 1.05);
  const arithmetic = offeredLoad(model).resources.find(({ name }) => name === 'consumers.workers');
  expect(arithmetic?.utilization).toBeGreaterThan(0.48 * 0.95);
  expect(arithmetic?.utilization).toBeLessThan(0.48 * 1.05);
  // Each poll is waited for: 1 / 6 ms is the most that there can be.
  expect(arithmetic?.ceilingEventsPerSecond).toBeGreaterThan(0.99 / 0.006);
  expect(arithmetic?.ceilingEventsPerSecond).toBeLessThan(1.01 / 0.006);
});

test('after a crash all from the first record that was not done is read again, and nothing before it', () => {
  const model = pipelineModel({
    producers: 'count: 1, linger: 0 s',
    topic: 'partitions: 1',
    workers: `threads: 8, ${POOL}, session_timeout: 200 ms, commit_interval: 0 s, processing_time: exponential(6 ms)`,
    more: 'faults: { crash: { kind: consumer_down, group: workers, at: 0.5 s, length: 50 ms } }',
  });
  const crash = 1.5;
  const told: { what: Happening; arrival: number; time: number }[] = [];
  const trial = {
    ...{ model, placement: 0, cell: 0, replication: 1, seed: 'crash', speedup: {} },
    ...{ warmupSeconds: 1, windowSeconds: 6, seriesBuckets: 1, maximumInside: 1e6 },
  };
  const seen = simulate(trial, (what, _place, _producer, arrival, time) => {
    told.push({ what, arrival, time });
  });
  expect(seen.audits.filter(({ passed }) => !passed)).toEqual([]);
  const arrivals = (wanted: Happening, before: number): Set<number> =>
    new Set(
      told.filter(({ what, time }) => what === wanted && time < before).map((each) => each.arrival),
    );
  const done = arrivals('delivered', crash);
  const sent = [...arrivals('sent', crash)].sort((a, b) => a - b);
  const first = sent.find((arrival) => !done.has(arrival)) ?? Infinity;
  const expected = [...done].filter((arrival) => arrival > first).sort((a, b) => a - b);
  expect(expected.length).toBeGreaterThan(0);
  expect([...arrivals('duplicated', Infinity)].sort((a, b) => a - b)).toEqual(expected);
});
