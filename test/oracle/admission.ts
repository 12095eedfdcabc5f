/**
 * How records come into a producer's memory: engine/assembly/producers/admission.ts in plain
 * objects.
 */
import type { Flow } from './flow.js';
import type { Queue } from './messages.js';
import { hasRoom } from './room.js';
import type { OracleRecord, System } from './system.js';
import { Tokens } from './tokens.js';

/** What a producer is to it. */
interface Memory {
  readonly number: number;
  readonly queues: Queue[];
  readonly inMemory: number;
  admit(record: OracleRecord): void;
  dropFirst(queue: Queue): void;
  /** Its answers may have come; it goes on with what waits. */
  letIn(): void;
  /** Looks at all its connections then. */
  wakeAt(time: number): void;
}

export class Admission {
  /** Records that have arrived and are not admitted yet, in order. */
  private readonly waiting: OracleRecord[] = [];
  private readonly tokens: Tokens;
  /** From when on nothing lingers, since a record waits for memory. */
  hurriesFrom = Infinity;

  constructor(
    private readonly system: System,
    private readonly flow: Flow,
    private readonly memory: Memory,
  ) {
    this.tokens = new Tokens(flow.model);
  }

  arrived(record: OracleRecord): void {
    this.waiting.push(record);
    if (this.waiting.length === 1) this.memory.letIn();
  }

  /**
   * Admits or drops what has arrived, in order, as far as memory goes. `hears`: the sender has had
   * an answer.
   */
  letIn(hears: boolean): void {
    const { system, memory } = this;
    const { model, bufferRecords } = this.flow;
    for (let head = this.waiting.at(0); head !== undefined; head = this.waiting.at(0)) {
      if (head.token < 0) this.tokens.take(head);
      if (head.token === Infinity) system.tell('dropped', 0, head);
      else if (model.overflow === 'block') {
        const atMost = head.arrival + model.maxBlockSeconds;
        if (memory.inMemory < bufferRecords) memory.admit(head);
        else if (system.now >= atMost) system.tell('dropped', 0, head);
        else {
          this.waitUntil(atMost);
          this.hurry(hears);
          return;
        }
      } else if (this.hasRoom()) memory.admit(head);
      else system.tell('dropped', 0, head);
      this.waiting.shift();
    }
    this.hurriesFrom = Infinity;
  }

  private hasRoom(): boolean {
    const { inMemory, queues } = this.memory;
    return hasRoom(inMemory, this.flow, queues, (queue) => {
      this.memory.dropFirst(queue);
    });
  }

  private waitUntil(time: number): void {
    if (time === Infinity) return;
    this.system.clock.at(time, 'admit', this.memory.number, () => {
      this.memory.letIn();
    });
  }

  /** A record waits for memory: nothing lingers from the sender's next moment on. */
  private hurry(hears: boolean): void {
    const { now } = this.system;
    const ready = this.memory.queues.map((queue) => readyFrom(queue, this.flow));
    this.hurriesFrom = hears ? now : Math.max(now, Math.min(this.hurriesFrom, ...ready));
    if (this.hurriesFrom < Infinity) this.memory.wakeAt(this.hurriesFrom);
  }
}

/** When the first batch of what has not been sent is full or has lingered; Infinity without one. */
export function readyFrom({ unsent }: Queue, { model, fullRecords }: Flow): number {
  const lingered = (unsent.at(0)?.admitted ?? Infinity) + model.lingerSeconds;
  return Math.min(lingered, unsent.at(fullRecords - 1)?.admitted ?? Infinity);
}
