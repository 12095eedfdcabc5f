import { expect, test } from 'vitest';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

const LINGER_SECONDS = 0.01;
const CROSSING_SECONDS = 0.1;

// 20 sessions read 10,000 records a second across the world.
const TEXT = `users: 1000
workload: { events_per_user: 10/s, record_size: 100 B }
regions: { names: [near, far], delay: { near: { far: ${CROSSING_SECONDS} s } } }
cells: [{ home: near, far: far, count: 1 }]
producers: { count: 1, linger: ${LINGER_SECONDS} s, partitioner: round_robin }
brokers: { count: 1, handlers: 4, time_per_request: 0.1 ms }
topic: { partitions: 20, replication_factor: 1 }
consumers: { g: { region: far, instances: 20, threads: 1, processing_time: 10 us } }`;

test('no record waits longer for the first fetches than for later ones: three crossings at most', () => {
  const waited: { arrival: number; time: number }[] = [];
  const measured = simulate(
    {
      model: validModel(TEXT, { fileName: 'start.yaml' }),
      placement: 0,
      cell: 0,
      replication: 1,
      seed: 'start',
      warmupSeconds: 0,
      windowSeconds: 1,
      seriesBuckets: 10,
      speedup: {},
      maximumInside: 1e7,
    },
    (what, _place, _producer, arrival, time) => {
      if (what === 'delivered') waited.push({ arrival, time });
    },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  // A record waits for its batch, for a fetch to come round (two crossings), and crosses; the rest
  // takes some ms.
  const longest = LINGER_SECONDS + 3 * CROSSING_SECONDS;
  const latencies = waited.map(({ arrival, time }) => time - arrival);
  expect(Math.max(...latencies)).toBeLessThan(longest + 0.02);
  // And they come to the broker all over a round trip: some at once when there is something, some
  // at its end.
  const first = Math.min(...waited.map(({ time }) => time));
  expect(first).toBeGreaterThan(LINGER_SECONDS + CROSSING_SECONDS);
  expect(first).toBeLessThan(LINGER_SECONDS + 1.5 * CROSSING_SECONDS);
  const early = latencies.filter((_, index) => waited[index].arrival < 0.001);
  expect(Math.max(...early)).toBeGreaterThan(2.5 * CROSSING_SECONDS);
});
