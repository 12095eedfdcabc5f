/** What groups call: who answers, by engine/assembly/services/calls.ts, in plain objects. */
import type { Stream } from '../../src/engine/stream.js';
import type { Sampler } from '../../src/engine/variates.js';
import type { ExternalModel } from '../../src/model/model.js';
import { Station } from './station.js';
import type { System } from './system.js';

export class External {
  slowness = 1;
  down = false;
  private inside = 0;
  private readonly servers: Station | null;
  private readonly drawTime: Sampler;
  private readonly lots: Stream;

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
