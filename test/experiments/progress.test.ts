/** What a lab counts while it runs: trials handed to it that are still to do, and those done. */
import { expect, test } from 'vitest';
import type { Executor } from '../../src/execution/executor.js';
import { counted } from '../../src/experiments/lab.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';

/** Ends after so many trials, as one that is stopped does. */
function ending(after: number): Executor {
  return {
    run: (trials, done) => {
      trials.slice(0, after).forEach((_, index) => {
        done({} as Measurements, index);
      });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

test.each([
  [0, 0],
  [3, 3],
  [10, 10],
])(
  'of ten trials, %d are done before the end: so many were planned after all',
  async (after, all) => {
    const count = counted(ending(after));
    const during: string[] = [];
    count.changed = () => void during.push(`${count.done}/${count.planned}`);
    await count.executor.run(new Array<Trial>(10).fill({} as Trial), () => undefined);
    expect([count.done, count.planned]).toEqual([all, all]);
    expect(during).toEqual(Array.from({ length: after }, (_, index) => `${index + 1}/10`));
  },
);
