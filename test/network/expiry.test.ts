/** What gets too old in a producer, and what a full memory does to its linger: by hand. */
import { expect, test } from 'vitest';
import { every, simulateProducer } from '../conformance/scenarios/producing.js';

/** Nothing is answered within what is looked at. */
const FAR =
  'linger: 0 s, propagation: 10 s, max_in_flight: 1, request_timeout: 100 s, max_block: 100 s';

test('what is under way and what waits is given up when its oldest record is delivery_timeout old', () => {
  const settings = `${FAR}, delivery_timeout: 2 s`;
  const ran = simulateProducer(settings, 1, [0, 0.5, 0.6, 3], 9);
  // The second and the third wait for their turn together; the request is under way still.
  expect(ran.requests()).toHaveLength(1);
  expect(ran.of('dropped').map(({ time }) => time)).toEqual([2, 2.5, 2.5, 5]);
});

test('its memory is free then', () => {
  const settings = `${FAR}, delivery_timeout: 2 s, buffer_memory: 2 KB, batch_size: 1 KB`;
  const ran = simulateProducer(settings, 1, [0, 0.5, 0.6], 9);
  // The third comes into memory at 2 s, when the first is given up.
  expect(ran.of('dropped').map(({ time }) => time)).toEqual([2, 2.5, 4]);
});

test('nothing lingers while a record waits for memory', () => {
  // Four records fit. The fifth waits until the first batch has lingered; from then on a round trip
  // each, 0.1 ms and what the broker takes, until none waits.
  const settings = 'linger: 1 s, buffer_memory: 4 KB';
  const requests = simulateProducer(settings, 1, every(0.02, 60), 4).requests();
  expect(requests[0].time).toBeCloseTo(1, 9);
  expect(requests.slice(0, 12).map(({ batches }) => batches[0][1])).toEqual(Array(12).fill(4));
  expect(requests[11].time).toBeLessThan(1.004);
});
