/** A worker's hands: it works on what its broker gives it, in order of coming. */
import type { Notes } from './notes.js';

export interface Task {
  readonly task: number;
  readonly again: boolean;
  /** It is done, or has failed. */
  settle(): void;
}

export class Hands {
  private readonly waiting: Task[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private free: number;

  constructor(
    private readonly notes: Notes,
    private readonly worker: number,
    /** A task's, each time. */
    private readonly seconds: number,
    threads: number,
  ) {
    this.free = threads;
  }

  /** Tasks that it has and has not done. */
  get held(): number {
    return this.waiting.length + this.timers.size;
  }

  take(task: Task): void {
    this.waiting.push(task);
    this.begin();
  }

  /** It dies: nothing that it has is ever done. */
  drop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    this.waiting.length = 0;
    this.free = 0;
  }

  private begin(): void {
    if (this.free === 0) return;
    const first = this.waiting.shift();
    if (first === undefined) return;
    this.free--;
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.notes.add('done', first.task, this.worker, first.again);
      first.settle();
      this.free++;
      this.begin();
    }, 1000 * this.seconds);
    this.timers.add(timer);
  }
}
