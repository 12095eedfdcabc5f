import { expect, test } from 'vitest';
import { journeyEnds, spentOnJourneys, summarizeJourneys } from '../../src/analysis/journeys.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/**
 * The first hop waits (90% full), the second hardly ever does; every tenth record comes half a
 * second later.
 */
const MODEL =
  atOnce(`producers: { app: { sends: first, rate: 90/s, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, processing_time: exponential(10 ms), ${HOST}, sends: { second: { share: 90%, ${AT_ONCE} }, first: { share: 1%, after: 500 ms, ${AT_ONCE} } } }
  two: { reads: second, processing_time: 1 ms, store: db, ${HOST} }
stores: { db: { shards: 1, servers: 1, time_per_request: 1 ms } }`);

const trials = [
  {
    measurements: shortTrial(MODEL, { warmupSeconds: 10, windowSeconds: 100 }),
    trials: 1,
    weight: 3,
    section: 0,
  },
];

test('the parts of the journeys to a group add up to their mean, the shares to 1', () => {
  const parts = summarizeJourneys(trials);
  const histogram = trials[0].measurements.paths.find(({ name }) => name === 'to two')?.histogram;
  const sum = (of: (part: (typeof parts)[number]) => number): number =>
    parts.filter(({ to }) => to === 'two').reduce((all, part) => all + of(part), 0);
  expect(sum(({ meanSeconds }) => meanSeconds.value)).toBeCloseTo(
    (histogram?.sum ?? NaN) / (histogram?.count ?? NaN),
    9,
  );
  expect(sum(({ shareOfMean }) => shareOfMean)).toBeCloseTo(1, 9);
  expect(sum(({ shareOfSlowest }) => shareOfSlowest)).toBeCloseTo(1, 9);
  // Of those who come round 1% wait 500 ms more: 5 ms of all journeys, give or take.
  const between = parts.find(({ to, hop }) => to === 'two' && hop === '');
  expect(between?.meanSeconds.value).toBeGreaterThan(0.003);
  expect(between?.meanSeconds.value).toBeLessThan(0.008);
});

test('what is spent at a hop is spent at that hop', () => {
  expect(journeyEnds(MODEL)).toEqual(['two']);
  const spent = spentOnJourneys(MODEL, summarizeJourneys(trials));
  expect(spent.reduce((sum, { shareOfSlowest }) => sum + shareOfSlowest, 0)).toBeCloseTo(1, 9);
  // The slowest of all are those that were sent half a second later, which is nobody's.
  const [later, held] = [true, false].map((so) =>
    spent.filter(({ stage }) => (stage === 'sent_later') === so),
  );
  expect(later.map((each) => each.at?.('consumers.one'))).toEqual([false]);
  const most = held.reduce((a, b) => (b.shareOfSlowest > a.shareOfSlowest ? b : a));
  const at = (name: string): boolean | undefined => most.at?.(name);
  // One partition: what it has not fetched yet waits in the log, the rest for the thread.
  expect(['fetch_wait', 'consumer_wait']).toContain(most.stage);
  expect([at('consumers.one'), at('brokers.handlers'), at('producers.app.in_flight')]).toEqual([
    true,
    true,
    true,
  ]);
  expect(at('consumers.one.sends.first.in_flight')).toBe(true);
  expect([at('consumers.two'), at('consumers.one.sends.second.in_flight')]).toEqual([false, false]);
  const write = spent.find(({ stage }) => stage === 'store_service');
  expect([write?.at?.('stores.db'), write?.at?.('stores.other')]).toEqual([true, false]);
});
