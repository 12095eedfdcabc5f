/** A running cell of which single journeys are told. */
import { readField } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import type { Trial } from '../measurements.js';
import { STAGES, type Stage } from '../recording/stages.js';
import type { TrialContext } from '../trialContext.js';
import { RunningCell } from './cell.js';
import type { ToldHop, ToldJourney, TracedHop, TracedJourney, Tracing } from './tracing.js';

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
  const { arena } = context;
  return rowsOf(context, trace, (hop, address): TracedHop => {
    const stages = arena.floatsAt(address + HEAD_BYTES, STAGES.length);
    const named = Object.fromEntries(STAGES.map((stage, index) => [stage, stages[index]]));
    return { ...hop, stages: named as Record<Stage, number> };
  }).map(({ journey }) => journey);
}

/** The same without stages, with why each was told. */
export function toldJourneys(context: TrialContext, trace: number): ToldJourney[] {
  const { arena } = context;
  return rowsOf(context, trace, (hop): ToldHop => hop).map(({ journey, last }) => {
    const number = (offset: number): number => arena.read(last + offset, 'i32');
    return {
      journey,
      byLatency: (number(WHY) & BY_LATENCY) !== 0,
      drawn: (number(WHY) & DRAWN) !== 0,
      broker: orNull(number(32)),
      shard: orNull(number(36)),
    };
  });
}

/** Journeys, each with where the row of its last hop lies. */
function rowsOf<Hop>(
  { arena, model }: TrialContext,
  trace: number,
  hopOf: (hop: ToldHop, address: number) => Hop,
): { readonly journey: Hop[]; readonly last: number }[] {
  const read = (field: 'rows' | 'count'): number => readField(arena, TRACE, trace, field);
  const [rows, count] = [read('rows'), read('count')];
  const told: { readonly journey: Hop[]; readonly last: number }[] = [];
  for (let row = 0; row < count; row++) {
    const address = rows + row * HOP_BYTES;
    const one = {
      group: model.consumers[arena.read(address, 'i32')].name,
      partition: arena.read(address + 4, 'i32'),
      instance: arena.read(address + 8, 'i32'),
      from: arena.read(address + 16, 'f64'),
      to: arena.read(address + 24, 'f64'),
    };
    const hop = hopOf(one, address);
    // Told from the last hop back.
    if (arena.read(address + WHY, 'i32') === 0) told[told.length - 1].journey.unshift(hop);
    else told.push({ journey: [hop], last: address });
  }
  return told;
}

function orNull(number: number): number | null {
  return number < 0 ? null : number;
}

/** As ../../engine/assembly/world/trace.ts writes a hop, and why it is told. */
const HEAD_BYTES = 40;
const WHY = 12;
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
