import { expect, test } from 'vitest';
import { arrivalBlocks } from '../../../src/network/direct/arrivals.js';
import { Stream } from '../../../src/engine/stream.js';
import type { Model } from '../../../src/model/index.js';
import { pipelineModel } from '../../support/pipeline.js';
import { shortTrial } from '../../support/shortTrial.js';
import { withTrace } from '../../support/withTrace.js';

/**
 * A trace of 100 records a second, and cells of which the second has nine times the users of the
 * first.
 */
function traced(users: number): Model {
  const cells = 'cells:\n  - { home: local }\n  - { home: local, weight: 9 }\n';
  const times = Array.from({ length: 100 }, (_, index) => (index + 1) / 100);
  return { ...withTrace(pipelineModel({ more: cells }), times), users };
}

test('a trace gives the shape, the users the rate', () => {
  const arrived = (users: number, placement: number): number =>
    shortTrial(traced(users), { placement, windowSeconds: 10 }).arrivedInWindow;
  // 1,000 users, a record a second each: 100/s in the one, 900/s in the other; one more or less at
  // the window's ends.
  expect(Math.abs(arrived(1000, 0) - 1000)).toBeLessThanOrEqual(1);
  expect(Math.abs(arrived(1000, 1) - 9000)).toBeLessThanOrEqual(1);
  expect(Math.abs(arrived(2000, 0) - 2000)).toBeLessThanOrEqual(1);
});

test.each([
  ['constant', { kind: 'constant' }, (k: number) => (k + 0.5) / 20],
  // A round of three takes 4 s, the first after 1 s; stretched to 20 a second.
  [
    'trace',
    { kind: 'trace', timesSeconds: [1, 2, 3] },
    (k: number) => ((4 * Math.floor(k / 3) + 1 + (k % 3)) * (3 / 4)) / 20,
  ],
] as const)('blocks follow on each other without a gap, none left out: %s', (_, pattern, time) => {
  const fill = arrivalBlocks(pattern, 20, 0, 1, new Stream('blocks'));
  let before = 0;
  for (const length of [1, 4, 2, 7]) {
    const block = new Float64Array(length).fill(NaN);
    fill(block);
    block.forEach((each, index) => {
      expect(each).toBeCloseTo(time(before + index), 9);
    });
    before += length;
  }
});
