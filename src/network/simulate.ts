/**
 * Runs one trial, cell by cell: the dispatch switch, and what is read off the world at its end. A pure function of the
 * trial.
 *
 * Semantics: time runs from 0 to warmupSeconds + windowSeconds; events at or after the end do not happen. The trial
 * stops early, as full, when more than `maximumInside` records are inside at a bucket's end, and is then simulated once
 * more up to that time (span.ts): what is known ahead (a poll's finishes, arrivals drawn in blocks, a station's busy
 * seconds) is so cut where it ends, as in any other trial. An observer is told what becomes of each record (see
 * components/observer.ts), of one that fills up in the first run, and changes nothing. A trial that goes on from a checkpoint
 * ends in the same bytes; its observer is told what comes after it. Cells of direct delivery keep none: they take seconds.
 */
import {
  append,
  produceDone,
  requestArrives,
  requestReceived,
  tokensCome,
} from '../components/broker.js';
import { pollEnd, stopPoll } from '../components/consumer.js';
import { mirrorSends } from '../components/mirror.js';
import { admit, pump } from '../components/admission.js';
import { acknowledged, channelReady, countUndrawn, queuedRecords } from '../components/producer.js';
import * as failover from '../components/failover.js';
import { faultBegins, faultEnds } from '../components/faults.js';
import * as rebalance from '../components/rebalance.js';
import { requestOf } from '../components/records.js';
import { requestRefused, requestTimeout } from '../components/retry.js';
import * as reader from '../components/reader.js';
import * as replication from '../components/replication.js';
import type { Observer } from '../components/observer.js';
import { checkWatermarks, readRecords } from '../components/safety.js';
import { storeArrives, storeDone, storeServed } from '../components/store.js';
import { recordEnd } from '../components/workPool.js';
import { EVENT, type World } from '../components/world.js';
import type { StationBank } from '../engine/station.js';
import { simulateDirect } from './simulateDirect.js';
import { Workshop } from './workshop.js';
import type { Ending } from './audit.js';
import type { Checkpoint, Checkpoints } from './checkpoint.js';
import { collect } from './collect.js';
import { cellCount, type FilledUp, type Measurements, type Trial } from './measurements.js';
import { mergeMeasurements } from './merge.js';
import { look, lookTimes, readBacklogs, sample, type Samples } from './samples.js';
import { RunningCell } from './world/cell.js';
import { spanUntil, wholeSpan, type Span } from './span.js';

export function simulate(
  trial: Trial,
  observer: Observer | null = null,
  checkpoints: Checkpoints | null = null,
): Measurements {
  const kept = checkpoints?.kept ?? null;
  let sum = kept?.before ?? null;
  for (let cell = kept?.cell ?? 0; cell < cellCount(trial); cell++) {
    const goesOn = kept?.cell === cell ? kept : null;
    const before = sum;
    const offer: Offer = (filledAt, running) =>
      checkpoints?.offer(() => ({ cell, before, filledAt, memory: running.snapshot().memory }));
    const found = simulateCell({ ...trial, cell: trial.cell + cell }, observer, goesOn, offer);
    sum = sum === null ? found : mergeMeasurements(sum, found);
  }
  if (sum === null) throw new Error('a trial without cells');
  return sum;
}

type Offer = (filledAt: number | null, running: RunningCell) => void;

function simulateCell(
  trial: Trial,
  observer: Observer | null,
  kept: Checkpoint | null,
  offer: Offer,
): Measurements {
  const whole = wholeSpan(trial);
  let filledAt = kept?.filledAt ?? null;
  if (filledAt === null) {
    const found = simulateSpan(trial, whole, observer, kept, (running) => {
      offer(null, running);
    });
    if (!('filledAt' in found)) return found;
    filledAt = found.filledAt;
  }
  const again = { ...trial, maximumInside: Infinity };
  const goesOn = kept?.filledAt === filledAt ? kept : null;
  const until = simulateSpan(again, spanUntil(whole, filledAt), null, goesOn, (running) => {
    offer(filledAt, running);
  });
  if ('filledAt' in until)
    throw new Error(`a trial without a limit filled up at ${until.filledAt} s`);
  return until;
}

function simulateSpan(
  trial: Trial,
  span: Span,
  observer: Observer | null,
  kept: Checkpoint | null,
  pause: (running: RunningCell) => void,
): Measurements | FilledUp {
  if (trial.model.brokers === null) {
    const workshop = new Workshop(trial, span);
    const result = simulateDirect(workshop, observer);
    workshop.arena.close();
    return result;
  }
  const cell = new RunningCell(trial, span, observer);
  if (kept !== null) cell.restore({ trial, memory: kept.memory });
  const result = cell.measure(pause);
  cell.close();
  return result;
}

/** What is done at an event of a kind to the world's part of that index. */
export type Handler = (world: World, kind: number, index: number) => void;

/** Runs a compiled world to its end, or until it is full. Tests of the audits hand in a `perform` that does wrong. */
export function runWorld(
  workshop: Workshop,
  world: World,
  perform: Handler = dispatch,
): Measurements | FilledUp {
  const { trial, span } = workshop;
  const instances = world.consumers.map((): number[] => []);
  const { stations } = workshop;
  const waiting = stations.map(() => new Map<number, number>());
  const samples: Samples = { producerBacklog: [], lag: [], instances, waiting };
  start(world);
  for (const time of lookTimes(world.recorder, workshop)) world.events.push(time, EVENT.look, 0);
  workshop.faults.forEach(({ from, to }, index) => {
    world.events.push(from, EVENT.faultBegins, index);
    world.events.push(to, EVENT.faultEnds, index);
  });
  const ending = run(world, trial, stations, span.windowEnd, samples, perform);
  if ('filledAt' in ending) return ending;
  for (const group of world.consumers) {
    for (let place = 0; place < group.instances; place++) stopPoll(world, group, place);
  }
  for (let producer = 0; producer < world.producers.count; producer++) {
    ending.waiting += countUndrawn(world, producer, span.windowEnd);
  }
  ending.overdelivered = world.batches.overdelivered();
  if (!world.recovers) ending.read = readRecords(world);
  ending.owed = world.batches.owed() + world.recorder.deliveredLater;
  ending.queued = queuedRecords(world.producers, span.windowEnd);
  const caches = world.stores.flatMap(({ lru }, index) =>
    lru === null
      ? []
      : [{ name: trial.model.stores[index].name, reads: lru.reads, hits: lru.hits }],
  );
  return collect(workshop, world.recorder, ending, samples, caches);
}

function start(world: World): void {
  for (let producer = 0; producer < world.producers.count; producer++) {
    world.events.push(0, EVENT.pump, producer);
  }
  const { readers } = world;
  for (let session = 0; session < readers.count; session++) {
    const delay = readers.readers[readers.reader[session]].delay();
    const soonest = Math.min(delay, world.producers.lingerSeconds);
    world.events.push(soonest + readers.firstFetchAt[session], EVENT.readFetchArrives, session);
  }
  for (let session = 0; session < world.replicas.count; session++) {
    const cluster = world.clusters[world.replicas.cluster[session]];
    world.events.push(cluster.brokerDelay(), EVENT.replicaFetchArrives, session);
  }
  world.events.push(0, EVENT.sample, 0);
  for (const group of world.consumers) {
    if (group.autoscaler !== null) {
      world.events.push(group.autoscaler.intervalSeconds, EVENT.autoscale, group.index);
    }
  }
}

function run(
  world: World,
  { maximumInside }: Trial,
  stations: readonly StationBank[],
  end: number,
  samples: Samples,
  perform: Handler,
): Ending | FilledUp {
  const { events, recorder } = world;
  let executed = 0;
  let backwards = 0;
  while (events.pop()) {
    if (events.time >= end) break;
    if (events.time < world.now) backwards++;
    world.now = events.time;
    executed++;
    if (events.kind === EVENT.sample) {
      sample(world, events.index, stations, samples);
      checkWatermarks(world);
      const ended = (recorder.deliveredTotal + recorder.lostTotal) / world.pathCount;
      const inside = recorder.arrivedTotal - recorder.droppedTotal - ended;
      if (inside > maximumInside) return { filledAt: world.now };
    } else if (events.kind === EVENT.look) look(world, stations, samples);
    else perform(world, events.kind, events.index);
  }
  world.now = end;
  readBacklogs(world, samples);
  checkWatermarks(world);
  return { ...UNCOUNTED, events: executed, backwards };
}

const UNCOUNTED = { waiting: 0, owed: 0, queued: 0, overdelivered: 0, read: null };

export function dispatch(world: World, kind: number, index: number): void {
  switch (kind) {
    case EVENT.requestArrives: {
      requestArrives(world, requestOf(index));
      return;
    }
    case EVENT.requestReceived: {
      requestReceived(world, requestOf(index));
      return;
    }
    case EVENT.produceDone: {
      produceDone(world, requestOf(index));
      return;
    }
    case EVENT.diskDone: {
      append(world, requestOf(index));
      return;
    }
    case EVENT.replicaData: {
      replication.replicaData(world, index);
      return;
    }
    case EVENT.replicaReceived: {
      replication.replicaReceived(world, index);
      return;
    }
    case EVENT.replicaFetchArrives: {
      replication.replicaFetchArrives(world, index);
      return;
    }
    case EVENT.replicaFetchDone: {
      replication.replicaFetchDone(world, index);
      return;
    }
    case EVENT.readFetchArrives: {
      reader.readFetchArrives(world, index);
      return;
    }
    case EVENT.readFetchDone: {
      reader.readFetchDone(world, index);
      return;
    }
    case EVENT.readTimeout: {
      reader.readTimeout(world, index);
      return;
    }
    case EVENT.readData: {
      reader.readData(world, index);
      return;
    }
    case EVENT.readReceived: {
      reader.readReceived(world, index);
      return;
    }
    case EVENT.pollEnd: {
      pollEnd(world, index);
      return;
    }
    case EVENT.recordEnd: {
      recordEnd(world, index);
      return;
    }
    case EVENT.storeArrives: {
      storeArrives(world, index);
      return;
    }
    case EVENT.storeServed: {
      storeServed(world, index);
      return;
    }
    case EVENT.storeDone: {
      storeDone(world, index);
      return;
    }
    case EVENT.acknowledged: {
      acknowledged(world, requestOf(index));
      return;
    }
    case EVENT.admit: {
      admit(world, index);
      return;
    }
    case EVENT.channelReady: {
      channelReady(world, index);
      return;
    }
    case EVENT.pump: {
      pump(world, index);
      return;
    }
    case EVENT.mirrorSends: {
      mirrorSends(world, requestOf(index));
      return;
    }
    case EVENT.requestTimeout: {
      requestTimeout(world, index);
      return;
    }
    case EVENT.requestRefused: {
      requestRefused(world, requestOf(index));
      return;
    }
    case EVENT.enterHandlers: {
      tokensCome(world, requestOf(index));
      return;
    }
    default:
      dispatchFault(world, kind, index);
      checkWatermarks(world);
  }
}

/** Events that only faults and autoscalers bring about. */
function dispatchFault(world: World, kind: number, index: number): void {
  switch (kind) {
    case EVENT.faultBegins: {
      faultBegins(world, index);
      return;
    }
    case EVENT.faultEnds: {
      faultEnds(world, index);
      return;
    }
    case EVENT.brokerFenced: {
      failover.brokerFenced(world, index);
      return;
    }
    case EVENT.leadersElected: {
      failover.leadersElected(world);
      return;
    }
    case EVENT.leadersReturn: {
      failover.leadersReturn(world, index);
      return;
    }
    case EVENT.memberNoticed: {
      rebalance.memberNoticed(world, index);
      return;
    }
    case EVENT.rebalanced: {
      rebalance.rebalanced(world, index);
      return;
    }
    case EVENT.autoscale: {
      rebalance.autoscale(world, index);
      return;
    }
    case EVENT.memberStarts: {
      rebalance.memberStarts(world, index);
      return;
    }
    default:
      throw new Error(`event of unknown kind ${kind} at ${world.now} s`);
  }
}
