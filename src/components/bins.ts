/** A histogram's raw columns while a trial fills them. */
import { BIN_COUNT } from '../statistics/index.js';

export class Bins {
  readonly counts = new Float64Array(BIN_COUNT);
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = 0;

  add(value: number, bin: number): void {
    this.counts[bin]++;
    this.count++;
    this.sum += value;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }

  /** Minds the extremes of a value whose count and sum are kept elsewhere. */
  widen(value: number): void {
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }

  addMany(value: number, bin: number, count: number): void {
    this.counts[bin] += count;
    this.count += count;
    this.sum += value * count;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }
}
