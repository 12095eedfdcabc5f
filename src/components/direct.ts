/**
 * Direct delivery: users call their consumers without a broker, the baseline people ask about.
 *
 * Semantics: every record arrives at its user's time (all users are one stream), takes one propagation delay to the
 * group, and joins one FIFO queue in front of instances * threads servers (processing_time drawn in order of arrival at
 * the users). Records keep their order on the way. Every group gets every record. The queue has no limit. Since nothing
 * feeds back, each group is a Kiefer-Wolfowitz recursion over its records, with no events.
 */
import type { StationBank } from '../engine/station.js';
import type { Sampler } from '../engine/variates.js';
import type { ArrivalTimes } from './arrivals.js';
import type { Recorder } from './recorder.js';

export interface DirectGroup {
  readonly path: number;
  readonly station: StationBank;
  readonly delay: Sampler;
  readonly drawProcessing: Sampler;
  readonly factor: number;
}

/** Runs all groups to the window's end; returns the records handled. `arrivals` gives the same times to each group. */
export function runDirect(
  recorder: Recorder,
  groups: readonly DirectGroup[],
  arrivals: ArrivalTimes,
  maximumInside: number,
): { records: number; stoppedAt: number } {
  const end = recorder.windowEnd;
  const lastCome = groups.map(() => 0);
  let records = 0;
  for (;;) {
    const arrival = arrivals.next();
    if (arrival >= end) return { records, stoppedAt: end };
    recorder.arrived(arrival);
    records++;
    for (let index = 0; index < groups.length; index++) {
      const group = groups[index];
      let come = arrival + group.delay();
      if (come < lastCome[index]) come = lastCome[index];
      lastCome[index] = come;
      const service = group.drawProcessing() * group.factor;
      const finish = group.station.offer(0, come, service, 1);
      recorder.deliverDirect(group.path, arrival, come, group.station.start, finish);
    }
    if (recorder.deliveredLater > maximumInside) return { records, stoppedAt: arrival };
  }
}
