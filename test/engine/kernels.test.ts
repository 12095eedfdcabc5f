import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { Exponentials, drawExponentials } from '../../src/engine/exponentials.js';
import { ZIGGURAT } from '../../src/engine/ziggurat.js';
import { Stream } from '../../src/engine/stream.js';

test('engine/assembly/exponentials: the kernel draws the same exponentials as its twin, bit for bit', () => {
  const arena = new Arena();
  for (const [seed, count, scale] of [
    [1, 100_000, 1],
    [-7, 4, 3],
    [2 ** 31 - 1, 4100, 0.001],
  ]) {
    const words = Array.from({ length: 16 }, (_, index) => Math.imul(seed + index, 0x9e3779b9));
    const kernelState = arena.ints(16);
    kernelState.set(words);
    const twinState = Int32Array.from(words);
    const drawn = arena.floats(count);
    const expected = new Float64Array(count);
    arena.kernels.fillExponentials(
      kernelState.byteOffset,
      arena.ziggurat.byteOffset,
      drawn.byteOffset,
      count,
      scale,
    );
    drawExponentials(twinState, ZIGGURAT, expected, count, scale);
    expect(sameBits(drawn, expected)).toBe(true);
    expect([...kernelState]).toEqual([...twinState]);
  }
  arena.close();
});

test('engine/exponentials: a stream gives the same exponentials with an arena and without, however they are asked for', () => {
  const arena = new Arena();
  const word = (stream: Stream) => () => stream.next() * 4_294_967_296;
  const inArena = new Exponentials(word(new Stream('kernels')), arena);
  const here = new Exponentials(word(new Stream('kernels')), null);
  const target = arena.floats(1000);
  const expected = new Float64Array(1000);
  for (const count of [1, 63, 64, 65, 1000, 2, 500]) {
    expect(inArena.next()).toBe(here.next());
    inArena.fillInto(target, count, 0.5);
    for (let index = 0; index < count; index++) expected[index] = here.next() * 0.5;
    expect(sameBits(target.subarray(0, count), expected.subarray(0, count))).toBe(true);
  }
  arena.close();
});

test('a stream gives the same times with an arena and without, one block after another', () => {
  const arena = new Arena();
  const inArena = new Stream('times', arena);
  const here = new Stream('times');
  const [target, expected] = [arena.floats(1000), new Float64Array(1000)];
  let [last, before] = [0, 0];
  for (const count of [64, 1, 1000, 7]) {
    last = inArena.fillTimes(target, count, 0.5, last);
    const expectedLast = here.fillTimes(expected, count, 0.5, before);
    expect(last).toBe(expectedLast);
    expect(last).toBe(target[count - 1]);
    expect(target[0]).toBeGreaterThan(before);
    expect(sameBits(target.subarray(0, count), expected.subarray(0, count))).toBe(true);
    before = expectedLast;
  }
  arena.close();
});

test('engine/arena: an arena hands out zeros again after another has used its memory', () => {
  const first = new Arena();
  first.floats(200_000).fill(1);
  first.close();
  const second = new Arena();
  expect(second.floats(200_000).every((value) => value === 0)).toBe(true);
  second.close();
});

/** Equal as bits, which toEqual of large columns tells slowly. */
function sameBits(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((value, index) => Object.is(value, b[index]));
}
