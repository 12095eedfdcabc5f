/**
 * Mirrors: asynchronous copies of every record to a cluster in another region.
 *
 * Semantics.
 * - A mirror's tasks are a group of readers of the cluster that it copies, its source, that live in
 *   the mirror's region, so its fetches cross the distance; partitions are assigned to tasks
 *   round-robin.
 * - On receipt of an answer a task sends its next fetch at once, spends batches * time_per_batch
 *   (one answer after the other), and then produces what it read to the mirror cluster: one request
 *   for each broker there, batches and their order kept, same partition numbers, acks=all, any
 *   number of requests in flight.
 * - The mirror cluster is a cluster like its source, with the same topics, with the mirror's own
 *   brokers and replication factor.
 * - A record keeps its arrival; its time from the source's high watermark to the mirror's is the
 *   stage `mirror`.
 */
import { none, rowAt, some } from '../memory/memory';
import { sendRequest } from '../brokers/broker';
import { lasts, offer, startOf } from '../stations';
import { MIRROR_SENDS } from '../world/kinds';
import { copyOf, isDone, keepersOf, freeBatch, releaseRequest, takeRequest } from '../world/pools';
import { Log } from '../brokers/rows';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { Mirror, Session } from './rows';
import { atRequest } from '../world/schedule';
import { partitionAt, sendFetch, trimLog } from './reader';

export function receiveForMirror(session: Session): void {
  const mirror = session.reader.mirror;
  const task = session.member;
  let copied = 0;
  for (let index = 0; index < session.count; index++) {
    const partition = partitionAt(session, index);
    const log = partition.log;
    while (partition.taken < partition.fetched) {
      const batch = log.batchAt(partition.taken);
      partition.takenRecords += f64(batch.count);
      partition.taken++;
      copyBatch(mirror, task, batch);
      copied++;
    }
    trimLog(log);
  }
  sendFetch(session);
  const busy = mirror.busyUntil + (usize(task) << 3);
  const until = load<f64>(busy);
  const from = world.now > until ? world.now : until;
  const sendAt = from + f64(copied) * mirror.timePerBatchSeconds;
  store<f64>(busy, sendAt);
  for (let broker = 0; broker < mirror.target.brokerCount; broker++) {
    const filling = mirror.filling + (usize(broker) << 2);
    const request = load<Request>(filling);
    store<usize>(filling, 0);
    if (!some(request)) continue;
    if (sendAt > world.now) atRequest(sendAt, MIRROR_SENDS, request);
    else mirrorSends(request);
  }
}

export function mirrorSends(request: Request): void {
  const connection = request.connection;
  const target = connection.cluster;
  const mirror = rowAt<Mirror>(world.mirrors, target.mirror);
  const full = request.bytes / mirror.nicBytesPerSecond;
  const transmission = lasts(mirror.nicOut, connection.client, world.now, full);
  offer(mirror.nicOut, connection.client, world.now, transmission, f64(request.records));
  sendRequest(request, startOf(mirror.nicOut), transmission);
}

function copyBatch(mirror: Mirror, task: i32, batch: Batch): void {
  const target = mirror.target;
  const count = batch.count;
  const copy = copyOf(batch);
  copy.next = none<Batch>();
  // Deliveries to the mirror's readers are now outstanding for the copy, not for the original.
  const log = rowAt<Log>(target.logs, batch.log.number);
  const owed = batch.copy ? 0 : count * log.topic.consumerGroupCount;
  copy.copy = batch.copy;
  copy.remaining = owed;
  batch.remaining -= owed;
  copy.log = log;
  copy.retainCount = keepersOf(log);
  copy.awaited = true;
  const broker = log.leader;
  const filling = mirror.filling + (usize(broker) << 2);
  let request = load<Request>(filling);
  if (some(request)) request.last.next = copy;
  else {
    request = takeRequest();
    store<usize>(filling, changetype<usize>(request));
    const number = task * target.brokerCount + broker;
    request.connection = rowAt<Connection>(target.connections, number);
    request.epoch = 0;
    request.first = copy;
    request.batches = 0;
    request.records = 0;
    request.bytes = 0;
  }
  request.last = copy;
  request.batches++;
  request.records += count;
  request.bytes += copy.bytes;
  copy.request = request;
  copy.refused = false;
  if (isDone(batch)) freeBatch(batch);
}

/** The mirror cluster has answered: nothing waits for it. */
export function mirrorAcknowledged(request: Request): void {
  releaseRequest(request);
}
