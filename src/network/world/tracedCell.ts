/** A running cell of which single journeys are told. */
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import type { Trial } from '../measurements.js';
import { STAGES, type Stage } from '../recording/stages.js';
import type { TrialContext } from '../trialContext.js';
import { RunningCell } from './cell.js';
import type { ToldJourney, TracedHop, TracedJourney, Tracing } from './tracing.js';

class TracedCell extends RunningCell {
  constructor(trial: Trial, tracing: Tracing) {
    super(trial, undefined, null, tracing);
  }

  journeys(): TracedJourney[] {
    return tracedJourneys(this.context, this.read('trace'));
  }
}

/** All that were told, in the order in which they ended; `trace`: the row that says which. */
export function tracedJourneys(context: TrialContext, trace: number): TracedJourney[] {
  return toldJourneys(context, trace).map(({ journey }) => journey);
}

/** The same, with why each was told. */
export function toldJourneys({ arena, model }: TrialContext, trace: number): ToldJourney[] {
  const read = (field: 'rows' | 'count'): number => readField(arena, TRACE, trace, field);
  const [rows, count] = [read('rows'), read('count')];
  const told: (Omit<ToldJourney, 'journey'> & { readonly journey: TracedHop[] })[] = [];
  for (let hop = 0; hop < count; hop++) {
    const address = rows + hop * HOP_BYTES;
    const number = (offset: number): number => arena.read(address + offset, 'i32');
    const [from, to] = arena.floatsAt(address + 16, 2);
    const stages = arena.floatsAt(address + HEAD_BYTES, STAGES.length);
    const found = {
      group: model.consumers[number(0)].name,
      partition: number(4),
      instance: number(8),
      from,
      to,
      stages: Object.fromEntries(STAGES.map((stage, index) => [stage, stages[index]])) as Record<
        Stage,
        number
      >,
    };
    const why = number(12);
    // Told from the last hop back.
    if (why === 0) told[told.length - 1].journey.unshift(found);
    else {
      told.push({
        journey: [found],
        byLatency: (why & BY_LATENCY) !== 0,
        drawn: (why & DRAWN) !== 0,
        broker: orNull(number(32)),
        shard: orNull(number(36)),
      });
    }
  }
  return told;
}

function orNull(number: number): number | null {
  return number < 0 ? null : number;
}

/** As ../../engine/assembly/world/trace.ts writes a hop, and why it is told. */
const HEAD_BYTES = 40;
const HOP_BYTES = HEAD_BYTES + 8 * STAGES.length;
const BY_LATENCY = 1;
const DRAWN = 2;

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
