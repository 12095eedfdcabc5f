/** Producers: engine/assembly/producers/{admission,producer,retry}.ts in plain objects. */
import type { Cluster } from './cluster.js';
import { channelsOf, hasOlder } from './channels.js';
import type { Clients } from './clusterParts.js';
import type { Flow, Kind } from './flow.js';
import {
  freshBatch,
  requestOf,
  type Batch,
  type Channel,
  type Queue,
  type Request,
} from './messages.js';
import { Partitioner } from './partitioner.js';
import { HostWork } from './hostWork.js';
import { Pipe } from './station.js';
import { tooOld, watchAge } from './expiry.js';
import type { Answered, OracleRecord, System } from './system.js';
import { Admission, readyFrom } from './admission.js';
import { hearUsers } from './users.js';

export class Producer {
  /** Its number among all. */
  readonly number: number;
  /** Of its topic's partitions. */
  readonly queues: Queue[];
  readonly channels: Channel[];
  readonly nicOut: Pipe;
  private readonly model: Kind;
  readonly partitioner: Partitioner;
  /** Records in memory: admitted (or waiting there for a token) and not yet acknowledged. */
  inMemory = 0;
  private readonly admission: Admission;
  /** The instance that it belongs to dies. */
  private isDying = false;
  private readonly host: HostWork;

  constructor(
    private readonly system: System,
    readonly cluster: Cluster,
    readonly clients: Clients,
    private readonly flow: Flow,
    /** Its place in its kind. */
    index: number,
  ) {
    const { model } = flow;
    this.model = model;
    this.number = flow.firstProducer + index;
    this.partitioner = new Partitioner(system, flow, index);
    this.queues = Array.from({ length: flow.partitions }, () => {
      return { unsent: [], again: [], made: 0 };
    });
    this.channels = channelsOf(cluster, clients, this.number);
    this.nicOut = new Pipe(system.clock, flow.model.nicBytesPerSecond, flow.model.nicCredits);
    this.host = new HostWork(system, flow.processor, this.number, index);
    this.admission = new Admission(system, flow, this);
    hearUsers(system, flow, index, (record) => {
      this.admission.arrived(record);
    });
  }

  /**
   * Of what an instance that it belongs to sends on at that time; whether it may is asked when it
   * takes records.
   */
  recordOf(from: OracleRecord, time: number, answered: Answered | null): OracleRecord {
    if (from.event !== null) from.event.open += this.system.readersOf(this.model.topic).length;
    return { ...from, producer: this.number, arrival: time, token: time, admitted: 0, answered };
  }

  get isFull(): boolean {
    return this.inMemory >= this.flow.bufferRecords;
  }

  /** Who waits for room in its memory, to send on. */
  whenRoom: () => void = () => undefined;

  /** `hears`: its sender has had an answer. */
  letIn(hears = false): void {
    this.whenRoom();
    this.admission.letIn(hears);
  }

  /** Looks at all its connections. */
  wakeAt(time: number): void {
    for (const broker of this.channels.keys()) {
      const which = this.cluster.which(this.number, broker);
      this.system.clock.at(time, 'channelReady', which, () => {
        this.send(broker);
      });
    }
  }

  /** Gives up what is too old. */
  private readonly expire = (): void => {
    const before = this.inMemory;
    const isUnderWay = this.model.acks !== 0 && this.cluster.queues.size === 0;
    const found = tooOld(this.system.now, this.flow, isUnderWay ? this.channels : [], this.queues);
    for (const [request, batch] of found.underWay) {
      this.expireBatch(batch);
      this.cluster.withdraw(request, batch);
    }
    for (const [queue, batch] of found.again) {
      queue.again.splice(queue.again.indexOf(batch), 1);
      this.expireBatch(batch);
    }
    for (const [queue, records] of found.unsent) {
      for (let record = 0; record < records; record++) this.dropFirst(queue);
    }
    if (this.inMemory === before) return;
    this.letIn(true);
    this.wakeAt(this.system.now);
  };

  /** Drops the oldest that has not been sent. */
  dropFirst({ unsent }: Queue): void {
    const record = unsent.shift();
    if (record === undefined) throw new Error('nothing to drop');
    this.inMemory--;
    this.system.tell('dropped', 0, record);
    record.answered?.(true);
  }

  /** Takes a record, room or not. */
  admit(record: OracleRecord, partition = this.partitioner.choose(record)): void {
    this.inMemory++;
    this.queues[partition].unsent.push(record);
    record.admitted = Infinity;
    this.host.record(() => {
      record.admitted = Math.max(record.token, this.system.now);
      this.lookAt(partition, record.admitted);
      this.lookAt(partition, record.admitted + this.model.lingerSeconds);
      watchAge(this.system, this.flow, this.number, record, this.expire);
    });
  }

  /**
   * At `time` the partition's broker may be due a request. Whoever leads after a change is looked
   * at anew.
   */
  private lookAt(partition: number, time: number): void {
    const log = this.cluster.partitions[this.flow.firstPartition + partition];
    const { leader } = log;
    if (leader < 0) return;
    const which = this.cluster.which(this.number, leader);
    this.system.clock.at(Math.max(time, this.system.now), 'channelReady', which, () => {
      if (log.leader === leader) this.send(leader);
    });
  }

  /** Sends requests to a broker while there is something ready and it may. */
  send(broker: number): void {
    const channel = this.channels[broker];
    const most = this.model.maxInFlightRequests;
    while (!channel.stopped && this.isReady(broker) && channel.unanswered.length < most) {
      this.sendOne(broker);
    }
  }

  /** A memory alarm is on, or over. */
  hears(broker: number, isOn: boolean): void {
    this.channels[broker].stopped = isOn;
    this.send(broker);
  }

  /** Of its topic's partitions, those that a broker leads. */
  private ledBy(broker: number): number[] {
    const { firstPartition } = this.flow;
    return [...this.queues.keys()].filter((partition) => {
      return this.cluster.partitions[firstPartition + partition].leader === broker;
    });
  }

  private waitsForOlder(batch: Batch): boolean {
    return this.flow.idempotent && hasOlder(this.channels, batch);
  }

  /** What waited for an older batch to be answered may be sent again. */
  private lookAgain(): void {
    this.queues.forEach(({ again }, partition) => {
      if (again.length > 0) this.lookAt(partition, again[0].retryAt);
    });
  }

  /** Something is ready that may not be sent until an answer comes. */
  private waitsForAnswer(broker: number): boolean {
    const { length } = this.channels[broker].unanswered;
    return length >= this.model.maxInFlightRequests && this.isReady(broker);
  }

  private isReady(broker: number): boolean {
    const { now } = this.system;
    return this.ledBy(broker).some((partition) => {
      const { unsent, again } = this.queues[partition];
      if (again.length > 0) return again[0].retryAt <= now && !this.waitsForOlder(again[0]);
      const since = unsent.at(0)?.admitted ?? Infinity;
      if (this.admission.hurriesFrom <= now && since <= now) return true;
      return readyFrom(this.queues[partition], this.flow) <= now;
    });
  }

  private sendOne(broker: number): void {
    const { system, model } = this;
    const channel = this.channels[broker];
    const led = this.ledBy(broker);
    const batches: Batch[] = [];
    let room = Infinity;
    const begin = channel.rotation % led.length;
    for (let step = 0; step < led.length; step++) {
      channel.rotation = (begin + step) % led.length;
      const batch = this.firstBatch(led[channel.rotation], room);
      if (batch === 'no room') break;
      if (batch === null) continue;
      if (batches.length === 0) room = this.flow.requestRecords;
      batches.push(batch);
      room -= batch.records.length;
    }
    if (batches.length === 0) return;
    for (const batch of batches) {
      for (const record of batch.records) system.tell('sent', batch.partition, record);
    }
    const request = requestOf(channel.connection, batches);
    channel.unanswered.push(request);
    this.host.request(() => {
      if (!request.abandoned) this.transmit(request);
    });
    if (model.acks === 0) return;
    system.clock.at(
      system.now + model.requestTimeoutSeconds,
      'requestTimeout',
      request.connection.number,
      () => {
        if (channel.unanswered.includes(request)) this.close(broker);
      },
    );
  }

  private transmit(request: Request): void {
    const { model } = this;
    const { begins, ends, takes } = this.nicOut.send(request.bytes / model.nicBytesPerSecond);
    this.cluster.carry(request, begins, takes);
    if (model.acks !== 0) return;
    this.system.clock.at(ends, 'acknowledged', request.connection.number, () => {
      this.acknowledged(request);
    });
  }

  /** What one request takes of a partition: a batch to be sent again, or records that wait. */
  private firstBatch(partition: number, room: number): Batch | 'no room' | null {
    const queue = this.queues[partition];
    const { now } = this.system;
    const first = queue.again.at(0);
    if (first !== undefined) {
      if (first.retryAt > now || this.waitsForOlder(first)) return null;
      if (first.records.length > room) return 'no room';
      queue.again.shift();
      return first;
    }
    const firsts = queue.unsent.slice(0, this.flow.batchRecords);
    const records = firsts.filter(({ admitted }) => admitted <= now);
    if (records.length === 0) return null;
    if (records.length > room) return 'no room';
    queue.unsent.splice(0, records.length);
    return freshBatch({
      producer: this.number,
      flow: this.flow,
      partition: this.flow.firstPartition + partition,
      records,
      copy: false,
      sequence: queue.made++,
    });
  }

  /** An acknowledgement has come back. */
  acknowledged(request: Request): void {
    if (request.abandoned) return;
    const { number: broker } = request.connection.broker;
    const waits = this.waitsForAnswer(broker);
    this.forget(broker, request);
    let freed = 0;
    for (const batch of request.batches) {
      if (this.model.acks !== 0 && request.refused.has(batch)) {
        this.failBatch(batch);
        continue;
      }
      freed += batch.records.length;
      batch.acknowledged = true;
      // A log has been cut off while the acknowledgement was on its way: nobody sends it again.
      const isLost = this.model.acks !== 0 && batch.position < 0;
      for (const record of batch.records) {
        this.system.tell('published', 0, record);
        record.answered?.(false);
      }
      if (isLost) this.cluster.lose(batch);
    }
    this.inMemory -= freed;
    this.lookAgain();
    this.letIn(true);
    if (waits) this.send(broker);
  }

  /** The broker refuses the request: it alone fails. */
  refused(request: Request): void {
    if (request.abandoned) return;
    const { number: broker } = request.connection.broker;
    const waits = this.waitsForAnswer(broker);
    this.forget(broker, request);
    this.fail(request);
    this.lookAgain();
    this.letIn(true);
    if (waits) this.send(broker);
  }

  /** Closes the connection to a broker: all that is unanswered fails. */
  close(broker: number): void {
    const channel = this.channels[broker];
    const waits = this.waitsForAnswer(broker);
    const failed = channel.unanswered.splice(0);
    channel.connection = this.cluster.connect(this.clients, this.number, broker);
    for (const request of failed) this.fail(request);
    this.lookAgain();
    this.letIn(true);
    if (waits) this.send(broker);
  }

  /**
   * A broker has crashed, and with it the connection. acks=0: what waited there is lost, and nobody
   * knows.
   */
  brokerCrashed(broker: number): void {
    if (this.model.acks !== 0) {
      this.close(broker);
      return;
    }
    const channel = this.channels[broker];
    this.cluster.abandon(channel.connection);
    channel.connection = this.cluster.connect(this.clients, this.number, broker);
  }

  /** Its instance dies: what it has in memory is dropped, and its connections are closed. */
  dies(): void {
    this.isDying = true;
    for (const queue of this.queues) {
      while (queue.unsent.length > 0) this.dropFirst(queue);
      for (const batch of queue.again.splice(0)) this.expireBatch(batch);
    }
    if (this.model.acks !== 0) for (const broker of this.channels.keys()) this.close(broker);
    this.isDying = false;
  }

  private forget(broker: number, request: Request): void {
    const { unanswered } = this.channels[broker];
    unanswered.splice(unanswered.indexOf(request), 1);
  }

  private fail(request: Request): void {
    request.abandoned = true;
    for (const batch of request.batches) this.failBatch(batch);
  }

  private failBatch(batch: Batch): void {
    const { retries, retryBackoffSeconds, retryBackoffMaxSeconds } = this.model;
    batch.request = null;
    batch.failures++;
    if (batch.failures > retries || this.isDying) {
      this.expireBatch(batch);
      return;
    }
    const backoff = retryBackoffSeconds * 2 ** Math.min(30, batch.failures - 1);
    batch.retryAt = this.system.now + Math.min(backoff, retryBackoffMaxSeconds);
    const partition = batch.partition - this.flow.firstPartition;
    const { again } = this.queues[partition];
    again.push(batch);
    watchAge(this.system, this.flow, this.number, batch.records[0], this.expire);
    again.sort((left, right) => left.sequence - right.sequence);
    this.lookAt(partition, batch.retryAt);
  }

  private expireBatch(batch: Batch): void {
    this.inMemory -= batch.records.length;
    batch.givenUp = true;
    for (const { answered } of batch.records) answered?.(true);
    if (batch.position >= 0) return;
    if (this.flow.idempotent) this.cluster.sequences.skip(batch);
    for (const record of batch.records) this.system.tell('dropped', 0, record);
  }

  /** Leaders have changed: turns are forgotten; what waits, waits at its new leader's. */
  leadersChanged(): void {
    for (const channel of this.channels) channel.rotation = 0;
    this.queues.forEach(({ unsent, again }, partition) => {
      for (const { retryAt } of again) this.lookAt(partition, retryAt);
      for (const { admitted } of unsent.filter((each) => each.admitted < Infinity)) {
        this.lookAt(partition, admitted);
        this.lookAt(partition, admitted + this.model.lingerSeconds);
      }
    });
  }
}
