/**
 * Moments at which the instances of a group poll: engine/assembly/consumers/turns.ts in plain
 * objects.
 */
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Member } from './member.js';
import type { Reading } from './reader.js';
import type { System } from './system.js';

export class Turns {
  private readonly intervalSeconds: number;
  /** [instance]: its first moment. */
  private readonly phases: readonly number[];

  constructor(
    private readonly system: System,
    model: ConsumerGroupModel,
    places: number,
    /** What an instance owns, whether it is the same as it was, and its poll. */
    private readonly group: {
      owned(member: Member): Reading[];
      lives(member: Member): boolean;
      pollIfFree(member: Member): void;
    },
  ) {
    this.intervalSeconds = model.pollIntervalSeconds;
    const stream = system.stream(`consumers.${model.name}`, 'poll_interval');
    this.phases = Array.from({ length: places }, () => this.intervalSeconds * stream.next());
  }

  /** Whether an instance that would poll may; if not, it polls when its moment comes. */
  has(member: Member): boolean {
    if (this.intervalSeconds === 0) return true;
    const readings = member.buffer.flatMap((session) => session.readings);
    const stood = readings.some(({ taken, fetched, turnEnd }) => {
      return taken.entry < Math.min(fetched, turnEnd);
    });
    if (stood || member.turnComes) return stood;
    member.turnComes = true;
    this.system.clock.at(this.nextOf(member.place), 'pollTurn', member.place, () => {
      if (!this.group.lives(member)) return;
      member.turnComes = false;
      for (const reading of this.group.owned(member)) {
        reading.turnEnd = reading.partition.highWatermark;
      }
      this.group.pollIfFree(member);
    });
    return false;
  }

  /** The first moment after now. */
  private nextOf(index: number): number {
    const { now } = this.system;
    let moment = this.phases[index];
    for (let turn = 1; moment <= now; turn++) {
      moment = this.phases[index] + turn * this.intervalSeconds;
    }
    return moment;
  }
}
