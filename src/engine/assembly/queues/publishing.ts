/**
 * How messages come into a queue.
 *
 * Semantics.
 * - A queue is one process on one broker: a single server, first come first served, for all that it
 *   does: it takes a message in (time_per_publish), hands it out (time_per_delivery), and forgets
 *   it (time_per_ack), each drawn when it is offered; of what is handed out together one draw a
 *   message.
 * - Producers send each message by itself, as ../producers/producer.ts says, to the broker of the
 *   queue. Nothing is muted: a message that the broker's NIC has received is offered to the process
 *   at once, whatever its connection waits for.
 * - When the process has taken it in, a message is refused if so many wait as may (`max_length`,
 *   overflow: reject): its producer hears so one propagation delay later. A queue with copies
 *   refuses from when, all that may be being handed out, more wait, until no more than 80% of
 *   max_length do (rounded down), as RabbitMQ's rabbit_fifo.erl has it (LOW_LIMIT). Else it is
 *   given to the disk, which counts as ../brokers/broker.ts says, and, where the queue has copies,
 *   sent to each of the other brokers, in their order: NIC out, the network, NIC in, that broker's
 *   disk, and a propagation delay back. Copies to one broker do not overtake.
 * - A message is there for consumers when a majority of all copies is written, the broker's own
 *   among them or not, and all messages before it are there; and then it is confirmed, one
 *   propagation delay later. acks=0: nobody hears.
 * - A producer whose connection is closed meanwhile: what the process has not taken in is dropped.
 *   What it sends again although it is there, for want of the confirm, is there a second time;
 *   stages are of the first.
 * - Events of one time: of one kind that of the earlier publication goes first; of copies of one,
 *   the earlier broker's.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { answer, batchCommitted, writeToDisk } from '../brokers/broker';
import { loseRequest, refuse } from '../brokers/refusal';
import { allocate, none, rowBytes, some } from '../memory/memory';
import { forget } from '../producers/retry';
import { changeNumber, offer, receive, startOf } from '../stations';
import {
  ALL,
  QUEUE_COPIED,
  QUEUE_COPY,
  QUEUE_COPY_HERE,
  QUEUE_PUBLISHED,
  QUEUE_WRITTEN,
} from '../world/kinds';
import { Batch, Request } from '../world/records';
import { world } from '../world/rows';
import { at, notBefore } from '../world/schedule';
import { dropDeadLetter } from './deadLetters';
import { addMessages, dispatch, dropExcess, isFull } from './queue';
import { Publication, WorkQueue } from './rows';

/** Brokers that a queue may have copies at, as events name them. */
const FOLLOWER_BITS: u64 = 8;

/** A producer's request is here. */
export function publish(request: Request): void {
  const batch = request.first;
  offerBatch(batch.log.queue, batch, request);
}

/** Offers a batch to a queue's process; `request`: none of a dead letter. */
export function offerBatch(queue: WorkQueue, batch: Batch, request: Request): void {
  if (queue.down) {
    dropDeadLetter(batch);
    return;
  }
  const publication = takePublication();
  publication.queue = queue;
  publication.batch = batch;
  publication.bytes = batch.bytes;
  publication.records = f64(batch.count);
  publication.request = request;
  publication.writes = 0;
  publication.due = 1 + queue.followerCount;
  publication.committed = false;
  publication.outages = queue.outages;
  publication.next = none<Publication>();
  publication.again = batch.position >= 0;
  if (!publication.again) batch.received = world.now;
  let service: f64 = 0;
  for (let each = 0; each < batch.count; each++) service += queue.drawPublish.next();
  changeNumber(queue.process, world.now, 1);
  const records = f64(batch.count);
  const finish = offer(queue.process, 0, world.now, service * queue.factor, records);
  if (!publication.again) batch.started = startOf(queue.process);
  at(finish, QUEUE_PUBLISHED, u64(publication.number));
}

function takePublication(): Publication {
  let publication = world.freePublications;
  if (some(publication)) world.freePublications = publication.next;
  else publication = changetype<Publication>(allocate(rowBytes<Publication>()));
  if (CHECKED) noteInUse(publication);
  publication.number = world.nextPublication++;
  world.publications.set(publication.number, changetype<usize>(publication));
  return publication;
}

function free(publication: Publication): void {
  if (CHECKED) noteFree(publication);
  world.publications.remove(publication.number);
  publication.next = world.freePublications;
  world.freePublications = publication;
}

export function publicationAt(number: u64): Publication {
  return changetype<Publication>(world.publications.get(i64(number)));
}

/** The process has taken a publication in. */
export function publicationIn(publication: Publication): void {
  const queue = publication.queue;
  const batch = publication.batch;
  const request = publication.request;
  changeNumber(queue.process, world.now, -1);
  if (publication.outages != queue.outages && !(some(request) && request.abandoned)) {
    free(publication);
    if (some(request)) loseRequest(request);
    else dropDeadLetter(batch);
    return;
  }
  if (some(request) && request.abandoned) {
    free(publication);
    forget(request);
    return;
  }
  if (queue.rejects && isFull(queue)) {
    free(publication);
    if (some(request)) refuse(request);
    else dropDeadLetter(batch);
    return;
  }
  accept(publication);
}

function accept(publication: Publication): void {
  const queue = publication.queue;
  const batch = publication.batch;
  const request = publication.request;
  if (!publication.again) batch.appended = world.now;
  batch.position = queue.log.end++;
  queue.log.endRecords += f64(batch.count);
  // A message each.
  batch.retainCount += batch.count;
  if (some(request)) {
    request.pending = 1;
    if (request.connection.acks != ALL) answer(request);
  }
  if (some(queue.pendingFirst)) queue.pendingLast.next = publication;
  else queue.pendingFirst = publication;
  queue.pendingLast = publication;
  for (let follower = 0; follower < queue.followerCount; follower++) copyTo(publication, follower);
  const written = writeToDisk(queue.cluster, queue.log.leader, batch.bytes, f64(batch.count));
  if (written > world.now) at(written, QUEUE_WRITTEN, u64(publication.number));
  else copyDone(publication);
}

function copyTo(publication: Publication, follower: i32): void {
  const queue = publication.queue;
  const cluster = queue.cluster;
  const transmission = publication.bytes / cluster.nicOutBytesPerSecond;
  offer(cluster.nicOut, queue.log.leader, world.now, transmission, publication.records);
  const receiving = publication.bytes / cluster.nicInBytesPerSecond;
  const slowest = transmission > receiving ? transmission : receiving;
  const soonest = startOf(cluster.nicOut) + slowest + cluster.brokerDelay.next();
  const last = queue.copyArrivals + (usize(follower) << 3);
  const arrival = notBefore(soonest, load<f64>(last));
  store<f64>(last, arrival);
  at(arrival, QUEUE_COPY, copyIndex(publication, follower));
}

function copyIndex(publication: Publication, follower: i32): u64 {
  return (u64(publication.number) << FOLLOWER_BITS) | u64(follower);
}

/** A copy has come to its broker's NIC. */
export function copyArrives(index: u64): void {
  const publication = publicationAt(index >> FOLLOWER_BITS);
  if (CHECKED) checkInUse(publication);
  const queue = publication.queue;
  const receiving = publication.bytes / queue.cluster.nicInBytesPerSecond;
  const broker = brokerOf(queue, index);
  const count = publication.records;
  const finish = receive(queue.cluster.nicIn, broker, world.now, receiving, count);
  if (finish > world.now) at(finish, QUEUE_COPY_HERE, index);
  else copyHere(index);
}

function brokerOf(queue: WorkQueue, index: u64): i32 {
  const follower = usize(index & ((1 << FOLLOWER_BITS) - 1));
  return load<i32>(queue.followers + (follower << 2));
}

export function copyHere(index: u64): void {
  const publication = publicationAt(index >> FOLLOWER_BITS);
  const queue = publication.queue;
  const cluster = queue.cluster;
  const broker = brokerOf(queue, index);
  const written = writeToDisk(cluster, broker, publication.bytes, publication.records);
  const from = written > world.now ? written : world.now;
  at(from + cluster.brokerDelay.next(), QUEUE_COPIED, index);
}

/** The queue's broker hears that a copy is written. */
export function copyWritten(index: u64): void {
  copyDone(publicationAt(index >> FOLLOWER_BITS));
}

/** One copy of a publication is written. */
export function copyDone(publication: Publication): void {
  const queue = publication.queue;
  publication.writes++;
  publication.due--;
  if (publication.committed) {
    if (publication.due == 0) free(publication);
    return;
  }
  let any = false;
  for (let first = queue.pendingFirst; some(first) && first.writes >= queue.majority;) {
    queue.pendingFirst = first.next;
    commit(first);
    first = queue.pendingFirst;
    any = true;
  }
  if (!any) return;
  dispatch(queue);
  dropExcess(queue);
}

function commit(publication: Publication): void {
  const queue = publication.queue;
  const batch = publication.batch;
  if (CHECKED) checkInUse(batch);
  publication.committed = true;
  if (!publication.again) {
    batch.committed = world.now;
    batch.readable = world.now;
  }
  queue.log.highWatermark = batch.position + 1;
  queue.log.highWatermarkRecords += f64(batch.count);
  addMessages(queue, batch);
  batchCommitted(batch);
  if (publication.due == 0) free(publication);
}
