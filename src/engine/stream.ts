/**
 * Random streams: seedrandom's alea, keyed by text, drawn with 53 bits.
 *
 * A stream's numbers depend on its key alone, so adding a component moves no other's. Alea is the
 * one generator of the library without a known anomaly in its seeding; its plain call has 32 bits,
 * too few for tails, hence `.double()`. Exponential variates come in blocks from a generator of
 * their own, seeded from the stream when first asked for.
 */
import type { Arena } from './arena.js';
import { Exponentials } from './exponentials.js';
import alea from 'seedrandom/lib/alea.js';

export class Stream {
  private readonly draw: () => number;
  private exponentials: Exponentials | null = null;

  constructor(
    key: string,
    private readonly arena: Arena | null = null,
  ) {
    const generator = alea(key);
    this.draw = () => generator.double();
  }

  /** Uniform on (0, 1): never 0, so that its logarithm is finite. */
  next(): number {
    let value = this.draw();
    while (value === 0) value = this.draw();
    return value;
  }

  /** Exponential of mean 1. */
  exponential(): number {
    return (this.exponentials ?? this.source()).next();
  }

  /**
   * As many calls of exponential(), times `scale`, into target[0..count-1]: a column of the
   * stream's arena, if it has one.
   */
  fillExponentials(target: Float64Array, count: number, scale: number): void {
    this.source().fillInto(target, count, scale);
  }

  /**
   * Times with so many exponential gaps of mean `meanGap` between them, the first after `before`;
   * returns the last.
   */
  fillTimes(target: Float64Array, count: number, meanGap: number, before: number): number {
    this.fillExponentials(target, count, meanGap);
    if (this.arena !== null) return this.arena.kernels.accumulate(target.byteOffset, count, before);
    let time = before;
    for (let index = 0; index < count; index++) target[index] = time += target[index];
    return time;
  }

  /** A column that fillExponentials and fillTimes may fill. */
  column(length: number): Float64Array {
    return this.arena === null ? new Float64Array(length) : this.arena.floats(length);
  }

  private source(): Exponentials {
    this.exponentials ??= new Exponentials(() => this.draw() * 4_294_967_296, this.arena);
    return this.exponentials;
  }
}

export function streamKey(
  seed: string,
  replication: string,
  component: string,
  purpose: string,
): string {
  return `${seed}/${replication}/${component}/${purpose}`;
}
