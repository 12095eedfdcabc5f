/** Who reads queues: engine/assembly/queues/{consuming,settling}.ts in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { QueueReaderModel } from '../../src/model/model.js';
import type { Group } from './group.js';
import type { Member } from './member.js';
import { Pipe } from './station.js';
import type { Link, System } from './system.js';
import { partOf, type Asker, type Consumer, type Handed, type Part } from './queueParts.js';
import type { Message, WorkQueue } from './workQueue.js';

export class QueueReader {
  readonly nicIn: readonly Pipe[];
  private readonly askers: readonly Asker[];
  private readonly parts: readonly Part[];
  /** In the order in which they were looked at last; and who draws it. */
  private readonly order: Part[];
  private readonly lots: Stream | null;

  constructor(
    private readonly system: System,
    readonly group: Group,
    queues: readonly WorkQueue[],
    private readonly model: QueueReaderModel,
    private readonly delay: Sampler,
    private readonly link: Link,
    /** Of its first instance among those of all groups. */
    private readonly firstNumber: number,
  ) {
    this.nicIn = group.members.map(
      () => new Pipe(system.clock, group.model.nicBytesPerSecond, group.model.nicCredits),
    );
    this.askers = group.members.map((_, index) => ({
      index,
      life: 0,
      isAsking: false,
      wanted: 0,
      deadline: 0,
    }));
    this.parts = queues.map((queue, place) => partOf(group, queue, model, place));
    this.order = [...this.parts];
    if (model.order === 'strict') this.order.sort((a, b) => b.weight - a.weight);
    const draws = queues.length > 1 && model.order === 'weighted' && this.receives;
    this.lots = draws ? system.stream(`consumers.${group.model.name}`, 'queue_order') : null;
  }

  /** Whether its queue gives messages up. */
  get givesUp(): boolean {
    return this.parts[0].queue.model.maxDeliveries !== null;
  }

  /** Whether a failed message goes back to the queue. */
  get refusesFailed(): boolean {
    return this.group.model.sends.every(({ ofFailed }) => !ofFailed);
  }

  /** Messages that wait, or are handed out and not settled. */
  get lag(): number {
    return this.parts.reduce((sum, { queue, consumers }) => {
      return consumers.reduce((all, { handed }) => all + handed.length, sum + queue.waiting.length);
    }, 0);
  }

  /** Messages of one of its queues that are handed out and not settled. */
  handedOutOf(queue: WorkQueue): readonly Message[] {
    const part = this.parts.find((each) => each.queue === queue);
    const handed = part?.consumers.flatMap((consumer) => consumer.handed) ?? [];
    return handed.map(({ message }) => message);
  }

  private get receives(): boolean {
    return this.parts[0].queue.settings.delivery === 'receive';
  }

  start(): void {
    for (const member of this.group.members) {
      if (!member.alive) continue;
      if (this.receives) this.ask(member);
      else for (const part of this.parts) this.connect(part, member.place);
    }
  }

  private connect({ consumers }: Part, index: number): void {
    const consumer = consumers[index];
    consumer.known = this.askers[index].life;
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
    { index, life }: Asker,
    action: () => void,
  ): void {
    this.system.clock.at(time, kind, life * 2 ** 20 + this.firstNumber + index, action);
  }

  ask(member: Member): void {
    const asker = this.askers[member.place];
    const { prefetch, receive, waitsForAll } = this.model;
    const [{ queue }] = this.parts;
    if (!this.receives || queue.isDown || asker.isAsking || !member.alive) return;
    const held = member.pool?.size ?? 0;
    if (held >= prefetch || (waitsForAll && held > 0)) return;
    if (member.pool?.mayAsk() !== true) return;
    asker.isAsking = true;
    asker.wanted = Math.min(receive, prefetch - held);
    this.sendQuestion(asker, this.there());
  }

  private sendQuestion(asker: Asker, time: number): void {
    const { life } = asker;
    this.at(time, 'queueAsk', asker, () => {
      if (asker.life === life) this.asked(asker);
    });
  }

  private asked(asker: Asker): void {
    const { life, index } = asker;
    if (this.parts[0].queue.isDown) return;
    this.stopWaiting(index);
    const deadline = this.system.now + this.model.receiveWaitSeconds;
    asker.deadline = deadline;
    this.at(deadline, 'queueAskOver', asker, () => {
      if (asker.life !== life || !this.waits(index) || asker.deadline !== deadline) return;
      this.stopWaiting(index);
      const { now } = this.system;
      const both = (this.delay() + this.delay()) * this.link.slowness;
      this.sendQuestion(asker, Math.max(now, this.link.cutUntil) + both);
    });
    for (let place = 0; place < this.order.length; place++) {
      this.drawPlace(place);
      const { queue, consumers, asking } = this.order[place];
      const consumer = consumers[index];
      consumer.known = life;
      consumer.credit = asker.wanted;
      asking.push(consumer);
      queue.handOut();
      if (!asking.includes(consumer)) return;
    }
  }

  /** Which of the queues not looked at yet is the next. */
  private drawPlace(place: number): void {
    const { order, lots } = this;
    const last = order.length - 1;
    if (lots === null || place === last) return;
    let lot = lots.next() * order.slice(place).reduce((sum, { weight }) => sum + weight, 0);
    let drawn = place;
    while (drawn < last && lot >= order[drawn].weight) lot -= order[drawn++].weight;
    [order[place], order[drawn]] = [order[drawn], order[place]];
  }

  private waits(index: number): boolean {
    return this.parts.some(({ asking, consumers }) => asking.includes(consumers[index]));
  }

  /** An instance waits at none of its queues any more. */
  private stopWaiting(index: number): void {
    for (const { asking, consumers } of this.parts) {
      const consumer = consumers[index];
      if (!asking.includes(consumer)) continue;
      asking.splice(asking.indexOf(consumer), 1);
      consumer.credit = 0;
    }
  }

  /** Hands a queue's first message out, with those behind it to one who asks; false = to nobody. */
  handOut(queue: WorkQueue): boolean {
    const part = this.partWith(queue);
    const { consumers, asking } = part;
    const { model } = queue;
    const handedOut = consumers.reduce((sum, { handed }) => sum + handed.length, 0);
    const may = (model.maxUnacknowledged ?? Infinity) - handedOut;
    if (may <= 0) return false;
    const consumer = this.receives ? asking.at(0) : this.nextWithRoom(part);
    if (consumer === undefined) return false;
    const most = this.receives ? Math.min(consumer.credit, may) : 1;
    const handed: Handed[] = [];
    while (handed.length < most) {
      const message = queue.take(handed.at(-1)?.message ?? null);
      if (message === undefined) break;
      message.deliveries++;
      const number = queue.numbers.delivery++;
      const { known: life } = consumer;
      const { outages } = queue;
      const isNew = { refused: false, roomBack: false, hasLeft: false, outages };
      handed.push({ number, message, part, consumer, life, ...isNew });
    }
    for (const each of handed) each.message.current = each;
    consumer.handed.push(...handed);
    if (this.receives) this.stopWaiting(consumer.index);
    else consumer.credit--;
    const service = handed.reduce((sum) => sum + queue.drawDelivery(), 0);
    const { outages } = queue;
    queue.process.serve(service, 'queueSent', handed[0].number, () => {
      if (outages === queue.outages) this.send(part, consumer, handed);
    });
    return true;
  }

  /** Whether a message of a key is handed out and not settled. */
  hasOut(queue: WorkQueue, key: number): boolean {
    const { consumers } = this.partWith(queue);
    return consumers.some(({ handed }) => handed.some(({ message }) => message.record.key === key));
  }

  private partWith(queue: WorkQueue): Part {
    const part = this.parts.find((each) => each.queue === queue);
    if (part === undefined) throw new Error('not its queue');
    return part;
  }

  private nextWithRoom(part: Part): Consumer | undefined {
    const { consumers } = part;
    const count = consumers.length;
    for (let step = 0; step < count; step++) {
      const index = (part.turn + step) % count;
      if (consumers[index].credit <= 0) continue;
      part.turn = (index + 1) % count;
      return consumers[index];
    }
    return undefined;
  }

  private send({ queue }: Part, consumer: Consumer, handed: readonly Handed[]): void {
    const { clock } = this.system;
    const { visibilitySeconds } = queue.model;
    for (const each of handed) {
      each.hasLeft = true;
      if (each.message.current !== each || visibilitySeconds === null) continue;
      clock.at(clock.now + visibilitySeconds, 'queueVisible', each.number, () => {
        if (each.message.current !== each) return;
        this.giveRoom(each);
        this.comeBack(each);
        queue.handOut();
      });
    }
    const bytes = handed.reduce((sum, { message }) => sum + message.bytes, 0);
    const out = bytes / queue.cluster.model.nicBytesPerSecond;
    const into = bytes / this.group.model.nicBytesPerSecond;
    const { begins } = queue.leader.nicOut.send(out);
    const delay = this.delay() * this.link.slowness;
    const arrival = Math.max(begins, this.link.cutUntil) + Math.max(out, into) + delay;
    consumer.lastArrival = Math.max(arrival, consumer.lastArrival);
    const [{ life, number }] = handed;
    const asker = this.askers[consumer.index];
    const unpacked = (): void => {
      if (asker.life === life) this.received(asker, handed);
    };
    const here = (): void => {
      if (asker.life !== life) return;
      const { hosts } = this.group.reader;
      const what = { bytes, records: handed.length };
      if (hosts === null) unpacked();
      else hosts.unpack(consumer.index, what, 'queueUnpacked', number, unpacked);
    };
    clock.at(consumer.lastArrival, 'queueData', number, () => {
      if (asker.life !== life) return;
      const received = this.nicIn[consumer.index].receive(into);
      if (received > clock.now) clock.at(received, 'queueReceived', number, here);
      else here();
    });
  }

  private received(asker: Asker, handed: readonly Handed[]): void {
    const member = this.group.members[asker.index];
    for (const each of handed) member.pool?.receive(each);
    asker.isAsking = false;
    this.ask(member);
    member.pool?.begin();
  }

  /** An instance has done with a message. */
  settle(handed: Handed): void {
    const { clock } = this.system;
    const { queue } = handed.part;
    clock.at(this.there(), 'queueAck', handed.number, () => {
      const { outages } = queue;
      if (queue.isDown || (!this.receives && handed.outages !== outages)) return;
      queue.process.serve(queue.drawAck(), 'queueSettled', handed.number, () => {
        if (outages === queue.outages) this.settled(handed);
      });
    });
  }

  private settled(handed: Handed): void {
    const { message, part } = handed;
    const { waiting, settings } = part.queue;
    this.giveRoom(handed);
    if (message.current === handed) {
      if (handed.refused) this.comeBack(handed);
      else this.takeBack(handed);
    } else if (settings.lateAcks === 'settle' && !handed.refused) {
      if (message.current !== null) this.takeBack(message.current);
      else if (waiting.includes(message)) part.queue.remove(message);
    }
    part.queue.handOut();
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
    const { queue } = handed.part;
    this.takeBack(handed);
    const { maxDeliveries } = queue.model;
    if (maxDeliveries === null || message.deliveries < maxDeliveries) {
      queue.insert(message);
      return;
    }
    const isOwed = !this.group.delivered.has(message.record);
    queue.bury(message, isOwed);
    if (!isOwed) return;
    this.group.delivered.add(message.record);
    this.system.tell('failed', this.group.path, message.record);
  }

  /** The broker of its only queue goes down. */
  queueDown(queue: WorkQueue): void {
    const part = this.partWith(queue);
    for (const consumer of part.consumers) {
      if (!this.receives) {
        if (consumer.open) this.close(part, consumer.index);
        continue;
      }
      this.stopWaiting(consumer.index);
      this.askers[consumer.index].isAsking = false;
      for (const each of [...consumer.handed]) if (!each.hasLeft) this.comeBack(each);
    }
  }

  queueUp(): void {
    for (const member of this.group.members) if (member.alive) this.joins(member);
  }

  /** An instance dies. */
  leaves(index: number): void {
    const asker = this.askers[index];
    const { life } = asker;
    this.at(this.there(), 'queueClosed', asker, () => {
      for (const part of this.parts) {
        if (part.consumers[index].known === life) this.close(part, index);
      }
    });
    asker.life++;
    asker.isAsking = false;
    for (const { consumers } of this.parts) consumers[index].lastArrival = 0;
  }

  private close({ queue, consumers, asking }: Part, index: number): void {
    const consumer = consumers[index];
    if (asking.includes(consumer)) this.stopWaiting(index);
    if (this.receives) return;
    consumer.credit = 0;
    consumer.open = false;
    for (const each of [...consumer.handed]) this.comeBack(each);
    queue.handOut();
  }

  /** An instance starts. */
  joins(member: Member): void {
    if (this.receives) {
      this.ask(member);
      return;
    }
    const index = member.place;
    const asker = this.askers[index];
    const { life } = asker;
    this.at(this.there(), 'queueJoins', asker, () => {
      if (asker.life !== life || this.parts[0].queue.isDown) return;
      for (const part of this.parts) {
        if (part.consumers[index].open) this.close(part, index);
        this.connect(part, index);
        part.queue.handOut();
      }
    });
  }
}
