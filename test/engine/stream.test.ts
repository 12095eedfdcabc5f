import { expect, test } from 'vitest';
import { Stream, streamKey } from '../../src/engine/stream.js';

test('the key alone decides the numbers', () => {
  const key = streamKey('7', '2', 'broker', 'service');
  expect(key).toBe('7/2/broker/service');
  const [a, b, c] = [new Stream(key), new Stream(key), new Stream(`${key}2`)];
  const draw = (stream: Stream): number[] => Array.from({ length: 100 }, () => stream.next());
  const first = draw(a);
  expect(draw(b)).toEqual(first);
  expect(draw(c)).not.toEqual(first);
});

test('a million numbers lie inside (0, 1), with more than 32 bits', () => {
  const stream = new Stream('open');
  let fine = 0;
  let outside = 0;
  for (let index = 0; index < 1e6; index++) {
    const value = stream.next();
    if (!(value > 0 && value < 1)) outside++;
    if (!Number.isInteger(value * 0x100000000)) fine++;
  }
  expect(outside).toBe(0);
  expect(fine).toBeGreaterThan(999_000);
});

test('a zero from the generator is drawn again', () => {
  const stream = new Stream('zero');
  const given = [0, 0, 0.25];
  Object.assign(stream, { draw: () => given.shift() });
  expect(stream.next()).toBe(0.25);
});
