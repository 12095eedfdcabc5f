/** What is called, as resources. */
import { workPerSecond } from '../model/desks.js';
import type { CallModel, ExternalModel } from '../model/model.js';
import { allCalls, heldSeconds, innerOutcomes } from '../model/tries.js';
import { mean } from '../statistics/index.js';
import { even, type CellRow } from './cellRow.js';

/** Calls that are made for each record, on average. */
export interface MadeCalls {
  /** [external]: how many; and seconds by which their own times are longer than the external's. */
  readonly calls: number[];
  readonly longer: number[];
}

export function noCalls(externals: readonly ExternalModel[]): MadeCalls {
  return { calls: externals.map(() => 0), longer: externals.map(() => 0) };
}

/** `sent`: of each record. */
export function addCalls(
  made: MadeCalls,
  call: CallModel,
  sent: number,
  externals: readonly ExternalModel[],
): void {
  made.calls[call.external] += sent;
  made.longer[call.external] += sent * longerSeconds(call, externals);
}

/** By which its own time is longer than that of what it calls. */
function longerSeconds({ time, external }: CallModel, externals: readonly ExternalModel[]): number {
  return time === null ? 0 : mean(time) - mean(externals[external].time);
}

/**
 * Of calls that groups make for each record, on average: at their ceilings, and at this load.
 */
export function calledRows(
  externals: readonly ExternalModel[],
  made: MadeCalls,
  loaded: MadeCalls,
  rate: number,
): CellRow[] {
  const full = busySeconds(externals, made);
  const now = busySeconds(externals, loaded);
  return externals.flatMap((external, index) => {
    if (external.concurrency === null || full[index] === 0) return [];
    const row = { name: `externals.${external.name}`, kind: 'station' } as const;
    const capacity = workPerSecond(external);
    const count = external.speeds.length;
    const at = even(rate, { ...row, count: 1, unit: 'busy servers', capacity }, full[index]);
    return [{ ...at, count, offered: rate * now[index] }];
  });
}

/** [external]: seconds of its servers for each record. */
function busySeconds(externals: readonly ExternalModel[], made: MadeCalls): number[] {
  const calls = allCalls(externals, made.calls);
  const held = heldSeconds(externals);
  const inner = innerOutcomes(externals);
  const seconds = calls.map((each, index) => each * held[index] + made.longer[index]);
  externals.forEach((external, from) => {
    external.calls.forEach((call, index) => {
      const sent = calls[from] * (inner[from].sent[index] ?? 0);
      seconds[call.external] += sent * longerSeconds(call, externals);
    });
  });
  return seconds;
}
