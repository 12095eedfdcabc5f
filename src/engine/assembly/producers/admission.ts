/**
 * How records come into a producer's memory: arrivals, rate limit, overflow.
 *
 * Semantics.
 * - A record arrives at its user's time and is admitted at once while the producer's unacknowledged
 *   bytes plus its own are within buffer.memory. Otherwise it, and all that come after it, wait in
 *   order for memory to be freed: by an acknowledgement, or by records that are dropped as too old
 *   (expiry.ts). One that has waited max.block is dropped. That is overflow: block. With
 *   drop_newest it is dropped, with drop_oldest the oldest unsent record of the producer makes room
 *   (if there is none, it is dropped itself), and with shed it is dropped with a probability that
 *   rises in proportion from 0 at shed_from of the buffer to 1 at a full one.
 * - With a rate limit a record takes a token of its producer's bucket before all this (virtual
 *   scheduling, ITU-T I.371: the k-th token of a bucket of `burst` is due at 1/rate after the one
 *   before). Without a token it waits for the next, holding its place in the buffer, unless that
 *   takes more than max.block (policy block), or is dropped (policy drop).
 * - What instances send on is admitted as it comes, room or not: see ../consumers/sendOn.ts for
 *   what waits for room.
 * - Arrivals are drawn ahead of the clock, a window at a time, while memory is certain to have room
 *   for them.
 */
import { checkCount } from '../checks/rules';
import { resumeSender } from '../consumers/sendOn';
import { sentAnswered } from '../consumers/awaited';
import { releaseTrail } from '../consumers/trails';
import { rowAt, some } from '../memory/memory';
import { ADMIT, BLOCK, DROP_OLDEST, DROPPED, DRAW_ARRIVALS, SHED, STICKY } from '../world/kinds';
import { tell } from '../world/observer';
import { arrivalEdge, arrived, dropped } from '../world/recorder';
import { world } from '../world/rows';
import { Producer, Queue } from './rows';
import { at } from '../world/schedule';
import { enqueue, enqueueRun, noteTaken, queueOf, wakeConnections } from './accumulator';
import { admittedAt, arrivalAt, drop, trailAt } from './queue';

// @ts-ignore: decorator
@inline
export function producerAt(number: i32): Producer {
  return rowAt<Producer>(world.producers, number);
}

/** Draws a window of arrivals ahead and comes back at its end. */
export function drawArrivals(producer: Producer): void {
  producer.drawPending = false;
  producer.arrivalsDrawnUntil = world.now + producer.settings.lookaheadSeconds;
  drawAndPump(producer);
}

function drawAndPump(producer: Producer): void {
  if (!draw(producer)) return;
  producer.drawPending = true;
  at(producer.arrivalsDrawnUntil, DRAW_ARRIVALS, u64(producer.number));
}

/**
 * Draws arrivals until the window's end; false when one has to wait for memory (or might have to):
 * its time comes as an event, and drawing goes on from there.
 */
function draw(producer: Producer): bool {
  const settings = producer.settings;
  const until = producer.arrivalsDrawnUntil;
  const arrivals = producer.arrivals;
  const topic = settings.topic;
  const withTokens = settings.secondsPerToken > 0;
  const withProcessor = settings.processor != 0;
  const inRuns =
    settings.partitioner == STICKY && !settings.withKeys && !withTokens && !withProcessor;
  // Arrivals are counted in runs: up to the edge of the time series' bucket.
  let first: f64 = 0;
  let edge: f64 = -Infinity;
  let run: f64 = 0;
  let drawn = true;
  while (true) {
    let arrival = producer.headArrival;
    if (arrival < 0) {
      arrival = arrivals.next();
      producer.headArrival = arrival;
      if (settings.withKeys) producer.headKey = producer.keys.next();
      if (withTokens) takeToken(producer, arrival);
    }
    if (arrival > until) break;
    if (withTokens && producer.headToken == Infinity) {
      dropHead(producer, arrival);
      continue;
    }
    // A host's processor takes records as they come.
    const isAhead = withProcessor && arrival > world.now;
    if (isAhead || producer.unacknowledged >= settings.overflowFrom) {
      at(Math.max(arrival, world.now), ADMIT, u64(producer.number));
      drawn = false;
      break;
    }
    if (arrival >= edge) {
      if (run > 0) arrived(topic, first, run);
      first = arrival;
      edge = arrivalEdge(arrival);
      run = 0;
    }
    if (inRuns && arrival >= world.now) {
      run += admitRun(producer, until, edge);
      continue;
    }
    run++;
    enqueue(producer, arrival, arrival > world.now ? arrival : world.now);
  }
  if (run > 0) arrived(topic, first, run);
  return drawn;
}

/**
 * Admits the head and what arrives with certain room after it, until `until` and before `edge`, to
 * one partition.
 */
function admitRun(producer: Producer, until: f64, edge: f64): f64 {
  const arrivals = producer.arrivals;
  arrivals.putBack();
  producer.headArrival = -1;
  const room = ceil(producer.settings.overflowFrom - producer.unacknowledged);
  const most = room < 1e9 ? i32(room) : 1_000_000_000;
  // The head itself in any case: rounding may put the edge of its bucket at its own time.
  const found = arrivals.countUntil(until, edge, most);
  const column = arrivals.block + (usize(arrivals.used) << 3);
  const taken = enqueueRun(producer, column, found > 1 ? found : 1);
  arrivals.used += taken;
  return f64(taken);
}

/**
 * Admits, or drops, what waits while there is memory, then goes on drawing. `hears`: its sender has
 * just had an answer.
 */
export function resume(producer: Producer, hears: bool = false): void {
  const settings = producer.settings;
  const now = world.now;
  // A timer may come when nothing waits any more.
  if (producer.drawPending || producer.headArrival > now) return;
  while (true) {
    const arrival = producer.headArrival;
    if (arrival < 0 || arrival > now) break;
    if (settings.secondsPerToken > 0 && producer.headToken == Infinity) {
      dropHead(producer, arrival);
    } else if (settings.overflow == BLOCK) {
      if (producer.unacknowledged < settings.bufferRecords) admitHead(producer, arrival);
      else if (now >= arrival + settings.maxBlockSeconds) dropHead(producer, arrival);
      else {
        waitAtMost(producer, arrival + settings.maxBlockSeconds);
        hurry(producer, hears);
        return;
      }
    } else if (hasRoom(producer)) admitHead(producer, arrival);
    else dropHead(producer, arrival);
    nextHead(producer);
  }
  producer.hurriesFrom = Infinity;
  if (producer.arrivalsDrawnUntil < now)
    producer.arrivalsDrawnUntil = now + settings.lookaheadSeconds;
  drawAndPump(producer);
}

/**
 * A record waits for memory: its producer lingers for nothing from its sender's next moment on, now
 * or when one of its batches is ready.
 */
function hurry(producer: Producer, hears: bool): void {
  let from = producer.hurriesFrom;
  if (hears) from = world.now;
  else if (from > world.now) {
    for (let number = 0; number < producer.settings.partitionCount; number++) {
      const time = queueOf(producer, number).batchReadyAt;
      if (time < from) from = time;
    }
  }
  producer.hurriesFrom = from > world.now ? from : world.now;
  wakeConnections(producer, producer.hurriesFrom);
}

/** The head waits until then at the longest. One timer a producer: early, it is set again. */
function waitAtMost(producer: Producer, time: f64): void {
  if (producer.waitsUntil > world.now) return;
  producer.waitsUntil = time;
  at(time, ADMIT, u64(producer.number));
}

/** Goes on where a record waits for memory that may now be free. */
export function resumeIfWaiting(producer: Producer): void {
  if (some(producer.sender)) {
    resumeSender(producer.sender);
    return;
  }
  const head = producer.headArrival;
  if (head >= 0 && head <= world.now) resume(producer, true);
}

/** Whether a record that does not wait gets a place; DROP_OLDEST makes one. */
function hasRoom(producer: Producer): bool {
  const settings = producer.settings;
  const used = producer.unacknowledged;
  const full = used >= settings.bufferRecords;
  if (settings.overflow == SHED) {
    const beyond = used - settings.overflowFrom;
    if (full || beyond <= 0) return !full;
    const range = settings.bufferRecords - settings.overflowFrom;
    return settings.shedStream.next() >= beyond / range;
  }
  if (settings.overflow == DROP_OLDEST) return !full || dropOldest(producer);
  return !full;
}

/**
 * Drops the record of a producer that has waited longest and is not yet sent; false when all are
 * sent.
 */
function dropOldest(producer: Producer): bool {
  let oldest: usize = 0;
  let since: f64 = Infinity;
  for (let number = 0; number < producer.settings.partitionCount; number++) {
    const queue = queueOf(producer, number);
    if (queue.size > 0 && admittedAt(queue, 0) < since) {
      since = admittedAt(queue, 0);
      oldest = changetype<usize>(queue);
    }
  }
  if (oldest == 0) return false;
  dropFirst(producer, changetype<Queue>(oldest));
  noteTaken(changetype<Queue>(oldest));
  return true;
}

/** A queue's oldest record is dropped, one that is still to come when it would have. */
export function dropFirst(producer: Producer, queue: Queue): void {
  const arrival = arrivalAt(queue, 0);
  const trail = trailAt(queue, 0);
  const time = Math.max(arrival, world.now);
  if (world.observes != 0) {
    const birth = some(trail) ? trail.birth : arrival;
    tell(DROPPED, 0, producer.number, arrival, time, birth);
  }
  if (producer.settings.awaited) sentAnswered(trail, true);
  releaseTrail(trail);
  drop(queue, 1);
  producer.unacknowledged--;
  if (CHECKED) checkCount('producers', 'unacknowledged records', producer.unacknowledged);
  dropped(producer.settings.topic, time, 1);
}

/** Sets headToken: when the record has its token, or Infinity when it is to be dropped. */
function takeToken(producer: Producer, arrival: f64): void {
  const settings = producer.settings;
  const secondsPerToken = settings.secondsPerToken;
  const earliest = producer.tokenDue - (settings.tokenBurst - 1) * secondsPerToken;
  const time = earliest > arrival ? earliest : arrival;
  const refused = settings.tokensWait ? time - arrival > settings.maxBlockSeconds : time > arrival;
  producer.headToken = refused ? Infinity : time;
  if (!refused) producer.tokenDue = Math.max(producer.tokenDue, time) + secondsPerToken;
}

function dropHead(producer: Producer, arrival: f64): void {
  const topic = producer.settings.topic;
  arrived(topic, arrival, 1);
  const time = Math.max(arrival, world.now);
  dropped(topic, time, 1);
  if (world.observes != 0) tell(DROPPED, 0, producer.number, arrival, time, arrival);
  producer.headArrival = -1;
}

function admitHead(producer: Producer, arrival: f64): void {
  arrived(producer.settings.topic, arrival, 1);
  enqueue(producer, arrival, world.now);
}

function nextHead(producer: Producer): void {
  const settings = producer.settings;
  const arrival = producer.arrivals.next();
  producer.headArrival = arrival;
  if (settings.withKeys) producer.headKey = producer.keys.next();
  if (settings.secondsPerToken > 0) takeToken(producer, arrival);
}
