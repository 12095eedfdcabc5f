/** Groups of queues that scale, against sums done by hand. */
import { expect, test } from 'vitest';
import type { Model } from '../../src/model/index.js';
import { expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/** Messages on workers of 20/s each; looked at each second. */
function modelOf(rate: number, autoscaler: string): Model {
  const free = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';
  return validModel(
    `brokers: { kind: queue, count: 1, ${free}, ${HOST} }
topics: { tasks: {} }
producers: { app: { sends: tasks, count: 1, rate: ${rate}/s, arrivals: constant, ${HOST} } }
consumers:
  workers:
    { reads: tasks, instances: 1, prefetch: 5, processing_time: 50 ms, ${HOST}, autoscaler: { ${autoscaler} } }`,
    { fileName: 'm.yaml' },
  );
}

function instancesOf(model: Model, seconds: number): readonly number[] {
  const measured = shortTrial(model, { warmupSeconds: 0, windowSeconds: seconds });
  expectAudits(measured);
  return measured.series.instances[0].map(Math.round);
}

/**
 * 100/s come. After a second 80 are left of them, ceil(80 / 20) = 4 are wanted; a second later 100,
 * 5, who carry just what comes, so 100 stay. One more or less comes of what is being handed out at
 * the look.
 */
test('as many come as the queue has target_lag of, and then what comes is carried', () => {
  const model = modelOf(100, 'maximum: 9, target_lag: 20, interval: 1 s, start_up: 0 s');
  const measured = shortTrial(model, { warmupSeconds: 10, windowSeconds: 20 });
  expectAudits(measured);
  expect(measured.deliveredInWindow / 20 / 100).toBeCloseTo(1, 1);
  const counts = instancesOf(model, 30);
  expect(Math.min(...counts.slice(-5))).toBeGreaterThanOrEqual(5);
  expect(Math.max(...counts.slice(-5))).toBeLessThanOrEqual(6);
});

/** No partitions cut the lag: by Kubernetes' rules 300 / 10 are wanted, but 9 is the most. */
test('by the rules of Kubernetes a long queue brings the maximum, whatever the brokers', () => {
  const usual = 'rules: kubernetes, maximum: 9, target_lag: 10, interval: 1 s, start_up: 0 s';
  const counts = instancesOf(modelOf(300, usual), 30);
  expect(counts.at(-1)).toBe(9);
});

/**
 * Six instances for five seconds, then one: what those that leave had comes back, nothing is lost
 * or done by nobody. 40/s come; one carries 20/s from then on.
 */
test('what those that leave had is handed out again', () => {
  const steps = '{ first: { at: 0 s, instances: 6 }, then: { at: 5 s, instances: 1 } }';
  const model = modelOf(
    40,
    `maximum: 6, by: schedule, schedule: ${steps}, interval: 100 ms, start_up: 0 s, cool_down: 0 s`,
  );
  const arrivals: number[] = [];
  const observer = (what: string, _: number, _from: number, at: number): void => {
    if (what === 'delivered') arrivals.push(at);
  };
  const measured = shortTrial(model, { warmupSeconds: 0, windowSeconds: 20 }, observer);
  expectAudits(measured);
  const early = arrivals.filter((at) => at > 1 && at < 5);
  expect(new Set(early).size).toBe(early.length);
  expect(early.length).toBeCloseTo(160, -1);
  // 5 x 40 + 15 x 20 within 20 s, but what was begun anew.
  expect(arrivals.length).toBeGreaterThan(480);
  expect(arrivals.length).toBeLessThanOrEqual(500);
});
