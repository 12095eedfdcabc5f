/** What hosts work on: engine/assembly/{producers,readers}/processor.ts. */
import type { Sampler } from '../../src/engine/variates.js';
import type { ConsumerGroupModel, ProcessorModel } from '../../src/model/model.js';
import type { Kind } from './clock.js';
import type { Processor } from './flow.js';
import { AT_ONCE, Station } from './station.js';
import type { System } from './system.js';

interface Work {
  isDone: boolean;
  readonly done: () => void;
}

/** Of one producer. Records, and requests, are done in the order in which they came. */
export class HostWork {
  private readonly records: Work[] = [];
  private readonly requests: Work[] = [];

  constructor(
    private readonly system: System,
    /** Null = it takes no time. */
    private readonly processor: Processor | null,
    private readonly producer: number,
    /** Of its kind's producers, which are dealt to hosts in turn. */
    private readonly index: number,
  ) {}

  record(done: () => void): void {
    const { processor } = this;
    if (processor === null) done();
    else this.work(processor, this.records, processor.recordSeconds, done);
  }

  request(done: () => void): void {
    const { processor, system } = this;
    if (processor === null) {
      done();
      return;
    }
    this.work(processor, this.requests, processor.drawMaking(), () => {
      system.clock.at(system.now, 'requestMade', this.producer, done);
    });
  }

  private work(processor: Processor, line: Work[], seconds: number, done: () => void): void {
    const { hosts, drawWakeup } = processor;
    serveInOrder(hosts[this.index % hosts.length], drawWakeup, line, seconds, done);
  }
}

/** It is done when its server is, and all that came before it to its line. */
function serveInOrder(
  host: Station,
  drawWakeup: Sampler,
  line: Work[],
  seconds: number,
  done: () => void,
): void {
  const own: Work = { isDone: false, done };
  line.push(own);
  const end = (): void => {
    own.isDone = true;
    while (line.at(0)?.isDone === true) line.shift()?.done();
  };
  host.serve(seconds, AT_ONCE, 1, end, drawWakeup);
}

/** Null where they take no time. */
export function hostsOf(
  system: System,
  { processor, name }: Pick<ConsumerGroupModel, 'processor' | 'name'>,
  members: number,
): ReaderHosts | null {
  return processor && new ReaderHosts(system, processor, members, name);
}

/** Of those who read. */
export class ReaderHosts {
  private readonly hosts: readonly Station[];
  /** [member]: what is being unpacked for it. */
  private readonly lines: readonly Work[][];
  private readonly draw: Sampler;
  private readonly drawWakeup: Sampler;

  constructor(
    private readonly system: System,
    private readonly model: ProcessorModel,
    members: number,
    group: string,
  ) {
    const { hosts, threads, timePerRequest, timePerWakeup } = model;
    const name = `consumers.${group}.processor`;
    this.hosts = Array.from({ length: hosts }, () => new Station(system.clock, threads));
    this.lines = Array.from({ length: members }, () => []);
    this.draw = system.sampler(timePerRequest, name, 'time_per_request');
    this.drawWakeup = system.sampler(timePerWakeup, name, 'time_per_wakeup');
  }

  /** `kind` and `which`: of the event when it is done. */
  unpack(
    member: number,
    { bytes, records }: { readonly bytes: number; readonly records: number },
    kind: Kind,
    which: number,
    done: () => void,
  ): void {
    const { timePerRecordSeconds, timePerByteSeconds } = this.model;
    const { clock } = this.system;
    const seconds = this.draw() + records * timePerRecordSeconds + bytes * timePerByteSeconds;
    const host = this.hosts[member % this.hosts.length];
    serveInOrder(host, this.drawWakeup, this.lines[member], seconds, () => {
      clock.at(clock.now, kind, which, done);
    });
  }
}
