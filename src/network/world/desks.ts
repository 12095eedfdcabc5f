/** Lays out externals whose queue is their own: ../../engine/assembly/services/desks.ts. */
import { makeRows, writeRow, type Values } from '../../engine/layout.js';
import {
  CALL_LIST,
  DESK,
  EXTERNAL,
  SHIFT,
  VECTOR,
  type CallRow,
  type ExternalRow,
} from '../../engine/rows.js';
import { hasDesks } from '../../model/desks.js';
import type { Discipline, Route } from '../../model/deskModel.js';
import type { CallModel, ExternalModel } from '../../model/model.js';
import { PRIORITIES } from '../../model/ranges.js';
import type { Distribution } from '../../statistics/index.js';
import type { TrialContext } from '../trialContext.js';
import { drawRow, streamRow } from './randomness.js';

/** As ../../engine/assembly/world/kinds.ts numbers them, both. */
const DISCIPLINES: Readonly<Record<Discipline, number>> = {
  fifo: 0,
  lifo: 1,
  priority: 2,
  preemptive_priority: 3,
  processor_sharing: 4,
  random: 5,
};
const ROUTES: Readonly<Record<Route, number>> = {
  one_queue: 0,
  random: 1,
  round_robin: 2,
  least_loaded: 3,
  power_of_two: 4,
  fastest: 5,
};
/** Of one without a number of servers. */
const ANY_NUMBER = 0x7fffffff;

/** The instances of all externals that are called; returns where they begin. */
export function writeDesks(
  context: TrialContext,
  externals: number,
  called: ReadonlySet<number>,
): number {
  const { model, arena } = context;
  const owners = [...called].filter((index) => hasDesks(model, index)).sort((a, b) => a - b);
  const each = owners.map((index) => model.externals[index].speeds.length);
  const desks = makeRows(
    arena,
    DESK,
    each.reduce((sum, count) => sum + count, 0),
  );
  let number = 0;
  for (const owner of owners) {
    const external = externals + owner * EXTERNAL.bytes;
    const { speeds, concurrency, route } = model.externals[owner];
    const first = desks + number * DESK.bytes;
    writeRow(arena, EXTERNAL, external, { desks: first, deskCount: speeds.length });
    speeds.forEach((speed, index) => {
      const own = first + index * DESK.bytes;
      writeRow(arena, DESK, own, {
        external,
        number: number++,
        index,
        line: route === 'one_queue' ? first : own,
        speed,
        servers: concurrency ?? ANY_NUMBER,
        lists: makeRows(arena, CALL_LIST, PRIORITIES),
        crowd: makeRows(arena, VECTOR, 1),
        served: makeRows(arena, VECTOR, 1),
      });
    });
  }
  return desks;
}

/** What an external says of its queue and servers. */
export function deskValues(context: TrialContext, external: ExternalModel): Values<ExternalRow> {
  const { arena } = context;
  const name = `externals.${external.name}`;
  const { discipline, route, patience, setUp, vacation, shifts, speeds } = external;
  const chooses = discipline === 'random' || speeds.length > 1;
  const rows = makeRows(arena, SHIFT, shifts.length);
  shifts.forEach((shift, index) => {
    writeRow(arena, SHIFT, rows + index * SHIFT.bytes, { ...shift });
  });
  return {
    discipline: DISCIPLINES[discipline],
    route: ROUTES[route],
    choices: chooses ? streamRow(context, name, 'choices') : 0,
    patience: optionalDraw(context, patience, name, 'patience'),
    setUp: optionalDraw(context, setUp, name, 'set_up'),
    vacation: optionalDraw(context, vacation, name, 'vacation'),
    shifts: shifts.length > 0 ? rows : 0,
    shiftCount: shifts.length,
    shiftsEverySeconds: external.shiftsEverySeconds ?? 0,
    enough: external.enough ?? 0,
  };
}

/** What a call says of itself there. `name`: whose it is. */
export function callValues(context: TrialContext, call: CallModel, name: string): Values<CallRow> {
  return {
    priority: call.priority,
    drawTime: optionalDraw(context, call.time, name, 'time'),
    patience: optionalDraw(context, call.patience, name, 'patience'),
    drawAgain: optionalDraw(context, call.retryAfter, name, 'retry_after'),
    handsOver: Number(call.handsOver),
  };
}

/** 0 where there is none. */
function optionalDraw(
  context: TrialContext,
  distribution: Distribution | null,
  component: string,
  purpose: string,
): number {
  return distribution === null ? 0 : drawRow(context, distribution, component, purpose);
}
