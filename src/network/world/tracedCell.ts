/** A running cell of which single journeys are told. */
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import type { Trial } from '../measurements.js';
import { STAGES, type Stage } from '../recording/stages.js';
import type { TrialContext } from '../trialContext.js';
import { RunningCell } from './cell.js';
import type { TracedHop, TracedJourney, Tracing } from './tracing.js';

class TracedCell extends RunningCell {
  constructor(trial: Trial, tracing: Tracing) {
    super(trial, undefined, null, tracing);
  }

  journeys(): TracedJourney[] {
    return tracedJourneys(this.context, this.read('trace'));
  }
}

/** All that were told, in the order in which they ended; `trace`: the row that says which. */
export function tracedJourneys({ arena, model }: TrialContext, trace: number): TracedJourney[] {
  const read = (field: 'rows' | 'count'): number => readField(arena, TRACE, trace, field);
  const [rows, count] = [read('rows'), read('count')];
  const journeys: TracedHop[][] = [];
  for (let hop = 0; hop < count; hop++) {
    const address = rows + hop * HOP_BYTES;
    const [from, to, ...stages] = arena.floatsAt(address + 16, 2 + STAGES.length);
    const found = {
      group: model.consumers[arena.read(address, 'i32')].name,
      partition: arena.read(address + 4, 'i32'),
      instance: arena.read(address + 8, 'i32'),
      from,
      to,
      stages: Object.fromEntries(STAGES.map((stage, index) => [stage, stages[index]])) as Record<
        Stage,
        number
      >,
    };
    // Told from the last hop back.
    if (arena.read(address + 12, 'i32') === 1) journeys.push([found]);
    else journeys[journeys.length - 1].unshift(found);
  }
  return journeys;
}

/** As ../../engine/assembly/world/trace.ts writes a hop. */
const HOP_BYTES = 32 + 8 * STAGES.length;

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
