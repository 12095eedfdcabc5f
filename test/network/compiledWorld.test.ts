/**
 * The compiled engine against the older one, which still carries what it does not: on random pipelines every number of the
 * Measurements is the same, and observers are told the same in the same order. Goes when the older one goes.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Observer } from '../../src/components/observer.js';
import { compileWorld } from '../../src/network/compile.js';
import type { FilledUp, Measurements, Trial } from '../../src/network/measurements.js';
import { runWorld } from '../../src/network/simulate.js';
import { Workshop } from '../../src/network/workshop.js';
import { carries, simulateCompiled } from '../../src/network/world/run.js';
import { ALL_FAULTS } from '../oracle/sections.js';
import { modelOf, models, WARMUP_SECONDS, WINDOW_SECONDS } from '../oracle/models.js';

const TRIED = 80;
const SEED = 17;

type Simulator = (workshop: Workshop, observer: Observer) => Measurements | FilledUp;

/** What a simulator measures, and all that it tells. */
function found(trial: Trial, simulator: Simulator): { measured: unknown; told: unknown[] } {
  const workshop = new Workshop(trial);
  const told: unknown[] = [];
  const measured = simulator(workshop, (...each) => told.push(each));
  workshop.arena.close();
  return { measured, told };
}

test('random pipelines: the compiled engine measures and tells what the older one does', () => {
  let carried = 0;
  const full = { stopped: 0 };
  const drawn = fc.sample(
    models({ policies: true, retries: true, members: true, faults: ALL_FAULTS }),
    { numRuns: TRIED, seed: SEED },
  );
  for (const each of drawn) {
    const model = modelOf(each);
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
      // Some fill up, some do not.
      maximumInside: carried % 3 === 0 ? 40 : 1e6,
    };
    if (!carries(model)) continue;
    carried++;
    const compiled = found(trial, simulateCompiled);
    const older = found(trial, (workshop, observer) =>
      runWorld(workshop, compileWorld(workshop, observer)),
    );
    expect(compiled, each.text).toEqual(older);
    if ('filledAt' in (older.measured as object)) full.stopped++;
  }
  expect(carried).toBeGreaterThan(40);
  expect(full.stopped).toBeGreaterThan(3);
});
