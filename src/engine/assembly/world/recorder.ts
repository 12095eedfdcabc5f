/**
 * Counts, latencies and the series while a trial runs: see ../../../network/recording/recorder.ts
 * for what they mean.
 */
import { checkRow } from '../checks/blocks';
import { checkInUse } from '../checks/pool';
import { deliverRun, setTried, setWritten, shareTried, shareWritten } from '../deliveries';
import { publish } from '../publish';
import { rowAt, rowBytes } from '../memory/memory';
import { Group, Member, Run, Work } from '../consumers/rows';
import { Topic } from '../brokers/rows';
import { Operation } from '../stores/rows';
import { Batch } from './records';
import { Recorder, world } from './rows';

// @ts-ignore: decorator
@inline
function addTo(series: usize, bucket: i32, count: f64): void {
  if (CHECKED) checkRow('bucket', series, bucket, 8);
  const address = series + (usize(bucket) << 3);
  store<f64>(address, load<f64>(address) + count);
}

/** `count` records for a topic arrived, none at or after `arrivalEdge` of the first. */
export function arrived(topic: Topic, time: f64, count: f64): void {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) return;
  const owed = count * f64(topic.consumerGroupCount);
  recorder.arrivedTotal += count;
  recorder.owedTotal += owed;
  topic.owed += owed;
  if (time < recorder.windowStart) {
    recorder.arrivedBefore += count;
    recorder.owedBefore += owed;
    return;
  }
  recorder.arrivedInWindow += count;
  recorder.owedInWindow += owed;
  addTo(recorder.arrivedSeries, topic.index * recorder.buckets + bucketOf(recorder, time), count);
}

/** Until when (not with) arrivals count as one at `time` does. */
export function arrivalEdge(time: f64): f64 {
  const recorder = world.recorder;
  if (time < recorder.windowStart) return recorder.windowStart;
  if (time >= recorder.windowEnd) return Infinity;
  return bucketEnd(recorder, bucketOf(recorder, time));
}

/** Some of these are dropped. */
export function dropped(topic: Topic, time: f64, count: f64): void {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) return;
  const owed = count * f64(topic.consumerGroupCount);
  recorder.droppedTotal += count;
  recorder.owedDropped += owed;
  topic.owed -= owed;
  if (time < recorder.windowStart) {
    recorder.droppedBefore += count;
    recorder.owedDroppedBefore += owed;
    return;
  }
  recorder.droppedInWindow += count;
  recorder.owedDroppedInWindow += owed;
  addTo(recorder.droppedSeries, topic.index * recorder.buckets + bucketOf(recorder, time), count);
}

/** `count` records are lost on a path now; those at or after the trial's end are still inside. */
export function lost(path: i32, count: f64): void {
  const recorder = world.recorder;
  rowAt<Group>(world.groups, path).lost += count;
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

/** A record of a group fails for good now. */
export function failed(group: Group): void {
  const recorder = world.recorder;
  recorder.failedTotal++;
  group.failedEver++;
  if (world.now < recorder.windowStart) {
    recorder.failedBefore++;
    return;
  }
  recorder.failedInWindow++;
  const bucket = group.index * recorder.buckets + bucketOf(recorder, world.now);
  addTo(recorder.failedSeries, bucket, 1);
  group.failed++;
}

/** A record that its path had delivered already is delivered again at `time`. */
export function duplicated(time: f64): void {
  const recorder = world.recorder;
  if (time >= recorder.windowEnd) return;
  recorder.duplicatesTotal++;
  if (time >= recorder.windowStart) recorder.duplicatesInWindow++;
}

/** Whether what happens now is measured. */
// @ts-ignore: decorator
@inline
export function inWindow(): bool {
  return world.now >= world.recorder.windowStart && world.now < world.recorder.windowEnd;
}

export function retried(): void {
  if (inWindow()) world.recorder.retriesInWindow++;
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
  if (!inWindow()) return;
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
  if (CHECKED) checkRow('Run', member.runs, run, rowBytes<Run>());
  return changetype<Run>(member.runs + usize(run) * rowBytes<Run>());
}

/** Records chained from run `first`. */
export function chained(member: Member, first: i32): i32 {
  let count = 0;
  for (let run = first; run >= 0;) {
    const row = runAt(member, run);
    count += row.count;
    run = row.next;
  }
  return count;
}

/**
 * The records of a poll without a store chained from run `first`, `count` of them: each delivered
 * at its finish, none after `end`.
 */
export function deliverPoll(member: Member, first: i32, count: i32, end: f64): void {
  const recorder = world.recorder;
  member.group.delivered += f64(count);
  if (end < recorder.windowStart) {
    countDeliveries(end, f64(count));
    return;
  }
  if (load<f64>(member.starts) >= recorder.windowStart && end < recorder.windowEnd) {
    countDeliveries(end, f64(count));
  } else countEach(member, first);
  const recording = member.group.recording;
  setWritten(recording, 0, 0, 0);
  for (let run = first; run >= 0;) {
    const row = runAt(member, run);
    deliverOne(recording, member, row, 0, 0, 0, 0);
    run = row.next;
  }
}

function countEach(member: Member, first: i32): void {
  for (let run = first; run >= 0;) {
    const row = runAt(member, run);
    let finish = member.finishes + (usize(row.slot) << 3);
    for (const last = finish + (usize(row.count) << 3); finish < last; finish += 8) {
      countDeliveries(load<f64>(finish), 1);
    }
    run = row.next;
  }
}

/** Sets the stages that all records of a write share; returns their sum. */
export function setWriteOf(operation: Operation): f64 {
  const recording = operation.group.recording;
  const come = operation.arrived;
  const begun = operation.started;
  const served = operation.finished;
  const network = come - operation.sent + (world.now - served);
  const written = setWritten(recording, network, begun - come, served - begun);
  if (!operation.group.tries) return written;
  return written + setTried(recording, operation.calls, operation.retries, 0);
}

/** The records of one write chained from run `first`, `count` of them: all delivered now. */
export function deliverWrite(operation: Operation, first: i32, count: i32): void {
  operation.group.delivered += f64(count);
  if (!countDeliveries(world.now, f64(count))) return;
  const member = operation.member;
  const recording = operation.group.recording;
  const shared = setWriteOf(operation);
  const processedUntil = operation.sent - operation.calls - operation.retries;
  let some = 0;
  for (let run = first; run >= 0;) {
    const row = runAt(member, run);
    some += deliverOne(recording, member, row, 1, processedUntil, world.now, shared);
    run = row.next;
  }
  shareWritten(recording, some);
  if (member.group.tries && some > 0) shareTried(recording);
}

/**
 * The record of a slot is delivered now, its stages beside its processing being those of its row
 * (see consumers/rows.ts).
 */
export function deliverTried(member: Member, work: Work): void {
  member.group.delivered++;
  if (!countDeliveries(world.now, 1)) return;
  const recording = member.group.recording;
  const acknowledgement: f64 = work.waits ? world.now - work.sentAt : 0;
  const shared =
    setWritten(recording, work.storeNetwork, work.storeWait, work.storeService) +
    setTried(recording, work.calls, work.retries, acknowledgement);
  const slot = work.slot;
  const until = load<f64>(member.finishes + (usize(slot) << 3)) - work.retries;
  const some = deliverOne(recording, member, runAt(member, slot), 1, until, world.now, shared);
  if (some == 0) return;
  shareTried(recording);
  if (work.stored) shareWritten(recording, some);
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
  if (CHECKED) checkInUse(batch);
  if (CHECKED) checkRow('time of a poll', member.finishes, run.slot + run.count - 1, 8);
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
