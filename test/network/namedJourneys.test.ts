/** Journeys that the model gives names, until all is done that comes of an event: by hand. */
import { expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/** How many ended, their mean to 100 ns (1 KB takes 8 ns on the way), and how many never will. */
function journey({ paths }: Measurements, name: string): [number, number, number | undefined] {
  const path = paths.find((each) => each.name === name);
  if (path === undefined) throw new Error(`no journey ${name}`);
  const { count, sum } = path.histogram;
  return [count, Math.round((sum / count) * 1e7) / 1e7, path.broken];
}

const APP = `sends: orders, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST}`;
const FREE = `wait_for_poll: false, concurrency: free, threads: 1000, ${HOST}`;

/**
 * An order goes to billing (3 ms) and to stock (5 ms); billing sends two records on, to mail (7 ms
 * each, one after the other): it is done after 3 + 2 x 7 = 17 ms, in mail after 10 and 17.
 */
test('an event is complete when the last of what comes of it is done', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { rate: 20/s, ${APP} } }
topics: { orders: { partitions: 1 }, paid: { partitions: 1 } }
consumers:
  billing: { reads: orders, processing_time: 3 ms, ${HOST}, sends: { paid: { records: 2, ${AT_ONCE} } } }
  stock: { reads: orders, processing_time: 5 ms, ${HOST} }
  mail: { reads: paid, processing_time: 7 ms, wait_for_poll: false, threads: 1, ${HOST} }
journeys: { whole: { complete: all }, mailed: { to: mail } }`),
  );
  expectAudits(measured);
  expect(journey(measured, 'whole')).toEqual([20, 0.017, 0]);
  expect(journey(measured, 'mailed')).toEqual([40, 0.0135, 0]);
});

/** 4 and 6 ms; those of the second kind are a third of all. */
test('model/journeys: journeys are told by whose events they began with', () => {
  const measured = shortTrial(
    atOnce(`producers:
  web: { rate: 20/s, ${APP} }
  shop: { rate: 10/s, ${APP} }
topics: { orders: { partitions: 1 }, late: { partitions: 1 } }
consumers:
  first: { reads: orders, processing_time: 4 ms, ${FREE}, sends: { late: { ${AT_ONCE} } } }
  second: { reads: late, processing_time: 6 ms, ${FREE} }
journeys:
  all: { to: second }
  of-web: { from: web, to: second }
  of-shop: { from: shop, complete: all }`),
  );
  expectAudits(measured);
  expect(journey(measured, 'all')).toEqual([30, 0.01, 0]);
  expect(journey(measured, 'of-web')).toEqual([20, 0.01, 0]);
  expect(journey(measured, 'of-shop')).toEqual([10, 0.01, 0]);
});

/**
 * All fail at the first group. To a topic that a group reads they go on, and are done there after 4
 * + 6 ms; to one that nobody reads, or nowhere, their event is never complete.
 */
test.each([
  ['a group reads', 'late', [20, 0.01, 0]],
  ['nobody reads', 'dead', [0, NaN, 20]],
  ['that is none', 'none', [0, NaN, 20]],
])('what failed and is sent to a topic that %s', (_, to, expected) => {
  const measured = shortTrial(
    atOnce(`producers: { app: { rate: 20/s, ${APP} } }
topics: { orders: { partitions: 1 }, late: { partitions: 1 }, dead: { partitions: 1 } }
consumers:
  first: { reads: orders, processing_time: 4 ms, fails: 100%, ${FREE}, on_failure: { to: ${to}, ${AT_ONCE} } }
  second: { reads: late, processing_time: 6 ms, ${FREE} }
journeys: { whole: { complete: all } }`),
  );
  expectAudits(measured);
  expect(journey(measured, 'whole')).toEqual(expected);
});

/**
 * Half of them go round once more, half of those again: 2 ms each round, of which there are 2 on
 * average.
 */
test('an event that goes in a circle is complete once', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { rate: 50/s, ${APP} } }
topics: { orders: { partitions: 1 } }
consumers:
  one: { reads: orders, processing_time: 2 ms, ${FREE}, sends: { orders: { share: 50%, ${AT_ONCE} } } }
journeys: { whole: { complete: all } }`),
    { windowSeconds: 200 },
  );
  const [count, mean, broken] = journey(measured, 'whole');
  // One or two more or fewer are under way at an end of the window than at the other.
  expect(Math.abs(count - 10_000)).toBeLessThan(3);
  expect(broken).toBe(0);
  // Geometric: of 10,000 the mean has a standard error of sqrt(0.5) / 0.5 x 2 ms / 100 = 28 us:
  // four of them.
  expect(Math.abs(mean - 0.004)).toBeLessThan(113e-6);
});
