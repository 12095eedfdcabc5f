/**
 * Snapshots: random models at random moments go back, or on in another memory, and end in the same bytes. Seeded; more by
 * HIGHWATER_SNAPSHOTS=1000.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Trial } from '../../src/network/measurements.js';
import { RunningCell } from '../../src/network/world/cell.js';
import { modelOf, models, WARMUP_SECONDS, WINDOW_SECONDS } from '../oracle/models.js';
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
    const model = modelOf(each);
    if (model.brokers === null) continue;
    const trial: Trial = {
      model,
      placement: 0,
      cell: 0,
      replication: 1,
      seed: each.seed,
      warmupSeconds: WARMUP_SECONDS,
      windowSeconds: WINDOW_SECONDS,
      seriesBuckets: 5,
      speedup: {},
      maximumInside: 1e6,
    };
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

test('a snapshot of another trial is refused', () => {
  const [each] = fc.sample(
    models({ policies: false, retries: false, members: false, faults: [] }),
    {
      numRuns: 1,
      seed: SEED,
    },
  );
  const trial: Trial = {
    model: modelOf(each),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'one',
    warmupSeconds: 0,
    windowSeconds: 1,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e6,
  };
  const cell = new RunningCell(trial);
  const other = new RunningCell({ ...trial, seed: 'other' });
  expect(() => {
    other.restore(cell.snapshot());
  }).toThrow('a snapshot of another trial');
  cell.close();
  other.close();
});
