/**
 * What a group gathers by key and window: engine/assembly/consumers/windows.ts in plain objects.
 */
import type { WindowModel } from '../../src/model/model.js';
import type { Taken } from './member.js';
import type { Sends } from './sends.js';
import type { OracleRecord } from './system.js';

interface Partition {
  streamTime: number;
  /** By number; of each key the record that arrived last, in the order in which the keys came. */
  readonly windows: Map<number, Map<number, OracleRecord>>;
}

export class Windows {
  /** [which of all partitions that the group reads]. */
  private readonly partitions = new Map<number, Partition>();

  constructor(
    private readonly sends: Sends,
    private readonly model: WindowModel,
  ) {}

  /** A record is done by that instance, which sends what the windows give that close with it. */
  gather(place: number, { record, lane }: Taken): void {
    const { everySeconds, lengthSeconds } = this.model;
    const partition: Partition = this.partitions.get(lane) ?? { streamTime: 0, windows: new Map() };
    this.partitions.set(lane, partition);
    const last = Math.floor(record.arrival / everySeconds);
    for (let number = last; number >= 0; number--) {
      if (number * everySeconds + lengthSeconds <= record.arrival) break;
      if (this.closesAt(number) > partition.streamTime) this.put(partition, number, record);
    }
    partition.streamTime = Math.max(partition.streamTime, record.arrival);
    const numbers = [...partition.windows.keys()].sort((a, b) => a - b);
    for (const number of numbers.filter((each) => this.closesAt(each) <= partition.streamTime)) {
      const results = partition.windows.get(number) ?? new Map<number, OracleRecord>();
      partition.windows.delete(number);
      for (const result of results.values()) {
        this.sends.sendOn(place, result, this.sends.drawLot(), () => undefined);
        if (result.event !== null) result.event.open--;
      }
    }
  }

  private closesAt(number: number): number {
    const { everySeconds, lengthSeconds, graceSeconds } = this.model;
    return number * everySeconds + lengthSeconds + graceSeconds;
  }

  private put({ windows }: Partition, number: number, record: OracleRecord): void {
    const window = windows.get(number) ?? new Map<number, OracleRecord>();
    windows.set(number, window);
    const former = window.get(record.key);
    if (former !== undefined && record.arrival <= former.arrival) return;
    window.set(record.key, record);
    if (record.event !== null) record.event.open++;
    if (former !== undefined && former.event !== null) former.event.open--;
  }
}
