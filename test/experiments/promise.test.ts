/** Promises that a model makes itself; how promises are judged: judging.test.ts. */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { promisesOf } from '../../src/experiments/promise.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import type { Model } from '../../src/model/model.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';

/**
 * Constant times: 2 ms at the first hop, 3 ms at the second, 5 ms of the way in all; returns come
 * from elsewhere, too.
 */
function chain(promises: string): Model {
  return atOnce(`promises: ${promises}
producers:
  shop: { sends: orders, rate: 40/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} }
  desk: { sends: returned, rate: 10/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} }
topics: { orders: { partitions: 1 }, paid: { partitions: 1 }, returned: { partitions: 1 } }
consumers:
  pay: { reads: orders, processing_time: 2 ms, ${HOST}, sends: { paid: { ${AT_ONCE} } } }
  mail: { reads: paid, processing_time: 3 ms, ${HOST} }
  refund: { reads: returned, threads: 4, processing_time: 1 ms, ${HOST}, sends: { returned: { share: 1%, ${AT_ONCE} } } }
run: { warmup: 1 s, duration: 10 s }`);
}

test('each is judged by what it is of: a hop, all hops, or those of one kind of producers', async () => {
  const model = chain(
    '[p99(mail) < 4 ms, "p99(to mail) < 4 ms, mean(to mail) < 6 ms", p50(shop to mail) > 4 ms, p99(shop to pay) < 3 ms, dropped = 0]',
  );
  const { promises } = await study(model, inlineExecutor(), {
    ...NESTED_STUDY_OPTIONS,
    seed: '1',
    trials: 30,
    relief: false,
    precision: 0.1,
    budgetRecords: 1e6,
    fidelity: 'sampled',
  });
  expect(promises?.conditions.map(({ text, answer }) => `${text}: ${answer}`)).toEqual([
    'p99(mail) < 4 ms: kept',
    'p99(to mail) < 4 ms: broken',
    'mean(to mail) < 6 ms: kept',
    'p50(shop to mail) > 4 ms: kept',
    'p99(shop to pay) < 3 ms: kept',
    'dropped = 0: kept',
  ]);
  expect(promises?.answer).toBe('broken');
});

test.each([
  ['p99(to male) < 1 s', /no such path; .*mail/],
  ['p99(desk to mail) < 1 s', /events of desk do not come there; write shop/],
  ['p99(shp to mail) < 1 s', /do not come there; write shop/],
  ['p99(mail) < 1 parsec', /expected .*; /],
  ['nothing', /no promise; write response < bound/],
])('%s is answered', (promise, answer) => {
  expect(() => promisesOf(chain(`[${promise}]`))).toThrow(answer);
});

test('where the events of several come, they are not told apart', () => {
  const model = atOnce(`promises: [p99(a to last) < 1 s]
producers: { a: { sends: one, rate: 1/s, count: 1 }, b: { sends: one, rate: 1/s, count: 1 } }
topics: { one: { partitions: 1 }, two: { partitions: 1 } }
consumers: { first: { reads: one, sends: two }, last: { reads: two } }`);
  expect(() => promisesOf(model)).toThrow(
    'a to last: events of b come there too, and are counted together; write to last',
  );
});
