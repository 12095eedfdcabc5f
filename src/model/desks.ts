/** Which externals take calls from a queue of their own: engine/assembly/services/desks.ts. */
import type { CallModel, ExternalModel, Model } from './model.js';
import { groupCalls } from './tries.js';

/**
 * Whether the external of that place says anything of its queue and servers but how many there are.
 */
export function isDisciplined(model: Model, index: number): boolean {
  const { externals, faults } = model;
  const { discipline, patience, speeds, setUp, vacation, shifts } = externals[index];
  if (discipline !== 'fifo' || patience !== null || setUp !== null || vacation !== null)
    return true;
  if (speeds.length > 1 || speeds[0] !== 1 || shifts.length > 0) return true;
  if (faults.some(({ external, work }) => external === index && work !== 'done')) return true;
  const calls = [...groupCalls(model), ...externals.flatMap(({ calls: inner }) => inner)];
  return calls.some((call) => {
    return call.external === index && (call.patience !== null || call.handsOver);
  });
}

export function hasDesks(model: Model, index: number): boolean {
  return model.externals[index].calls.length > 0 || isDisciplined(model, index);
}

/** Servers of one instance when it has the most, for one whose number is known. */
export function mostServers({ concurrency, shifts }: ExternalModel): number {
  return Math.max(concurrency ?? Infinity, ...shifts.map(({ servers }) => servers));
}

/**
 * Seconds of work that its servers do in a second, all of them, where their number is known: by the
 * clock over a round of its shifts; of shifts that do not come again, when it has the fewest while
 * it serves at all.
 */
export function workPerSecond(external: ExternalModel): number {
  const { concurrency, speeds, shifts, shiftsEverySeconds: every } = external;
  const speed = speeds.reduce((sum, each) => sum + each, 0);
  if (shifts.length === 0) return (concurrency ?? Infinity) * speed;
  if (every === null) {
    return Math.min(...shifts.map(({ servers }) => servers || Infinity)) * speed;
  }
  const ends = [...shifts.slice(1).map(({ atSeconds }) => atSeconds), every + shifts[0].atSeconds];
  const seconds = shifts.reduce((sum, { atSeconds, servers }, index) => {
    return sum + servers * (ends[index] - atSeconds);
  }, 0);
  return (seconds / every) * speed;
}

/** Whether such a call may leave before it is begun. */
export function mayLeave(call: CallModel, externals: readonly ExternalModel[]): boolean {
  return call.patience !== null || externals[call.external].patience !== null;
}
