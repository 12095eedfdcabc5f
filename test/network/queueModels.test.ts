/** The models with queues that come with Highwater: the answers that they say of themselves. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { groupNote } from '../../src/analysis/groupNote.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import { faultChoices } from '../../src/live/faultChoices.js';
import { parseModel, type Model } from '../../src/model/index.js';
import { expectAudits, stageMean } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

function shipped(name: string, path = '', value = ''): Model {
  return shippedWith(name, path === '' ? {} : { [path]: value });
}

function shippedWith(name: string, changes: Readonly<Record<string, string>>): Model {
  const fileName = `models/${name}.yaml`;
  const overrides = Object.entries(changes).map(([path, value]) => ({ path, value }));
  const parsed = parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides });
  if ('faults' in parsed) throw new Error(parsed.faults[0].hint);
  return parsed.model;
}

test('by hand a broker with queues is not killed, and what is offered can be', () => {
  const model = shipped('task-queue');
  const kinds = faultChoices(model).map(({ fault }) => fault.kind);
  expect(kinds).toContain('consumer_down');
  expect(kinds).not.toContain('broker_down');
});

/** 36,000 tasks: the mean wait is off by more than a quarter for one seed of a thousand. */
test('task-queue: a wait of 5.4 ms with prefetch 1, of 131 ms with 250', () => {
  const path = 'consumers.workers.prefetch';
  const lengths = { warmupSeconds: 20, windowSeconds: 300 };
  const one = shortTrial(shipped('task-queue'), lengths);
  const many = shortTrial(shipped('task-queue', path, '250'), lengths);
  expectAudits(one);
  expectAudits(many);
  expect(stageMean(one, 'fetch_wait') / 0.0054).toBeGreaterThan(0.75);
  expect(stageMean(one, 'fetch_wait') / 0.0054).toBeLessThan(1.25);
  expect(stageMean(many, 'consumer_wait') / 0.131).toBeGreaterThan(0.75);
  expect(stageMean(many, 'consumer_wait') / 0.131).toBeLessThan(1.25);
});

/** Of 8,000 reports a share of 4.1% has a standard deviation of 0.22%. */
test('sqs-workers: 4.1% is handed out again; with receive: 10 more is made twice than comes through', () => {
  const lengths = { warmupSeconds: 300, windowSeconds: 4000 };
  const measured = shortTrial(shipped('sqs-workers'), lengths);
  expectAudits(measured);
  const [reports] = measured.queues ?? [];
  expect(Math.abs(reports.again / reports.handedOut - 0.041)).toBeLessThan(4 * 0.0022);
  expect(measured.duplicatesInWindow / 4000).toBeCloseTo(0.087, 1);
  const worse = shortTrial(shipped('sqs-workers', 'consumers.workers.receive', '10'), lengths);
  expectAudits(worse);
  expect(worse.duplicatesInWindow).toBeGreaterThan(worse.paths[1].histogram.count);
});

/** 12 a minute are 1,200 in 100 minutes; one worker does 480, give or take 2.5. */
test.each([
  ['1', '10', 480],
  ['2', '10', 960],
  ['3', '20', 1200],
  ['6', '20', 1200],
])('rate-limited-workers: %s at once, of %s a minute', (threads, perMinute, done) => {
  const model = shippedWith('rate-limited-workers', {
    'consumers.workers.threads': threads,
    'consumers.workers.prefetch': '6',
    'producers.web.rate': `${Number(perMinute) / 60}/s`,
  });
  const measured = shortTrial(model, { warmupSeconds: 600, windowSeconds: 6000 });
  expectAudits(measured);
  expect(measured.deliveredInWindow / done).toBeGreaterThan(0.97);
  expect(measured.deliveredInWindow / done).toBeLessThan(1.03);
});

/**
 * As it is shipped nothing piles up: what comes in 100 minutes is done, but for what is under way.
 */
test('rate-limited-workers: three at once are enough for 10 a minute', () => {
  const model = shipped('rate-limited-workers');
  const rows = offeredLoad(model).resources;
  const ceiling = (name: string): number =>
    rows.find((row) => row.name === name)?.ceilingEventsPerSecond ?? NaN;
  // 14.4 and 12 a minute.
  expect(ceiling('consumers.workers')).toBeCloseTo(14.4 / 60, 4);
  expect(ceiling('consumers.workers.rate_limit')).toBeCloseTo(12 / 60, 6);
  const sent: number[] = [];
  const done: number[] = [];
  shortTrial(model, { warmupSeconds: 0, windowSeconds: 6000 }, (what, _, __, ___, time) => {
    if (what === 'published') sent.push(time);
    if (what === 'delivered' && time < 6000) done.push(time);
  });
  expect(sent.length).toBeGreaterThan(850);
  expect(sent.length - done.length).toBeLessThan(40);
});

/** [producers]: when each came of what they sent and was done, and when it was done. */
function doneOf(model: Model, hours: number): Map<number, [number, number][]> {
  const done = new Map<number, [number, number][]>();
  const lengths = { warmupSeconds: 0, windowSeconds: hours * 3600 };
  const measured = shortTrial(model, lengths, (what, _, producer, arrival, time) => {
    if (what === 'delivered' && time < hours * 3600) {
      done.set(producer, [...(done.get(producer) ?? []), [arrival, time]]);
    }
  });
  expectAudits(measured);
  return done;
}

const [CRITICAL, REPORTS, LOW] = [0, 4, 5];

/** Reports of exponential length: what is served in ten hours is off by 2% (one sigma). */
test('weighted-queues: after ten hours the lowest queue is two hours late, the highest is not', () => {
  const done = doneOf(shipped('weighted-queues'), 10);
  const perSecond = (queue: number): number => (done.get(queue)?.length ?? 0) / 36_000;
  expect(Math.abs(perSecond(LOW) / 0.0817 - 1)).toBeLessThan(0.08);
  expect(Math.abs(perSecond(REPORTS) / 0.1634 - 1)).toBeLessThan(0.08);
  expect(Math.abs(perSecond(CRITICAL) / 0.2 - 1)).toBeLessThan(0.05);
  const waitOf = (queue: number): number => {
    const [arrival, time] = done.get(queue)?.at(-1) ?? [NaN, NaN];
    return time - arrival;
  };
  // Of ten hours 0.0817 / 0.1 have been worked off; give or take 66 jobs and when they came.
  expect(Math.abs(waitOf(LOW) - 0.183 * 36_000)).toBeLessThan(3 * 855);
  expect(waitOf(CRITICAL)).toBeLessThan(60);
});

test('weighted-queues: in strict order the lowest queue has nothing while reports wait', () => {
  const done = doneOf(shipped('weighted-queues', 'consumers.workers.queue_order', 'strict'), 4);
  const early = (done.get(LOW) ?? []).filter(([, time]) => time < 3600).length;
  // Reports wait all the time once some twenty are there: 360 jobs come in an hour.
  expect((done.get(LOW) ?? []).length - early).toBeLessThan(18);
  expect((done.get(CRITICAL) ?? []).length).toBeGreaterThan(0.9 * 0.2 * 4 * 3600);
});

test('weighted-queues: check says what each queue is served', () => {
  const model = shipped('weighted-queues');
  expect(groupNote(model, 'consumers.workers')).toContain(
    'reports is served 0.163/s of 0.2/s, low is served 0.0817/s of 0.1/s, the others as they come',
  );
  const [passed] = passedResources(model, offeredLoad(model));
  expect(passed.growthPerSecond).toBeCloseTo(0.0366 + 0.0183, 4);
});
