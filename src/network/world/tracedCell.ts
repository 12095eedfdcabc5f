/** A running cell of which single journeys are told. */
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import type { Trial } from '../measurements.js';
import { STAGES, type Stage } from '../recording/stages.js';
import type { TrialContext } from '../trialContext.js';
import { RunningCell } from './cell.js';
import {
  HOP_BYTES,
  HOP_HEAD_BYTES,
  type TracedHop,
  type TracedJourney,
  type Tracing,
} from './tracing.js';

class TracedCell extends RunningCell {
  constructor(trial: Trial, tracing: Tracing) {
    super(trial, undefined, null, [tracing]);
  }

  journeys(): TracedJourney[] {
    return tracedJourneys(this.context, this.read('trace'));
  }
}

/** All that were told, in the order in which they ended; `trace`: the row that says which. */
export function tracedJourneys(context: TrialContext, trace: number): TracedJourney[] {
  const { arena, model } = context;
  const read = (field: 'rows' | 'count'): number => readField(arena, TRACE, trace, field);
  const [rows, count] = [read('rows'), read('count')];
  const told: TracedHop[][] = [];
  for (let row = 0; row < count; row++) {
    const address = rows + row * HOP_BYTES;
    const stages = arena.floatsAt(address + HOP_HEAD_BYTES, STAGES.length);
    const named = Object.fromEntries(STAGES.map((stage, index) => [stage, stages[index]]));
    const hop: TracedHop = {
      group: model.consumers[arena.read(address, 'i32')].name,
      partition: arena.read(address + 4, 'i32'),
      instance: arena.read(address + 8, 'i32'),
      from: arena.read(address + 16, 'f64'),
      to: arena.read(address + 24, 'f64'),
      stages: named as Record<Stage, number>,
    };
    // Told from the last hop back: why stands with that one only.
    if (arena.read(address + 12, 'i32') === 0) told[told.length - 1].unshift(hop);
    else told.push([hop]);
  }
  return told;
}

/**
 * The journeys of a trial's first cell that are asked for. Throws where it fills up, and where
 * there are no brokers.
 */
export function traceTrial(trial: Trial, tracing: Tracing): TracedJourney[] {
  const cell = new TracedCell(trial, tracing);
  const result = cell.measure();
  const journeys = cell.journeys();
  cell.close();
  if ('filledAt' in result) throw new Error(`a traced trial filled up at ${result.filledAt} s`);
  return journeys;
}
