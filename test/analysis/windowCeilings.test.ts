/** Ceilings behind windows, and what piles up there: by hand. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { firstToSaturate, offeredLoad } from '../../src/analysis/offeredLoad.js';
import { passedResources } from '../../src/analysis/passed.js';
import { settledCeilings } from '../../src/analysis/windowCeilings.js';
import { worthALook } from '../../src/analysis/worthALook.js';
import { validModel } from '../support/validModel.js';

function streamWindows(length: string) {
  const text = readFileSync('models/stream-windows.yaml', 'utf8');
  return validModel(text, {
    fileName: 'stream-windows.yaml',
    overrides: [{ path: 'consumers.count.window.length', value: length }],
  });
}

describe('the load at which a ceiling is the load', () => {
  /** Of the ceiling 100 whatever the load, and of 10 sqrt(load), which is met at 100, too. */
  test.each([
    ['that does not depend on it', () => 100],
    ['that grows with its root', (load: number) => 10 * Math.sqrt(load)],
    ['that grows less and less', (load: number) => Math.max(1, 100 + 20 * Math.log2(load / 100))],
  ])('of a ceiling %s', (_, ceiling) => {
    const [found] = settledCeilings(30, (times) => [ceiling(30 * times)]);
    expect(found).toBeCloseTo(100, 3);
  });

  test('of several, the lowest is looked at closely', () => {
    const found = settledCeilings(1, (times) => [1e9, 400 / (1 + 1 / times), 2 * times]);
    // x = 400 / (1 + 1 / x): x = 399; and what grows as fast as the load is never met.
    expect(found[0]).toBe(1e9);
    expect(found[1]).toBeCloseTo(399, 3);
    expect(found[2]).toBe(2 * 4096);
  });
});

/**
 * Windows of 10 s give 500 (1 - exp(-rate / 500)) results a second, 200 of which can be written.
 */
test('stream-windows: with windows of 10 s the database gives way first, at 255 clicks/s', () => {
  const model = streamWindows('10 s');
  const offered = offeredLoad(model);
  const first = firstToSaturate(offered);
  expect(first.name).toBe('stores.counts');
  expect(first.ceilingEventsPerSecond).toBeCloseTo(-500 * Math.log(1 - 200 / 500), 3);
  expect(first.ceilingUsers).toBeCloseTo(first.ceilingEventsPerSecond / 0.2, 6);
  const [passed] = passedResources(model, offered);
  const results = 500 * (1 - Math.exp(-2));
  expect(passed.resource).toBe('stores.counts');
  expect(passed.load).toBeCloseTo(results / 200, 6);
  expect(passed.growthPerSecond).toBeCloseTo(results - 200, 6);
});

test('stream-windows: a minute gives 5,000 results at once, 25 s of work', () => {
  const model = streamWindows('60 s');
  const [row] = offeredLoad(model).resources.filter(({ name }) => name === 'stores.counts');
  expect(row.utilization).toBeCloseTo((5000 * (1 - Math.exp(-12))) / 60 / 200, 6);
  const looks = worthALook(model, offeredLoad(model)).map(
    ({ path, reason }) => `${path}: ${reason}`,
  );
  expect(looks).toEqual([
    'consumers.count.window: what a window gives is sent at once when it closes, each 60 s: stores.counts has 25 s of work then, and the last result waits that long',
  ]);
});
