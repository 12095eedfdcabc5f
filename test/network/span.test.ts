import { expect, test } from 'vitest';
import { spanUntil, wholeSpan } from '../../src/network/span.js';
import { trialOf } from '../support/cellOf.js';

const WHOLE = wholeSpan({
  ...trialOf({}),
  warmupSeconds: 1,
  windowSeconds: 10,
  seriesBuckets: 10,
});

test.each([
  // Full half a bucket after the third; at the end of the fourth; within the first.
  [4.5, 4, 3],
  [5, 4, 4],
  [1.75, 1, 0],
])(
  'a trial that is full at %d s has its window until then, in %i buckets, %i of them whole',
  (...of) => {
    const [time, buckets, wholeBuckets] = of;
    const windowStart = Math.min(1, time / 2);
    expect(spanUntil(WHOLE, time)).toEqual({
      windowStart,
      windowEnd: time,
      bucketSeconds: 1,
      buckets,
      wholeBuckets,
      stoppedFull: true,
    });
  },
);
