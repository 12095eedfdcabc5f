/** What a group's instances send on: engine/assembly/consumers/sendOn.ts in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Producer } from './producer.js';
import type { Rec, System } from './system.js';

export class Sends {
  private readonly lots: Stream;
  /** [what it sends][instance]. */
  private producers: readonly (readonly Producer[])[] = [];

  constructor(
    private readonly system: System,
    private readonly model: ConsumerGroupModel,
    /** An instance's producer may have room again. */
    private readonly resume: (place: number) => void,
  ) {
    this.lots = system.stream(`consumers.${model.name}`, 'sends');
  }

  /** Its instances' producers, in the order of what it sends. */
  takeProducers(producers: readonly Producer[]): void {
    const { instances, sends } = this.model;
    this.producers = sends.map((_, index) => {
      return producers.slice(index * instances, (index + 1) * instances);
    });
    this.producers.forEach((own) => {
      own.forEach((producer, place) => {
        producer.whenRoom = () => {
          this.resume(place);
        };
      });
    });
  }

  /** A producer of an instance has no room left. */
  areBlocked(place: number): boolean {
    return this.producers.some((own) => own[place].isFull);
  }

  /** By it a record that is done goes one of the ways that exclude each other. */
  drawLot(): number {
    return this.model.sends.some(({ share }) => share < 1) ? this.lots.next() : 0;
  }

  /** What a record that is done makes its instance send. */
  sendOn(place: number, record: Rec, lot: number): void {
    const { clock } = this.system;
    let low = 0;
    this.model.sends.forEach(({ share, records, afterSeconds }, index) => {
      const high = low + share;
      const chosen = share === 1 || (lot >= low && lot < high);
      if (share < 1) low = high;
      if (!chosen) return;
      const producer = this.producers[index][place];
      for (let copy = 0; copy < records; copy++) {
        if (afterSeconds === 0) producer.sendOn(record);
        else {
          clock.at(clock.now + afterSeconds, 'admit', producer.number, () => {
            producer.sendOn(record);
          });
        }
      }
    });
  }
}
