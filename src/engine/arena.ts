/**
 * The linear memory of a trial: columns that the kernels (kernels.ts) work on, laid out one after
 * the other.
 *
 * Semantics: columns are zeros when handed out, at multiples of 64 bytes, and live as long as the
 * arena; nothing is given back before. The memory is of the growable, shared sort only because its
 * columns then stay valid when it grows;
 * no other thread sees it, so that a page needs no cross-origin isolation for it. A column's own
 * `buffer` is the memory as it was when the column was handed out: what was handed out later lies
 * beyond its end. So nobody but the arena makes views, by place, from the memory as it is now; a
 * test holds the sources to it, and another grows the memory at every event. A closed arena's
 * memory is used again by the next one of the same thread, since a thousand short trials would
 * otherwise wait for a thousand memories to be collected.
 */
import { FullMemory, MAXIMUM_BYTES } from './fullMemory.js';
import { compiledKernels, type Kernels } from './kernels.js';
import type { FieldType } from './rowLayout.js';
import { ZIGGURAT } from './ziggurat.js';

const PAGE = 65_536;
const MAXIMUM_PAGES = MAXIMUM_BYTES / PAGE;

/** So many bytes that were handed out together. */
export interface Column {
  readonly address: number;
  readonly bytes: number;
}

/** A memory without some of its columns; `bytes` may be longer than it. */
export interface Saved {
  readonly bytes: Uint8Array;
  /** Bytes that were handed out, or stood in front of them. */
  readonly used: number;
}

interface Room {
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** Names the trial that it is of now. */
  whose: string;
}

let spare: Room | null = null;

export class Arena {
  readonly kernels: Kernels;
  /** The tables of exponentials.ts. */
  readonly ziggurat: Float64Array;
  /** All the memory, as doubles: for those who know where theirs begin. Replaced when it grows. */
  doubles: Float64Array;
  private readonly room: Room;
  private view: DataView;

  /** `whose`: names the trial, for what is said of errors. */
  constructor(whose = '') {
    this.room = spare ?? makeRoom();
    this.room.whose = whose;
    spare = null;
    this.kernels = this.room.kernels;
    this.doubles = new Float64Array(this.room.memory.buffer);
    this.view = new DataView(this.room.memory.buffer);
    this.ziggurat = this.floats(ZIGGURAT.length);
    this.ziggurat.set(ZIGGURAT);
    this.kernels.setZiggurat(this.ziggurat.byteOffset);
  }

  floats(length: number): Float64Array<SharedArrayBuffer> {
    return this.floatsAt(this.allocate(length * 8), length);
  }

  ints(length: number): Int32Array<SharedArrayBuffer> {
    return this.intsAt(this.allocate(length * 4), length);
  }

  /** A view of `length` doubles of a column that was handed out before, from byte `place` on. */
  floatsAt(address: number, length: number): Float64Array<SharedArrayBuffer> {
    return new Float64Array(this.room.memory.buffer, address, length);
  }

  /** The same of 32-bit integers. */
  intsAt(address: number, length: number): Int32Array<SharedArrayBuffer> {
    return new Int32Array(this.room.memory.buffer, address, length);
  }

  /** Room for so many bytes; returns where it begins. Throws FullMemory where there is none. */
  allocate(bytes: number): number {
    const { byteLength } = this.room.memory.buffer;
    // Pointers would begin at 0 again.
    if (bytes > MAXIMUM_BYTES - PAGE) throw new FullMemory(bytes, byteLength);
    const address = this.kernels.allocate(bytes) >>> 0;
    this.renew();
    return address;
  }

  /** Reads a field of a row: see layout.ts. */
  read(address: number, type: FieldType): number {
    this.renew();
    switch (type) {
      case 'bool':
        return this.view.getUint8(address);
      case 'i32':
        return this.view.getInt32(address, true);
      case 'u32':
      case 'usize':
        return this.view.getUint32(address, true);
      case 'f64':
        return this.view.getFloat64(address, true);
      case 'i64':
        return Number(this.view.getBigInt64(address, true));
      case 'u64':
        return Number(this.view.getBigUint64(address, true));
      default:
        return type satisfies never;
    }
  }

  write(address: number, type: FieldType, value: number): void {
    this.renew();
    switch (type) {
      case 'bool': {
        this.view.setUint8(address, value);
        return;
      }
      case 'i32': {
        this.view.setInt32(address, value, true);
        return;
      }
      case 'u32':
      case 'usize': {
        this.view.setUint32(address, value, true);
        return;
      }
      case 'f64': {
        this.view.setFloat64(address, value, true);
        return;
      }
      case 'i64':
      case 'u64': {
        this.view.setBigInt64(address, BigInt(value), true);
        return;
      }
      default:
        return type satisfies never;
    }
  }

  /** A copy of all that has been handed out, and of what stands in front of it. */
  copy(): Uint8Array {
    return new Uint8Array(this.room.memory.buffer, 0, this.allocate(0)).slice();
  }

  /** Puts a copy back: what was handed out after it was made is free again. */
  restore(copy: Uint8Array): void {
    const more = copy.length + PAGE - this.room.memory.buffer.byteLength;
    if (more > 0) this.grow(more);
    this.kernels.clearAll();
    new Uint8Array(this.room.memory.buffer).set(copy);
    this.renew();
  }

  /**
   * The same copy without these columns, in rising order of their places: into `copy`, where that
   * has room, else into one that has.
   */
  save(except: readonly Column[], copy: Saved | null): Saved {
    const used = this.allocate(0);
    const left = except.reduce((sum, { bytes }) => sum + bytes, 0);
    const room = copy !== null && copy.bytes.length >= used - left ? copy.bytes : null;
    const bytes = room ?? new Uint8Array(2 * (used - left));
    let to = 0;
    for (const [from, end] of between(except, used)) {
      bytes.set(new Uint8Array(this.room.memory.buffer, from, end - from), to);
      to += end - from;
    }
    return { bytes, used };
  }

  /** Puts it back: these columns stay as they are. */
  putBack(except: readonly Column[], { bytes, used }: Saved): void {
    const now = this.allocate(0);
    const all = new Uint8Array(this.room.memory.buffer);
    if (now > used) all.fill(0, used, now);
    let from = 0;
    for (const [to, end] of between(except, used)) {
      all.set(bytes.subarray(from, from + end - to), to);
      from += end - to;
    }
  }

  /**
   * Makes room for so many bytes more, at least: what any call for a column may do. Throws
   * FullMemory like place.
   */
  grow(bytes: number): void {
    const { memory } = this.room;
    const { byteLength } = memory.buffer;
    try {
      memory.grow(Math.ceil(bytes / PAGE));
    } catch {
      throw new FullMemory(byteLength + bytes, byteLength);
    }
    this.renew();
  }

  /** The arena and its columns must not be used any more. */
  close(): void {
    this.kernels.clearAll();
    spare = this.room;
  }

  /** The memory may have grown. */
  private renew(): void {
    const { buffer } = this.room.memory;
    if (buffer.byteLength === this.view.byteLength) return;
    this.doubles = new Float64Array(buffer);
    this.view = new DataView(buffer);
  }
}

function makeRoom(): Room {
  const memory = new WebAssembly.Memory({ initial: 256, maximum: MAXIMUM_PAGES, shared: true });
  const room: Room = { memory, kernels: compiledKernels(memory, () => room.whose), whose: '' };
  return room;
}

/** From where to where there are others than these columns. */
function between(columns: readonly Column[], end: number): (readonly [from: number, to: number])[] {
  const ends = [...columns.map(({ address }) => address), end];
  const begins = [0, ...columns.map(({ address, bytes }) => address + bytes)];
  return begins.map((from, index) => [from, ends[index]]);
}
