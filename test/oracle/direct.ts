/** Direct delivery: network/direct/direct.ts by events. */
import type { Sampler } from '../../src/engine/variates.js';
import type { ConsumerGroupModel } from '../../src/model/model.js';
import { faultSchedule } from './schedule.js';
import { Station } from './station.js';
import type { OracleRecord, System } from './system.js';
import { arrivalsOf } from './users.js';

interface Call {
  readonly record: OracleRecord;
  readonly services: readonly number[];
  readonly delays: readonly number[];
  readonly answered: () => void;
  unanswered: number;
}

export class Direct {
  private readonly groups: readonly DirectGroup[];
  private readonly waiting: Call[] = [];
  private freeCallers: number;

  constructor(private readonly system: System) {
    const { model } = system;
    this.freeCallers = model.callers ?? Infinity;
    this.groups = model.consumers.map((group, path) => new DirectGroup(system, group, path));
    if (model.thinkTime === null) this.awaitUsers();
    else this.awaitThinkers(system.sampler(model.thinkTime, 'users', 'think_time'));
  }

  private awaitUsers(): void {
    const { system } = this;
    const { arrivals } = system.model;
    const stream = system.stream('users', 'arrivals');
    const next = arrivalsOf(system, arrivals, system.eventsPerSecond, 0, 1, stream);
    const awaitNext = (): void => {
      system.clock.at(next(), 'admit', 0, () => {
        const call = this.arrive(() => {
          this.freeCallers++;
          this.callNext();
        });
        this.waiting.push(call);
        this.callNext();
        awaitNext();
      });
    };
    awaitNext();
  }

  /** Each caller by itself: it thinks, calls, and thinks again when it is answered. */
  private awaitThinkers(drawThink: Sampler): void {
    const { clock, model } = this.system;
    const think = (seconds: number): void => {
      clock.at(clock.now + seconds, 'admit', 0, () => {
        const next = { seconds: 0 };
        const call = this.arrive(() => {
          think(next.seconds);
        });
        next.seconds = drawThink();
        this.send(call);
      });
    };
    const firsts = Array.from({ length: model.callers ?? 0 }, () => drawThink());
    for (const seconds of firsts) think(seconds);
  }

  private arrive(answered: () => void): Call {
    const arrival = this.system.clock.now;
    const draws = this.groups.map((group) => group.draw());
    return {
      record: {
        producer: 0,
        arrival,
        born: arrival,
        event: null,
        key: 0,
        keyed: false,
        token: 0,
        admitted: 0,
      },
      services: draws.map(({ service }) => service),
      delays: draws.map(({ delay }) => delay),
      answered,
      unanswered: this.groups.length,
    };
  }

  private callNext(): void {
    if (this.freeCallers === 0) return;
    const call = this.waiting.shift();
    if (call === undefined) return;
    this.freeCallers--;
    this.send(call);
  }

  private send(call: Call): void {
    this.groups.forEach((group, path) => {
      group.call(call.record, call.delays[path], call.services[path], () => {
        if (--call.unanswered === 0) call.answered();
      });
    });
  }
}

interface Job {
  readonly record: OracleRecord;
  readonly answered: () => void;
  readonly delay: number;
}

/** One queue in front of all threads of all instances. */
class DirectGroup {
  private readonly servers: Station;
  private readonly drawDelay: Sampler;
  private readonly drawService: Sampler;
  private lastCome = 0;
  private down = false;
  private readonly inside = new Set<Job>();

  constructor(
    private readonly system: System,
    private readonly model: ConsumerGroupModel,
    private readonly path: number,
  ) {
    const name = `consumers.${model.name}`;
    this.servers = new Station(system.clock, model.instances * model.threads);
    this.drawDelay = system.delay('home', model.role, model.propagation, name);
    this.drawService = system.sampler(model.processingTime, name, 'processing_time');
    for (const { fault, from, to } of faultSchedule(system)) {
      if (fault.kind !== 'consumer_down' || fault.group !== path) continue;
      system.clock.at(from, 'faultBegins', path, () => {
        this.crash();
      });
      system.clock.at(to, 'faultEnds', path, () => {
        this.down = false;
      });
    }
  }

  draw(): { delay: number; service: number } {
    return { delay: this.drawDelay(), service: this.drawService() };
  }

  /** A call that leaves now; `answered` when its answer, or word of its loss, is back. */
  call(record: OracleRecord, delay: number, service: number, answered: () => void): void {
    const { clock } = this.system;
    this.lastCome = Math.max(this.lastCome, clock.now + delay);
    clock.at(this.lastCome, 'storeArrives', this.path, () => {
      const job: Job = { record, answered, delay };
      const { queueCapacity } = this.model;
      const isFull = this.servers.allBusy && this.servers.waiting >= (queueCapacity ?? Infinity);
      if (this.down || isFull) {
        this.lose(job);
        return;
      }
      this.inside.add(job);
      this.servers.serve(service, 'storeServed', this.path, () => {
        this.inside.delete(job);
        this.system.tell('delivered', this.path, record);
        clock.at(clock.now + delay, 'acknowledged', this.path, answered);
      });
    });
  }

  private crash(): void {
    this.down = true;
    this.servers.crash();
    for (const job of this.inside) this.lose(job);
    this.inside.clear();
  }

  private lose({ record, answered, delay }: Job): void {
    const { clock } = this.system;
    this.system.tell('lost', this.path, record);
    clock.at(clock.now + delay, 'acknowledged', this.path, answered);
  }
}
