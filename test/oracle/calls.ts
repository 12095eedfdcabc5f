/**
 * Calls that somebody makes, one after the other: engine/assembly/services/calls.ts in plain
 * objects.
 */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { CallModel } from '../../src/model/model.js';
import type { External } from './external.js';
import { Guard } from './guard.js';
import type { System } from './system.js';

/** Of the measured window. */
export interface CallCounts {
  sent: number;
  again: number;
  errors: number;
  timeouts: number;
  refused: number;
  opened: number;
  left: number;
}

/** Numbers all calls of the cell, as they are sent. */
export interface CallNumbers {
  next: number;
}

interface Call {
  readonly model: CallModel;
  readonly external: External;
  readonly delay: Sampler;
  readonly lots: Stream;
  readonly jitters: Stream;
  readonly drawAgain: Sampler | null;
  readonly drawTime: Sampler | null;
  readonly drawPatience: Sampler | null;
  readonly guards: WeakMap<object, Guard>;
  readonly counts: CallCounts;
}

/** Who makes them, one of `For` at a time for each of them. */
export interface Caller<For> {
  readonly name: string;
  readonly role: string;
  readonly probes: 'breakerProbes' | 'innerProbes';
  /** What has bulkheads and breakers of its own. */
  guarded(each: For): object;
  lives(each: For): boolean;
  /** The guarded one may go on. */
  continueWork(guarded: object): void;
  again(each: For, time: number, action: () => void): void;
  done(each: For): void;
  failed(each: For): void;
  /** What was called has room for it, where that is all that it waits for. */
  taken?(each: For): void;
}

export class Calls<For> {
  private readonly calls: readonly Call[];

  constructor(
    private readonly system: System,
    private readonly caller: Caller<For>,
    models: readonly CallModel[],
    externals: readonly External[],
    private readonly numbers: CallNumbers,
  ) {
    this.calls = models.map((model): Call => {
      const external = externals[model.external];
      const { role, propagation } = external.model;
      const own = `${caller.name}.calls.${external.model.name}`;
      const sampler = (d: CallModel['time'], purpose: string): Sampler | null =>
        d === null ? null : system.sampler(d, own, purpose);
      return {
        model,
        external,
        delay: system.delay(caller.role, role, propagation, own),
        lots: system.stream(own, 'share'),
        jitters: system.stream(own, 'jitter'),
        drawAgain: sampler(model.retryAfter, 'retry_after'),
        drawTime: sampler(model.time, 'time'),
        drawPatience: sampler(model.patience, 'patience'),
        guards: new WeakMap(),
        counts: { sent: 0, again: 0, errors: 0, timeouts: 0, refused: 0, opened: 0, left: 0 },
      };
    });
  }

  /** Of each, in the model's order. */
  get counts(): CallCounts[] {
    return this.calls.map(({ counts }) => counts);
  }

  /** Makes all of them. */
  make(each: For): void {
    this.from(each, 0);
  }

  /** Makes all of them at one moment, each once; so many answers are enough. */
  makeAtOnce(each: For, enough: number): void {
    const ends: (() => void)[] = [];
    let [open, good] = [0, 0];
    let needed = Infinity;
    const end = (isError: boolean): void => {
      if (!this.caller.lives(each)) return;
      open--;
      if (!isError) good++;
      if (good >= needed) this.caller.done(each);
      else if (good + open < needed) this.caller.failed(each);
    };
    for (const call of this.calls) {
      const { share } = call.model;
      if (share < 1 && call.lots.next() >= share) continue;
      open++;
      if (!this.send(each, call, 1, end))
        ends.push(() => {
          end(true);
        });
    }
    needed = Math.min(enough, open);
    if (open === 0) this.caller.done(each);
    for (const refused of ends) refused();
  }

  /** Whether a breaker keeps somebody from taking records, and from beginning any. */
  arePaused(guarded: object): boolean {
    return this.calls.some((call) => this.guardOf(call, guarded).pauses);
  }

  private count({ counts }: Call, what: keyof CallCounts): void {
    if (this.system.now >= this.system.trial.warmupSeconds) counts[what]++;
  }

  /** From number `first` on. */
  private from(each: For, first: number): void {
    for (const call of this.calls.slice(first)) {
      const { share } = call.model;
      if (share < 1 && call.lots.next() >= share) continue;
      this.call(each, call, 1);
      return;
    }
    this.caller.done(each);
  }

  private guardOf(call: Call, guarded: object): Guard {
    const { guards, model } = call;
    const known = guards.get(guarded);
    if (known !== undefined) return known;
    const letsThrough = (): void => {
      this.caller.continueWork(guarded);
    };
    const opens = (): void => {
      this.count(call, 'opened');
    };
    const { clock } = this.system;
    const guard = new Guard(clock, model, letsThrough, opens, this.caller.probes);
    guards.set(guarded, guard);
    return guard;
  }

  /** For the `time`-th time. */
  private call(each: For, call: Call, time: number): void {
    const sent = this.send(each, call, time, (isError) => {
      if (isError) this.failed(each, call, time);
      else this.from(each, this.calls.indexOf(call) + 1);
    });
    if (!sent) this.failed(each, call, time);
  }

  /** False where something keeps it from being sent. */
  private send(each: For, call: Call, time: number, ended: (isError: boolean) => void): boolean {
    const { clock } = this.system;
    const { delay, external, model } = call;
    const guard = this.guardOf(call, this.caller.guarded(each));
    if (!guard.mayCall()) {
      this.count(call, 'refused');
      return false;
    }
    const number = this.numbers.next++;
    this.count(call, 'sent');
    if (time > 1) this.count(call, 'again');
    let waits = true;
    const end = (isError: boolean, what: 'errors' | 'timeouts'): void => {
      if (!waits) return;
      waits = false;
      // An external's guards know of all calls; those of an instance that has gone are gone.
      const lives = this.caller.lives(each);
      if (!lives && this.caller.probes === 'breakerProbes') return;
      if (lives && isError) this.count(call, what);
      guard.ended(isError);
      if (lives) ended(isError);
    };
    const asks = {
      priority: model.priority,
      drawTime: call.drawTime,
      drawPatience: call.drawPatience,
      handsOver: model.handsOver,
      taken: () => {
        if (model.handsOver) this.caller.taken?.(each);
      },
      left: () => {
        this.count(call, 'left');
      },
    };
    clock.at(clock.now + delay(), 'callArrives', number, () => {
      external.call(number, asks, (isError) => {
        clock.at(clock.now + delay(), 'callAnswered', number, () => {
          end(isError, 'errors');
        });
      });
    });
    if (model.timeoutSeconds === null) return true;
    clock.at(clock.now + model.timeoutSeconds, 'callTimeout', number, () => {
      end(true, 'timeouts');
    });
    return true;
  }

  private failed(each: For, call: Call, time: number): void {
    const { retries, retryBackoffSeconds, retryBackoffMaxSeconds, jitter } = call.model;
    if (time > retries) {
      this.caller.failed(each);
      return;
    }
    const againAt = (again: number): void => {
      this.caller.again(each, again, () => {
        this.call(each, call, time + 1);
      });
    };
    if (call.drawAgain !== null) {
      againAt(this.system.now + call.drawAgain());
      return;
    }
    const most = retryBackoffMaxSeconds;
    const backoff = Math.min(most, retryBackoffSeconds * 2 ** (time - 1));
    const factor = jitter > 0 ? 1 + jitter * (2 * call.jitters.next() - 1) : 1;
    againAt(this.system.now + Math.min(most, backoff * factor));
  }
}
