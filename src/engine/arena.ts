/**
 * The linear memory of a trial: columns that the kernels (kernels.ts) work on, laid out one after the other.
 *
 * Semantics: columns are zeros when handed out, at multiples of 64 bytes, and live as long as the arena; nothing is
 * given back before. The memory is of the growable, shared sort only because its columns then stay valid when it grows;
 * no other thread sees it. A closed arena's memory is used again by the next one of the same thread, since a thousand
 * short trials would otherwise wait for a thousand memories to be collected.
 */
import { ZIGGURAT } from './exponentials.js';
import { compiledKernels, type Kernels } from './kernels.js';

const PAGE = 65_536;
/** 4 GiB, the most that 32-bit pointers reach. */
const MAXIMUM_PAGES = 65_536;
const ALIGNMENT = 64;

interface Room {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
}

let spare: Room | null = null;

export class Arena {
  readonly kernels: Kernels;
  /** The tables of exponentials.ts. */
  readonly ziggurat: Float64Array;
  /** All the memory, as doubles: for those who know where theirs begin. Replaced when it grows. */
  doubles: Float64Array;
  private readonly room: Room;
  private used = ALIGNMENT;

  constructor() {
    this.room = spare ?? makeRoom();
    spare = null;
    this.kernels = this.room.kernels;
    this.doubles = new Float64Array(this.room.memory.buffer);
    this.ziggurat = this.floats(ZIGGURAT.length);
    this.ziggurat.set(ZIGGURAT);
  }

  floats(length: number): Float64Array<SharedArrayBuffer> {
    const place = this.take(length * 8);
    return new Float64Array(this.room.memory.buffer, place, length);
  }

  ints(length: number): Int32Array<SharedArrayBuffer> {
    const place = this.take(length * 4);
    return new Int32Array(this.room.memory.buffer, place, length);
  }

  /** The arena and its columns must not be used any more. */
  close(): void {
    this.kernels.clear(0, this.used);
    spare = this.room;
  }

  private take(bytes: number): number {
    const place = this.used;
    this.used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const { memory } = this.room;
    // One double more than a column's last may be read with it.
    const missing = this.used + ALIGNMENT - memory.buffer.byteLength;
    if (missing > 0) {
      memory.grow(Math.ceil(missing / PAGE));
      this.doubles = new Float64Array(memory.buffer);
    }
    return place;
  }
}

function makeRoom(): Room {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: MAXIMUM_PAGES, shared: true });
  return { memory, kernels: compiledKernels(memory) };
}
