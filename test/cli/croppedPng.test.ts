import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { croppedPng } from '../../src/cli/croppedPng.js';

/** A chunk as the standard has it. */
function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), 8 + data.length);
  return out;
}

test('the first rows of a picture, as they were', () => {
  const [width, height] = [3, 5];
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits a sample, RGB.
  head.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.from(
    Array.from({ length: height * 10 }, (_, byte) => (byte % 10 === 0 ? 0 : byte)),
  );
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const png = Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  const cropped = croppedPng(png, 2);
  expect([cropped.readUInt32BE(16), cropped.readUInt32BE(20)]).toEqual([3, 2]);
  const idat = cropped.indexOf('IDAT');
  const data = cropped.subarray(idat + 4, idat + 4 + cropped.readUInt32BE(idat - 4));
  expect(inflateSync(data)).toEqual(rows.subarray(0, 20));
  expect(croppedPng(png, 5)).toBe(png);
});
