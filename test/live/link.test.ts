/**
 * Links: what is put into one comes out of it, and what is no link, or too much, is refused with a
 * sentence.
 */
import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { linkOf, openLink } from '../../src/live/link.js';

const model = fc.record({
  name: fc.string({ maxLength: 50 }),
  text: fc.string({ unit: 'binary', maxLength: 2000 }),
  files: fc.constant({ 'a.csv': '1,2\n' }),
});
const shared = fc.record({
  model,
  other: fc.option(model),
  seed: fc.string({ maxLength: 20 }),
  placement: fc.nat(),
  speed: fc.oneof(fc.constant(Infinity), fc.double({ min: 1e-3, max: 1e6, noNaN: true })),
});

test('what is put into a link comes out of it', async () => {
  await fc.assert(
    fc.asyncProperty(shared, async (given) => {
      const link = await linkOf(given);
      expect(link).toMatch(/^#1\.[\w-]+$/);
      expect(await openLink(link)).toEqual(given);
    }),
    { numRuns: 30 },
  );
});

const packed = (text: string): string => `#1.${deflateRawSync(text).toString('base64url')}`;

test.each([
  ['no link', '#top', /not one of/],
  ['another version', '#2.abc', /another version .*format 2/],
  ['half a link', packed('{"model":{}}').slice(0, -4), /damaged/],
  ['no JSON', packed('users: 100'), /damaged/],
  ['other JSON', packed('{"users":100}'), /does not hold/],
  [
    'a speed below 0',
    packed('{"model":{"name":"a","text":"b","files":{}},"seed":"1","placement":0,"speed":-1}'),
    /does not hold/,
  ],
  ['a bomb', packed(' '.repeat(50_000_000)), /more than a model/],
  ['a long one', `#1.${'A'.repeat(200_000)}`, /longer than/],
])('%s is refused', async (_name, link, message) => {
  await expect(openLink(link)).rejects.toThrow(message);
});
