/** A cell that goes on with other random numbers: another draw of the same law. */
import { expect, test } from 'vitest';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { RunningCell } from '../../src/network/world/cell.js';
import { SERVICE_SECONDS, singleQueue } from '../support/singleQueue.js';

const LOAD = 0.5;
const PER_SECOND = LOAD / SERVICE_SECONDS;

const TRIAL: Trial = {
  model: singleQueue(LOAD),
  placement: 0,
  cell: 0,
  replication: 1,
  seed: 'reseed',
  warmupSeconds: 2,
  windowSeconds: 1000,
  seriesBuckets: 1,
  speedup: {},
  maximumInside: Infinity,
};

function ended(cell: RunningCell): Measurements {
  const measured = cell.measure();
  cell.close();
  if ('filledAt' in measured) throw new Error('it filled up');
  return measured;
}

test('network/world/randomness: the same key gives the same bytes, another key another draw, from that moment on', () => {
  const trial = { ...TRIAL, windowSeconds: 20 };
  const cell = new RunningCell(trial);
  cell.advance(5);
  const snapshot = cell.snapshot();
  const goOn = (key: string | null): string => {
    const other = new RunningCell(trial);
    other.restore(snapshot);
    if (key !== null) other.reseed(key);
    return JSON.stringify(ended(other));
  };
  const straight = JSON.stringify(ended(cell));
  expect(goOn(null)).toBe(straight);
  expect(goOn('a')).toBe(goOn('a'));
  expect(new Set([straight, goOn('a'), goOn('b')]).size).toBe(3);
});

test('reseeded at 5,000 moments, M/M/1 stays M/M/1', () => {
  const cell = new RunningCell(TRIAL);
  for (let moment = 1; moment <= 5000; moment++) {
    cell.advance(moment / 5);
    cell.reseed(`moment ${moment}`);
  }
  const { recordsIn, endToEnd } = ended(cell);
  const expected = PER_SECOND * (TRIAL.warmupSeconds + TRIAL.windowSeconds);
  expect(Math.abs(recordsIn - expected)).toBeLessThan(4 * Math.sqrt(expected));
  // Of n waits of M/M/1 at rho, in services, the mean's variance is rho (2 + 5 rho - 4 rho^2 +
  // rho^3) / (1 - rho)^4 / n (Daley 1968), 29 / n at a half; with a service each the standard
  // deviation is at most the sum of both.
  const mean = endToEnd.sum / endToEnd.count / SERVICE_SECONDS;
  expect(Math.abs(mean - 2)).toBeLessThan((4 * (Math.sqrt(29) + 1)) / Math.sqrt(endToEnd.count));
});
