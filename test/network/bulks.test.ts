/**
 * Groups that work in bulk, against arithmetic by hand: arrivals come 10 ms apart, and nothing but
 * what is said takes time.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import { outcomesOf } from '../../src/model/tries.js';
import { expectAudits, stageMean, workerModel } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

function modelOf(worker: string, more = '', rate = 100): Model {
  return workerModel(rate, worker, more, 'constant');
}

/** The first of five waits 40 ms for the fifth, which waits for nobody: 20 ms on average. */
test('a bulk begins when it is full', () => {
  const model = modelOf('processing_time: 20 ms, bulk: { records: 5, linger: 1 s }');
  const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 20 });
  expectAudits(measured);
  expect(stageMean(measured, 'consumer_wait')).toBeCloseTo(0.02, 6);
  expect(stageMean(measured, 'consumer_service')).toBeCloseTo(0.02, 6);
  expect(measured.endToEnd.maximum).toBeCloseTo(0.06, 6);
  // 20 bulks a second of 20 ms.
  const worker = measured.resources.find(({ name }) => name === 'consumers.worker');
  expect((worker?.busySeconds ?? 0) / 20).toBeCloseTo(0.4, 2);
});

/**
 * The bulk of those that come 0, 10 and 20 ms after the first begins 25 ms after it: waits of 25,
 * 15 and 5 ms; each of the three adds 1 ms to its 20.
 */
test('a bulk begins when its first record has waited for linger', () => {
  const model = modelOf(
    'processing_time: 20 ms, threads: 2, bulk: { records: 100, linger: 25 ms, time_per_record: 1 ms }',
  );
  const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 30 });
  expectAudits(measured);
  expect(stageMean(measured, 'consumer_wait')).toBeCloseTo(0.015, 4);
  expect(stageMean(measured, 'consumer_service')).toBeCloseTo(0.023, 4);
});

/** 1,000/s where a thread takes all that wait, up to 40, for 20 ms and 0.5 ms each: 40 / 40 ms. */
test('at its ceiling a thread takes full bulks, one after the other', () => {
  const model = modelOf(
    'processing_time: 20 ms, bulk: { records: 40, linger: 5 ms, time_per_record: 500 us }',
    '',
    2000,
  );
  const row = offeredLoad(model).resources.find(({ name }) => name === 'consumers.worker');
  expect(row?.ceilingEventsPerSecond).toBeCloseTo(1000, 6);
  const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 10 });
  expectAudits(measured);
  expect(measured.deliveredInWindow / 10).toBeCloseTo(1000, -2);
});

/**
 * Bulks of 5 make one call each, of 10 ms: 20 calls a second. Half of all bulks fail, once more a
 * half of these when they are tried again: a quarter of all records, five by five.
 */
test('a bulk is called for, fails and is tried again as one', () => {
  const model = modelOf(
    `fails: 50%, on_failure: { attempts: 2, pause: 10 ms, to: dead }, threads: 10, bulk: { records: 5, linger: 1 s },
     calls: { index: {} }`,
    'externals: { index: { time: 10 ms, propagation: 0 s } }',
  );
  const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 400 });
  expectAudits(measured);
  const [{ failed, calls }] = measured.services ?? [];
  expect(failed % 5).toBe(0);
  const bulks = 400 * 20;
  // Four standard errors of a share of so many bulks.
  expect(Math.abs(failed / 5 / bulks - 0.25)).toBeLessThan(4 * Math.sqrt(0.1875 / bulks));
  // The half that does not fail calls, and of the other half a half.
  expect(Math.abs(calls[0].sent / bulks - 0.75)).toBeLessThan(4 * Math.sqrt(0.1875 / bulks));
  const [outcome] = outcomesOf(model);
  expect(outcome.failed).toBeCloseTo(0.25, 9);
  expect(outcome.sent[0]).toBeCloseTo(0.75 / 5, 9);
  // 1.5 tries of which a half calls for 10 ms, and a half waits 10 ms for the second: 12.5 ms.
  expect(outcome.seconds).toBeCloseTo(0.0125 / 5, 9);
});

/** Of 20 ms and 10 ms of a call, for one record alone, at 1/s: 3% of a thread, 1% of a server. */
test('at a low load bulks are not full', () => {
  const model = modelOf(
    'processing_time: 20 ms, bulk: { records: 100, linger: 10 ms }, calls: index',
    'externals: { index: { time: 10 ms, concurrency: 1, propagation: 0 s } }',
    1,
  );
  const load = (name: string): number =>
    offeredLoad(model).resources.find((each) => each.name === name)?.utilization ?? NaN;
  expect(load('consumers.worker')).toBeCloseTo(0.03, 3);
  expect(load('externals.index')).toBeCloseTo(0.01, 3);
});
