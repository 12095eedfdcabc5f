import { expect, test } from 'vitest';
import { pack, unpack } from '../../src/execution/packing.js';
import { seal } from '../../src/execution/sealed.js';
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

// A seal that fits lets it through to the numbers: one byte of the last count, then none, is there.
test.each([1, 2, 3, 4])(
  'a number that does not end, %i bytes short, is refused and not read for ever',
  (short) => {
    const latencyBins = [{ bins: Uint16Array.of(5), counts: Float64Array.of(300) }];
    const packed = pack({ ...TRIAL, series: { ...TRIAL.series, latencyBins } });
    expect(unpack(packed).series.latencyBins).toEqual(latencyBins);
    const cut = seal(packed.slice(0, packed.length - short));
    expect(() => unpack(cut)).toThrow('a result is not whole');
  },
);
