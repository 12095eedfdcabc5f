/** What is called, as resources. */
import type { ExternalModel } from '../model/model.js';
import { allCalls, heldSeconds } from '../model/tries.js';
import { even, type CellRow } from './cellRow.js';

/**
 * Of calls that groups make for each record, on average: at their ceilings, and at this load.
 */
export function calledRows(
  externals: readonly ExternalModel[],
  made: readonly number[],
  loaded: readonly number[],
  rate: number,
): CellRow[] {
  const calls = allCalls(externals, made);
  const now = allCalls(externals, loaded);
  const held = heldSeconds(externals);
  return externals.flatMap(({ name, concurrency }, external) => {
    if (concurrency === null || calls[external] === 0) return [];
    const row = { name: `externals.${name}`, kind: 'station', count: 1 } as const;
    const each = held[external];
    const capacity = concurrency;
    const full = even(rate, { ...row, unit: 'busy servers', capacity }, calls[external] * each);
    return [{ ...full, offered: rate * now[external] * each }];
  });
}
