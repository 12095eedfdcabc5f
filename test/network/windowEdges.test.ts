/** What lies within a window and what does not: of constant times, counted by hand. */
import { expect, test } from 'vitest';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import type { Model } from '../../src/model/index.js';
import { pipelineModel, pipelineText, type PipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

function seen(model: Model, more: Partial<Trial>): { found: Measurements; ends: number[] } {
  const ends: number[] = [];
  const trial = { placement: 0, cell: 0, replication: 1, seed: 'edges', speedup: {} };
  const span = { warmupSeconds: 0, windowSeconds: 1, seriesBuckets: 1, maximumInside: 1e8 };
  const found = simulate({ model, ...trial, ...span, ...more }, (what, ...rest) => {
    if (what === 'delivered') ends.push(rest[3]);
  });
  expect(found.audits.filter(({ passed }) => !passed)).toEqual([]);
  return { found, ends };
}

const direct = (group: string, rate = 100): Model =>
  validModel(
    `users: ${rate}
workload: { events_per_user: 1/s, arrivals: constant }
consumers: { g: { propagation: 0 s, ${group} } }
`,
    { fileName: 'edges.yaml' },
  );

const STEADY: PipelineText = {
  workload: 'arrivals: constant',
  producers: 'count: 1, linger: 0 s',
  workers: 'instances: 1, processing_time: 100 us',
};
const STORED: PipelineText = {
  ...STEADY,
  workers: 'instances: 1, processing_time: 100 us, store: s',
  more: 'stores: { s: { shards: 1, placement: partition, time_per_request: 100 us } }\n',
};

test.each([
  ['direct delivery', direct('processing_time: 2 ms')],
  ['direct delivery, one by one', direct('processing_time: 2 ms, queue_capacity: 1000')],
  ['a broker', pipelineModel(STEADY)],
  ['a store', pipelineModel(STORED)],
  [
    'a pool',
    pipelineModel({ ...STEADY, workers: 'processing_time: 100 us, wait_for_poll: false' }),
  ],
])(
  'what ends at the moment a window begins is in it, at the moment it ends is not: %s',
  (_, model) => {
    const { ends } = seen(model, {});
    const [from, to] = [ends[20], ends[60]];
    const within = ends.filter((end) => end >= from && end < to).length;
    const { found } = seen(model, { warmupSeconds: from, windowSeconds: to - from });
    expect(from + (to - from)).toBe(to);
    expect(found.deliveredInWindow).toBe(within);
    expect(found.endToEnd.count).toBe(within);
    const until = seen(model, { windowSeconds: to }).found;
    expect(until.deliveredInWindow).toBe(ends.filter((end) => end < to).length);
  },
);

/** A batch of 100 records comes to one thread at 1 s, and at 2 s, and so on; each takes 5 ms. */
const BATCHES: PipelineText = {
  workload: 'arrivals: constant',
  producers: 'count: 1, linger: 10 s, batch_size: 100 KB, partitioner: sticky',
  topic: 'partitions: 1',
};
const batches = (wait: string): Model =>
  validModel(
    pipelineText({
      ...BATCHES,
      workers: `instances: 1, processing_time: 5 ms, ${wait}`,
    }).replace('users: 1000', 'users: 100'),
    { fileName: 'edges.yaml' },
  );

test.each(['wait_for_poll: true', 'wait_for_poll: false'])(
  'who came before the window is not one of its jobs, though busy and waiting in it: %s',
  (wait) => {
    const { found } = seen(batches(wait), { warmupSeconds: 1.2, windowSeconds: 0.7 });
    const group = found.resources.find(({ name }) => name === 'consumers.workers');
    expect(group?.jobs).toBe(0);
    expect(group?.wait.count).toBe(0);
    // From 1.2 s until all 100 are done, half a second after they came.
    expect(group?.busySeconds).toBeCloseTo(0.3, 1);
    expect(found.deliveredInWindow).toBeGreaterThan(55);
  },
);

test.each(['wait_for_poll: true', 'wait_for_poll: false'])(
  'the time that the jobs of a window have waited is the area under its queue: %s',
  (wait) => {
    const { found } = seen(batches(wait), { warmupSeconds: 0.7, windowSeconds: 3 });
    const group = found.resources.find(({ name }) => name === 'consumers.workers');
    // Three batches, each of waits of 0, 5, ..., 495 ms.
    expect(group?.jobs).toBe(300);
    expect(group?.wait.sum).toBeCloseTo(3 * 24.75, 6);
    expect(group?.queueSeconds).toBeCloseTo(3 * 24.75, 6);
    expect(group?.queueMaximum).toBe(99);
  },
);

test.each(['wait_for_poll: true', 'wait_for_poll: false'])(
  'the queue is counted until the window ends, of all who came in it, though most begin after it: %s',
  (wait) => {
    // The window ends about 0.2 s after the first hundred have come, of which the k-th would wait
    // 5k ms.
    const { found, ends } = seen(batches(wait), { warmupSeconds: 0.7, windowSeconds: 0.5 });
    const group = found.resources.find(({ name }) => name === 'consumers.workers');
    const rest = 1.2 - (ends[0] - 0.005);
    expect(rest).toBeGreaterThan(0.19);
    const area = Array.from({ length: 100 }, (_, k) => Math.min(0.005 * k, rest));
    const expected = area.reduce((sum, each) => sum + each, 0);
    expect(group?.queueSeconds).toBeCloseTo(expected, 6);
    // Of a poll it is known when each begins.
    if (wait === 'wait_for_poll: true') expect(group?.jobs).toBe(100);
  },
);

test.each(['processing_time: 250 ms', 'processing_time: 250 ms, queue_capacity: 1000'])(
  'who begins at the moment another comes does not wait any more: %s',
  (group) => {
    // One comes each 1/8 s from 1/16 s on and begins each 1/4 s: of seven, four have begun when the
    // last one comes.
    const { found } = seen(direct(group, 8), { windowSeconds: 0.875 });
    expect(found.resources[0].queueMaximum).toBe(7 - 4);
  },
);

test.each([1, 2, 3, 5, 8])('none is turned away while one of %d threads is free', (threads) => {
  // One comes each 1/64 s; each thread works a little less than that for every thread that there
  // is.
  const group = `threads: ${threads}, queue_capacity: 0, processing_time: ${(threads * 1000 - 1) / 64} ms`;
  const { found } = seen(direct(group, 64), { windowSeconds: 4 });
  expect(found.lostInWindow).toBe(0);
  const slow = `threads: ${threads}, queue_capacity: 0, processing_time: ${(threads * 1000 + 1) / 64} ms`;
  // A little more, and the next one finds all of them busy: one of each `threads` + 1 is turned
  // away.
  const share = seen(direct(slow, 64), { windowSeconds: 4 }).found.lostInWindow / (4 * 64);
  expect(share).toBeCloseTo(1 / (threads + 1), 1);
});

test('network/recording/recorder: a trial that is full before its window begins has no bucket that other trials have; later, those that it passed', () => {
  const model = direct('processing_time: 1 s', 100);
  const at = (maximumInside: number): number => {
    const span = { warmupSeconds: 4, windowSeconds: 10, seriesBuckets: 10, maximumInside };
    return seen(model, span).found.series.arrived.length;
  };
  expect(at(200)).toBe(0);
  // 99 more wait each second: 940 after 9.5 s, of which five whole buckets of a second are in the
  // window.
  expect(at(940)).toBe(5);
});

test('what a cache finds is counted from the begin of the window on, not while it fills', () => {
  const model = pipelineModel({
    ...STEADY,
    workload: 'arrivals: constant, keys: { kind: uniform, count: 10 }',
    workers: 'instances: 1, processing_time: 100 us, store: s',
    more: 'stores: { s: { shards: 1, reads_per_record: 1, time_per_request: 100 us, cache: { entries: 100 } } }\n',
  });
  const { found } = seen(model, { warmupSeconds: 0.5, windowSeconds: 0.5 });
  const [{ reads, hits }] = found.caches;
  // Ten keys have all been read within 500 records: from then on every read is a hit.
  expect(hits).toBe(reads);
  expect(Math.abs(reads - found.deliveredInWindow)).toBeLessThan(20);
});
