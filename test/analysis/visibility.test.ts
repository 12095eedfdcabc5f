/**
 * Visibility timeouts by arithmetic: by hand where nothing waits, beside the simulator where it
 * does.
 */
import { describe, expect, test } from 'vitest';
import { groupNote } from '../../src/analysis/groupNote.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { handedAgain } from '../../src/analysis/visibility.js';
import type { Model } from '../../src/model/index.js';
import { cdf } from '../../src/statistics/index.js';
import { expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

function modelOf(
  rate: number,
  worker: string,
  queue = 'max_deliveries: 3',
  cluster = 'sqs',
): Model {
  const free = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';
  return validModel(
    `brokers: { kind: queue, preset: ${cluster}, count: 1, ${free}, ${HOST} }
topics: { tasks: { visibility_timeout: 3 s, ${queue} } }
producers: { app: { sends: tasks, count: 1, rate: ${rate}/s, ${HOST} } }
consumers: { workers: { reads: tasks, ${HOST}, instances: 32, ${worker} } }
`,
    { fileName: 'visible.yaml' },
  );
}

const LONG = 'processing_time: "lognormal(1 s, 1)"';
/** Of it, what takes longer than 3 s. */
const LATE = 1 - cdf({ kind: 'lognormal', mean: 1, cv: 1 }, 3);

function workersOf(model: Model): { utilization: number; ceiling: number } {
  const row = offeredLoad(model).resources.find(({ name }) => name === 'consumers.workers');
  return { utilization: row?.utilization ?? NaN, ceiling: row?.ceilingEventsPerSecond ?? NaN };
}

describe('where each thread has one message', () => {
  test('only work longer than the timeout is done again', () => {
    expect(LATE).toBeGreaterThan(0.04);
    const times = 1 + LATE + LATE ** 2;
    const { utilization, ceiling } = workersOf(modelOf(20, `receive: 1, ${LONG}`));
    expect(utilization).toBeCloseTo((20 / 32) * times, 9);
    expect(ceiling).toBeCloseTo(32 / times, 9);
  });

  test('without max_deliveries: 1 / (1 - q); of those that fail, too', () => {
    const endless = workersOf(modelOf(20, `receive: 1, ${LONG}`, ''));
    expect(endless.ceiling).toBeCloseTo(32 * (1 - LATE), 9);
    const failing = workersOf(modelOf(20, `receive: 1, fails: 20%, ${LONG}`, ''));
    expect(failing.ceiling).toBeCloseTo(32 * (1 - LATE) * 0.8, 9);
  });

  /** A late acknowledgement counts: 7 s are worked on three times, from 0, 3 and 6 s on. */
  test('with late acknowledgements: once more for each timeout that it takes', () => {
    const model = modelOf(2, 'processing_time: 7 s, receive: 1', '', 'redis_streams');
    const { utilization } = workersOf(model);
    expect(utilization).toBeCloseTo((2 * 7 * 3) / 32, 9);
  });

  test('nothing where all is done in time', () => {
    const model = modelOf(20, 'processing_time: 2.9 s, receive: 1');
    const [group] = model.consumers;
    expect(handedAgain(model, group, model.placements[0], 2.9)).toMatchObject({ behind: 1 });
  });
});

/**
 * Ten are held, and wait for each other: the wait is an approximation, so the utilization is within
 * 0.08 of the simulated one, where the load is carried.
 */
test.each([5, 9, 12, 16])('of ten held at %i a second', (rate) => {
  const model = modelOf(rate, `receive: 10, ${LONG}`);
  const measured = shortTrial(model, { warmupSeconds: 30, windowSeconds: 600 });
  expectAudits(measured);
  const row = measured.resources.find(({ name }) => name === 'consumers.workers');
  const busy = (row?.busySeconds ?? NaN) / 32 / 600;
  const { utilization } = workersOf(model);
  expect(Math.abs(utilization - busy)).toBeLessThan(0.08);
});

/**
 * By arithmetic 17.1 are carried: of 24 most are made three times, and so a third of 32 comes
 * through.
 */
test('a group that falls behind does everything three times', () => {
  const model = modelOf(24, `receive: 10, ${LONG}`);
  const { ceiling } = workersOf(model);
  expect(ceiling).toBeGreaterThan(16);
  expect(ceiling).toBeLessThan(18);
  const [group] = model.consumers;
  const all = handedAgain(model, group, model.placements[0], 1);
  expect(all.behind).toBeGreaterThan(2.9);
  const measured = shortTrial(model, { warmupSeconds: 200, windowSeconds: 200 });
  const [queue] = measured.queues ?? [];
  expect(1 / (1 - queue.again / queue.handedOut)).toBeGreaterThan(2.7);
  expect(groupNote(model, 'consumers.workers')).toMatch(
    /handed out 3\.0 times each, 10\.\d records\/s of a cell are done; prefetch: 1/,
  );
});
