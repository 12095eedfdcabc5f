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
      return {
        model,
        external,
        delay: system.delay(caller.role, role, propagation, own),
        lots: system.stream(own, 'share'),
        jitters: system.stream(own, 'jitter'),
        guards: new WeakMap(),
        counts: { sent: 0, again: 0, errors: 0, timeouts: 0, refused: 0, opened: 0 },
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
    const { clock } = this.system;
    const { delay, external, model } = call;
    const guard = this.guardOf(call, this.caller.guarded(each));
    if (!guard.mayCall()) {
      this.count(call, 'refused');
      this.failed(each, call, time);
      return;
    }
    const number = this.numbers.next++;
    this.count(call, 'sent');
    if (time > 1) this.count(call, 'again');
    let waits = true;
    const end = (isError: boolean, what: 'errors' | 'timeouts'): void => {
      if (!waits) return;
      waits = false;
      if (!this.caller.lives(each)) return;
      if (isError) this.count(call, what);
      guard.ended(isError);
      if (isError) this.failed(each, call, time);
      else this.from(each, this.calls.indexOf(call) + 1);
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

  private failed(each: For, call: Call, time: number): void {
    const { retries, retryBackoffSeconds, retryBackoffMaxSeconds, jitter } = call.model;
    if (time > retries) {
      this.caller.failed(each);
      return;
    }
    const most = retryBackoffMaxSeconds;
    const backoff = Math.min(most, retryBackoffSeconds * 2 ** (time - 1));
    const factor = jitter > 0 ? 1 + jitter * (2 * call.jitters.next() - 1) : 1;
    const again = this.system.now + Math.min(most, backoff * factor);
    this.caller.again(each, again, () => {
      this.call(each, call, time + 1);
    });
  }
}
