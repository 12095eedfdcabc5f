/** When faults happen: network/faultTimes.ts in plain words. */
import type { FaultModel } from '../../src/model/model.js';
import { makeSampler } from '../../src/engine/variates.js';
import type { System } from './system.js';

export interface Scheduled {
  readonly fault: FaultModel;
  readonly from: number;
  readonly to: number;
}

/**
 * The faults of the trial's cell in order of their begin; of two that begin together, in the
 * model's order.
 */
export function faultSchedule(system: System): Scheduled[] {
  const { model, trial } = system;
  const home = model.placements[trial.placement].roles['home'];
  const list: Scheduled[] = [];
  for (const fault of model.faults) {
    if (fault.region !== null && fault.region !== home) continue;
    const { when } = fault;
    if (when.kind === 'once') {
      const from = trial.warmupSeconds + when.atSeconds;
      list.push({ fault, from, to: from + when.lengthSeconds });
      continue;
    }
    const stream = system.stream(`faults.${fault.name}`, 'times');
    const untilFailure = makeSampler(when.timeToFailure, stream);
    const untilRepair = makeSampler(when.timeToRepair, stream);
    for (let from = untilFailure(); from < system.end;) {
      const to = from + untilRepair();
      list.push({ fault, from, to });
      from = to + untilFailure();
    }
  }
  return list.sort((left, right) => left.from - right.from);
}
