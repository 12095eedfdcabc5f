/**
 * The linear memory of a trial: columns that the kernels (kernels.ts) work on, laid out one after the other.
 *
 * Semantics: columns are zeros when handed out, at multiples of 64 bytes, and live as long as the arena; nothing is
 * given back before. The memory is of the growable, shared sort only because its columns then stay valid when it grows;
 * no other thread sees it. A column's own `buffer` is the memory as it was when the column was handed out: what was
 * handed out later lies beyond its end. So nobody but the arena makes views, by place, from the memory as it is now; a
 * test holds the sources to it, and another grows the memory at every event. A closed arena's memory is used again by the next one of the same thread, since a thousand
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
    return this.floatsAt(this.take(length * 8), length);
  }

  ints(length: number): Int32Array<SharedArrayBuffer> {
    return this.intsAt(this.take(length * 4), length);
  }

  /** A view of `length` doubles of a column that was handed out before, from byte `place` on. */
  floatsAt(place: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.room.memory.buffer, place, length);
  }

  /** The same of 32-bit integers. */
  intsAt(place: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.room.memory.buffer, place, length);
  }

  /** Makes room for so many bytes more, at least: what any call for a column may do. */
  grow(bytes: number): void {
    this.room.memory.grow(Math.ceil(bytes / PAGE));
    this.doubles = new Float64Array(this.room.memory.buffer);
  }

  /** The arena and its columns must not be used any more. */
  close(): void {
    this.kernels.clear(0, this.used);
    spare = this.room;
  }

  private take(bytes: number): number {
    const place = this.used;
    this.used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    // One double more than a column's last may be read with it.
    const missing = this.used + ALIGNMENT - this.room.memory.buffer.byteLength;
    if (missing > 0) this.grow(missing);
    return place;
  }
}

function makeRoom(): Room {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: MAXIMUM_PAGES, shared: true });
  return { memory, kernels: compiledKernels(memory) };
}
