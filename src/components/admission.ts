/**
 * How records come into a producer's memory: arrivals, rate limit, overflow.
 *
 * Semantics.
 * - A record arrives at its user's time and is admitted at once while the producer's unacknowledged bytes plus its own
 *   are within buffer.memory. Otherwise it, and all that come after it, wait in order for memory to be freed: by an
 *   acknowledgement, or by records that are dropped as too old to be sent. One that has waited max.block is dropped when
 *   memory would be given to it. That is overflow: block. With drop_newest it is dropped, with drop_oldest the oldest
 *   unsent record of the producer makes room (if there is none, it is dropped itself), and with shed it is dropped with a
 *   probability that rises in proportion from 0 at shed_from of the buffer to 1 at a full one.
 * - With a rate limit a record takes a token of its producer's bucket before all this (virtual scheduling, ITU-T I.371:
 *   the k-th token of a bucket of `burst` is due at 1/rate after the one before). Without a token it waits for the next,
 *   holding its place in the buffer, unless that takes more than max.block (policy block), or is dropped (policy drop).
 * - Arrivals are drawn ahead of the clock, a window at a time, while memory is certain to have room for them.
 */
import { enqueue, enqueueRun, noteTaken } from './accumulator.js';
import type { ProducerColumns } from './producer.js';
import { EVENT, type World } from './world.js';

/** Draws a window of arrivals ahead and comes back at its end. */
export function pump(world: World, producer: number): void {
  const columns = world.producers;
  columns.pumpPending[producer] = 0;
  columns.drawnUntil[producer] = world.now + columns.pumpWindowSeconds;
  drawAndPump(world, producer);
}

function drawAndPump(world: World, producer: number): void {
  const columns = world.producers;
  if (!draw(world, producer)) return;
  columns.pumpPending[producer] = 1;
  world.events.push(columns.drawnUntil[producer], EVENT.pump, producer);
}

/**
 * Draws arrivals until the window's end; false when one has to wait for memory (or might have to): its time comes
 * as an `admit` event, and drawing goes on from there.
 */
function draw(world: World, producer: number): boolean {
  const columns = world.producers;
  const { recorder } = world;
  const until = columns.drawnUntil[producer];
  const nextArrival = columns.nextArrival[producer];
  const withKey = columns.keyed || columns.needsKey;
  const inRuns = columns.partitioner === 'sticky' && !withKey && columns.tokens === null;
  // Arrivals are counted in runs: up to the edge of the time series' bucket.
  let first = 0;
  let edge = -Infinity;
  let run = 0;
  let drawn = true;
  for (;;) {
    let arrival = columns.headArrival[producer];
    if (arrival < 0) {
      arrival = nextArrival.next();
      columns.headArrival[producer] = arrival;
      if (withKey) columns.headKey[producer] = columns.drawKey[producer]();
      if (columns.tokens !== null) takeToken(columns, columns.tokens, producer, arrival);
    }
    if (arrival > until) break;
    if (columns.tokens !== null && columns.headToken[producer] === Infinity) {
      dropHead(world, producer, arrival);
      continue;
    }
    if (columns.unacknowledged[producer] >= columns.overflowFrom) {
      world.events.push(Math.max(arrival, world.now), EVENT.admit, producer);
      drawn = false;
      break;
    }
    if (arrival >= edge) {
      if (run > 0) recorder.arrived(first, run);
      first = arrival;
      edge = recorder.arrivalEdge(arrival);
      run = 0;
    }
    if (inRuns && arrival >= world.now) {
      run += admitRun(world, producer, until, edge);
      continue;
    }
    run++;
    enqueue(world, producer, arrival, arrival > world.now ? arrival : world.now);
  }
  if (run > 0) recorder.arrived(first, run);
  return drawn;
}

/** Admits the head and what arrives with certain room after it, until `until` and before `edge`, to one partition. */
function admitRun(world: World, producer: number, until: number, edge: number): number {
  const columns = world.producers;
  const times = columns.nextArrival[producer];
  times.putBack();
  columns.headArrival[producer] = -1;
  const room = Math.ceil(columns.overflowFrom - columns.unacknowledged[producer]);
  const { block, used } = times;
  // The head itself in any case: rounding may put the edge of its bucket at its own time.
  const count = Math.max(1, times.countUntil(until, edge, room));
  const taken = enqueueRun(world, producer, block, used, count);
  times.used += taken;
  return taken;
}

/** The waiting record's arrival: exact now, since all earlier answers have been handled. */
export function admit(world: World, producer: number): void {
  resume(world, producer);
}

/** Admits, or drops, what waits while there is memory, then goes on drawing. */
export function resume(world: World, producer: number): void {
  const columns = world.producers;
  const now = world.now;
  if (columns.pumpPending[producer] === 1) return;
  for (;;) {
    const arrival = columns.headArrival[producer];
    if (arrival < 0 || arrival > now) break;
    if (columns.tokens !== null && columns.headToken[producer] === Infinity) {
      dropHead(world, producer, arrival);
    } else if (columns.overflow === 'block') {
      if (columns.unacknowledged[producer] >= columns.bufferRecords) return;
      if (now - arrival > columns.maxBlockSeconds) dropHead(world, producer, arrival);
      else admitHead(world, producer, arrival);
    } else if (hasRoom(world, producer)) admitHead(world, producer, arrival);
    else dropHead(world, producer, arrival);
    nextHead(columns, producer);
  }
  if (columns.drawnUntil[producer] < now) {
    columns.drawnUntil[producer] = now + columns.pumpWindowSeconds;
  }
  drawAndPump(world, producer);
}

/** Whether a record that does not wait gets a place; drop_oldest makes one. */
function hasRoom(world: World, producer: number): boolean {
  const columns = world.producers;
  const used = columns.unacknowledged[producer];
  const full = used >= columns.bufferRecords;
  switch (columns.overflow) {
    case 'shed': {
      const beyond = used - columns.overflowFrom;
      if (full || beyond <= 0) return !full;
      return columns.shedStream.next() >= beyond / (columns.bufferRecords - columns.overflowFrom);
    }
    case 'drop_oldest':
      return !full || dropOldest(world, producer);
    case 'drop_newest':
    case 'block':
      return !full;
    default:
      return columns.overflow satisfies never;
  }
}

/** Drops the record of a producer that has waited longest and is not yet sent; false when all are sent. */
function dropOldest(world: World, producer: number): boolean {
  const columns = world.producers;
  let oldest = -1;
  let since = Infinity;
  for (let partition = 0; partition < columns.partitionCount; partition++) {
    const queue = producer * columns.partitionCount + partition;
    const { size } = columns.queues[queue];
    if (size > 0 && columns.queues[queue].admittedAt(0) < since) {
      since = columns.queues[queue].admittedAt(0);
      oldest = queue;
    }
  }
  if (oldest < 0) return false;
  const queue = columns.queues[oldest];
  world.observer?.('dropped', 0, producer, queue.arrivalAt(0), world.now);
  queue.shift();
  noteTaken(columns, oldest);
  columns.unacknowledged[producer]--;
  world.recorder.dropped(world.now, 1);
  return true;
}

/** A token bucket of each producer: when its next token is due. */
export interface TokenBucket {
  readonly secondsPerToken: number;
  readonly burst: number;
  readonly waits: boolean;
  readonly due: Float64Array;
}

/** Sets headToken: when the record has its token, or Infinity when it is to be dropped. */
function takeToken(
  columns: ProducerColumns,
  { secondsPerToken, burst, waits, due }: TokenBucket,
  producer: number,
  arrival: number,
): void {
  const earliest = due[producer] - (burst - 1) * secondsPerToken;
  const at = earliest > arrival ? earliest : arrival;
  const refused = waits ? at - arrival > columns.maxBlockSeconds : at > arrival;
  columns.headToken[producer] = refused ? Infinity : at;
  if (!refused) due[producer] = Math.max(due[producer], at) + secondsPerToken;
}

function dropHead(world: World, producer: number, arrival: number): void {
  world.recorder.arrived(arrival);
  const time = Math.max(arrival, world.now);
  world.recorder.dropped(time, 1);
  world.observer?.('dropped', 0, producer, arrival, time);
  world.producers.headArrival[producer] = -1;
}

function admitHead(world: World, producer: number, arrival: number): void {
  world.recorder.arrived(arrival);
  enqueue(world, producer, arrival, world.now);
}

function nextHead(columns: ProducerColumns, producer: number): void {
  const arrival = columns.nextArrival[producer].next();
  columns.headArrival[producer] = arrival;
  if (columns.keyed || columns.needsKey) columns.headKey[producer] = columns.drawKey[producer]();
  if (columns.tokens !== null) takeToken(columns, columns.tokens, producer, arrival);
}
