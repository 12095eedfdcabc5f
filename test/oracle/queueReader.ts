/** Who reads a queue: engine/assembly/queues/{consuming,settling}.ts in plain objects. */
import type { Sampler } from '../../src/engine/variates.js';
import type { QueueReaderModel } from '../../src/model/model.js';
import type { Group } from './group.js';
import type { Member } from './member.js';
import { Pipe } from './station.js';
import type { Link, System } from './system.js';
import type { Message, WorkQueue } from './workQueue.js';

/** A message that has been handed out, to an instance of which generation it is. */
export interface Handed {
  readonly number: number;
  readonly message: Message;
  readonly consumer: Consumer;
  readonly life: number;
  refused: boolean;
  roomBack: boolean;
}

/** An instance as the queue knows it. */
interface Consumer {
  readonly index: number;
  /** Which of those of its index the queue knows; and which there is. */
  known: number;
  life: number;
  open: boolean;
  credit: number;
  isAsking: boolean;
  wanted: number;
  waits: boolean;
  deadline: number;
  lastArrival: number;
  handed: Handed[];
}

export class QueueReader {
  readonly nicIn: readonly Pipe[];
  private readonly consumers: readonly Consumer[];
  /** Those who have asked and wait. */
  private readonly asking: Consumer[] = [];
  private turn = 0;

  constructor(
    private readonly system: System,
    readonly group: Group,
    private readonly queue: WorkQueue,
    private readonly model: QueueReaderModel,
    private readonly delay: Sampler,
    private readonly link: Link,
    /** Of its first instance among those of all groups. */
    private readonly firstNumber: number,
  ) {
    this.nicIn = group.members.map(
      () => new Pipe(system.clock, group.model.nicBytesPerSecond, group.model.nicCredits),
    );
    this.consumers = group.members.map((_, index) => ({
      index,
      known: 0,
      life: 0,
      open: false,
      credit: 0,
      isAsking: false,
      wanted: 0,
      waits: false,
      deadline: 0,
      lastArrival: 0,
      handed: [],
    }));
  }

  /** Whether its queue gives messages up. */
  get givesUp(): boolean {
    return this.queue.model.maxDeliveries !== null;
  }

  /** Whether a failed message goes back to the queue. */
  get refusesFailed(): boolean {
    return this.group.model.sends.every(({ ofFailed }) => !ofFailed);
  }

  private get receives(): boolean {
    return this.queue.settings.delivery === 'receive';
  }

  start(): void {
    for (const member of this.group.members) {
      if (!member.alive) continue;
      if (this.receives) this.ask(member);
      else this.connect(this.consumers[member.place]);
    }
  }

  private connect(consumer: Consumer): void {
    consumer.known = consumer.life;
    consumer.open = true;
    consumer.credit = this.model.prefetch;
  }

  /** When something small sent now is at the other end. */
  private there(): number {
    return Math.max(this.system.now, this.link.cutUntil) + this.delay() * this.link.slowness;
  }

  private at(
    time: number,
    kind: 'queueAsk' | 'queueAskOver' | 'queueClosed' | 'queueJoins',
    { index, life }: Consumer,
    action: () => void,
  ): void {
    this.system.clock.at(time, kind, life * 2 ** 20 + this.firstNumber + index, action);
  }

  ask(member: Member): void {
    const consumer = this.consumers[member.place];
    const { prefetch, receive, waitsForAll } = this.model;
    if (!this.receives || consumer.isAsking || !member.alive) return;
    const held = member.pool?.size ?? 0;
    if (held >= prefetch || (waitsForAll && held > 0)) return;
    if (member.pool?.mayAsk() !== true) return;
    consumer.isAsking = true;
    consumer.wanted = Math.min(receive, prefetch - held);
    this.sendQuestion(consumer, this.there());
  }

  private sendQuestion(consumer: Consumer, time: number): void {
    const { life } = consumer;
    this.at(time, 'queueAsk', consumer, () => {
      if (consumer.life === life) this.asked(consumer);
    });
  }

  private asked(consumer: Consumer): void {
    const { life } = consumer;
    this.stopWaiting(consumer);
    consumer.known = life;
    consumer.credit = consumer.wanted;
    consumer.waits = true;
    this.asking.push(consumer);
    const deadline = this.system.now + this.model.receiveWaitSeconds;
    consumer.deadline = deadline;
    this.at(deadline, 'queueAskOver', consumer, () => {
      if (consumer.life !== life || !consumer.waits || consumer.deadline !== deadline) return;
      this.stopWaiting(consumer);
      const { now } = this.system;
      const both = (this.delay() + this.delay()) * this.link.slowness;
      this.sendQuestion(consumer, Math.max(now, this.link.cutUntil) + both);
    });
    this.queue.handOut();
  }

  private stopWaiting(consumer: Consumer): void {
    if (consumer.waits) this.asking.splice(this.asking.indexOf(consumer), 1);
    consumer.waits = false;
    if (this.receives) consumer.credit = 0;
  }

  /** Hands the first message out, with those behind it to one who asks; false = to nobody. */
  handOut(): boolean {
    const { waiting, model } = this.queue;
    const handedOut = this.consumers.reduce((sum, { handed }) => sum + handed.length, 0);
    const may = (model.maxUnacknowledged ?? Infinity) - handedOut;
    if (may <= 0) return false;
    const consumer = this.receives ? this.asking.at(0) : this.nextWithRoom();
    if (consumer === undefined) return false;
    const count = this.receives ? Math.min(consumer.credit, waiting.length, may) : 1;
    const handed = Array.from({ length: count }, (): Handed => {
      const message = this.queue.takeFirst();
      message.deliveries++;
      const number = this.queue.numbers.delivery++;
      const { known: life } = consumer;
      return { number, message, consumer, life, refused: false, roomBack: false };
    });
    for (const each of handed) each.message.current = each;
    consumer.handed.push(...handed);
    if (this.receives) this.stopWaiting(consumer);
    else consumer.credit--;
    const service = handed.reduce((sum) => sum + this.queue.drawDelivery(), 0);
    this.queue.process.serve(service, 'queueSent', handed[0].number, () => {
      this.send(consumer, handed);
    });
    return true;
  }

  private nextWithRoom(): Consumer | undefined {
    const count = this.consumers.length;
    for (let step = 0; step < count; step++) {
      const index = (this.turn + step) % count;
      if (this.consumers[index].credit <= 0) continue;
      this.turn = (index + 1) % count;
      return this.consumers[index];
    }
    return undefined;
  }

  private send(consumer: Consumer, handed: readonly Handed[]): void {
    const { clock } = this.system;
    const { visibilitySeconds } = this.queue.model;
    for (const each of handed) {
      if (each.message.current !== each || visibilitySeconds === null) continue;
      clock.at(clock.now + visibilitySeconds, 'queueVisible', each.number, () => {
        if (each.message.current !== each) return;
        this.giveRoom(each);
        this.comeBack(each);
        this.queue.handOut();
      });
    }
    const bytes = handed.reduce((sum, { message }) => sum + message.bytes, 0);
    const out = bytes / this.queue.cluster.model.nicBytesPerSecond;
    const into = bytes / this.group.model.nicBytesPerSecond;
    const { begins } = this.queue.leader.nicOut.send(out);
    const delay = this.delay() * this.link.slowness;
    const arrival = Math.max(begins, this.link.cutUntil) + Math.max(out, into) + delay;
    consumer.lastArrival = Math.max(arrival, consumer.lastArrival);
    const [{ life, number }] = handed;
    clock.at(consumer.lastArrival, 'queueData', number, () => {
      if (consumer.life !== life) return;
      const received = this.nicIn[consumer.index].receive(into);
      if (received > clock.now) {
        clock.at(received, 'queueReceived', number, () => {
          if (consumer.life === life) this.received(consumer, handed);
        });
      } else this.received(consumer, handed);
    });
  }

  private received(consumer: Consumer, handed: readonly Handed[]): void {
    const member = this.group.members[consumer.index];
    for (const each of handed) member.pool?.receive(each);
    consumer.isAsking = false;
    this.ask(member);
    member.pool?.begin();
  }

  /** An instance has done with a message. */
  settle(handed: Handed): void {
    const { clock } = this.system;
    clock.at(this.there(), 'queueAck', handed.number, () => {
      this.queue.process.serve(this.queue.drawAck(), 'queueSettled', handed.number, () => {
        this.settled(handed);
      });
    });
  }

  private settled(handed: Handed): void {
    const { message } = handed;
    const { waiting } = this.queue;
    this.giveRoom(handed);
    if (message.current === handed) {
      if (handed.refused) this.comeBack(handed);
      else this.takeBack(handed);
    } else if (this.queue.settings.lateAcks === 'settle' && !handed.refused) {
      if (message.current !== null) this.takeBack(message.current);
      else if (waiting.includes(message)) waiting.splice(waiting.indexOf(message), 1);
    }
    this.queue.handOut();
  }

  private giveRoom(handed: Handed): void {
    const { consumer } = handed;
    if (this.receives || handed.roomBack) return;
    handed.roomBack = true;
    if (consumer.open && consumer.known === handed.life) consumer.credit++;
  }

  private takeBack({ message, consumer }: Handed): void {
    consumer.handed = consumer.handed.filter((each) => each.message !== message);
    message.current = null;
  }

  /** A message waits again, or is given up. */
  private comeBack(handed: Handed): void {
    const { message } = handed;
    this.takeBack(handed);
    const { maxDeliveries } = this.queue.model;
    if (maxDeliveries === null || message.deliveries < maxDeliveries) {
      this.queue.insert(message);
      return;
    }
    const isOwed = !this.group.delivered.has(message.record);
    this.queue.bury(message, isOwed);
    if (!isOwed) return;
    this.group.delivered.add(message.record);
    this.system.tell('failed', this.group.path, message.record);
  }

  /** An instance dies. */
  leaves(index: number): void {
    const consumer = this.consumers[index];
    const { life } = consumer;
    this.at(this.there(), 'queueClosed', consumer, () => {
      if (consumer.known === life) this.close(consumer);
    });
    consumer.life++;
    consumer.isAsking = false;
    consumer.lastArrival = 0;
  }

  private close(consumer: Consumer): void {
    this.stopWaiting(consumer);
    if (this.receives) return;
    consumer.credit = 0;
    consumer.open = false;
    for (const each of [...consumer.handed]) this.comeBack(each);
    this.queue.handOut();
  }

  /** An instance starts. */
  joins(member: Member): void {
    if (this.receives) {
      this.ask(member);
      return;
    }
    const consumer = this.consumers[member.place];
    const { life } = consumer;
    this.at(this.there(), 'queueJoins', consumer, () => {
      if (consumer.life !== life) return;
      if (consumer.open) this.close(consumer);
      this.connect(consumer);
      this.queue.handOut();
    });
  }
}
