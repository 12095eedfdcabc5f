/**
 * Sessions of instances that died, and what static members may come back for:
 * engine/assembly/consumers/rebalance.ts.
 */
import type { ConsumerGroupModel } from '../../src/model/model.js';
import type { Clock } from './clock.js';
import { giveTo } from './member.js';
import type { Reader, Reading } from './reader.js';

export class Absences {
  /** [instance]: when the session ends of the one that died there last. */
  private readonly ends: number[] = [];
  /** [instance]: what it had. */
  private kept: (readonly Reading[])[] = [];

  constructor(
    private readonly clock: Clock,
    private readonly model: Pick<ConsumerGroupModel, 'sessionTimeoutSeconds' | 'staticMembers'>,
  ) {}

  keep(index: number, had: readonly Reading[]): void {
    this.kept[index] = had;
  }

  /** `expired`: unless a static member has come back meanwhile. */
  begin(index: number, expired: () => void): void {
    const { clock, model } = this;
    const ends = clock.now + model.sessionTimeoutSeconds;
    this.ends[index] = ends;
    clock.at(ends, 'sessionExpired', index, () => {
      if (!model.staticMembers || this.ends[index] <= ends) expired();
    });
  }

  isBackInTime(index: number): boolean {
    return this.model.staticMembers && this.ends[index] > this.clock.now;
  }

  /** Its partitions are its again; returns who has what then. */
  end(index: number, owners: readonly number[], reader: Reader): number[] {
    const all = [...owners];
    for (const reading of this.kept[index] ?? []) {
      all[reader.placeOf(reading)] = index;
      giveTo(reading, index);
    }
    this.ends[index] = 0;
    this.kept[index] = [];
    return all;
  }

  /** When the last of their sessions ends. */
  get last(): number {
    return this.ends.reduce((latest, each) => Math.max(latest, each), 0);
  }

  /** Others have it all now. */
  forget(): void {
    this.kept = [];
  }
}
