/**
 * A trial's memory may grow at any moment, and nothing of what is measured changes: no view of it
 * may be kept.
 */
import { afterEach, expect, test, vi } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { StationBank } from '../../src/engine/station.js';
import { simulate } from '../../src/network/simulate.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { Cell } from '../support/cellOf.js';
import { validModel } from '../support/validModel.js';

afterEach(() => {
  vi.restoreAllMocks();
});

/** From now on each column lies beyond the memory as it was before the column was asked for. */
function growAlways(): void {
  const { floats, ints } = Arena.prototype as {
    floats: Take<Float64Array>;
    ints: Take<Int32Array>;
  };
  let columns = 0;
  const fill = (arena: Arena): void => {
    const used = floats.call(arena, 0).byteOffset;
    floats.call(arena, arena.doubles.length - used / 8);
    if (++columns > MOST_COLUMNS) throw new Error('the memory of the test is full');
  };
  vi.spyOn(Arena.prototype, 'floats').mockImplementation(function (this: Arena, length) {
    fill(this);
    return floats.call(this, length) as Float64Array<SharedArrayBuffer>;
  });
  vi.spyOn(Arena.prototype, 'ints').mockImplementation(function (this: Arena, length) {
    fill(this);
    return ints.call(this, length) as Int32Array<SharedArrayBuffer>;
  });
}

type Take<Column> = (this: Arena, length: number) => Column;
/** Each takes a page of 64 KiB, or more, with it. */
const MOST_COLUMNS = 5000;

function trialOf(text: string, more: Partial<Trial> = {}): Trial {
  return {
    model: validModel(text, { fileName: 'growth.yaml' }),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'growth',
    warmupSeconds: 0.2,
    windowSeconds: 0.5,
    seriesBuckets: 8,
    speedup: {},
    maximumInside: 1e7,
    ...more,
  };
}

const DIRECT = 'users: 1000\nworkload: { events_per_user: 1/s }\n';
const PIPELINE = `users: 100
workload: { events_per_user: 20/s, record_size: 1 KB, keys: { kind: zipf, count: 200, exponent: 1 } }
producers: { count: 2, linger: 2 ms, nic: 100 Mbps }
brokers: { count: 3, time_per_request: exponential(0.4 ms), failure_detection: 0.1 s, nic: 100 Mbps }
topic: { partitions: 6, replication_factor: 2 }
consumers:
  plain: { instances: 2, processing_time: exponential(0.9 ms) }
  stored: { instances: 2, processing_time: exponential(0.2 ms), store: rows }
stores: { rows: { shards: 2, servers: 1, time_per_request: exponential(2 ms), cache: { entries: 50 }, reads_per_record: 1 } }
`;
const MODELS: Readonly<Record<string, string>> = {
  'calls in blocks': `${DIRECT}consumers: { server: { processing_time: exponential(2 ms), propagation: 1 ms } }`,
  'calls that are lost': `${DIRECT}consumers: { server: { processing_time: exponential(2 ms), queue_capacity: 1G } }`,
  'callers who wait': `${DIRECT.replace('1/s', '1/s, callers: 4')}consumers: { server: { processing_time: 5 ms } }`,
  'a pipeline': PIPELINE,
  'a broker that goes down': `${PIPELINE}faults: { crash: { kind: broker_down, index: 0, at: 0.1 s, length: 0.3 s } }`,
  'a link that is cut': `${PIPELINE}faults: { cut: { kind: link_cut, link: plain, at: 0.1 s, length: 0.3 s } }`,
  'a group that scales': PIPELINE.replace(
    '{ instances: 2, processing_time: exponential(0.9 ms)',
    '{ instances: 1, processing_time: 2 ms, autoscaler: { minimum: 1, maximum: 4, target_lag: 20, interval: 100 ms, start_up: 50 ms }',
  ),
};

test.each(Object.keys(MODELS))(
  'network/world/layOut: %s: the same when memory grows at every column',
  (name) => {
    const trial = trialOf(MODELS[name]);
    const still = simulate(trial);
    expect(still.deliveredInWindow).toBeGreaterThan(90);
    growAlways();
    expect(simulate(trial)).toEqual(still);
  },
);

test('engine/assembly/memory: the same when memory grows before every event', () => {
  const run = (grows: boolean): Measurements => {
    const cell = new Cell(trialOf(MODELS['a broker that goes down'], { windowSeconds: 0.2 }));
    while (cell.peek() !== null) {
      if (grows) cell.arena.grow(1);
      cell.step();
    }
    const measured = cell.measure();
    cell.close();
    return measured as Measurements;
  };
  const still = run(false);
  expect(still.events).toBeGreaterThan(2000);
  expect(run(true)).toEqual(still);
});

test('a queue of 400 jobs in a memory that grows: each waits for those before it', () => {
  const arena = new Arena();
  const bank = new StationBank('s', 'station', 2, 1, 0, 1e6, arena);
  growAlways();
  for (let job = 0; job < 400; job++) {
    expect(bank.offer(job % 2, 0, 2, 1)).toBe(2 * (1 + Math.floor(job / 2)));
  }
  expect(bank.queueMaximum).toBe(199);
  arena.close();
});

test('a link that is cut for 2 s at 20,000 records/s: what waits is read afterwards, and audits hold', () => {
  const cut = `users: 2000
workload: { events_per_user: 10/s }
producers: { count: 1 }
brokers: { count: 1, nic: 1 Gbps }
topic: { partitions: 64 }
consumers: { app: { instances: 64, nic: 1 Gbps, processing_time: 1 ms } }
faults: { cut: { kind: link_cut, link: app, at: 0.1 s, length: 2 s } }
`;
  const seen = simulate(trialOf(cut, { windowSeconds: 3 }));
  expect(seen.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(Math.max(...seen.series.lag)).toBeGreaterThan(30_000);
});
