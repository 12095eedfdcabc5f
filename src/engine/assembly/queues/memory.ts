/**
 * The memory of brokers with queues, and the alarm that blocks who publishes.
 *
 * Semantics, as RabbitMQ's vm_memory_high_watermark.
 * - A broker holds every message that is there for consumers, or handed out and not settled, of the
 *   queues that have their process or a copy there: its bytes, and memory_per_message more.
 * - Every memory_check, the first time so long after the start, each broker is looked at. The alarm
 *   is on from when one of the cluster holds more than `memory`, until at a look none does.
 * - While it is on, a message that a broker's NIC has received is not offered to its queue: it
 *   waits in front of it. When it is over all that wait are offered, in order of coming, as if they
 *   came then.
 * - All who send to the cluster, groups that send on, too, hear of either one propagation delay
 *   later, each connection by itself, one such word not before the one before it. From when it has
 *   heard that the alarm is on until it hears that it is over, a connection sends nothing: what is
 *   ready waits as for an answer.
 * - Consumers go on, and so do dead letters.
 */
import { discardIfConnectionClosed } from '../brokers/refusal';
import { Broker, Cluster } from '../brokers/rows';
import { none, rowAt, some } from '../memory/memory';
import { sendWhatIsReady } from '../producers/producer';
import { PUBLISHER_TOLD, QUEUE_MEMORY } from '../world/kinds';
import { Batch, Connection, Request } from '../world/records';
import { world } from '../world/rows';
import { at, notBefore } from '../world/schedule';
import { publish } from './publishing';
import { WorkQueue } from './rows';

/** The trial begins. */
export function startMemory(): void {
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    if (cluster.memoryBytes < Infinity) nextLook(cluster);
  }
}

function nextLook(cluster: Cluster): void {
  cluster.memoryLooks++;
  at(cluster.memoryLooks * cluster.memoryCheckSeconds, QUEUE_MEMORY, u64(cluster.index));
}

/** A message of a batch is there, or is no more: `count` is 1, or -1. */
export function noteHeld(queue: WorkQueue, batch: Batch, count: f64): void {
  const cluster = queue.cluster;
  if (cluster.memoryBytes == Infinity) return;
  const bytes = count * (batch.bytes / f64(batch.count) + cluster.memoryPerMessageBytes);
  rowAt<Broker>(cluster.brokers, queue.broker).heldBytes += bytes;
  for (let follower = 0; follower < queue.followerCount; follower++) {
    const broker = load<i32>(queue.followers + (usize(follower) << 2));
    rowAt<Broker>(cluster.brokers, broker).heldBytes += bytes;
  }
}

/** A cluster's brokers are looked at. */
export function lookAtMemory(index: u64): void {
  const cluster = rowAt<Cluster>(world.clusters, i32(index));
  nextLook(cluster);
  let isOn = false;
  for (let broker = 0; broker < cluster.brokerCount; broker++) {
    if (rowAt<Broker>(cluster.brokers, broker).heldBytes > cluster.memoryBytes) isOn = true;
  }
  if (isOn == cluster.alarm) return;
  if (isOn) cluster.alarmSince = world.now;
  else cluster.alarmSeconds += alarmSince(cluster, world.now);
  cluster.alarm = isOn;
  for (let number = 0; number < cluster.connectionCount; number++) {
    const connection = rowAt<Connection>(cluster.connections, number);
    const delay = connection.delay.next() * connection.link.slowness;
    const told = notBefore(connection.link.leaves(world.now) + delay, connection.toldAt);
    connection.toldAt = told;
    at(told, PUBLISHER_TOLD, (u64(connection.number) << 1) | u64(isOn));
  }
  if (!isOn) letIn(cluster);
}

/** Seconds of the window in which an alarm has been on that is on. */
function alarmSince(cluster: Cluster, time: f64): f64 {
  const start = world.recorder.windowStart;
  const from = cluster.alarmSince > start ? cluster.alarmSince : start;
  return time > from ? time - from : 0;
}

/** The trial is over. */
export function endMemory(): void {
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    if (cluster.alarm) cluster.alarmSeconds += alarmSince(cluster, world.end);
  }
}

/** A broker's NIC has received a producer's request: it waits while the alarm is on. */
export function offerRequest(request: Request): void {
  const cluster = request.connection.cluster;
  if (!cluster.alarm) {
    publish(request);
    return;
  }
  request.next = none<Request>();
  if (some(cluster.heldFirst)) cluster.heldLast.next = request;
  else cluster.heldFirst = request;
  cluster.heldLast = request;
}

/** What has waited in front of queues is offered to them. */
function letIn(cluster: Cluster): void {
  let request = cluster.heldFirst;
  cluster.heldFirst = none<Request>();
  while (some(request)) {
    const next = request.next;
    if (world.mayRedeliver == 0 || !discardIfConnectionClosed(request)) publish(request);
    request = next;
  }
}

/** A connection hears that the alarm is on, or over. */
export function publisherTold(index: u64): void {
  const connection = rowAt<Connection>(world.connections, i32(index >> 1));
  connection.stopped = (index & 1) == 1;
  if (!connection.stopped && connection.blocked) sendWhatIsReady(connection);
}
