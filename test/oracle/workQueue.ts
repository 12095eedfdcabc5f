/** Queues: engine/assembly/queues in plain objects. */
import type { Sampler } from '../../src/engine/variates.js';
import type { QueueClusterModel, QueueModel } from '../../src/model/model.js';
import type { Cluster } from './cluster.js';
import type { Broker } from './clusterParts.js';
import { bytesOf, type Batch, type Request } from './messages.js';
import { Station } from './station.js';
import type { OracleRecord, System } from './system.js';
import type { Handed } from './queueParts.js';
import type { QueueReader } from './queueReader.js';

export interface Message {
  readonly record: OracleRecord;
  readonly bytes: number;
  readonly priority: number;
  readonly position: number;
  readonly expiresAt: number;
  deliveries: number;
  /** The delivery that counts; null = it waits, or is gone. */
  current: Handed | null;
}

/** A batch on its way in; `request`: null of a dead letter. */
interface Publication {
  readonly number: number;
  readonly records: readonly OracleRecord[];
  readonly bytes: number;
  readonly priority: number;
  readonly batch: Batch | null;
  readonly request: Request | null;
  writes: number;
}

/** Numbers that all queues share. */
export interface QueueNumbers {
  publication: number;
  delivery: number;
}

export class WorkQueue {
  process: Station;
  isDown = false;
  /** How often its broker has gone down. */
  outages = 0;
  readonly leader: Broker;
  reader: QueueReader | null = null;
  deadLetter: WorkQueue | null = null;
  readonly waiting: Message[] = [];
  private readonly others: readonly Broker[];
  private readonly copyArrivals: number[];
  private readonly pending: Publication[] = [];
  private readonly drawPublish: Sampler;
  readonly drawDelivery: Sampler;
  readonly drawAck: Sampler;
  private positions = 0;
  private refuses = false;

  constructor(
    readonly system: System,
    readonly cluster: Cluster,
    readonly topic: number,
    readonly model: QueueModel,
    readonly settings: QueueClusterModel,
    readonly numbers: QueueNumbers,
  ) {
    const { name, replicationFactor } = system.model.topics[topic];
    const component = name === '' ? 'topic' : `topics.${name}`;
    this.process = new Station(system.clock, 1);
    this.drawPublish = system.sampler(settings.timePerPublish, component, 'time_per_publish');
    this.drawDelivery = system.sampler(settings.timePerDelivery, component, 'time_per_delivery');
    this.drawAck = system.sampler(settings.timePerAck, component, 'time_per_ack');
    const [partition] = cluster.partitionsOf(topic);
    const { brokers } = cluster;
    this.leader = brokers[partition.leader];
    const shift = Math.floor(partition.number / brokers.length);
    this.others = Array.from({ length: replicationFactor - 1 }, (_, copy) => {
      const next = 1 + ((shift + copy) % (brokers.length - 1));
      return brokers[(partition.leader + next) % brokers.length];
    });
    this.copyArrivals = this.others.map(() => 0);
  }

  /** Those that have its process, or a copy. */
  get brokers(): readonly Broker[] {
    return [this.leader, ...this.others];
  }

  /** That wait, or are handed out and not settled. */
  get messages(): readonly Message[] {
    return [...this.waiting, ...(this.reader?.handedOutOf(this) ?? [])];
  }

  /** A producer's request is here. */
  publish(request: Request): void {
    const [batch] = request.batches;
    const { records, flow } = batch;
    this.offer(records, bytesOf(batch), flow.model.priority, batch, request);
  }

  private offer(
    records: readonly OracleRecord[],
    bytes: number,
    priority: number,
    batch: Batch | null,
    request: Request | null,
  ): void {
    if (this.isDown) {
      for (const each of records) this.system.tell('dropped', 0, each);
      return;
    }
    const number = this.numbers.publication++;
    const { outages } = this;
    const publication = { number, records, bytes, priority, batch, request, writes: 0 };
    const service = records.reduce((sum) => sum + this.drawPublish(), 0);
    this.process.serve(service, 'queuePublished', number, () => {
      if (outages === this.outages || request?.abandoned === true) this.takenIn(publication);
      else this.lose(publication);
    });
  }

  private takenIn(publication: Publication): void {
    const { request, batch, records } = publication;
    if (request?.abandoned === true) return;
    const { maxLength, overflow } = this.model;
    if (overflow === 'reject' && this.isFull(maxLength ?? Infinity)) {
      if (request === null) for (const each of records) this.system.tell('dropped', 0, each);
      else if (request.connection.clients.acks === 0) this.cluster.loseAll(request);
      else this.cluster.refuse(request);
      return;
    }
    if (batch !== null) batch.position = 0;
    if (request !== null && request.connection.clients.acks !== 'all') this.cluster.answer(request);
    this.pending.push(publication);
    this.others.forEach((broker, index) => {
      this.copy(publication, broker, index);
    });
    const { clock } = this.system;
    const written = this.cluster.write(this.leader, publication.bytes);
    if (written <= clock.now) this.wrote(publication);
    else {
      clock.at(written, 'queueWritten', publication.number, () => {
        this.wrote(publication);
      });
    }
  }

  /** Its broker has gone down before it was there. */
  private lose({ request, records }: Publication): void {
    if (request === null) for (const each of records) this.system.tell('dropped', 0, each);
    else if (request.connection.clients.acks === 0) this.cluster.loseAll(request);
  }

  /** Its broker goes down. */
  down(): void {
    this.isDown = true;
    this.outages++;
    this.process = new Station(this.system.clock, 1);
    for (const publication of this.pending.splice(0)) {
      const { batch } = publication;
      if (batch !== null) batch.position = -1;
      if (batch?.givenUp === true) this.cluster.lose(batch);
      else this.lose(publication);
    }
    this.reader?.queueDown(this);
  }

  /** It is back. */
  up(): void {
    this.isDown = false;
    this.handOut();
    this.reader?.queueUp();
  }

  private copy(publication: Publication, broker: Broker, index: number): void {
    const { cluster, system } = this;
    const { clock } = system;
    const { bytes } = publication;
    const seconds = bytes / cluster.model.nicBytesPerSecond;
    const which = publication.number * 256 + index;
    const { begins } = this.leader.nicOut.send(seconds);
    const arrival = Math.max(begins + seconds + cluster.brokerDelay(), this.copyArrivals[index]);
    this.copyArrivals[index] = arrival;
    const here = (): void => {
      const written = Math.max(clock.now, cluster.write(broker, bytes));
      clock.at(written + cluster.brokerDelay(), 'queueCopied', which, () => {
        this.wrote(publication);
      });
    };
    clock.at(arrival, 'queueCopy', which, () => {
      const received = broker.nicIn.receive(seconds);
      if (received > clock.now) clock.at(received, 'queueCopyHere', which, here);
      else here();
    });
  }

  private wrote(publication: Publication): void {
    publication.writes++;
    const majority = Math.floor((this.others.length + 1) / 2) + 1;
    let any = false;
    for (let first = this.pending.at(0); first !== undefined; first = this.pending.at(0)) {
      if (first.writes < majority) break;
      this.pending.shift();
      this.commit(first);
      any = true;
    }
    if (!any) return;
    this.handOut();
    const { maxLength, overflow } = this.model;
    if (overflow === 'reject' || maxLength === null) return;
    while (this.waiting.length > maxLength) this.drop(this.waiting[0]);
  }

  private commit({ records, bytes, priority, request }: Publication): void {
    for (const record of records) {
      this.insert({
        record,
        bytes: bytes / records.length,
        priority,
        position: this.positions++,
        expiresAt: this.system.now + (this.model.timeToLiveSeconds ?? Infinity),
        deliveries: 0,
        current: null,
      });
    }
    const isHeard = request !== null && !request.abandoned;
    if (isHeard && request.connection.clients.acks === 'all') this.cluster.answer(request);
  }

  /** Higher priorities first, then in order of coming. */
  insert(message: Message): void {
    this.waiting.push(message);
    this.waiting.sort((a, b) => b.priority - a.priority || a.position - b.position);
    const { expiresAt } = message;
    if (expiresAt === Infinity) return;
    const { now, clock } = this.system;
    clock.at(Math.max(now, expiresAt), 'queueExpires', this.topic, () => {
      this.handOut();
    });
  }

  /** Those that may be handed out: of a queue that keeps the order of keys one of each. */
  private get available(): readonly Message[] {
    if (!this.model.keepsOrder) return this.waiting;
    return this.waiting.filter(({ record: { key }, position }) => {
      const others = this.waiting.filter((each) => each.record.key === key);
      return (
        this.reader?.hasOut(this, key) !== true && others.every((each) => each.position >= position)
      );
    });
  }

  /** What is handed out after another one in one answer. */
  take(before: Message | null): Message | undefined {
    const mates = this.waiting.filter((each) => each.record.key === before?.record.key);
    mates.sort((a, b) => a.position - b.position);
    const next = (this.model.keepsOrder ? mates.at(0) : undefined) ?? this.available.at(0);
    if (next !== undefined) this.remove(next);
    return next;
  }

  remove(message: Message): void {
    this.waiting.splice(this.waiting.indexOf(message), 1);
  }

  /** Too old ones go; then what may be is handed out. */
  handOut(): void {
    if (this.isDown) return;
    this.expire();
    while (this.available.length > 0 && this.reader?.handOut(this) === true);
    const { maxLength } = this.model;
    if (maxLength === null) return;
    if (this.waiting.length > maxLength) this.refuses = true;
    else if (this.waiting.length <= Math.floor(0.8 * maxLength)) this.refuses = false;
  }

  /** Copies agree on it beforehand, once more wait than may and until far fewer do. */
  private isFull(maxLength: number): boolean {
    return this.others.length > 0 ? this.refuses : this.waiting.length >= maxLength;
  }

  /** From the lowest priority on; of each only while its first is too old. */
  private expire(): void {
    const { now } = this.system;
    for (let any = true; any;) {
      any = false;
      for (let priority = 0; priority < 10; priority++) {
        for (;;) {
          const first = this.available.find((each) => each.priority === priority);
          if (first === undefined || first.expiresAt > now) break;
          this.drop(first);
          any = true;
        }
      }
    }
  }

  private drop(message: Message): void {
    this.remove(message);
    const delivered = this.reader?.group.delivered;
    const isOwed = delivered?.has(message.record) === false;
    this.bury(message, isOwed);
    if (delivered !== undefined && !isOwed) return;
    delivered?.add(message.record);
    this.system.tell('dropped', 0, message.record);
  }

  /** A message is given up, or has been dropped: it is a dead letter. */
  bury({ record, bytes, priority }: Message, isOwed: boolean): void {
    if (this.deadLetter === null) return;
    const { now } = this.system;
    const readers = this.system.readersOf(this.deadLetter.topic).length;
    if (record.event !== null && readers > 0) record.event.open += readers - (isOwed ? 1 : 0);
    const letter = { ...record, arrival: now, token: now, admitted: now, answered: null };
    this.deadLetter.offer([letter], bytes, priority, null, null);
  }
}
