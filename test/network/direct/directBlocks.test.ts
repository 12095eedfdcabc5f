/**
 * Direct delivery in blocks measures what direct delivery record by record does: an observer makes
 * it go that way.
 */
import { expect, test } from 'vitest';
import { goInBlocks } from '../../../src/network/direct/directBlocks.js';
import type { Measurements, Trial } from '../../../src/network/measurements.js';
import { simulate } from '../../../src/network/simulate.js';
import { validModel } from '../../support/validModel.js';

function trial(text: string, change: Partial<Trial> = {}): Trial {
  return {
    model: validModel(text, { fileName: 'direct.yaml' }),
    placement: 0,
    cell: 0,
    replication: 3,
    seed: 'blocks',
    warmupSeconds: 1.5,
    windowSeconds: 8.5,
    seriesBuckets: 7,
    speedup: {},
    maximumInside: 1e7,
    ...change,
  };
}

function both(run: Trial): { blocks: Measurements; oneByOne: Measurements } {
  let told = 0;
  const oneByOne = simulate(run, () => told++);
  expect(told).toBeGreaterThan(1000);
  return { blocks: simulate(run), oneByOne };
}

const USERS = 'users: 800\nworkload: { events_per_user: 1/s }\n';
const FAR = 'propagation: 300 us';
const oneGroup: Readonly<Record<string, string>> = {
  'M/M/1': `${USERS}consumers: { server: { processing_time: exponential(1 ms), propagation: 0 s } }`,
  'M/M/1 at a distance': `${USERS}consumers: { server: { processing_time: exponential(1 ms), ${FAR} } }`,
  'M/M/3': `${USERS}consumers: { server: { threads: 3, processing_time: exponential(3 ms), ${FAR} } }`,
  'M/M/40': `${USERS}consumers: { server: { instances: 20, threads: 2, processing_time: exponential(48 ms) } }`,
  'M/D/1': `${USERS}consumers: { server: { processing_time: 1 ms, propagation: 0 s } }`,
  'M/G/1, delays that vary': `${USERS}consumers:
  { server: { processing_time: 'lognormal(1 ms, 2)', propagation: exponential(2 ms) } }`,
  'D/M/1': `${USERS.replace('1/s', '1/s, arrivals: { kind: constant }')}consumers:
  { server: { processing_time: exponential(1 ms) } }`,
  'bursts, in which many wait': `${USERS.replace('1/s', '1/s, arrivals: { kind: on_off, on: 0.3 s, off: 1 s }')}consumers:
  { server: { processing_time: exponential(1 ms) } }`,
  'more than it can serve': `${USERS}consumers: { server: { processing_time: exponential(2 ms) } }`,
};

test.each(Object.keys(oneGroup))(
  'network/direct/directRecording: %s: every number is the same',
  (name) => {
    const { blocks, oneByOne } = both(trial(oneGroup[name]));
    expect(blocks.deliveredInWindow).toBeGreaterThan(1000);
    expect(blocks).toEqual(oneByOne);
  },
);

test.each([
  ['no warm-up', { warmupSeconds: 0, windowSeconds: 4 }],
  ['a bucket for every few records', { seriesBuckets: 1000 }],
  ['a faster group', { speedup: { 'consumers.server': 1.25 } }],
  ['shorter than a block', { warmupSeconds: 1.4, windowSeconds: 0.11 }],
])('%s: every number is the same', (_, change) => {
  const { blocks, oneByOne } = both(trial(oneGroup['M/M/3'], change));
  expect(blocks).toEqual(oneByOne);
});

test.each(['M/M/1', 'more than it can serve'])(
  '%s, of many blocks: every number is the same',
  (name) => {
    const { blocks, oneByOne } = both(trial(oneGroup[name], { windowSeconds: 60 }));
    expect(blocks.recordsIn).toBeGreaterThan(20 * 2048);
    const [{ queueMaximum }] = blocks.resources;
    expect(queueMaximum > 5 * 2048).toBe(name !== 'M/M/1');
    expect(blocks).toEqual(oneByOne);
  },
);

// 800/s come and 500/s go: in 4.5 s about 1,350 wait.
test.each([100, 700, 1900])('full at %i waiting: every number is the same', (maximumInside) => {
  const run = trial(oneGroup['more than it can serve'], { maximumInside, windowSeconds: 3 });
  const blocks = simulate(run);
  expect(blocks.stoppedFull).toBe(maximumInside < 1900);
  expect(blocks).toEqual(simulate(run, () => undefined));
});

test('network/direct/simulateDirect: several groups: counts are the same, sums to their last digits', () => {
  const text = `${USERS}consumers:
  near: { processing_time: exponential(1 ms), propagation: 0 s }
  far: { threads: 2, processing_time: exponential(2 ms), propagation: exponential(3 ms) }
`;
  const { blocks, oneByOne } = both(trial(text));
  expectClose(blocks, oneByOne, 'measurements');
});

test('network/direct/direct: records that may be lost, callers who wait and observers are taken one by one', () => {
  const plain = { capacity: Infinity, down: [] };
  expect(goInBlocks([plain, plain], null, null)).toBe(true);
  expect(goInBlocks([plain, { ...plain, capacity: 10 }], null, null)).toBe(false);
  expect(goInBlocks([{ ...plain, down: [{ from: 1, to: 2 }] }], null, null)).toBe(false);
  expect(goInBlocks([plain], 5, null)).toBe(false);
  expect(goInBlocks([plain], null, () => undefined)).toBe(false);
});

/** Whole numbers alike, others to 1e-12 of their size. */
function expectClose(actual: unknown, expected: unknown, where: string): void {
  if (typeof expected === 'number' && !Number.isInteger(expected)) {
    expect(Math.abs(Number(actual) - expected), where).toBeLessThanOrEqual(1e-12 * expected);
  } else if (typeof expected === 'object' && expected !== null) {
    const [here, there] = [Object.entries(actual as object), Object.entries(expected)];
    expect(
      here.map(([name]) => name),
      where,
    ).toEqual(there.map(([name]) => name));
    there.forEach(([name, value], index) => {
      expectClose(here[index][1], value, `${where}.${name}`);
    });
  } else expect(actual, where).toBe(expected);
}
