import type { Measurements } from './measurements.js';

/** What a trial is broken off with, and goes on from: a cell of it in the middle of its run. */
export interface Checkpoint {
  /**
   * Which of the trial's cells, from 0; and what those before it measured, added up: null where
   * there are none.
   */
  readonly cell: number;
  readonly before: Measurements | null;
  /**
   * Seconds: when it had filled up, where it is being simulated once more up to then; else null.
   */
  readonly filledAt: number | null;
  /** All that the cell is: see RunningCell.snapshot. */
  readonly memory: Uint8Array;
}

/** Where a trial that takes long keeps itself. */
export interface Checkpoints {
  /** What was kept last, of the same trial by the same code; null = it begins. */
  readonly kept: Checkpoint | null;
  /** Asked after each hundred thousand events or so: keeps what `take` gives, if it is time to. */
  readonly offer: (take: () => Checkpoint) => void;
}
