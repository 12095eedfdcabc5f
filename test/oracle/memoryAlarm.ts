/** The memory alarm of brokers with queues: engine/assembly/queues/memory.ts in plain objects. */
import type { MemoryModel } from '../../src/model/model.js';
import type { Cluster } from './cluster.js';
import type { Request } from './messages.js';
import type { Producer } from './producer.js';
import type { System } from './system.js';

export class MemoryAlarm {
  private isOn = false;
  private readonly held: Request[] = [];
  /** [producer][broker]: when the last word to it comes. */
  private readonly told: readonly number[][];

  constructor(
    private readonly system: System,
    private readonly cluster: Cluster,
    private readonly senders: readonly Producer[],
    private readonly memory: MemoryModel,
  ) {
    this.told = senders.map(() => cluster.brokers.map(() => 0));
    this.look(1);
  }

  /** Whether a request that has come waits for the end of the alarm. */
  holds(request: Request): boolean {
    if (this.isOn) this.held.push(request);
    return this.isOn;
  }

  private look(count: number): void {
    const { clock } = this.system;
    clock.at(count * this.memory.checkSeconds, 'queueMemory', this.cluster.index, () => {
      this.look(count + 1);
      const isOver = this.cluster.brokers.some(
        (_, broker) => this.bytesOf(broker) > this.memory.bytes,
      );
      if (isOver === this.isOn) return;
      this.isOn = isOver;
      this.senders.forEach((_, place) => {
        for (const broker of this.cluster.brokers.keys()) this.tell(place, broker);
      });
      if (!isOver) for (const request of this.held.splice(0)) this.cluster.received(request);
    });
  }

  private bytesOf(broker: number): number {
    let sum = 0;
    for (const queue of this.cluster.queues.values()) {
      if (!queue.brokers.some(({ number }) => number === broker)) continue;
      for (const { bytes } of queue.messages) sum += bytes + this.memory.perMessageBytes;
    }
    return sum;
  }

  private tell(place: number, broker: number): void {
    const { system, cluster, isOn } = this;
    const sender = this.senders[place];
    const delay = sender.clients.delay() * cluster.link.slowness;
    const time = Math.max(system.now, cluster.link.cutUntil) + delay;
    this.told[place][broker] = Math.max(this.told[place][broker], time);
    const which = cluster.which(sender.number, broker);
    system.clock.at(this.told[place][broker], 'publisherTold', which, () => {
      sender.hears(broker, isOn);
    });
  }
}
