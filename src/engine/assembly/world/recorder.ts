/** Counts, latencies and the series while a trial runs: see ../../../components/recorder.ts for what they mean. */
import { deliverRun, setWritten, shareWritten } from '../deliveries';
import { publish } from '../publish';
import { rowBytes } from '../memory/memory';
import { Member, Run } from '../consumers/rows';
import { Operation } from '../stores/rows';
import { Batch } from './records';
import { Recorder, world } from './rows';

// @ts-ignore: decorator
@inline
function addTo(series: usize, bucket: i32, count: f64): void {
  const place = series + (usize(bucket) << 3);
  store<f64>(place, load<f64>(place) + count);
}

/** `count` records arrived, none at or after `arrivalEdge` of the first. */
export function arrived(time: f64, count: f64): void {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) return;
  recorder.arrivedTotal += count;
  if (time < recorder.windowStart) {
    recorder.arrivedBefore += count;
    return;
  }
  recorder.arrivedInWindow += count;
  addTo(recorder.arrivedSeries, bucketOf(recorder, time), count);
}

/** Until when (not with) arrivals count as one at `time` does. */
export function arrivalEdge(time: f64): f64 {
  const recorder = world.recorder;
  if (time < recorder.windowStart) return recorder.windowStart;
  if (time >= recorder.windowEnd) return Infinity;
  return bucketEnd(recorder, bucketOf(recorder, time));
}

export function dropped(time: f64, count: f64): void {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) return;
  recorder.droppedTotal += count;
  if (time < recorder.windowStart) {
    recorder.droppedBefore += count;
    return;
  }
  recorder.droppedInWindow += count;
  addTo(recorder.droppedSeries, bucketOf(recorder, time), count);
}

/** `count` records are lost on a path now; those at or after the trial's end are still inside. */
export function lost(path: i32, count: f64): void {
  const recorder = world.recorder;
  if (world.now >= recorder.windowEnd) {
    recorder.deliveredLater += count;
    return;
  }
  recorder.lostTotal += count;
  if (world.now < recorder.windowStart) {
    recorder.lostBefore += count;
    return;
  }
  recorder.lostInWindow += count;
  const bucket = path * recorder.buckets + bucketOf(recorder, world.now);
  addTo(recorder.lostSeries, bucket, count);
}

export function retried(): void {
  const recorder = world.recorder;
  if (world.now >= recorder.windowStart && world.now < recorder.windowEnd) {
    recorder.retriesInWindow++;
  }
}

function bucketOf(recorder: Recorder, time: f64): i32 {
  const bucket = i32((time - recorder.windowStart) * recorder.bucketsPerSecond);
  return bucket < recorder.buckets ? bucket : recorder.buckets - 1;
}

function bucketEnd(recorder: Recorder, bucket: i32): f64 {
  if (bucket >= recorder.buckets - 1) return recorder.windowEnd;
  return recorder.windowStart + f64(bucket + 1) * recorder.bucketSeconds;
}

/** A producer has its acknowledgement for a batch. */
export function published(batch: Batch): void {
  const recorder = world.recorder;
  if (world.now < recorder.windowStart || world.now >= recorder.windowEnd) return;
  recorder.publishSum += publish(
    batch.arrivals,
    batch.count,
    world.now,
    recorder.publishBins,
    recorder.publishExtremes,
  );
}

/** Counts deliveries of one time; returns whether they are to be measured. */
export function countDeliveries(time: f64, count: f64): bool {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) {
    recorder.deliveredLater += count;
    return false;
  }
  recorder.deliveredTotal += count;
  if (time < recorder.windowStart) {
    recorder.deliveredBefore += count;
    return false;
  }
  recorder.deliveredInWindow += count;
  return true;
}

// @ts-ignore: decorator
@inline
export function runAt(member: Member, run: i32): Run {
  return changetype<Run>(member.runs + usize(run) * rowBytes<Run>());
}

/** The records of a poll without a store: each delivered at its finish, none after `end`. */
export function deliverPoll(member: Member, end: f64): void {
  const recorder = world.recorder;
  const starts = member.starts;
  const finishes = member.finishes;
  if (end < recorder.windowStart) {
    countDeliveries(end, f64(member.records));
    return;
  }
  if (load<f64>(starts) >= recorder.windowStart && end < recorder.windowEnd) {
    countDeliveries(end, f64(member.records));
  } else {
    for (let slot = 0; slot < member.records; slot++) {
      countDeliveries(load<f64>(finishes + (usize(slot) << 3)), 1);
    }
  }
  const recording = member.group.recording;
  setWritten(recording, 0, 0, 0);
  for (let run = 0; run < member.runCount; run++) {
    deliverOne(recording, member, runAt(member, run), 0, 0, 0, 0);
  }
}

/** The records of one write: all delivered now. */
export function deliverWrite(operation: Operation): void {
  if (!countDeliveries(world.now, f64(operation.writes))) return;
  const member = operation.member;
  const recording = operation.group.recording;
  const sent = operation.sent;
  const come = operation.come;
  const begun = operation.begun;
  const served = operation.served;
  const written = setWritten(
    recording,
    come - sent + (world.now - served),
    begun - come,
    served - begun,
  );
  let some = 0;
  for (let run = operation.firstRun; run >= 0; ) {
    const row = runAt(member, run);
    some += deliverOne(recording, member, row, 1, sent, world.now, written);
    run = row.next;
  }
  shareWritten(recording, some);
}

function deliverOne(
  recording: usize,
  member: Member,
  run: Run,
  stored: i32,
  sent: f64,
  answered: f64,
  written: f64,
): i32 {
  const batch = run.batch;
  const offset = usize(run.offset) << 3;
  const slot = usize(run.slot) << 3;
  return deliverRun(
    recording,
    changetype<usize>(batch),
    batch.blocked,
    batch.arrivals + offset,
    batch.admissions + offset,
    run.answered,
    run.received,
    member.starts + slot,
    member.finishes + slot,
    run.count,
    stored,
    sent,
    answered,
    written,
  );
}
