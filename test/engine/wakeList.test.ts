import { expect, test } from 'vitest';
import { Stream } from '../../src/engine/stream.js';
import { WakeList } from '../../src/engine/wakeList.js';

test('what was noted comes out in rising order, once, and the list is empty then', () => {
  const stream = new Stream('wake list');
  const list = new WakeList();
  for (const count of [0, 1, 2, 5, 16, 17, 100, 3]) {
    const noted = new Set<number>();
    while (noted.size < count) noted.add(Math.floor(stream.next() * 1000));
    for (const item of noted) list.add(item);
    expect(list.size).toBe(count);
    const taken: number[] = [];
    for (let item = list.take(); item >= 0; item = list.take()) taken.push(item);
    expect(taken).toEqual([...noted].sort((left, right) => left - right));
    expect(list.size).toBe(0);
  }
});

test('what is noted while others are taken comes in its place among those left', () => {
  const list = new WakeList();
  for (const item of [5, 1, 9]) list.add(item);
  expect(list.take()).toBe(1);
  list.add(7);
  list.add(0);
  expect([list.take(), list.take(), list.take(), list.take(), list.take()]).toEqual([
    0, 5, 7, 9, -1,
  ]);
});
