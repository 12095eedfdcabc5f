/**
 * Looks at a running world: at the ends of buckets how much is inside and how many instances there are; at a random moment
 * of each bucket (whatever goes in step with the buckets) how many wait at each instance.
 */
import { noteWaiting, recordsWaiting } from '../components/memberQueue.js';
import { queuedRecords } from '../components/producer.js';
import type { Recorder } from '../components/recorder.js';
import { EVENT, type World } from '../components/world.js';
import type { StationBank } from '../engine/station.js';
import type { Workshop } from './workshop.js';

/** Readings at the end of each bucket of the time series. */
export interface Samples {
  readonly producerBacklog: number[];
  readonly lag: number[];
  /** [group][sample]: instances that were there. */
  readonly instances: number[][];
  /** [station]: how many instances were seen with so many waiting; empty for links. */
  readonly waiting: Map<number, number>[];
}

/** A random moment of each bucket. */
export function lookTimes(recorder: Recorder, workshop: Workshop): number[] {
  const stream = workshop.stream('looks', 'times');
  let begin = recorder.windowStart;
  return recorder.bucketEnds.map((end) => {
    const time = begin + stream.next() * (end - begin);
    begin = end;
    return time;
  });
}

/** How often each value is there. */
export function countsOf(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) countOne(counts, value);
  return counts;
}

/** One more of a value. */
export function countOne(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/** Counts how many wait at each instance that is there. */
export function look(world: World, stations: readonly StationBank[], { waiting }: Samples): void {
  const { now, consumers } = world;
  stations.forEach((station, index) => {
    if (station.kind === 'link') return;
    const group = consumers.find(({ work }) => work === station);
    if (group === undefined) {
      for (let instance = 0; instance < station.count; instance++) {
        countOne(waiting[index], station.waitingNow(instance, now));
      }
      return;
    }
    for (const member of group.members) {
      if (member.alive) countOne(waiting[index], recordsWaiting(member, now));
    }
  });
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
