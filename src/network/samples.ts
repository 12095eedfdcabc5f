/** Looks at a running world at the ends of buckets: how much is inside, how many instances there are, what waits. */
import { noteWaiting } from '../components/memberQueue.js';
import { queuedRecords } from '../components/producer.js';
import { EVENT, type World } from '../components/world.js';
import type { StationBank } from '../engine/station.js';

/** Readings at the end of each bucket of the time series. */
export interface Samples {
  readonly producerBacklog: number[];
  readonly lag: number[];
  /** [group][sample]: instances that were there. */
  readonly instances: number[][];
}

/**
 * Looks at a bucket's end how much is inside; before the window, at a bucket's distance too, only that. At the window's
 * begin, what waits.
 */
export function sample(
  world: World,
  index: number,
  stations: readonly StationBank[],
  samples: Samples,
): void {
  const { windowStart, bucketSeconds, buckets } = world.recorder;
  const inWarmup = Math.ceil(windowStart / bucketSeconds);
  if (index > inWarmup) readBacklogs(world, samples);
  if (index === inWarmup) {
    for (const station of stations) station.noteStanding();
    for (const group of world.consumers) {
      for (const member of group.members) noteWaiting(world, group, member);
    }
  }
  const next = index + 1;
  if (next < inWarmup) world.events.push(next * bucketSeconds, EVENT.sample, next);
  else if (next < inWarmup + buckets) {
    const time = windowStart + (next - inWarmup) * bucketSeconds;
    world.events.push(time, EVENT.sample, next);
  }
}

export function readBacklogs(world: World, samples: Samples): void {
  samples.producerBacklog.push(queuedRecords(world.producers, world.now));
  let lag = 0;
  for (const each of world.readers.readers) {
    if (each.kind !== 'group') continue;
    const { log } = world.clusters[each.cluster];
    let unread = 0;
    for (let partition = 0; partition < log.length; partition++) {
      unread += log[partition].highWatermarkRecords - each.takenRecords[partition];
      unread -= each.takenOffset[partition];
    }
    if (unread > lag) lag = unread;
  }
  samples.lag.push(lag);
  for (const { index, members } of world.consumers) {
    samples.instances[index].push(members.filter(({ alive }) => alive).length);
  }
}
