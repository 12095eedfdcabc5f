/**
 * A random stream: seedrandom's alea with 53 bits, and exponential variates from four generators
 * seeded by it when the first is asked for. See ../../stream.ts and ../../exponentials.ts for what
 * both promise.
 */
import { fillExponentials } from '../exponentials';
import { allocate, zigguratTables } from '../memory/memory';

const BLOCK: i32 = 64;
const GENERATORS: i32 = 4;
const INVERSE_32: f64 = 2.3283064365386963e-10;

@unmanaged
export class Stream {
  /** alea's words, and its carry. */
  s0: f64;
  s1: f64;
  s2: f64;
  carry: f64;
  /**
   * Of the block of variates: those given, those drawn; whether the generators have been seeded.
   */
  used: i32;
  held: i32;
  seeded: i32;
  /** The next of the world's streams. */
  later: usize;
  /** The generators' words (../exponentials.ts), and the block. */
  state: usize;
  block: usize;

  /** Uniform on (0, 1): never 0. */
  next(): f64 {
    let value = this.double();
    while (value == 0) value = this.double();
    return value;
  }

  /** Exponential of mean 1. */
  exponential(): f64 {
    if (this.used == this.held) this.hold(BLOCK);
    return load<f64>(this.block + (usize(this.used++) << 3));
  }

  /**
   * Forgets what it has drawn and not given, and goes on from other words, each a multiple of 2^-32
   * below 1.
   */
  reseed(s0: f64, s1: f64, s2: f64): void {
    this.s0 = s0;
    this.s1 = s1;
    this.s2 = s2;
    this.carry = 1;
    this.used = this.held;
    this.seeded = 0;
  }

  /** As many calls of exponential(), times `scale`. */
  fill(target: usize, count: i32, scale: f64): void {
    const left = this.held - this.used;
    const first = count < left ? count : left;
    this.give(target, first, scale);
    const whole = (count - first) & -GENERATORS;
    if (whole > 0) {
      this.seed();
      fillExponentials(this.state, zigguratTables(), target + (usize(first) << 3), whole, scale);
    }
    const drawn = first + whole;
    if (drawn == count) return;
    this.hold(GENERATORS);
    this.give(target + (usize(drawn) << 3), count - drawn, scale);
  }

  private double(): f64 {
    const high = this.draw();
    return high + f64(i32(this.draw() * 2097152.0)) * 1.1102230246251565e-16;
  }

  // @ts-ignore: decorator
  @inline
  private draw(): f64 {
    const t = 2091639.0 * this.s0 + this.carry * INVERSE_32;
    this.s0 = this.s1;
    this.s1 = this.s2;
    this.carry = f64(i32(t));
    this.s2 = t - this.carry;
    return this.s2;
  }

  private hold(count: i32): void {
    this.seed();
    fillExponentials(this.state, zigguratTables(), this.block, count, 1);
    this.used = 0;
    this.held = count;
  }

  private give(target: usize, count: i32, scale: f64): void {
    let from = this.block + (usize(this.used) << 3);
    for (const end = target + (usize(count) << 3); target < end; target += 8, from += 8) {
      store<f64>(target, load<f64>(from) * scale);
    }
    this.used += count;
  }

  private seed(): void {
    if (this.seeded != 0) return;
    this.seeded = 1;
    if (this.state == 0) {
      this.state = allocate(64);
      this.block = allocate(usize(BLOCK) << 3);
    }
    for (let generator = 0; generator < GENERATORS; generator++) {
      let bits: u32 = 0;
      // The all-zero state is the one that xoshiro never leaves.
      while (bits == 0) {
        for (let offset = generator; offset < 4 * GENERATORS; offset += GENERATORS) {
          const word = u32(i64(this.double() * 4294967296.0));
          store<u32>(this.state + (usize(offset) << 2), word);
          bits |= word;
        }
      }
    }
  }
}
