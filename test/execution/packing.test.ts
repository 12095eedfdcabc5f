import { expect, test } from 'vitest';
import { pack } from '../../src/execution/packing.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel('users: 1\nworkload: { events_per_user: 1/s }\nconsumers: { g: {} }\n', {
  fileName: 'small.yaml',
});
const TRIAL = shortTrial(MODEL);

// The last histogram is that of the series' only bucket: one bin, 5, and its count.
test.each([
  [127, [127]],
  [128, [128, 1]],
  [300, [172, 2]],
  [16_383, [255, 127]],
  [16_384, [128, 128, 1]],
  [2 ** 52, [128, 128, 128, 128, 128, 128, 128, 8]],
])('a count of %i is packed in 7 bits a byte, the lowest first: %j', (count, bytes) => {
  const latencyBins = [{ bins: Uint16Array.of(5), counts: Float64Array.of(count) }];
  const packed = pack({ ...TRIAL, series: { ...TRIAL.series, latencyBins } });
  expect([...packed.subarray(packed.length - bytes.length - 2)]).toEqual([1, 5, ...bytes]);
});
