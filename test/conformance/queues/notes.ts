/** What becomes of tasks, as a scenario notes it: of a real broker, and of Highwater alike. */

/**
 * confirmed, refused: its sender has heard of it; done: a worker has worked on it; dead: it has
 * come out of the dead letter queue.
 */
export type What = 'confirmed' | 'refused' | 'done' | 'dead';

export interface Note {
  readonly what: What;
  /** 0.. in the order of being sent. */
  readonly task: number;
  /** The worker's number; -1 where it is not known, or nobody's. */
  readonly worker: number;
  /** Seconds after the scenario began. */
  readonly at: number;
  /** Whether its broker said that it has been handed out before. */
  readonly again: boolean;
}

export class Notes {
  private readonly all: Note[] = [];
  private began = performance.now();

  /** The scenario begins now. */
  begin(): void {
    this.began = performance.now();
  }

  now(): number {
    return (performance.now() - this.began) / 1000;
  }

  add(what: What, task: number, worker = -1, again = false): void {
    this.all.push({ what, task, worker, at: this.now(), again });
  }

  /** At once where that moment has passed. */
  async until(seconds: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1000 * (seconds - this.now())));
  }

  of(what: Note['what']): readonly Note[] {
    return this.all.filter((note) => note.what === what);
  }
}

export function tasksOf(notes: readonly Note[]): number[] {
  return notes.map(({ task }) => task);
}

export function timesOf(notes: readonly Note[]): number[] {
  return notes.map(({ at }) => at);
}
