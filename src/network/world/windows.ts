/** Lays out what groups gather by key and window, and reads off what came of it. */
import type { Arena } from '../../engine/arena.js';
import { makeRow, makeRows, readField } from '../../engine/layout.js';
import { CLUSTER, GROUP, READER, WINDOWED_LOG, WINDOWS } from '../../engine/rows.js';
import type { ConsumerGroupModel } from '../../model/model.js';
import { windowOf } from '../../model/windows.js';
import type { WindowMeasurements } from '../measurements.js';
import type { TrialContext } from '../trialContext.js';

/** Of the group that stands there; 0 where it does not gather. */
export function windowsRow(
  arena: Arena,
  model: Pick<ConsumerGroupModel, 'tries'>,
  group: number,
): number {
  const window = windowOf(model);
  if (window === null) return 0;
  const reader = readField(arena, GROUP, group, 'reader');
  const cluster = readField(arena, READER, reader, 'cluster');
  const logCount = readField(arena, CLUSTER, cluster, 'logCount');
  return makeRow(arena, WINDOWS, {
    ...window,
    logs: makeRows(arena, WINDOWED_LOG, logCount),
    logCount,
  });
}

/** Of the groups that gather. */
export function windowsOf({ arena, model }: TrialContext, groups: number): WindowMeasurements[] {
  return model.consumers.flatMap(({ name }, index) => {
    const read = readWindows(arena, groups + index * GROUP.bytes);
    if (read === null) return [];
    const [results, gathered, tooLate] = [read('results'), read('gathered'), read('tooLate')];
    return [{ group: name, results, gathered, tooLate }];
  });
}

/** Of the group that stands there; null where it does not gather. */
export function readWindows(
  arena: Arena,
  group: number,
): ((field: keyof typeof WINDOWS.fields) => number) | null {
  const address = readField(arena, GROUP, group, 'windows');
  return address === 0 ? null : (field) => readField(arena, WINDOWS, address, field);
}
