/**
 * When faults happen, as far as it is seen: of constant times of work and repair, counted by hand.
 */
import { expect, test } from 'vitest';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

test('the next random fault comes time_to_failure after the repair of the last one, not after its begin', () => {
  const model = validModel(
    `users: 100
workload: { events_per_user: 1/s, arrivals: constant }
consumers: { g: { processing_time: 1 ms, propagation: 0 s } }
faults: { crash: { kind: consumer_down, time_to_failure: 1 s, time_to_repair: 0.5 s } }
`,
    { fileName: 'crash.yaml' },
  );
  const { series } = shortTrial(model, { warmupSeconds: 0, windowSeconds: 5, seriesBuckets: 10 });
  // Down from 1 to 1.5, 2.5 to 3 and 4 to 4.5 s: 50 records each.
  const expected = [0, 0, 50, 0, 0, 50, 0, 0, 50, 0];
  expect(series.lost[0].map((lost) => Math.round(lost / 50) * 50)).toEqual(expected);
});

test('a scheduled fault is counted from the begin of the window, whatever the warm-up', () => {
  const model = validModel(
    `users: 100
workload: { events_per_user: 1/s, arrivals: constant }
consumers: { g: { processing_time: 1 ms, propagation: 0 s } }
faults: { crash: { kind: consumer_down, at: 1 s, length: 1 s } }
`,
    { fileName: 'crash.yaml' },
  );
  for (const warmupSeconds of [0, 0.5, 3]) {
    const { series } = shortTrial(model, { warmupSeconds, windowSeconds: 4, seriesBuckets: 4 });
    expect(series.lost[0].map((lost) => Math.round(lost / 100))).toEqual([0, 1, 0, 0]);
  }
});
