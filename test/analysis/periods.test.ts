import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { peakBacklogs, type LoadPattern } from '../../src/analysis/pattern.js';
import { validModel } from '../support/validModel.js';

/** 700 of 1,000 a second. */
const OFFERED = offeredLoad(
  validModel(
    'users: 700\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: 1 ms } }\n',
    { fileName: 'm.yaml' },
  ),
);

test('what a period leaves behind is drained in the next one', () => {
  // Nothing for 5 s, then 1,260 a second: 1,300 are left at the end, and gone after 1.3 s of the
  // next period.
  const [quiet, busy] = [0, 1.8].map((factor) => ({ seconds: 5, factor }));
  const of = (periodSeconds: number | null): LoadPattern => {
    return { name: 'p', periodSeconds, steps: [quiet, busy], peak: 1.8 };
  };
  const [again] = peakBacklogs(of(10), OFFERED);
  expect(again.records).toBeCloseTo(1300, 6);
  expect(again.drainSeconds).toBeCloseTo(1.3, 9);
  // Once and then the mean: 300 a second are spare.
  const [once] = peakBacklogs(of(null), OFFERED);
  expect(once.records).toBeCloseTo(1300, 6);
  expect(once.drainSeconds).toBeCloseTo(1300 / 300, 9);
});
