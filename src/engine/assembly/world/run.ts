/**
 * A world runs: the first events, the loop, samples, and what is counted at the end.
 *
 * Semantics: time runs from 0; events at or after the trial's end do not happen. The trial is full
 * when more than `maximumInside` records are inside at a sample. Samples at the ends of buckets say
 * how much is inside and how many instances there are; looks, at a random moment of each bucket
 * (whatever goes in step with the buckets), how many wait at each instance.
 */
import { checkTime } from '../checks/rules';
import * as replication from '../brokers/replication';
import { checkWatermarks } from '../brokers/safety';
import { scheduleAutoscaler } from '../consumers/autoscaler';
import { makePools } from '../consumers/members';
import {
  groupAt,
  noteWaiting,
  passedRecords,
  recordsWaiting,
  sentAhead,
  stopPoll,
} from '../consumers/consumer';
import { lagOf } from '../consumers/lags';
import { newSchedule } from '../events';
import { allocate, rowAt, rowBytes, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { newVector, newWakeList } from '../memory/vector';
import { producerAt } from '../producers/admission';
import { countUndrawn, queuedRecords } from '../producers/producer';
import { endMemory, startMemory, startQueues } from '../queues/events';
import { scheduleLagChecks } from '../brokers/lagging';
import * as reader from '../readers/reader';
import { Reader } from '../readers/rows';
import { addSessions } from '../readers/sessions';
import { endEvents } from '../consumers/origins';
import { endWindows } from '../consumers/windows';
import { noteCallsWaiting, waitingAt } from '../services/desks';
import { endDesks, startDesks } from '../services/servers';
import { noteStanding, startsAfter } from '../stations';
import { dispatch } from './dispatch';
import { scheduleFaults } from './faults';
import * as kinds from './kinds';
import { owed, overdelivered } from './pools';
import { Cluster, ReplicaSession } from '../brokers/rows';
import { Member } from '../consumers/rows';
import { Recorder, world } from './rows';
import { at } from './schedule';

const SIZE_CLASSES: usize = 128;
/** What run() says. */
const OVER: i32 = 0;
const GOES_ON: i32 = 1;
const FULL: i32 = 2;
const PAUSED: i32 = 3;
/** Tellings that are read in one go. */
const TOLD_AT_ONCE: i32 = 4096;

/** Makes what the engine itself keeps; the rest of the world's row is written from outside. */
export function prepareWorld(): void {
  world.events = newSchedule();
  world.sessions = newVector();
  world.sessionOf = newTable();
  world.trips = newTable();
  world.replicas = newVector();
  world.wokenReaders = newWakeList();
  world.wokenReplicas = newWakeList();
  world.banks = newVector();
  world.looks = newVector();
  world.batchChunks = newVector();
  world.requestChunks = newVector();
  world.freeSlices = allocate(SIZE_CLASSES << 2);
  world.recorder = changetype<Recorder>(allocate(rowBytes<Recorder>()));
}

/**
 * Banks that are not looked at; whose queue is their own; from then on, those that are the threads
 * of group 0, 1, ...; from -1 downwards, those of external 0, 1, ..., where it calls itself.
 */
const NOT_LOOKED_AT: i32 = 0;
export const OWN_QUEUE: i32 = 1;
const FIRST_GROUP: i32 = 2;

/** A bank of stations of so many instances: what waits in it is looked at. */
export function addBank(bank: usize, count: i32, whose: i32): void {
  world.banks.push(bank);
  world.banks.push(usize(count));
  world.banks.push(usize(whose));
}

/** Looks at what waits at `time`. */
export function scheduleLook(time: f64): void {
  at(time, kinds.LOOK, 0);
}

function look(): void {
  const banks = world.banks;
  for (let offset = 0; offset < banks.size; offset += 3) {
    const count = i32(banks.at(offset + 1));
    const whose = i32(banks.at(offset + 2));
    if (whose == NOT_LOOKED_AT) continue;
    for (let instance = 0; instance < count; instance++) {
      let waiting: i32;
      if (whose < 0) waiting = waitingAt(-1 - whose, instance);
      else if (whose == OWN_QUEUE) waiting = startsAfter(banks.at(offset), instance, world.now);
      else {
        const member = rowAt<Member>(groupAt(whose - FIRST_GROUP).members, instance);
        waiting = member.alive ? recordsWaiting(member) : -1;
      }
      world.looks.push(usize(waiting));
    }
  }
}

/** Opens all sessions and puts the first events on the schedule. */
export function startWorld(): void {
  for (let number = 0; number < world.producerCount; number++) {
    if (some(producerAt(number).arrivals)) at(0, kinds.DRAW_ARRIVALS, u64(number));
  }
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    addSessions(cluster);
    replication.openReplicaSessions(cluster);
  }
  const count = world.sessions.size;
  const firstFetchAt = allocate(usize(count) << 3);
  for (let number = 0; number < count; number++) {
    const own: Reader = reader.sessionAt(number).reader;
    const uniform = own.cluster.phase.next();
    const delay = own.delay.next();
    store<f64>(firstFetchAt + (usize(number) << 3), uniform * 2 * delay);
  }
  for (let number = 0; number < count; number++) {
    const delay = reader.sessionAt(number).reader.delay.next();
    const soonest = Math.min(delay, reader.sessionAt(number).reader.lingerSeconds);
    const time = soonest + load<f64>(firstFetchAt + (usize(number) << 3));
    at(time, kinds.READ_FETCH_ARRIVES, u64(number));
  }
  for (let number = 0; number < world.replicas.size; number++) {
    const session: ReplicaSession = replication.replicaSessionAt(number);
    at(session.cluster.brokerDelay.next(), kinds.REPLICA_FETCH_ARRIVES, u64(number));
  }
  at(0, kinds.SAMPLE, 0);
  scheduleFaults();
  scheduleLagChecks();
  for (let index = 0; index < world.groupCount; index++) {
    makePools(groupAt(index));
    scheduleAutoscaler(groupAt(index));
  }
  startQueues();
  startMemory();
  startDesks();
}

/** Does at most so many events, all before `until`. */
export function runWorld(most: i32, until: f64): i32 {
  const events = world.events;
  const end = world.end;
  const pauses = until < end;
  for (let done = 0; done < most; done++) {
    if (pauses && events.firstTime() >= until) return PAUSED;
    if (!events.pop()) return OVER;
    const time = events.time;
    if (time >= end) return OVER;
    if (CHECKED) checkTime('events', 'the next one', time, world.now);
    if (time < world.now) world.backwards++;
    world.now = time;
    world.executed++;
    if (events.kind == kinds.SAMPLE) {
      sample(i32(events.index));
      checkWatermarks();
      if (inside() > world.maximumInside) {
        world.filledAt = time;
        return FULL;
      }
    } else if (events.kind == kinds.LOOK) look();
    else dispatch(events.kind, events.index);
    if (world.toldCount > TOLD_AT_ONCE) return GOES_ON;
  }
  return GOES_ON;
}

/** Records inside: deliveries that are owed, by those that a record makes on average. */
function inside(): f64 {
  const recorder = world.recorder;
  if (recorder.owedTotal == 0) return 0;
  const ended = recorder.deliveredTotal + recorder.lostTotal + recorder.failedTotal;
  const owed = recorder.owedTotal - recorder.owedDropped - ended;
  return (owed * recorder.arrivedTotal) / recorder.owedTotal;
}

/**
 * Looks at a bucket's end how much is inside; before the window, at a bucket's distance too, only
 * that.
 */
function sample(index: i32): void {
  const recorder = world.recorder;
  const windowStart = recorder.windowStart;
  const bucketSeconds = recorder.bucketSeconds;
  const inWarmup = i32(ceil(windowStart / bucketSeconds));
  if (index > inWarmup) readBacklogs();
  if (index == inWarmup) noteStandingQueues();
  const next = index + 1;
  if (next < inWarmup) at(f64(next) * bucketSeconds, kinds.SAMPLE, u64(next));
  else if (next < inWarmup + recorder.buckets) {
    at(windowStart + f64(next - inWarmup) * bucketSeconds, kinds.SAMPLE, u64(next));
  }
}

/** The window begins: what waits now is a queue of it. */
function noteStandingQueues(): void {
  const banks = world.banks;
  for (let offset = 0; offset < banks.size; offset += 3) {
    const count = i32(banks.at(offset + 1));
    for (let instance = 0; instance < count; instance++) noteStanding(banks.at(offset), instance);
  }
  for (let index = 0; index < world.groupCount; index++) {
    const group = groupAt(index);
    for (let memberIndex = 0; memberIndex < group.instances; memberIndex++) {
      noteWaiting(rowAt<Member>(group.members, memberIndex));
    }
  }
  noteCallsWaiting();
}

function readBacklogs(): void {
  const position = world.samples++;
  store<f64>(world.backlogSamples + (usize(position) << 3), queuedRecords(world.now, false));
  let lag: f64 = 0;
  for (let index = 0; index < world.groupCount; index++) {
    const group = groupAt(index);
    const unread = lagOf(group);
    if (unread > lag) lag = unread;
    let alive: f64 = 0;
    for (let member = 0; member < group.instances; member++) {
      if (rowAt<Member>(group.members, member).alive) alive++;
    }
    const cell = usize(index * world.sampleRoom + position) << 3;
    store<f64>(world.instanceSamples + cell, alive);
  }
  store<f64>(world.lagSamples + (usize(position) << 3), lag);
}

/** Records that wait in producers now. */
export function recordsInProducers(): f64 {
  return queuedRecords(world.now, false);
}

/**
 * The trial is over: last samples, what is under way is broken off. What it gives: see
 * ../../kernels.ts.
 */
export function endWorld(counts: usize, unfinished: usize, inside: usize): void {
  world.now = world.end;
  endMemory();
  readBacklogs();
  checkWatermarks();
  let passed: f64 = 0;
  let underWay: f64 = 0;
  for (let index = 0; index < world.groupCount; index++) {
    const group = groupAt(index);
    passed += passedRecords(group);
    const sent = unfinished + (usize(index) << 3);
    for (let instance = 0; instance < group.instances; instance++) {
      const member = rowAt<Member>(group.members, instance);
      store<f64>(sent, load<f64>(sent) + sentAhead(member));
      if (some(member.pool)) underWay += f64(member.pool.size);
      else if (member.busy && some(group.store)) underWay += f64(group.maxPollRecords);
      stopPoll(member);
    }
    endWindows(group);
  }
  endEvents();
  endDesks();
  store<f64>(counts, countUndrawn(world.end, inside));
  store<f64>(counts, overdelivered(), 8);
  store<f64>(counts, owed(inside) + world.recorder.deliveredLater, 16);
  store<f64>(counts, queuedRecords(world.end, true, inside), 24);
  store<f64>(counts, passed, 32);
  store<f64>(counts, underWay, 40);
}
