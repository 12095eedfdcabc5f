/** Sequence numbers of idempotent producers' batches, as the leaders count them. */
import type { Batch } from './messages.js';

export class Sequences {
  private readonly expected = new Map<string, number>();
  private readonly givenUp = new Set<string>();

  /** Whether a batch is not yet the next of its partition. */
  isAhead(batch: Batch): boolean {
    return batch.sequence > this.next(batch);
  }

  appended(batch: Batch): void {
    this.expect(batch, batch.sequence + 1);
  }

  /** The batch will never come: its successors may. */
  skip(batch: Batch): void {
    this.givenUp.add(`${keyOf(batch)} ${batch.sequence}`);
    this.expect(batch, this.next(batch));
  }

  /** The batch was cut off the log: it may come again. */
  expectAgain(batch: Batch): void {
    this.expected.set(keyOf(batch), Math.min(this.next(batch), batch.sequence));
  }

  private next(batch: Batch): number {
    return this.expected.get(keyOf(batch)) ?? 0;
  }

  /** That number, or the first after it that is not given up. */
  private expect(batch: Batch, from: number): void {
    let next = from;
    while (this.givenUp.has(`${keyOf(batch)} ${next}`)) next++;
    this.expected.set(keyOf(batch), next);
  }
}

function keyOf({ producer, partition }: Batch): string {
  return `${producer} ${partition}`;
}
