/**
 * Clusters: engine/assembly/brokers/broker.ts in plain objects; followers stand in replica.ts,
 * readers in reader.ts.
 */
import type { BrokerModel } from '../../src/model/model.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { Stream } from '../../src/engine/stream.js';
import type { MemoryAlarm } from './memoryAlarm.js';
import { Sequences } from './sequences.js';
import { bytesOf, type Batch, type Request } from './messages.js';
import { Station } from './station.js';
import type { Link, System } from './system.js';
import type { WorkQueue } from './workQueue.js';
import { Window } from './window.js';
import {
  brokersOf,
  partitionsOf,
  takeTokens,
  type Broker,
  type Bucket,
  type Clients,
  type Connection,
  type Copies,
  type Entry,
  type Follower,
  type Partition,
} from './clusterParts.js';

export class Cluster {
  readonly brokers: readonly Broker[];
  readonly partitions: readonly Partition[];
  readonly brokerDelay: Sampler;
  readonly link: Link = { cutUntil: 0, slowness: 1 };
  readonly phase: Stream | null;
  readonly drawFetch: Sampler;
  readonly drawReplicaAppend: Sampler;
  readonly drawWakeup: Sampler;
  /**
   * Followers, then readers: told of appends and high watermarks, woken at the end of the same
   * event.
   */
  readonly listeners: {
    followers: Follower;
    readers: { moved(partition: Partition): void; wake(): void };
  };
  private readonly drawRequest: Sampler;
  private readonly drawFlush: Sampler;
  private readonly limit: Bucket | null;
  private readonly quotas = new Map<number, Bucket>();
  readonly sequences = new Sequences();
  readonly queues = new Map<number, WorkQueue>();
  /** Of queues, where their memory is limited. */
  alarm: MemoryAlarm | null = null;

  constructor(
    private readonly system: System,
    readonly index: number,
    readonly isMirror: boolean,
    /** Its own, and that of the stream by which its readers' sessions begin; null = another's. */
    { name, readers }: { readonly name: string; readonly readers: string | null },
    readonly model: BrokerModel,
    /** [topic]: null where it is on another cluster. */
    copies: readonly (Copies | null)[],
  ) {
    this.phase = readers === null ? null : system.stream(readers, 'phase');
    const { clock } = system;
    this.brokers = brokersOf(model, clock);
    this.partitions = partitionsOf(system.model.topics, copies, this.brokers);
    this.brokerDelay = system.sampler(model.propagation, name, 'propagation');
    this.drawRequest = system.sampler(model.timePerRequest, name, 'time_per_request');
    this.drawFetch = system.sampler(model.timePerFetch, name, 'time_per_fetch');
    this.drawWakeup = system.sampler(model.timePerWakeup, name, 'time_per_wakeup');
    this.drawReplicaAppend = system.sampler(
      model.timePerReplicaAppend,
      name,
      'time_per_replica_append',
    );
    this.drawFlush = system.sampler(model.disk.flushTime, name, 'flush_time');
    this.limit = model.rateLimit === null ? null : { due: -Infinity, ...model.rateLimit };
    this.listeners = {
      followers: { appended: nothing, wake: nothing },
      readers: { moved: nothing, wake: nothing },
    };
  }

  partitionsOf(topic: number): Partition[] {
    return this.partitions.filter((each) => each.topic === topic);
  }

  /** Of two events at the same time: cluster after cluster, client after client. */
  which(client: number, broker: number): number {
    return this.index * 1e9 + client * this.brokers.length + broker;
  }

  /** A new connection; a client's quota at a broker outlives its connections. */
  connect(clients: Clients, client: number, broker: number): Connection {
    const { quota } = this.model;
    const key = this.which(client, broker);
    if (quota !== null && !this.quotas.has(key)) {
      this.quotas.set(key, {
        due: -Infinity,
        perSecond: quota.bytesPerSecond,
        burst: quota.burstBytes,
      });
    }
    return {
      number: key,
      client,
      clients,
      broker: this.brokers[broker],
      lastArrival: 0,
      window: new Window(clients.limit),
      busy: false,
      waiting: [],
      quota: this.quotas.get(key) ?? null,
    };
  }

  /** Takes a request, whose transmission begins then and takes so long, to its broker. */
  carry(request: Request, begins: number, seconds: number): void {
    const { connection } = request;
    const { cutUntil, slowness } = this.link;
    const slower = Math.max(seconds, request.bytes / this.model.nicBytesPerSecond);
    const delay = connection.clients.delay() * slowness;
    const from = Math.max(begins, cutUntil);
    const window = connection.window.lastLeaves(from, request.bytes, slowness);
    const arrival = Math.max(from + slower, window) + delay;
    connection.lastArrival = Math.max(arrival, connection.lastArrival);
    this.system.clock.at(connection.lastArrival, 'requestArrives', connection.number, () => {
      this.arrives(request);
    });
  }

  private arrives(request: Request): void {
    if (this.discardIfConnectionClosed(request)) return;
    const { clock } = this.system;
    const { nicIn } = request.connection.broker;
    const received = nicIn.receive(request.bytes / this.model.nicBytesPerSecond);
    if (received > clock.now) {
      clock.at(received, 'requestReceived', request.connection.number, () => {
        this.received(request);
      });
    } else this.received(request);
  }

  /** A broker's NIC has received it, or the alarm is over for which it waited. */
  received(request: Request): void {
    if (this.discardIfConnectionClosed(request)) return;
    const queue = this.queues.get(request.batches.at(0)?.flow.model.topic ?? -1);
    const { connection } = request;
    if (queue !== undefined) {
      if (this.alarm?.holds(request) !== true) queue.publish(request);
    } else if (connection.busy) connection.waiting.push(request);
    else this.enter(request);
  }

  /**
   * Whether its connection is closed or its broker has crashed since it was sent. acks=0: then it
   * is lost.
   */
  private discardIfConnectionClosed(request: Request): boolean {
    const { broker, clients } = request.connection;
    const crashed = broker.life !== request.life || !broker.up;
    if (!crashed && !request.abandoned) return false;
    if (clients.acks === 0) this.loseAll(request);
    return true;
  }

  loseAll(request: Request): void {
    for (const batch of request.batches) this.lose(batch);
  }

  lose({ records, flow }: Batch): void {
    this.system.model.consumers.forEach(({ topics }, path) => {
      if (!topics.includes(flow.model.topic)) return;
      for (const record of records) this.system.tell('lost', path, record);
    });
  }

  /** The connection is muted; tokens of the cluster come first, then those of the quota. */
  private enter(request: Request): void {
    const { connection } = request;
    const { clock } = this.system;
    connection.busy = true;
    let at = clock.now;
    if (this.limit !== null) at = takeTokens(this.limit, at, request.records);
    if (connection.quota !== null) at = takeTokens(connection.quota, at, request.bytes);
    if (at === clock.now) this.handle(request);
    else {
      clock.at(at, 'enterHandlers', request.connection.number, () => {
        if (!this.discardIfConnectionClosed(request)) this.handle(request);
      });
    }
  }

  private handle(request: Request): void {
    const { model } = this;
    const service =
      this.drawRequest() +
      request.made * model.timePerBatchSeconds +
      request.records * model.timePerRecordSeconds +
      request.bytes * model.timePerByteSeconds;
    const { broker, number } = request.connection;
    const done = (): void => {
      this.handled(request);
    };
    broker.handlers.serve(service, 'produceDone', number, done, this.drawWakeup);
  }

  private handled(request: Request): void {
    const { connection } = request;
    if (connection.broker.life !== request.life) {
      this.discardIfConnectionClosed(request);
      return;
    }
    const taken = this.takenOf(request);
    if (taken.length === 0) {
      if (request.abandoned) return;
      this.unmuteConnection(connection);
      if (connection.clients.acks === 0) this.loseAll(request);
      else this.refuse(request);
      return;
    }
    const { clock } = this.system;
    const bytes = request.abandoned
      ? request.bytes
      : taken.reduce((sum, batch) => sum + bytesOf(batch), 0);
    const appendAt = Math.max(clock.now, this.write(connection.broker, bytes));
    if (appendAt === clock.now) this.append(request);
    else {
      clock.at(appendAt, 'diskDone', request.connection.number, () => {
        if (connection.broker.life === request.life) this.append(request);
        else this.discardIfConnectionClosed(request);
      });
    }
  }

  refuse(request: Request): void {
    const { number, clients } = request.connection;
    this.system.clock.at(this.reaches(clients), 'requestRefused', number, () => {
      clients.refused(request);
    });
  }

  /** Notes what a broker refuses of a request; acks=0: that is lost. The rest it takes. */
  private takenOf(request: Request): Batch[] {
    if (this.isMirror) return [...request.batches];
    const { broker, clients } = request.connection;
    for (const batch of request.batches) {
      const partition = this.partitions[batch.partition];
      const inSync = partition.replicas.filter((replica) => replica.inSync).length;
      const isTooEarly = !request.abandoned && this.isAhead(clients, batch);
      const lacksCopies = clients.acks === 'all' && inSync < partition.minInsync;
      if (partition.leader !== broker.number || isTooEarly || lacksCopies) {
        request.refused.add(batch);
      }
    }
    const taken = request.batches.filter((batch) => !request.refused.has(batch));
    if (clients.acks === 0 && taken.length > 0) {
      for (const batch of request.refused) this.lose(batch);
    }
    return taken;
  }

  /** Whether an idempotent producer's batch is not the next of its partition. */
  private isAhead({ idempotent }: Clients, batch: Batch): boolean {
    return idempotent && this.sequences.isAhead(batch);
  }

  /** Gives a broker's disk bytes to write; when they count as appended. */
  write(broker: Broker, bytes: number): number {
    const { flush, bytesPerSecond, dirtyLimitBytes } = this.model.disk;
    const everyBatch = flush === 'every_batch';
    const more = everyBatch ? this.drawFlush() : 0;
    const { disk, diskSlowness } = broker;
    const { ends } = disk.send(bytes / bytesPerSecond, more, diskSlowness);
    if (everyBatch) return ends;
    return ends - (dirtyLimitBytes / bytesPerSecond) * disk.slownessAtEnd * diskSlowness;
  }

  private append(request: Request): void {
    const taken = request.batches.filter((batch) => !request.refused.has(batch));
    if (!request.abandoned) request.pending = new Set(taken);
    for (const batch of taken) this.appendBatch(request, batch);
    if (!request.abandoned && request.connection.clients.acks !== 'all') this.answer(request);
    this.listeners.followers.wake();
    this.listeners.readers.wake();
  }

  private appendBatch(request: Request, batch: Batch): void {
    const partition = this.partitions[batch.partition];
    const { clients } = request.connection;
    if (batch.position >= 0) {
      // A former attempt, or for an abandoned request a later one, had got here.
      if (!clients.idempotent)
        this.addEntry(partition, { batch, records: batch.records, copy: true });
      if (batch.position < partition.highWatermark) this.committed(batch);
      return;
    }
    if (request.abandoned && (batch.givenUp || this.isAhead(clients, batch))) return;
    batch.position = partition.log.length;
    this.sequences.appended(batch);
    this.addEntry(partition, { batch, records: batch.records, copy: batch.copy });
  }

  /** Adds to the end of a log; without followers that moves the high watermark. */
  addEntry(partition: Partition, entry: Entry): void {
    partition.log.push(entry);
    this.advance(partition);
    this.listeners.followers.appended(partition);
  }

  /** The high watermark goes to what all in-sync replicas are known to have; never back. */
  advance(partition: Partition): void {
    let least = partition.log.length;
    for (const { broker, inSync, known } of partition.replicas) {
      if (inSync && broker.number !== partition.leader) least = Math.min(least, known);
    }
    if (least <= partition.highWatermark) return;
    const passed = partition.log.slice(partition.highWatermark, least);
    partition.highWatermark = least;
    for (const { batch } of passed) this.committed(batch);
    this.listeners.readers.moved(partition);
  }

  private committed(batch: Batch): void {
    const { request } = batch;
    if (request?.connection.clients.acks !== 'all') return;
    if (request.pending?.delete(batch) === true && request.pending.size === 0) this.answer(request);
  }

  /** Lets a connection's next request in. */
  unmuteConnection(connection: Connection): void {
    connection.busy = false;
    const next = connection.waiting.shift();
    if (next !== undefined) this.enter(next);
  }

  answer(request: Request): void {
    if (request.answered) return;
    request.answered = true;
    this.unmuteConnection(request.connection);
    const { number, clients } = request.connection;
    if (this.isMirror || clients.acks === 0) return;
    this.system.clock.at(this.reaches(clients), 'acknowledged', number, () => {
      clients.answered(request);
    });
  }

  /** A batch under way has been given up: the request goes on without it. */
  withdraw(request: Request, batch: Batch): void {
    request.batches.splice(request.batches.indexOf(batch), 1);
    request.refused.delete(batch);
    batch.request = null;
    if (request.pending?.delete(batch) === true && request.pending.size === 0) this.answer(request);
  }

  /** A crashed broker's connection with acks=0: its muted requests are lost. */
  abandon(connection: Connection): void {
    for (const request of connection.waiting.splice(0)) this.discardIfConnectionClosed(request);
  }

  /**
   * A broker crashes. What its handlers were doing goes on in a world of its own, in which nobody
   * hears of it; its disk keeps what it was given.
   */
  crash(broker: Broker): void {
    const { clock } = this.system;
    broker.up = false;
    broker.life++;
    broker.handlers = new Station(clock, this.model.handlers);
    broker.nicIn.crash();
    broker.nicOut.crash();
  }

  private reaches(clients: Clients): number {
    const { cutUntil, slowness } = this.link;
    return Math.max(this.system.now, cutUntil) + clients.delay() * slowness;
  }
}

const nothing = (): void => undefined;
