/** Rules of what comes in and of what is kept beside it: keys, shedding, caches, pauses, mirrors. */
import { expect, test } from 'vitest';
import { resume } from '../../src/components/admission.js';
import { keys } from '../../src/components/arrivals.js';
import { LruCache } from '../../src/components/lru.js';
import { countWritten, type Pauses } from '../../src/components/pauses.js';
import { Arena } from '../../src/engine/arena.js';
import { StationBank } from '../../src/engine/station.js';
import { Stream } from '../../src/engine/stream.js';
import type { KeyPopularity } from '../../src/model/model.js';
import { simulate } from '../../src/network/simulate.js';
import { TWO_REGIONS } from '../support/pipeline.js';
import { trialOf, worldOf } from '../support/worldOf.js';

/** A stream that goes through these numbers. */
function streamOf(numbers: readonly number[]): Stream {
  const stream = new Stream('rules');
  let at = 0;
  stream.next = () => numbers[at++ % numbers.length];
  return stream;
}

test.each<[KeyPopularity, number[]]>([
  [{ kind: 'hot', count: 5, share: 0.6 }, [600, 100, 100, 100, 100]],
  [{ kind: 'hot', count: 2, share: 0 }, [0, 1000]],
  [{ kind: 'uniform', count: 4 }, [250, 250, 250, 250]],
])('%o: each key has its share, and the hot one no other', (popularity, expected) => {
  const evenly = Array.from({ length: 1000 }, (_, index) => (index + 0.5) / 1000);
  const draw = keys(popularity, streamOf(evenly));
  const counts = expected.map(() => 0);
  for (let record = 0; record < 1000; record++) counts[draw()]++;
  expect(counts).toEqual(expected);
});

// From half of 100 records on: a quarter of the way to full at 62.5, all of it at 100.
test.each([
  [50, 0, 0],
  [75, 0.49, 1],
  [75, 0.51, 0],
  [99, 0.97, 1],
  [100, 0.999, 1],
])(
  'shed, %i of 100 records used and shed from half of them on: a draw of %f drops %i',
  (used, draw, drops) => {
    const producers = 'count: 1, overflow: shed, shed_from: 0.5, buffer_memory: 100 KB';
    const world = worldOf({ producers });
    const columns = { ...world.producers, shedStream: streamOf([draw]) };
    columns.unacknowledged[0] = used;
    columns.headArrival[0] = 0;
    resume({ ...world, producers: columns }, 0);
    expect(world.recorder.droppedTotal).toBe(drops);
  },
);

test('a key is no longer found when its time to live has passed since it was read from the store, found or not', () => {
  const cache = new LruCache(2, 10);
  cache.insert(1, 0);
  expect([6, 10, 10.1].map((now) => cache.find(1, now, true))).toEqual([true, true, false]);
  cache.insert(1, 11);
  expect(cache.find(1, 21, true)).toBe(true);
});

test('a pause that comes during another follows it; the handlers are busy for both', () => {
  const arena = new Arena();
  const handlers = new StationBank('handlers', 'station', 1, 2, 0, 100, arena);
  const pauses: Pauses = {
    everyBytes: 10,
    drawSeconds: () => 5,
    written: new Float64Array(1),
    until: new Float64Array(1),
  };
  const after = (now: number, bytes: number): number => {
    countWritten(pauses, handlers, 0, now, bytes);
    return pauses.until[0];
  };
  expect(after(0, 9)).toBe(0);
  expect(after(1, 1)).toBe(6);
  expect(after(3, 10)).toBe(11);
  // 25 bytes more: two pauses, and 5 bytes towards the next.
  expect(after(20, 25)).toBe(30);
  expect(after(40, 5)).toBe(45);
  expect(handlers.busySeconds[0]).toBe(2 * 5 * 5);
  arena.close();
});

test("a mirror's task spends time_per_batch on each batch: at 4 ms it copies 250 a second", () => {
  // A batch a record, 1,000 records/s; an answer's batches come together, a few per cent of a second's.
  const trial = trialOf({
    producers: 'count: 1, linger: 0 s, batch_size: 1 B',
    topic: 'partitions: 1',
    workers: 'instances: 1, region: far, reads: copy, processing_time: 1 us',
    more: `${TWO_REGIONS.replace('40 ms', '1 ms')}mirrors: { copy: { region: far, brokers: { count: 1 }, tasks: 1, time_per_batch: 4 ms } }\n`,
  });
  const { deliveredInWindow } = simulate({ ...trial, warmupSeconds: 0.5, windowSeconds: 1 });
  expect(Math.abs(deliveredInWindow - 250)).toBeLessThan(25);
});
