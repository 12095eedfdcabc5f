/**
 * Runs one trial, cell by cell. A pure function of the trial.
 *
 * Semantics: time runs from 0 to warmupSeconds + windowSeconds; events at or after the end do not
 * happen. The trial stops early, as full, when more than `maximumInside` records are inside at a
 * bucket's end, and is then simulated once more up to that time (span.ts): what is known ahead (a
 * poll's finishes, arrivals drawn in blocks, a station's busy seconds) is so cut where it ends, as
 * in any other trial. An observer is told what becomes of each record (see recording/observer.ts),
 * of one that fills up in the first run, and changes nothing. A trial that goes on from a
 * checkpoint ends in the same bytes; its observer is told what comes after it. Cells of direct
 * delivery keep none: they take seconds.
 */
import type { Observer } from './recording/observer.js';
import type { Checkpoint, Checkpoints } from './checkpoint.js';
import {
  cellCount,
  type FilledUp,
  type Measurements,
  type Splitting,
  type Trial,
} from './measurements.js';
import { mergeMeasurements } from './merge.js';
import { simulateDirect } from './direct/simulateDirect.js';
import { STAGE_LAWS } from './audit.js';
import { isDirect } from '../model/clusters.js';
import { runSplit } from './splitting.js';
import { spanUntil, wholeSpan, type Span } from './span.js';
import { TrialContext } from './trialContext.js';
import { RunningCell } from './world/cell.js';
import { WatchedCell } from './world/watchedCell.js';

export function simulate(
  trial: Trial,
  observer: Observer | null = null,
  checkpoints: Checkpoints | null = null,
): Measurements {
  const kept = checkpoints?.kept ?? null;
  let sum = kept?.before ?? null;
  for (let cell = kept?.cell ?? 0; cell < cellCount(trial); cell++) {
    const goesOn = kept?.cell === cell ? kept : null;
    const before = sum;
    const offer: Offer = (filledAt, running) =>
      checkpoints?.offer(() => ({ cell, before, filledAt, memory: running.snapshot().memory }));
    const found = simulateCell({ ...trial, cell: trial.cell + cell }, observer, goesOn, offer);
    sum = sum === null ? found : mergeMeasurements(sum, found);
  }
  if (sum === null) throw new Error('a trial without cells');
  return sum;
}

type Offer = (filledAt: number | null, running: RunningCell) => void;

function simulateCell(
  trial: Trial,
  observer: Observer | null,
  kept: Checkpoint | null,
  offer: Offer,
): Measurements {
  const whole = wholeSpan(trial);
  let filledAt = kept?.filledAt ?? null;
  if (filledAt === null) {
    const found = simulateSpan(trial, whole, observer, kept, (running) => {
      offer(null, running);
    });
    if (!('filledAt' in found)) return found;
    filledAt = found.filledAt;
  }
  return untilFull(trial, filledAt, kept?.filledAt === filledAt ? kept : null, offer);
}

/** Once more, up to when the trial's cell had filled up: what such a trial measures. */
export function simulateFull(trial: Trial, { filledAt }: FilledUp): Measurements {
  return untilFull(trial, filledAt, null, () => undefined);
}

function untilFull(
  trial: Trial,
  filledAt: number,
  kept: Checkpoint | null,
  offer: Offer,
): Measurements {
  const again = { ...trial, maximumInside: Infinity };
  const span = spanUntil(wholeSpan(trial), filledAt);
  const until = simulateSpan(again, span, null, kept, (running) => {
    offer(filledAt, running);
  });
  if ('filledAt' in until)
    throw new Error(`a trial without a limit filled up at ${until.filledAt} s`);
  return until;
}

function simulateSpan(
  trial: Trial,
  span: Span,
  observer: Observer | null,
  kept: Checkpoint | null,
  pause: (running: RunningCell) => void,
): Measurements | FilledUp {
  if (isDirect(trial.model)) {
    const context = new TrialContext(trial, span);
    const result = simulateDirect(context, observer);
    context.arena.close();
    return result;
  }
  if (trial.splitting !== undefined) return simulateSplit(trial, trial.splitting);
  const cell = new RunningCell(trial, span, observer);
  if (kept !== null) cell.restore({ trial, memory: kept.memory });
  const result = cell.measure(pause);
  cell.close();
  return result;
}

/**
 * From this share of the warm-up on: what is high then has come down when the window begins, all
 * but always.
 */
const SPLIT_FROM = 0.5;

/** Nobody observes it, and it keeps no checkpoints. */
function simulateSplit(trial: Trial, splitting: Splitting): Measurements {
  const cell = new WatchedCell(trial);
  cell.advance(trial.warmupSeconds * SPLIT_FROM);
  const { seed, placement, cell: number, replication } = trial;
  const split = runSplit(cell, splitting, `${seed}/${placement}.${number}.${replication}/split`);
  const result = cell.measure();
  cell.close();
  if ('filledAt' in result) throw new Error(`a split trial filled up at ${result.filledAt} s`);
  // Stages and waits of all who went on are mixed.
  const audits = result.audits.filter(({ law }) => !STAGE_LAWS.some((each) => each === law));
  return { ...result, stages: [], stageSums: {}, resources: [], audits, split };
}
