import { defineConfig } from 'vitest/config';
import { checkedBytes } from './test/support/checkedBytes.js';
import { LongestFirst } from './test/support/longestFirst.js';

/** HIGHWATER_CHECKED=1: the tests run on the engine's checked build, which asserts as it goes, in place of the product's. */
const checked = {
  name: 'highwater-checked',
  load: (id: string): string | null =>
    id.endsWith('/src/engine/kernelBytes.ts')
      ? `export const KERNEL_BYTES = '${checkedBytes()}';`
      : null,
};

const source = (path: string): string => new URL(path, import.meta.url).pathname;

export default defineConfig({
  // Experiments are written as users write theirs: with the package's name.
  resolve: {
    alias: [
      { find: 'highwater/statistics', replacement: source('src/statistics/index.ts') },
      { find: 'highwater/engine', replacement: source('src/library/engine.ts') },
      { find: /^highwater$/, replacement: source('src/index.ts') },
    ],
  },
  plugins: process.env['HIGHWATER_CHECKED'] === '1' ? [checked] : [],
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 120_000,
    maxWorkers: 2,
    // A process loads the sources once for all its files: a third of all time. What a file stubs it puts back.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
