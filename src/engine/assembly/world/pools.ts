/**
 * Batches, requests and slices of records while they are inside the system: taken from pools, the
 * last freed first, so that memory follows what is inside, not what has passed.
 *
 * Semantics: a batch is a slice of records, of one producer and one partition. It lives until every
 * reader has taken all its records and, where it is acknowledged, until its acknowledgement has
 * come back. Slices come in size classes, four an octave. (Powers of two alone would put them all
 * into the same half of the processor's cache.) Copies of a batch hold the same slice.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { checkCount, checkIndex } from '../checks/rules';
import { allocate, rowAt, rowBytes, some } from '../memory/memory';
import { Log } from '../brokers/rows';
import { releaseTrails } from '../consumers/trails';
import { Batch, Request, Slice, SLICE_BYTES } from './records';
import { world } from './rows';

const BATCHES_A_CHUNK: i32 = 256;
const REQUEST_SHIFT: i32 = 8;
const REQUESTS_A_CHUNK: i32 = 1 << REQUEST_SHIFT;

export function takeBatch(): Batch {
  const freed = world.freeBatches;
  if (some(freed)) {
    world.freeBatches = freed.next;
    if (freed.remaining != 0) world.touchedWhenFree++;
    if (CHECKED) noteInUse(freed);
    return freed;
  }
  const chunks = world.batchChunks;
  if (world.batchesLeft == 0) {
    chunks.push(allocate(usize(BATCHES_A_CHUNK) * rowBytes<Batch>()));
    world.batchesLeft = BATCHES_A_CHUNK;
  }
  const chunk = chunks.at(chunks.size - 1);
  if (CHECKED) noteInUse(rowAt<Batch>(chunk, BATCHES_A_CHUNK - world.batchesLeft));
  return rowAt<Batch>(chunk, BATCHES_A_CHUNK - world.batchesLeft--);
}

/** Another batch of the same records, with the same past. */
export function copyOf(batch: Batch): Batch {
  if (CHECKED) checkInUse(batch);
  const copy = takeBatch();
  const generation = copy.generation;
  memory.copy(changetype<usize>(copy), changetype<usize>(batch), rowBytes<Batch>());
  copy.generation = generation;
  copy.retainCount = keepersOf(batch.log);
  copy.acknowledged = true;
  copy.position = -1;
  batch.slice.retainCount++;
  return copy;
}

/** What keeps a batch from the beginning: its log, where no group will be delivered its records. */
export function keepersOf(log: Log): i32 {
  return log.topic.consumerGroupCount == 0 ? 1 : 0;
}

/** Whether nobody needs it any more. */
// @ts-ignore: decorator
@inline
export function isDone(batch: Batch): bool {
  return batch.remaining == 0 && batch.acknowledged && batch.retainCount == 0;
}

/** Frees a batch and its records once nobody needs them. */
export function freeBatch(batch: Batch): void {
  const slice = batch.slice;
  if (CHECKED) checkInUse(slice);
  if (CHECKED) noteFree(batch);
  if (--slice.retainCount == 0) {
    if (CHECKED) noteFree(slice);
    const mayHave = some(batch.queue.producer.sender) || batch.forwarded;
    if (world.namedCount > 0 || mayHave) releaseTrails(batch);
    const list = world.freeSlices + (usize(slice.sizeClass) << 2);
    slice.next = load<usize>(list);
    store<usize>(list, changetype<usize>(slice));
  }
  batch.remaining = 0;
  batch.generation++;
  batch.next = world.freeBatches;
  world.freeBatches = batch;
}

/** One of those that kept a batch needs it no more. */
export function releaseBatch(batch: Batch): void {
  batch.retainCount--;
  if (CHECKED) checkInUse(batch);
  if (CHECKED) checkCount('pools', 'retain count of a batch', batch.retainCount);
  if (isDone(batch)) freeBatch(batch);
}

/** A slice for `count` records, held once. */
export function takeSlice(count: i32): Slice {
  const sizeClass = sizeClassOf(count);
  const list = world.freeSlices + (usize(sizeClass) << 2);
  let slice = load<Slice>(list);
  if (some(slice)) store<usize>(list, slice.next);
  else {
    const room = sizeOf(sizeClass);
    const columns =
      i32(world.keepsTrails != 0) + i32(world.keepsKeys != 0) + i32(world.mayRedeliver != 0);
    const bytes = SLICE_BYTES + (usize(room) << 4) + (usize(columns * room) << 2);
    slice = changetype<Slice>(allocate(bytes));
    slice.sizeClass = sizeClass;
    slice.room = room;
  }
  if (CHECKED) noteInUse(slice);
  slice.retainCount = 1;
  return slice;
}

/** Sizes 1 to 8 are classes of their own; above, an octave has four. */
function sizeClassOf(count: i32): i32 {
  if (count <= 8) return count;
  const octave = 31 - clz(count - 1);
  return 4 * (octave - 1) + ((count - 1) >> (octave - 2)) - 3;
}

function sizeOf(sizeClass: i32): i32 {
  // Even, so that a vector of two begins where the slice does.
  if (sizeClass <= 8) return sizeClass + (sizeClass & 1);
  const octave = (sizeClass - 9) / 4 + 3;
  return (5 + ((sizeClass - 9) % 4)) << (octave - 2);
}

export function takeRequest(): Request {
  const freed = world.freeRequests;
  if (some(freed)) {
    world.freeRequests = freed.next;
    if (CHECKED) noteInUse(freed);
    freed.abandoned = false;
    return freed;
  }
  const index = world.requestCount++;
  if ((index & (REQUESTS_A_CHUNK - 1)) == 0) {
    world.requestChunks.push(allocate(usize(REQUESTS_A_CHUNK) * rowBytes<Request>()));
  }
  const request = requestRow(index);
  if (CHECKED) noteInUse(request);
  request.index = index;
  return request;
}

export function releaseRequest(request: Request): void {
  if (CHECKED) noteFree(request);
  request.next = world.freeRequests;
  world.freeRequests = request;
}

/** The request in use of that place. */
// @ts-ignore: decorator
@inline
export function requestAt(index: i32): Request {
  if (CHECKED) checkIndex('requests', 'place', index, world.requestCount);
  if (CHECKED) checkInUse(requestRow(index));
  return requestRow(index);
}

// @ts-ignore: decorator
@inline
function requestRow(index: i32): Request {
  const chunk = world.requestChunks.at(index >> REQUEST_SHIFT);
  return rowAt<Request>(chunk, index & (REQUESTS_A_CHUNK - 1));
}

/**
 * Deliveries still owed by every batch alive: the audit's walk, independent of the counters; also
 * added up by topic.
 */
export function owed(inside: usize): f64 {
  let sum: f64 = 0;
  const chunks = world.batchChunks;
  for (let chunk = 0; chunk < chunks.size; chunk++) {
    for (let index = 0; index < BATCHES_A_CHUNK; index++) {
      const batch = rowAt<Batch>(chunks.at(chunk), index);
      if (batch.remaining == 0) continue;
      sum += f64(batch.remaining);
      const cell = inside + (usize(batch.log.topic.index) << 3);
      store<f64>(cell, load<f64>(cell) + f64(batch.remaining));
    }
  }
  return sum;
}

/** Batches of which more was delivered than there was: the audit's walk. */
export function overdelivered(): f64 {
  let batches: f64 = f64(world.touchedWhenFree);
  const chunks = world.batchChunks;
  for (let chunk = 0; chunk < chunks.size; chunk++) {
    for (let index = 0; index < BATCHES_A_CHUNK; index++) {
      if (rowAt<Batch>(chunks.at(chunk), index).remaining < 0) batches++;
    }
  }
  return batches;
}
