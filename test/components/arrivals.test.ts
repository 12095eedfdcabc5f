import { expect, test } from 'vitest';
import type { Model } from '../../src/model/index.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

/** A trace of 100 records a second, and cells of which the second has nine times the users of the first. */
function traced(users: number): Model {
  const cells = 'cells:\n  - { home: local }\n  - { home: local, weight: 9 }\n';
  return {
    ...pipelineModel({ more: cells }),
    users,
    arrivals: {
      kind: 'trace',
      timesSeconds: Array.from({ length: 100 }, (_, index) => (index + 1) / 100),
    },
  };
}

test('a trace gives the shape, the users the rate', () => {
  const arrived = (users: number, placement: number): number =>
    shortTrial(traced(users), { placement, windowSeconds: 10 }).arrivedInWindow;
  // 1,000 users, a record a second each: 100/s in the one, 900/s in the other; one more or less at the window's ends.
  expect(Math.abs(arrived(1000, 0) - 1000)).toBeLessThanOrEqual(1);
  expect(Math.abs(arrived(1000, 1) - 9000)).toBeLessThanOrEqual(1);
  expect(Math.abs(arrived(2000, 0) - 2000)).toBeLessThanOrEqual(1);
});
