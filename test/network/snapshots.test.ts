/**
 * Snapshots: random models at random moments go back, or on in another memory, and end in the same
 * bytes. Seeded; more by HIGHWATER_SNAPSHOTS=1000.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wholeSpan } from '../../src/network/span.js';
import { RunningCell } from '../../src/network/world/cell.js';
import { trialOf, WARMUP_SECONDS, WINDOW_SECONDS } from '../oracle/drawn.js';
import { models } from '../oracle/models.js';
import { ALL_FAULTS } from '../oracle/sections.js';

const MOMENTS = Number(process.env['HIGHWATER_SNAPSHOTS'] ?? 40);
const SEED = 20_261_128;
const END = WARMUP_SECONDS + WINDOW_SECONDS;

function ended(cell: RunningCell): string {
  const text = JSON.stringify(cell.measure());
  cell.close();
  return text;
}

test(`${MOMENTS} random moments of random models: restored and branched cells end in the same bytes`, () => {
  const any = { policies: true, retries: true, members: true, faults: ALL_FAULTS };
  const drawn = fc.sample(fc.tuple(models(any), fc.double({ min: 0, max: END, noNaN: true })), {
    numRuns: MOMENTS,
    seed: SEED,
  });
  let paused = 0;
  for (const [each, moment] of drawn) {
    const trial = trialOf(each);
    if (trial.model.clusters.length === 0) continue;
    const straight = ended(new RunningCell(trial));
    const cell = new RunningCell(trial);
    if (cell.advance(moment)) paused++;
    expect(cell.now).toBeLessThanOrEqual(moment);
    const branch = cell.branch();
    const snapshot = cell.snapshot();
    expect(snapshot.now).toBe(cell.now);
    // What comes after the snapshot leaves no trace.
    cell.advance((moment + END) / 2);
    cell.restore(snapshot);
    expect(cell.now).toBe(snapshot.now);
    expect(ended(cell), each.text).toBe(straight);
    expect(ended(branch), each.text).toBe(straight);
  }
  expect(paused).toBeGreaterThan(MOMENTS / 2);
});

test('network/world/cell: a snapshot of another trial is refused', () => {
  const [each] = fc.sample(
    models({ policies: false, retries: false, members: false, faults: [] }),
    {
      numRuns: 1,
      seed: SEED,
    },
  );
  const trial = trialOf(each);
  const cell = new RunningCell(trial);
  const other = new RunningCell({ ...trial, seed: 'other' });
  expect(() => {
    other.restore(cell.snapshot());
  }).toThrow('a snapshot of another trial');
  cell.close();
  other.close();
});

test('a branch of an observed cell tells nobody, and its memory does not grow by what it would tell', () => {
  const [each] = fc.sample(
    models({ policies: false, retries: false, members: false, faults: [] }),
    {
      numRuns: 1,
      seed: SEED,
    },
  );
  const trial = { ...trialOf(each), windowSeconds: 200 * WINDOW_SECONDS };
  let told = 0;
  const observed = new RunningCell(trial, wholeSpan(trial), () => told++);
  observed.advance(WARMUP_SECONDS);
  const branch = observed.branch();
  const before = told;
  branch.advance();
  expect(told).toBe(before);
  observed.advance();
  expect(told).toBeGreaterThan(before + 10_000);
  const unobserved = new RunningCell(trial);
  unobserved.advance();
  // What the observer was told took 32 bytes each.
  const grown = branch.snapshot().memory.length - unobserved.snapshot().memory.length;
  expect(grown).toBeLessThan(32 * (told - before) * 0.5);
  unobserved.close();
  expect(ended(branch)).toBe(ended(observed));
});
