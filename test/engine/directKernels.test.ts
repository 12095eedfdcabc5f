/**
 * The kernels of direct delivery against their definitions; recordDirect is tested through
 * network/direct/directBlocks.
 */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { Stream } from '../../src/engine/stream.js';

// One thread is a loop of its own; then rows of one vector and more, odd and even.
test.each([1, 2, 3, 8, 9, 40])(
  'serveComing with %i threads is first come, first served, from call to call',
  (threadCount) => {
    const arena = new Arena();
    const stream = new Stream(`serveComing ${threadCount}`);
    const threads = arena.floats(threadCount + 5).fill(Infinity, threadCount);
    const free = new Array<number>(threadCount).fill(0);
    let come = 0;
    for (const count of [0, 1, 2, 5, 333, 64]) {
      const comes = arena.floats(count);
      const starts = arena.floats(count);
      const finishes = arena.floats(count);
      stream.fillExponentials(comes, count, 0.4 / threadCount);
      for (let job = 0; job < count; job++) come = comes[job] += come;
      stream.fillExponentials(finishes, count, 1);
      const expected = Array.from(comes, (time, job) => {
        free.sort((a, b) => a - b);
        const start = Math.max(free[0], time);
        free[0] = start + finishes[job] * 0.3;
        return { start, finish: free[0] };
      });
      const last = arena.kernels.serveComing(
        comes.byteOffset,
        starts.byteOffset,
        finishes.byteOffset,
        count,
        threads.byteOffset,
        threadCount,
        0.3,
      );
      expect([...starts]).toEqual(expected.map(({ start }) => start));
      expect([...finishes]).toEqual(expected.map(({ finish }) => finish));
      if (count > 0) expect(last).toBe(Math.max(...finishes));
      expect([...threads.subarray(0, threadCount)]).toEqual([...free].sort((a, b) => a - b));
    }
    arena.close();
  },
);

// The jobs start in order: one that comes waits with all those before it that have not started.
test.each([1, 2, 101, 1000])(
  'engine/assembly/direct: longestQueue of %i jobs is the most that wait at once',
  (count) => {
    const arena = new Arena();
    const stream = new Stream(`longestQueue ${count}`);
    const margin = 2;
    const comes = arena.floats(count);
    const starts = arena.floats(count + margin);
    stream.fillExponentials(comes, count, 1);
    for (let job = 1; job < count; job++) comes[job] += comes[job - 1];
    let free = 0;
    for (let job = 0; job < count; job++) {
      starts[job + margin] = Math.max(free, comes[job]);
      free = starts[job + margin] + 0.95 * stream.exponential();
    }
    const waiting = Array.from(comes, (come, job) => {
      const ahead = starts.subarray(margin, margin + job + 1);
      return ahead.filter((start) => start > come).length;
    });
    const longest = (most: number): number =>
      arena.kernels.longestQueue(starts.byteOffset + margin * 8, comes.byteOffset, count, most);
    const most = Math.max(...waiting);
    expect(longest(0)).toBe(most);
    expect(most).toBeGreaterThanOrEqual(count > 100 ? 5 : 0);
    arena.close();
  },
);
