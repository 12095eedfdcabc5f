/**
 * How many tasks may be asked at a time, so that the server holds little: all of them may be
 * answered before the first is fetched. As many as fit into HELD_BYTES; and where answers are
 * fetched as they come (tasks take long, and there are many cores), two more for each answer; half
 * of that back where they pile up. Those beyond wait here, first come first served.
 */
export interface Held {
  /** Answers that wait to be fetched. */
  readonly unfetched: number;
  /** Smoothed bytes of an answer; 0 before the first. */
  readonly usualBytes: number;
}

const HELD_BYTES = 64e6;
/** Before the first answer. */
const GUESSED_BYTES = 250_000;
const LEAST = 64;
const FEW = 8;
const EARNED = 2;

export class Window {
  private underWay = 0;
  private earned = 0;
  private readonly waiting: (() => void)[] = [];

  constructor(
    private readonly held: () => Held,
    /** More than that are of no use. */
    private readonly most: () => number,
  ) {}

  /** Settles when the task may be asked; whoever was let in must `leave`. */
  enter(): Promise<void> {
    return new Promise((resolve) => {
      this.waiting.push(resolve);
      this.letIn();
    });
  }

  /** The task has been answered, or has failed. */
  leave(): void {
    this.underWay--;
    const { unfetched, usualBytes } = this.held();
    if (unfetched < FEW) this.earned = Math.min(this.earned + EARNED, this.most());
    else if (unfetched * usualBytes > HELD_BYTES / 2) this.earned = Math.floor(this.earned / 2);
    this.letIn();
  }

  private letIn(): void {
    const { usualBytes } = this.held();
    const fitting = Math.floor(HELD_BYTES / (usualBytes > 0 ? usualBytes : GUESSED_BYTES));
    const size = Math.min(this.most(), Math.max(LEAST, fitting) + this.earned);
    while (this.underWay < size) {
      const next = this.waiting.shift();
      if (next === undefined) return;
      this.underWay++;
      next();
    }
  }
}
