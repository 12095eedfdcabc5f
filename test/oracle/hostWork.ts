/** What a producer's host works on for it: engine/assembly/producers/processor.ts. */
import type { Processor } from './flow.js';
import { AT_ONCE } from './station.js';
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
    const own: Work = { isDone: false, done };
    line.push(own);
    const end = (): void => {
      own.isDone = true;
      while (line.at(0)?.isDone === true) line.shift()?.done();
    };
    const { hosts, drawWakeup } = processor;
    hosts[this.index % hosts.length].serve(seconds, AT_ONCE, 1, end, drawWakeup);
  }
}
