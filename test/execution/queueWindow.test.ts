/**
 * How many tasks a coordinator asks at a time: no more than fit, unless they are fetched as they
 * come.
 */
import { expect, test } from 'vitest';
import { Window, type Held } from '../../src/execution/queue/window.js';

/**
 * Asks many, answers all that were let in at once, so many times; returns how many were let in
 * before each.
 */
async function rounds(
  held: (letIn: number) => Held,
  most: number,
  times: number,
): Promise<number[]> {
  let letIn = 0;
  let now: Held = { unfetched: 0, usualBytes: 0 };
  const window = new Window(
    () => now,
    () => most,
  );
  for (let task = 0; task < 100_000; task++) void window.enter().then(() => letIn++);
  const seen: number[] = [];
  for (let round = 0; round < times; round++) {
    await new Promise((resolve) => setImmediate(resolve));
    const answered = letIn;
    seen.push(answered);
    letIn = 0;
    for (let left = answered; left > 0; left--) {
      now = held(left);
      window.leave();
    }
  }
  return seen;
}

test('execution/queue/window: short tasks, which pile up: as many as 64 MB hold, however many cores there are', async () => {
  const piled = (left: number): Held => ({ unfetched: left, usualBytes: 100_000 });
  const seen = await rounds(piled, 8192, 6);
  // 64 MB of 250 KB before it is known how large an answer is.
  expect(seen[0]).toBe(256);
  // And the last few of a round, which do not look piled up.
  for (const letIn of seen.slice(1)) expect(letIn * 100_000).toBeLessThan(80e6);
});

test('long tasks, fetched as they come: three times as many each round, up to what the cores can use', async () => {
  const seen = await rounds(() => ({ unfetched: 0, usualBytes: 500_000 }), 4000, 5);
  expect(seen.slice(0, 2)).toEqual([256, 128 + 2 * 256]);
  expect(seen[4]).toBe(4000);
  expect(Math.max(...seen)).toBe(4000);
});
