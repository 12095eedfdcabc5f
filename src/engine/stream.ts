/**
 * Random streams: seedrandom's alea, keyed by text, drawn with 53 bits.
 *
 * A stream's numbers depend on its key alone, so adding a component moves no other's. Alea is the one generator of the
 * library without a known anomaly in its seeding; its plain call has 32 bits, too few for tails, hence `.double()`.
 */
import alea from 'seedrandom/lib/alea.js';

export class Stream {
  private readonly draw: () => number;

  constructor(key: string) {
    const generator = alea(key);
    this.draw = () => generator.double();
  }

  /** Uniform on (0, 1): never 0, so that its logarithm is finite. */
  next(): number {
    let value = this.draw();
    while (value === 0) value = this.draw();
    return value;
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
