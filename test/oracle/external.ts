/** What groups call: who answers, by engine/assembly/services/external.ts, in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import { hasDesks } from '../../src/model/desks.js';
import type { ExternalModel } from '../../src/model/model.js';
import { Calls, type CallCounts, type CallNumbers } from './calls.js';
import type { Asks, Held } from './deskParts.js';
import { Desks } from './desks.js';
import { Station } from './station.js';
import type { System } from './system.js';

export class External {
  slowness = 1;
  private down = false;
  private inside = 0;
  private readonly servers: Station | null;
  private readonly drawTime: Sampler;
  private readonly lots: Stream;
  private calls: Calls<Held> | null = null;
  /** Where its queue is its own. */
  private desks: Desks | null = null;

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
    const { calls, name, role, enough } = this.model;
    if (!hasDesks(this.system.model, externals.indexOf(this))) return;
    const { clock } = this.system;
    const caller = {
      name: `externals.${name}`,
      role,
      probes: 'innerProbes' as const,
      guarded: () => this,
      lives: (each: Held) => each.waits(),
      continueWork: () => undefined,
      again: ({ number }: Held, time: number, action: () => void) => {
        clock.at(time, 'innerCallAgain', number, action);
      },
      done: (each: Held) => {
        each.leave(false);
      },
      failed: (each: Held) => {
        each.leave(true);
      },
      taken: (each: Held) => {
        each.handOver();
      },
    };
    if (calls.length > 0) this.calls = new Calls(this.system, caller, calls, externals, numbers);
    const callOthers = (held: Held): void => {
      if (enough === null) this.calls?.make(held);
      else this.calls?.makeAtOnce(held, enough);
    };
    const slowness = (): number => this.slowness;
    const own = calls.length > 0 ? callOthers : null;
    this.desks = new Desks(this.system, this.model, slowness, own);
  }

  start(): void {
    this.desks?.start();
  }

  setDown(down: boolean, work: 'done' | 'kept' | 'lost'): void {
    if (this.desks === null) this.down = down;
    else this.desks.setDown(down, work);
  }

  /** The call of that number arrives; `answer` when its answer leaves. */
  call(number: number, asks: Asks, answer: (isError: boolean) => void): void {
    if (this.desks !== null) {
      this.desks.come(number, asks, answer);
      return;
    }
    const { concurrency, queueCapacity, fails } = this.model;
    const most = (concurrency ?? Infinity) + (queueCapacity ?? Infinity);
    if (this.down || this.inside >= most) {
      answer(true);
      return;
    }
    const isError = fails > 0 && this.lots.next() < fails;
    const seconds = (asks.drawTime ?? this.drawTime)() * this.slowness;
    this.inside++;
    const served = (): void => {
      this.inside--;
      answer(isError);
    };
    if (this.servers === null) {
      const { clock } = this.system;
      clock.at(clock.now + seconds, 'callServed', number, served);
    } else this.servers.serve(seconds, 'callServed', number, served);
  }
}
