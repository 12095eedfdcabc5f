/**
 * The compiled engine against the older one, which nothing runs in any more but tests: on random pipelines every number of the
 * Measurements is the same, and observers are told the same in the same order. Goes when the older one goes.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observer } from '../../src/components/observer.js';
import { compileWorld } from '../../src/network/compile.js';
import type { FilledUp, Measurements, Trial } from '../../src/network/measurements.js';
import { runWorld } from '../../src/network/simulate.js';
import { Workshop } from '../../src/network/workshop.js';
import { wholeSpan } from '../../src/network/span.js';
import { RunningCell } from '../../src/network/world/cell.js';
import { trialOf } from '../oracle/drawn.js';
import { ALL_FAULTS } from '../oracle/sections.js';
import { models } from '../oracle/models.js';

const TRIED = 80;
const SEED = 17;

/** What a simulator measures, and all that it tells. */
function found(run: (observer: Observer) => Measurements | FilledUp): {
  measured: unknown;
  told: unknown[];
} {
  const told: unknown[] = [];
  const measured = run((...each) => told.push(each));
  return { measured, told };
}

function compiledRun(trial: Trial, observer: Observer): Measurements | FilledUp {
  const cell = new RunningCell(trial, wholeSpan(trial), observer);
  const measured = cell.measure();
  cell.close();
  return measured;
}

function olderRun(trial: Trial, observer: Observer): Measurements | FilledUp {
  const workshop = new Workshop(trial);
  const measured = runWorld(workshop, compileWorld(workshop, observer));
  workshop.arena.close();
  return measured;
}

test('random pipelines: the compiled engine measures and tells what the older one does', () => {
  let carried = 0;
  const full = { stopped: 0 };
  const drawn = fc.sample(
    models({ policies: true, retries: true, members: true, faults: ALL_FAULTS }),
    { numRuns: TRIED, seed: SEED },
  );
  for (const each of drawn) {
    // Some fill up, some do not.
    const maximumInside = carried % 3 === 0 ? 40 : 1e6;
    const trial: Trial = { ...trialOf(each), maximumInside };
    if (trial.model.brokers === null) continue;
    carried++;
    const compiled = found((observer) => compiledRun(trial, observer));
    const older = found((observer) => olderRun(trial, observer));
    expect(compiled, each.text).toEqual(older);
    if ('filledAt' in (older.measured as object)) full.stopped++;
  }
  expect(carried).toBeGreaterThan(40);
  expect(full.stopped).toBeGreaterThan(3);
});
