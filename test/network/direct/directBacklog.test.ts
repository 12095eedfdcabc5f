/**
 * Direct delivery says how many wait at the end of each bucket: in front of its threads, and for a
 * caller.
 */
import { expect, test } from 'vitest';
import { shortTrial } from '../../support/shortTrial.js';
import { validModel } from '../../support/validModel.js';

const CALLS = 'users: 100\nworkload: { events_per_user: 5/s }\n';

// 500/s of 1 ms; three times as many from 5 s to 7 s: 1,000 pile up, which 500/s of room then take
// away in 2 s. What comes and goes in 2 s has a deviation of 70 (2 s of 1,500/s and 1,000/s).
test.each([
  ['in blocks', ''],
  ['one by one', ', queue_capacity: 1G'],
])('a surge of 1,000 calls beyond what is served is seen to pile up and to go: %s', (_, more) => {
  const text = `${CALLS}consumers: { workers: { processing_time: exponential(1 ms)${more} } }
faults: { rush: { kind: surge, factor: 3, at: 5 s, length: 2 s } }
`;
  const model = validModel(text, { fileName: 'surge.yaml' });
  const { series } = shortTrial(model, { windowSeconds: 12, seriesBuckets: 24 });
  expect(series.lag).toHaveLength(24);
  const at = (seconds: number): number => series.lag[seconds * 2 - 1];
  for (const seconds of [1, 2, 3, 4, 5]) expect(at(seconds)).toBeLessThan(25);
  expect(Math.abs(at(6) - 500)).toBeLessThan(200);
  expect(Math.abs(at(7) - 1000)).toBeLessThan(280);
  expect(Math.abs(at(8) - 500)).toBeLessThan(350);
  for (const seconds of [10.5, 11, 12]) expect(at(seconds)).toBeLessThan(25);
  expect(series.producerBacklog).toEqual(series.lag.map(() => 0));
});

test('constant arrivals and services: what waits is what came less what began, to the record', () => {
  // A record each 2 ms, 5 ms each on one thread, from the trial's begin; 1 ms on the way.
  const text = `users: 1
workload: { events_per_user: 500/s, arrivals: { kind: constant } }
consumers: { workers: { processing_time: 5 ms, propagation: 1 ms } }
`;
  const model = validModel(text, { fileName: 'constant.yaml' });
  const { series } = shortTrial(model, { windowSeconds: 1, seriesBuckets: 10 });
  // Between whole milliseconds of what happens, 100 ms hold 50 arrivals and 20 beginnings.
  const steps = series.lag.slice(1).map((waiting, bucket) => waiting - series.lag[bucket]);
  expect(steps.every((step) => step >= 29 && step <= 31)).toBe(true);
  // In 2 s come 1,000, less the one on its way; 400 begin.
  expect(Math.abs(series.lag[9] - 600)).toBeLessThanOrEqual(2);
});

test('network/direct/line: a capacity of a billion with 100,000 waiting ends with its audits and its queue', () => {
  const text = `${CALLS.replace('5/s', '500/s')}consumers:
  workers: { processing_time: exponential(10 ms), queue_capacity: 1G }
`;
  const model = validModel(text, { fileName: 'deep.yaml' });
  const seen = shortTrial(model, { windowSeconds: 2 });
  expect(seen.audits.filter(({ passed }) => !passed)).toEqual([]);
  // 50,000/s come for 3 s, 100/s go: 149,700, with a deviation of 390.
  expect(Math.abs(seen.series.lag[0] - 149_700)).toBeLessThan(1600);
  expect(seen.lostInWindow).toBe(0);
});

test('what waits for a caller stands with what producers hold', () => {
  // One call a second; 1,000 come.
  const text = `users: 1000
workload: { events_per_user: 1/s, callers: 1, arrivals: { kind: constant } }
consumers: { workers: { processing_time: 1 s, propagation: 0 s } }
`;
  const model = validModel(text, { fileName: 'callers.yaml' });
  const { series } = shortTrial(model, { windowSeconds: 4, seriesBuckets: 4 });
  series.producerBacklog.forEach((waiting, bucket) => {
    expect(Math.abs(waiting - 999 * (bucket + 2))).toBeLessThanOrEqual(2);
  });
  expect(series.lag).toEqual([0, 0, 0, 0]);
});

test('what is unread is that of the group in front of which most wait, not of all together', () => {
  const text = `users: 100
workload: { events_per_user: 1/s, arrivals: { kind: constant } }
consumers:
  slow: { processing_time: 50 ms, propagation: 0 s }
  slower: { processing_time: 100 ms, propagation: 0 s }
`;
  const { series } = shortTrial(validModel(text, { fileName: 'two.yaml' }));
  // In 2 s come 200; the slower one begins 20 and the other 40.
  expect(Math.abs(series.lag[0] - 180)).toBeLessThanOrEqual(2);
});
