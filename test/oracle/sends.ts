/**
 * What a group's instances send on: engine/assembly/consumers/{sendOn,awaited,sentByGone}.ts in
 * plain objects.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { ConsumerGroupModel, SendModel } from '../../src/model/model.js';
import type { Producer } from './producer.js';
import type { Answered, OracleRecord, System } from './system.js';

/**
 * A record that is done, or would have been, and the lot by which it goes one of the ways that
 * exclude each other.
 */
export interface Lot {
  readonly record: OracleRecord;
  readonly lot: number;
}

/** Something that waits for its time in an instance. */
interface Later {
  readonly record: OracleRecord;
  readonly producer: Producer;
}

export class Sends {
  private readonly lots: Stream;
  /** [what it sends][instance]. */
  private producers: readonly (readonly Producer[])[] = [];
  /** [instance]. */
  private readonly later: Set<Later>[];

  constructor(
    private readonly system: System,
    private readonly model: ConsumerGroupModel,
    /** An instance's producer may have room again. */
    private readonly resume: (index: number) => void,
    places: number,
  ) {
    this.lots = system.stream(`consumers.${model.name}`, 'sends');
    this.later = Array.from({ length: places }, () => new Set());
  }

  /** Its instances' producers, in the order of what it sends. */
  takeProducers(producers: readonly Producer[]): void {
    const places = this.later.length;
    this.producers = this.model.sends.map((_, index) => {
      return producers.slice(index * places, (index + 1) * places);
    });
    this.producers.forEach((own) => {
      own.forEach((producer, position) => {
        producer.whenRoom = () => {
          this.resume(position);
        };
      });
    });
  }

  /** A producer of an instance has no room left. */
  areBlocked(index: number): boolean {
    return this.producers.some((own) => own[index].isFull);
  }

  /** By it a record that is done goes one of the ways that exclude each other. */
  drawLot(): number {
    return this.model.sends.some(({ share }) => share < 1) ? this.lots.next() : 0;
  }

  /**
   * What a record that is done makes its instance send; whether something is waited for. `answered`
   * when the last of it has been acknowledged, or some given up.
   */
  sendOn(position: number, record: OracleRecord, lot: number, answered: Answered): boolean {
    const ways = this.waysOf(lot);
    const awaited = ways.filter(({ send }) => send.settings.awaited);
    let open = awaited.reduce((sum, { send }) => sum + send.records, 0);
    let lost = false;
    const one = (isLost: boolean): void => {
      lost ||= isLost;
      if (--open === 0) answered(lost);
    };
    const waits = open > 0;
    for (const { send, index } of ways) {
      for (let copy = 0; copy < send.records; copy++) {
        this.send(position, record, index, send.settings.awaited ? one : null);
      }
    }
    return waits;
  }

  /** The event of a record that failed goes on where that is sent to a topic that is read. */
  ended({ event }: OracleRecord, what: 'delivered' | 'failed', path: number): void {
    if (what === 'delivered') {
      this.system.delivered(event, path);
      return;
    }
    const goesOn = this.model.sends.some(({ ofFailed, topic }) => {
      return ofFailed && this.system.readersOf(topic).length > 0;
    });
    if (goesOn && event !== null) event.open--;
  }

  /** What one that has failed for good makes it send. */
  sendFailed(position: number, record: OracleRecord): void {
    this.model.sends.forEach(({ ofFailed }, index) => {
      if (ofFailed) this.send(position, record, index, null);
    });
  }

  private waysOf(lot: number): { send: SendModel; index: number }[] {
    const ways: { send: SendModel; index: number }[] = [];
    let low = 0;
    this.model.sends.forEach((send, index) => {
      const { share, ofFailed } = send;
      if (ofFailed) return;
      const high = low + share;
      const chosen = share === 1 || (lot >= low && lot < high);
      if (share < 1) low = high;
      if (chosen) ways.push({ send, index });
    });
    return ways;
  }

  private send(
    position: number,
    from: OracleRecord,
    index: number,
    answered: Answered | null,
  ): void {
    const { clock } = this.system;
    const { afterSeconds } = this.model.sends[index];
    const producer = this.producers[index][position];
    const record = producer.recordOf(from, clock.now + afterSeconds, answered);
    const partition = producer.partitioner.choose(record);
    if (afterSeconds === 0) {
      producer.admit(record, partition);
      return;
    }
    const later = { record, producer };
    this.later[position].add(later);
    clock.at(record.arrival, 'admit', producer.number, () => {
      if (this.later[position].delete(later)) producer.admit(record, partition);
    });
  }

  /**
   * An instance leaves of itself. Of a poll without a store: what it has not done, in the order in
   * which it would have.
   */
  leaves(position: number, undone: readonly Lot[]): void {
    // These have had their turn with the partitioner.
    for (const { record, lot } of undone) {
      for (const { send, index } of this.waysOf(lot)) {
        const { partitioner } = this.producers[index][position];
        for (let copy = 0; copy < send.records; copy++) partitioner.choose(record);
      }
    }
  }

  /** An instance dies. */
  dies(index: number, undone: readonly Lot[]): void {
    this.leaves(index, undone);
    for (const { record } of this.later[index]) {
      this.system.tell('dropped', 0, record, record.arrival);
    }
    this.later[index].clear();
    for (const own of this.producers) own[index].dies();
  }
}
