/**
 * What is said of a trial whose memory is full. Semantics: a trial has one memory, of 4 GiB at
 * most; where it cannot grow the trial ends with this error, and whoever runs it is told what makes
 * it smaller.
 */

/** What a trial has less of in a smaller memory, for its user: ends a sentence. */
export const SMALLER =
  'write more, smaller cells, fewer partitions or producers, or a smaller producers.buffer_memory';

/** The most that 32-bit pointers reach. */
export const MAXIMUM_BYTES = 4_294_967_296;

const GIB = 1_073_741_824;

/** A trial needs a memory of `needed` bytes and has one of `present` that does not grow. */
export class FullMemory extends Error {
  constructor(needed: number, present: number) {
    super(
      // The last page is never handed out.
      needed > MAXIMUM_BYTES - 65_536
        ? `the trial needs more than ${MAXIMUM_BYTES / GIB} GiB of memory; ${SMALLER}`
        : `the trial needs more memory than the machine gives it, ${(present / GIB).toFixed(2)} GiB; ${SMALLER}, or run fewer --workers`,
    );
  }
}
