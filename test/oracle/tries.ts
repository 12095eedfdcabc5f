/**
 * What a thread does with a record: engine/assembly/{consumers/{tries,awaited},services/calls}.ts
 * in plain objects.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { CallModel, TriesModel } from '../../src/model/model.js';
import type { External } from './external.js';
import type { Group } from './group.js';
import { Guard } from './guard.js';
import type { Member, Taken } from './member.js';
import type { System } from './system.js';

/** A record that a thread has begun. */
export interface Work {
  readonly member: Member;
  readonly number: number;
  readonly taken: Taken;
  tries: number;
  /** It is done, or has failed for good. */
  readonly over: () => void;
}

/** One of a group's calls. */
interface Call {
  readonly model: CallModel;
  readonly external: External;
  readonly delay: Sampler;
  readonly lots: Stream;
  readonly jitters: Stream;
  readonly guards: WeakMap<Member, Guard>;
  readonly counts: CallCounts;
}

/** Of the measured window. */
export interface CallCounts {
  sent: number;
  again: number;
  errors: number;
  timeouts: number;
  refused: number;
  opened: number;
}

/** Numbers all calls of the cell, as they are sent. */
export interface CallNumbers {
  next: number;
}

export class Tries {
  private readonly calls: readonly Call[];
  private readonly failLots: Stream;
  private nextTurn = 0;

  constructor(
    private readonly system: System,
    private readonly group: Group,
    private readonly model: TriesModel,
    externals: readonly External[],
    private readonly numbers: CallNumbers,
  ) {
    const name = `consumers.${group.model.name}`;
    this.failLots = system.stream(name, 'fails');
    this.calls = model.calls.map((call): Call => {
      const external = externals[call.external];
      const { role, propagation } = external.model;
      const own = `${name}.calls.${external.model.name}`;
      return {
        model: call,
        external,
        delay: system.delay(group.model.role, role, propagation, own),
        lots: system.stream(own, 'share'),
        jitters: system.stream(own, 'jitter'),
        guards: new WeakMap(),
        counts: { sent: 0, again: 0, errors: 0, timeouts: 0, refused: 0, opened: 0 },
      };
    });
  }

  /** Of each of its calls, in the model's order. */
  get counts(): CallCounts[] {
    return this.calls.map(({ counts }) => counts);
  }

  private count({ counts }: Call, what: keyof CallCounts): void {
    if (this.system.now >= this.system.trial.warmupSeconds) counts[what]++;
  }

  /** A thread begins a try, of so much processing. */
  begin(work: Work, processing: number): void {
    const { group } = this;
    const { member } = work;
    const start = this.takeTurn();
    const seconds = processing * member.slowness + group.cacheSeconds;
    work.tries++;
    group.atRecord(member, start + seconds, 'recordEnd', work.number, () => {
      const { fails } = this.model;
      if (fails > 0 && this.failLots.next() < fails) this.failed(work);
      else this.callFrom(work, 0);
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

  /** Makes the calls from number `first` of the group's on. */
  private callFrom(work: Work, first: number): void {
    for (const call of this.calls.slice(first)) {
      const { share } = call.model;
      if (share < 1 && call.lots.next() >= share) continue;
      this.call(work, call, 1);
      return;
    }
    this.called(work);
  }

  /** Whether a breaker keeps an instance from taking records, and from beginning any. */
  arePaused(member: Member): boolean {
    return this.calls.some((call) => this.guardOf(call, member).pauses);
  }

  private guardOf(call: Call, member: Member): Guard {
    const { guards, model } = call;
    const known = guards.get(member);
    if (known !== undefined) return known;
    const letsThrough = (): void => {
      if (this.group.lives(member)) member.pool?.goOn();
    };
    const opens = (): void => {
      this.count(call, 'opened');
    };
    const guard = new Guard(this.system.clock, model, letsThrough, opens);
    guards.set(member, guard);
    return guard;
  }

  /** Calls for the `time`-th time. */
  private call(work: Work, call: Call, time: number): void {
    const { clock } = this.system;
    const { delay, external, model } = call;
    const guard = this.guardOf(call, work.member);
    if (!guard.mayCall()) {
      this.count(call, 'refused');
      this.callFailed(work, call, time);
      return;
    }
    const number = this.numbers.next++;
    this.count(call, 'sent');
    if (time > 1) this.count(call, 'again');
    let waits = true;
    const end = (isError: boolean, what: 'errors' | 'timeouts'): void => {
      if (!waits) return;
      waits = false;
      if (!this.group.lives(work.member)) return;
      if (isError) this.count(call, what);
      guard.ended(isError);
      if (isError) this.callFailed(work, call, time);
      else this.callFrom(work, this.calls.indexOf(call) + 1);
    };
    clock.at(clock.now + delay(), 'callArrives', number, () => {
      external.call(number, (isError) => {
        clock.at(clock.now + delay(), 'callAnswered', number, () => {
          end(isError, 'errors');
        });
      });
    });
    if (model.timeoutSeconds === null) return;
    clock.at(clock.now + model.timeoutSeconds, 'callTimeout', number, () => {
      end(true, 'timeouts');
    });
  }

  private callFailed(work: Work, call: Call, time: number): void {
    const { retries, retryBackoffSeconds, retryBackoffMaxSeconds, jitter } = call.model;
    if (time > retries) {
      this.failed(work);
      return;
    }
    const most = retryBackoffMaxSeconds;
    const backoff = Math.min(most, retryBackoffSeconds * 2 ** (time - 1));
    const factor = jitter > 0 ? 1 + jitter * (2 * call.jitters.next() - 1) : 1;
    const again = this.system.now + Math.min(most, backoff * factor);
    this.group.atRecord(work.member, again, 'callAgain', work.number, () => {
      this.call(work, call, time + 1);
    });
  }

  /** All calls have been answered. */
  private called(work: Work): void {
    const { group } = this;
    group.writeOne(work.member, work.taken, () => {
      if (group.lives(work.member)) this.sendOn(work);
      else group.tellDone(work.taken);
    });
  }

  private sendOn(work: Work): void {
    const { group, system } = this;
    const { member, taken, number } = work;
    const lot = group.sends.drawLot();
    const awaited = group.sends.sendOn(member.place, taken.record, lot, (isLost) => {
      group.atRecord(member, system.now, isLost ? 'sendFailed' : 'sendAnswered', number, () => {
        if (isLost) this.failed(work);
        else this.done(work);
      });
    });
    if (!awaited) this.done(work);
  }

  private done(work: Work): void {
    this.group.tellDone(work.taken);
    work.over();
  }

  private failed(work: Work): void {
    const { group, model, system } = this;
    const { member, taken, number } = work;
    if (work.tries < model.attempts) {
      group.atRecord(member, system.now + model.pauseSeconds, 'tryAgain', number, () => {
        this.begin(work, group.drawProcessing());
      });
      return;
    }
    group.sends.sendFailed(member.place, taken.record);
    group.tellDone(taken, 'failed');
    work.over();
  }
}
