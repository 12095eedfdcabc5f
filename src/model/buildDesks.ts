/** How what answers calls takes them, as it was read. */
import type { DeskCall, DeskModel, Discipline, Route } from './deskModel.js';
import type { Reading } from './read.js';
import { number, optionalDistribution, optionalNumber, text } from './readingValues.js';

export function deskModel(reading: Reading): DeskModel {
  const speeds = speedTexts(reading).map(Number);
  const shifts = [...(reading.many.get('shifts') ?? [])].map(([, shift]) => ({
    atSeconds: number(shift, 'at'),
    servers: number(shift, 'servers'),
  }));
  const calls = reading.many.get('calls')?.size ?? 0;
  const atOnce = text(reading, 'at_once') === 'true';
  return {
    discipline: text(reading, 'discipline') as Discipline,
    patience: optionalDistribution(reading, 'patience'),
    speeds: Array.from({ length: number(reading, 'instances') }, (_, index) => speeds[index] ?? 1),
    route: text(reading, 'route') as Route,
    setUp: optionalDistribution(reading, 'set_up'),
    vacation: optionalDistribution(reading, 'vacation'),
    shifts: shifts.sort((a, b) => a.atSeconds - b.atSeconds),
    shiftsEverySeconds: optionalNumber(reading, 'shifts_every'),
    enough: atOnce ? (optionalNumber(reading, 'enough') ?? calls) : null,
  };
}

export function deskCall(reading: Reading): DeskCall {
  return {
    priority: number(reading, 'priority'),
    time: optionalDistribution(reading, 'time'),
    patience: optionalDistribution(reading, 'patience'),
    retryAfter: optionalDistribution(reading, 'retry_after'),
    handsOver: text(reading, 'until') === 'taken',
  };
}

/** As they were written. */
export function speedTexts(reading: Reading): readonly string[] {
  return (reading.values.get('speeds') ?? []) as readonly string[];
}
