/** Waking idle handlers, against the theory of a queue whose server has to be set up. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { withWaking } from '../../src/analysis/waking.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

const SERVICE = 0.001;
const WAKEUP = 0.0015;

/**
 * One handler; each record is a request, and so many connections that hardly one has two at a time.
 * No consumer fetches while it matters.
 */
function run(load: number): { busy: number; sojourn: number; told: number; waits: number } {
  const model = validModel(
    `
users: ${load / SERVICE}
workload: { events_per_user: 1/s, record_size: 100 B }
producers: { count: 400, linger: 0 ms, batch_size: 0 B, propagation: 0 s, nic: 1000 Gbps, acks: 1 }
brokers: { count: 1, handlers: 1, time_per_request: exponential(1 ms), time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s, time_per_wakeup: 1.5 ms, nic: 1000 Gbps }
topic: { partitions: 1, replication_factor: 1 }
consumers: { readers: { instances: 1, processing_time: 0 s, fetch_min_bytes: 100 MB, fetch_max_wait: 100 s, max_partition_fetch_bytes: 200 MB, fetch_max_bytes: 200 MB } }
`,
    { fileName: 'waking.yaml' },
  );
  let sojourn = 0;
  let count = 0;
  const measured = simulate(
    {
      model,
      placement: 0,
      cell: 0,
      replication: 1,
      seed: 'waking',
      warmupSeconds: 2,
      windowSeconds: 90,
      seriesBuckets: 1,
      speedup: {},
      maximumInside: 1e6,
    },
    (what, _place, _producer, arrival, time) => {
      if (what !== 'published' || time < 2) return;
      sojourn += time - arrival;
      count++;
    },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  const name = 'brokers.handlers';
  const station = measured.resources.find((each) => each.name === name);
  const row = offeredLoad(model).resources.find((each) => each.name === name);
  return {
    busy: (station?.busySeconds ?? NaN) / measured.windowSeconds,
    sojourn: sojourn / count,
    told: row?.offered ?? NaN,
    waits: count,
  };
}

test.each([0.1, 0.4, 0.8])('at load %d: busy and sojourn as theory and arithmetic say', (load) => {
  const lambda = load / SERVICE;
  // A request finds the handler idle with the chance 1 - busy (PASTA), so that busy = load +
  // lambda * wakeup * (1 - busy).
  const busy = (load + lambda * WAKEUP) / (1 + lambda * WAKEUP);
  // Welch 1964, "On a generalized M/G/1 queuing process in which the first customer of each busy
  // period receives exceptional service": M/G/1 with a set-up time D has the mean wait lambda
  // E[S^2] / (2 (1 - load)) + (2 E[D] + lambda E[D^2]) / (2 (1 + lambda E[D])).
  const wait =
    (lambda * 2 * SERVICE ** 2) / (2 * (1 - load)) +
    (2 * WAKEUP + lambda * WAKEUP ** 2) / (2 * (1 + lambda * WAKEUP));
  const seen = run(load);
  // Some 9,000 to 72,000 requests.
  expect(seen.busy / busy).toBeGreaterThan(0.97);
  expect(seen.busy / busy).toBeLessThan(1.03);
  expect(seen.told).toBeCloseTo(busy, 2);
  expect(seen.sojourn / (wait + SERVICE)).toBeGreaterThan(0.93);
  expect(seen.sojourn / (wait + SERVICE)).toBeLessThan(1.07);
});

test('what a request costs falls as the load rises; nobody is woken at the ceiling', () => {
  const busy = (load: number): number =>
    withWaking(load, load / SERVICE, 1, { kind: 'constant', value: WAKEUP });
  const each = [0.01, 0.3, 0.6, 0.9, 0.999].map((load) => busy(load) / (load / SERVICE));
  expect(each[0] / SERVICE).toBeGreaterThan(2.4);
  expect([...each].sort((a, b) => b - a)).toEqual(each);
  expect(each[4] / SERVICE).toBeLessThan(1.01);
  expect(busy(1.2)).toBe(1.2);
});
