/** Asynchronous copies of a cluster. Semantics: ../engine/assembly/readers/mirror.ts. */
import type { Reader } from './reader.js';
import { sendFetch, trimLog } from './reader.js';
import { releaseBatch } from './producer.js';
import { sendRequest, type Cluster } from './broker.js';
import { EVENT, type World } from './world.js';
import type { StationBank } from '../engine/station.js';

export interface MirrorColumns {
  /** Cluster that it fills. */
  readonly cluster: number;
  readonly timePerBatchSeconds: number;
  readonly nicOut: StationBank;
  readonly nicBytesPerSecond: number;
  /** Paths that read the mirror: deliveries owed for each record copied. */
  readonly pathCount: number;
  /** [task]: until when it is busy with former answers. */
  readonly busyUntil: Float64Array;
  /** [broker of the mirror cluster]: the request being filled, or -1. */
  readonly filling: Int32Array;
}

export function receiveForMirror(world: World, reader: Reader, session: number): void {
  const mirror = world.mirrors[reader.index];
  const home = world.clusters[reader.cluster];
  const target = world.clusters[mirror.cluster];
  const task = world.readers.member[session];
  let copied = 0;
  for (const partition of world.readers.partitions[session]) {
    const log = home.log[partition];
    const mask = log.batches.length - 1;
    while (reader.taken[partition] < reader.fetched[partition]) {
      const batch = log.batches[reader.taken[partition] & mask];
      reader.takenRecords[partition] += world.batches.count[batch];
      reader.taken[partition]++;
      copyBatch(world, mirror, target, task, batch);
      copied++;
    }
    trimLog(world, home, partition);
  }
  sendFetch(world, session);
  const from = Math.max(world.now, mirror.busyUntil[task]);
  const sendAt = from + copied * mirror.timePerBatchSeconds;
  mirror.busyUntil[task] = sendAt;
  for (let broker = 0; broker < target.brokerCount; broker++) {
    const request = mirror.filling[broker];
    mirror.filling[broker] = -1;
    if (request < 0) continue;
    const event = world.requests.event(request);
    if (sendAt > world.now) world.events.push(sendAt, EVENT.mirrorSends, event);
    else mirrorSends(world, request);
  }
}

export function mirrorSends(world: World, request: number): void {
  const { requests } = world;
  const cluster = requests.cluster[request];
  const mirror = world.mirrors[cluster - 1];
  const target = world.clusters[cluster];
  const bytes = requests.records[request] * target.wireBytesPerRecord;
  requests.bytes[request] = bytes;
  const task = Math.floor(requests.connection[request] / target.brokerCount);
  const transmission = bytes / mirror.nicBytesPerSecond;
  mirror.nicOut.offer(task, world.now, transmission, requests.records[request]);
  sendRequest(world, request, mirror.nicOut.start, transmission);
}

function copyBatch(
  world: World,
  mirror: MirrorColumns,
  target: Cluster,
  task: number,
  batch: number,
): void {
  const { batches, requests } = world;
  const count = batches.count[batch];
  const partition = batches.partition[batch];
  const copy = batches.copyOf(batch, world.records);
  batches.nextInRequest[copy] = -1;
  // What the mirror's readers are owed moves from the original to the copy.
  const owed = batches.copy[batch] === 1 ? 0 : count * mirror.pathCount;
  batches.copy[copy] = batches.copy[batch];
  batches.remaining[copy] = owed;
  batches.remaining[batch] -= owed;
  const broker = target.leader[partition];
  let request = mirror.filling[broker];
  if (request < 0) {
    request = requests.allocate();
    mirror.filling[broker] = request;
    requests.cluster[request] = target.index;
    requests.connection[request] = task * target.brokerCount + broker;
    requests.epoch[request] = 0;
    requests.firstBatch[request] = copy;
    requests.batches[request] = 0;
    requests.records[request] = 0;
  } else batches.nextInRequest[requests.lastBatch[request]] = copy;
  requests.lastBatch[request] = copy;
  requests.batches[request]++;
  requests.records[request] += count;
  batches.request[copy] = request;
  if (batches.isDone(batch)) releaseBatch(world, batch);
}

/** The mirror cluster has answered: nothing waits for it. */
export function mirrorAcknowledged(world: World, request: number): void {
  world.requests.release(request);
}
