/** What trials count at their edges, and what is left of it when they are added up. */
import { expect, test } from 'vitest';
import { mergeMeasurements } from '../../src/network/merge.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/**
 * A call each millisecond, of 10 ms, and no place to wait: nine of ten are lost, from the first
 * second on.
 */
const LOSSY = validModel(
  `users: 1000
workload: { events_per_user: 1/s, arrivals: constant }
consumers: { g: { processing_time: 10 ms, propagation: 0 s, queue_capacity: 0 } }
`,
  { fileName: 'lossy.yaml' },
);

test('network/collect: what was lost before the window is not inside when it begins', () => {
  const { insideAtStart, insideAtEnd, lostInWindow } = shortTrial(LOSSY);
  expect(Math.abs(lostInWindow - 900)).toBeLessThanOrEqual(1);
  expect(insideAtStart).toBeLessThanOrEqual(1);
  expect(insideAtEnd).toBeLessThanOrEqual(1);
});

test('an audit that failed in one trial has failed in the sum, whichever trial it was', () => {
  const trial = shortTrial(LOSSY);
  const failed = { ...trial, audits: trial.audits.map((each) => ({ ...each, passed: false })) };
  const laws = trial.audits.length;
  for (const sum of [mergeMeasurements(trial, failed), mergeMeasurements(failed, trial)]) {
    expect(sum.audits.filter(({ passed }) => !passed)).toHaveLength(laws);
  }
  expect(mergeMeasurements(trial, trial).audits).toEqual(trial.audits);
});
