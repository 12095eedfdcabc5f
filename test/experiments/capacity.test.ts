/**
 * Capacity against the closed form of M/M/c: P(T > t) of Erlang's queue (Gross & Harris 1998, 2.3),
 * solved for the users at which p99 meets its bound. The bracket's ends are 95% statements; the
 * seeds are fixed.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { erlangC } from '../../src/analysis/closedForm/mmc.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { capacity, type Capacity, type CapacityOptions } from '../../src/experiments/capacity.js';
import { parsePromise } from '../../src/experiments/promise.js';
import { type Model } from '../../src/model/index.js';
import { capacityFindings } from '../../src/report/searchReport.js';
import { validModel } from '../support/validModel.js';

const SERVERS = 2;
const RATE = 1000;

function mmc(users: number): Model {
  const model = validModel(readFileSync('models/mmc.yaml', 'utf8'), {
    fileName: 'mmc.yaml',
    overrides: [
      { path: 'users', value: String(users) },
      { path: 'run.warmup', value: '0.5 s' },
      { path: 'run.duration', value: '6 s' },
    ],
  });
  return model;
}

function beyond(lambda: number, t: number): number {
  const waits = erlangC(lambda / RATE, SERVERS);
  const drain = SERVERS * RATE - lambda;
  const slow = drain * Math.exp(-RATE * t) - RATE * Math.exp(-drain * t);
  return (1 - waits) * Math.exp(-RATE * t) + (waits * slow) / (drain - RATE);
}

function usersWithin(seconds: number): number {
  let low = 1;
  let high = SERVERS * RATE - 1e-6;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (beyond(middle, seconds) < 0.01) low = middle;
    else high = middle;
  }
  return low;
}

const options = (keep: string): CapacityOptions => ({
  executor: inlineExecutor(),
  seed: 'capacity',
  promise: parsePromise(keep),
  at: mmc,
  tolerance: 0.03,
  mostTrials: 32,
  progress: () => undefined,
});

/**
 * On the straight line of ln p99 between the nearest loads below and above the bound, where it has
 * the bound.
 */
function onTheLine({ steps }: Capacity, bound: number): number {
  const known = steps.flatMap(({ load, quantile }) =>
    quantile === null ? [] : [[load, quantile.value] as const],
  );
  const below = known.filter(([, p99]) => p99 <= bound).at(-1) ?? [NaN, NaN];
  const above = known.find(([, p99]) => p99 > bound) ?? [NaN, NaN];
  const slope = Math.log(above[1] / below[1]) / (above[0] - below[0]);
  return above[0] - Math.log(above[1] / bound) / slope;
}

test.each([8, 15])(
  'the users at which the p99 of an M/M/2 crosses %d ms, on the line between loads next to it',
  async (ms) => {
    const truth = usersWithin(ms / 1e3);
    const found = await capacity(1000, 2000, options(`p99 < ${ms} ms`));
    const loadsOf = (wanted: string): number[] =>
      found.steps.filter(({ answer }) => answer === wanted).map(({ load }) => load);
    expect(found.keptAt).toBe(Math.max(...loadsOf('kept')));
    expect(found.brokenAt).toBe(Math.min(...loadsOf('broken')));
    expect(found.keptAt).toBeLessThanOrEqual(truth);
    expect(found.brokenAt).toBeGreaterThanOrEqual(truth);
    expect((found.brokenAt ?? Infinity) - (found.keptAt ?? NaN)).toBeLessThan(0.06 * truth);
    expect(Math.abs((found.load ?? NaN) / truth - 1)).toBeLessThan(0.03);
    const ends = [found.keptAt ?? NaN, onTheLine(found, ms / 1e3), found.brokenAt ?? NaN];
    expect(found.load).toBeCloseTo([...ends].sort((a, b) => a - b)[1], 6);
    expect(found.above?.resource).toBe('consumers.server');
  },
);

test('the latency that is shown is the first that must stay below a bound', async () => {
  const found = await capacity(1000, 2000, {
    ...options('p50 > 0.1 ms and p99 < 15 ms'),
    tolerance: 0.5,
    mostTrials: 8,
  });
  expect(found.latency).toBe('p99');
});

test('loads are doubled up to 64 times the ceiling as long as nothing is broken, wherever the first was kept', async () => {
  // At the first load, four fifths of the ceiling, eight trials at the very bound cannot tell.
  const knee = Math.round(usersWithin(8e-3));
  const found = await capacity(10, 20, {
    ...options('p99 < 8 ms'),
    at: (load) => mmc(load === 16 ? knee : 50),
    mostTrials: 8,
  });
  expect(found.steps.map(({ load, answer }) => [load, answer])).toEqual([
    [8, 'kept'],
    [16, 'open'],
    ...[20, 40, 80, 160, 320, 640].map((load) => [load, 'kept']),
  ]);
  expect(found.brokenAt).toBeNull();
});

test('a promise that no load keeps says which condition, and the lowest p99', async () => {
  const found = await capacity(1000, 2000, options('p99 < 2 ms'));
  expect(found.load).toBeNull();
  // p99 of one exponential service of 1 ms alone is 4.6 ms.
  expect(capacityFindings(found, 'p99 < 2 ms', 'users').finding).toMatch(
    /p99 < 2 ms cannot be met .* the lowest p99 is 4\.\d+ ms/,
  );
});
