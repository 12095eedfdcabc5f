/**
 * What a thread does with a record: engine/assembly/{consumers/{tries,awaited},services/calls}.ts
 * in plain objects.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { BulkModel, TriesModel } from '../../src/model/model.js';
import { Calls, type CallCounts, type CallNumbers } from './calls.js';
import type { External } from './external.js';
import type { Group } from './group.js';
import type { Member, Taken } from './member.js';
import type { System } from './system.js';
import { Windows } from './windows.js';

export type { CallNumbers } from './calls.js';

/** A record that a thread has begun, or a bulk of them. */
export interface Work {
  readonly member: Member;
  /** Of the first record. */
  readonly number: number;
  readonly records: readonly {
    readonly taken: Taken;
    /** It is done, or has failed for good. */
    readonly over: () => void;
  }[];
  tries: number;
}

export class Tries {
  private readonly calls: Calls<Work>;
  private readonly failLots: Stream;
  private nextTurn = 0;
  private readonly windows: Windows | null;

  constructor(
    private readonly system: System,
    private readonly group: Group,
    private readonly model: TriesModel,
    externals: readonly External[],
    numbers: CallNumbers,
  ) {
    const name = `consumers.${group.model.name}`;
    this.failLots = system.stream(name, 'fails');
    const caller = {
      name,
      role: group.model.role,
      probes: 'breakerProbes' as const,
      guarded: ({ member }: Work) => member,
      lives: ({ member }: Work) => group.lives(member),
      continueWork: (member: object) => {
        if (group.lives(member as Member)) (member as Member).pool?.continueWork();
      },
      again: ({ member, number }: Work, time: number, action: () => void) => {
        group.atRecord(member, time, 'callAgain', number, action);
      },
      done: (work: Work) => {
        this.called(work);
      },
      failed: (work: Work) => {
        this.failed(work);
      },
    };
    const { window } = model;
    this.windows = window === null ? null : new Windows(group.sends, window);
    this.calls = new Calls(system, caller, model.calls, externals, numbers);
  }

  /** Null = one by one. */
  get bulk(): BulkModel | null {
    return this.model.bulk;
  }

  /** Of each of its calls, in the model's order. */
  get counts(): CallCounts[] {
    return this.calls.counts;
  }

  /** Whether a breaker keeps an instance from taking records, and from beginning any. */
  arePaused(member: Member): boolean {
    return this.calls.arePaused(member);
  }

  /** A thread begins a try, of so much processing. */
  begin(work: Work, processing: number): void {
    const { group } = this;
    const { member } = work;
    const start = this.takeTurn();
    const more = (this.model.bulk?.timePerRecordSeconds ?? 0) * work.records.length;
    const seconds = (processing + more) * member.slowness + group.cacheSeconds;
    work.tries++;
    group.atRecord(member, start + seconds, 'recordEnd', work.number, () => {
      const { fails } = this.model;
      if (fails > 0 && this.failLots.next() < fails) this.failed(work);
      else this.calls.make(work);
    });
  }

  /** When it may begin. */
  private takeTurn(): number {
    const { now } = this.system;
    const { rateLimit } = this.model;
    if (rateLimit === null) return now;
    const gap = 1 / rateLimit.perSecond;
    const start = Math.max(now, this.nextTurn - (rateLimit.burst - 1) * gap);
    this.nextTurn = Math.max(this.nextTurn, start) + gap;
    return start;
  }

  /** All calls have been answered. */
  private called(work: Work): void {
    const { group } = this;
    // A bulk has no store.
    if (work.records.length > 1) {
      this.sendOn(work);
      return;
    }
    group.writeOne(work.member, work.records[0].taken, () => {
      if (group.lives(work.member)) this.sendOn(work);
      else group.tellDone(work.records[0].taken);
    });
  }

  private sendOn(work: Work): void {
    const { group, system } = this;
    const { member, number, records } = work;
    for (const record of records) {
      const done = (): void => {
        group.tellDone(record.taken);
        record.over();
      };
      if (this.windows !== null) {
        this.windows.gather(member.place, record.taken);
        done();
        continue;
      }
      const lot = group.sends.drawLot();
      const awaited = group.sends.sendOn(member.place, record.taken.record, lot, (isLost) => {
        group.atRecord(member, system.now, isLost ? 'sendFailed' : 'sendAnswered', number, () => {
          if (isLost) this.failed(work);
          else done();
        });
      });
      if (!awaited) done();
    }
  }

  private failed(work: Work): void {
    const { group, model, system } = this;
    const { member, records, number } = work;
    if (work.tries < model.attempts) {
      group.atRecord(member, system.now + model.pauseSeconds, 'tryAgain', number, () => {
        this.begin(work, (records[0].taken.handed?.part ?? group).drawProcessing());
      });
      return;
    }
    for (const { taken, over } of records) {
      if (taken.handed !== undefined && group.queue?.refusesFailed === true) {
        taken.handed.refused = true;
        over();
        continue;
      }
      group.sends.sendFailed(member.place, taken.record);
      group.tellDone(taken, 'failed');
      over();
    }
  }
}
