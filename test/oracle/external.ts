/** What groups call: who answers, by engine/assembly/services/external.ts, in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { ExternalModel } from '../../src/model/model.js';
import { Calls, type CallCounts, type CallNumbers } from './calls.js';
import { Station } from './station.js';
import type { System } from './system.js';

/** A call that it has. */
interface Answering {
  readonly number: number;
  readonly seconds: number;
  readonly fails: boolean;
  /** Its answer leaves. */
  readonly leave: (isError: boolean) => void;
}

export class External {
  slowness = 1;
  down = false;
  private inside = 0;
  private readonly servers: Station | null;
  private readonly drawTime: Sampler;
  private readonly lots: Stream;
  private calls: Calls<Answering> | null = null;
  /** Where it calls: servers taken, and calls that wait for one. */
  private taken = 0;
  private readonly waiting: Answering[] = [];

  constructor(
    private readonly system: System,
    readonly model: ExternalModel,
  ) {
    const { concurrency, time } = model;
    const name = `externals.${model.name}`;
    this.servers = concurrency === null ? null : new Station(system.clock, concurrency);
    this.drawTime = system.sampler(time, name, 'time');
    this.lots = system.stream(name, 'fails');
  }

  /** Of each of its own calls, in the model's order. */
  get counts(): CallCounts[] {
    return this.calls?.counts ?? [];
  }

  /** It calls some of these, if any. */
  connect(externals: readonly External[], numbers: CallNumbers): void {
    const { calls, name, role } = this.model;
    if (calls.length === 0) return;
    const { clock } = this.system;
    const caller = {
      name: `externals.${name}`,
      role,
      probes: 'innerProbes' as const,
      guarded: () => this,
      lives: () => true,
      continueWork: () => undefined,
      again: ({ number }: Answering, time: number, action: () => void) => {
        clock.at(time, 'innerCallAgain', number, action);
      },
      done: (each: Answering) => {
        this.leave(each, false);
      },
      failed: (each: Answering) => {
        this.leave(each, true);
      },
    };
    this.calls = new Calls(this.system, caller, calls, externals, numbers);
  }

  /** The call of that number arrives; `answer` when its answer leaves. */
  call(number: number, answer: (isError: boolean) => void): void {
    const { concurrency, queueCapacity, fails } = this.model;
    const most = (concurrency ?? Infinity) + (queueCapacity ?? Infinity);
    if (this.down || this.inside >= most) {
      answer(true);
      return;
    }
    const isError = fails > 0 && this.lots.next() < fails;
    const seconds = this.drawTime() * this.slowness;
    this.inside++;
    const leave = (failed: boolean): void => {
      this.inside--;
      answer(failed);
    };
    if (this.calls !== null) {
      this.waiting.push({ number, seconds, fails: isError, leave });
      this.takeNext();
      return;
    }
    const served = (): void => {
      leave(isError);
    };
    if (this.servers === null) {
      const { clock } = this.system;
      clock.at(clock.now + seconds, 'callServed', number, served);
    } else this.servers.serve(seconds, 'callServed', number, served);
  }

  private takeNext(): void {
    if (this.taken >= (this.model.concurrency ?? Infinity)) return;
    const next = this.waiting.shift();
    if (next === undefined) return;
    this.taken++;
    const { clock } = this.system;
    clock.at(clock.now + next.seconds, 'callServed', next.number, () => {
      if (next.fails) this.leave(next, true);
      else this.calls?.make(next);
    });
  }

  private leave({ leave }: Answering, isError: boolean): void {
    leave(isError);
    this.taken--;
    this.takeNext();
  }
}
