/** Trials of one kind, summed, and what they stand for. */
import type { Measurements } from '../network/measurements.js';

export interface Weighted {
  /** Sum of `trials` trials of one placement and section. */
  readonly measurements: Measurements;
  readonly trials: number;
  /** Cells that each trial stands for. */
  readonly weight: number;
  readonly section: number;
}
