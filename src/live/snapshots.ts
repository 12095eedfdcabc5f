/**
 * Moments of a run that it can go back to: dense lately, the older the sparser, in a bounded
 * memory.
 */
import type { Snapshot } from '../network/world/cell.js';

export class Snapshots {
  private kept: Snapshot[] = [];
  private bytes = 0;

  constructor(private readonly mostBytes: number) {}

  /** Later than all that are kept. */
  add(snapshot: Snapshot): void {
    this.kept.push(snapshot);
    this.bytes += snapshot.memory.length;
    while (this.bytes > this.mostBytes && this.kept.length > 2) this.drop(this.leastMissed());
  }

  /** The last one at or before `time`; there is always one of the beginning. */
  before(time: number): Snapshot {
    return this.kept.findLast(({ now }) => now <= time) ?? this.kept[0];
  }

  /** Those later than `time` are of a future that is not. */
  forgetAfter(time: number): void {
    while (this.kept.length > 1 && this.kept[this.kept.length - 1].now > time) {
      this.drop(this.kept.length - 1);
    }
  }

  get last(): number {
    return this.kept.at(-1)?.now ?? -Infinity;
  }

  /**
   * The one whose neighbors lie closest to each other, for their age; never the first or the last.
   */
  private leastMissed(): number {
    const end = this.last;
    let best = 1;
    let least = Infinity;
    for (let index = 1; index < this.kept.length - 1; index++) {
      const gap = this.kept[index + 1].now - this.kept[index - 1].now;
      const missed = gap / (end - this.kept[index - 1].now);
      if (missed < least) [best, least] = [index, missed];
    }
    return best;
  }

  private drop(index: number): void {
    this.bytes -= this.kept[index].memory.length;
    this.kept.splice(index, 1);
  }
}
