/**
 * When the users of one producer send: see ../../../network/direct/arrivals.ts for the patterns.
 * Drawn in blocks.
 */
import { accumulate } from '../exponentials';
import { allocate } from '../memory/memory';
import { sin, TWO_PI } from './mathematics';
import { Stream } from './stream';

export const POISSON: i32 = 0;
export const CONSTANT_ARRIVALS: i32 = 1;
export const ON_OFF: i32 = 2;
export const DIURNAL: i32 = 3;
export const TRACE: i32 = 4;
/** A Poisson stream with surges. */
export const SURGES: i32 = 5;
/** Poisson, the rate as the pieces of a period say. */
export const SHAPE: i32 = 6;
/** Many at once. */
export const BATCHES: i32 = 7;

const BLOCK: i32 = 256;
/** A surge: from, to, factor; a double each. */
const SURGE_BYTES: usize = 24;
/** A piece: seconds, load at its begin, and at its end, all of it; a double each. */
const PIECE_BYTES: usize = 32;

@unmanaged
export class Arrivals {
  stream: Stream;
  /** Of the block of times drawn last, how many are taken. */
  used: i32;
  block: usize;
  kind: i32;
  /** The time drawn last, seconds. */
  last: f64;
  /** Seconds between arrivals: on average, at the highest rate, or while on. */
  meanGap: f64;
  ratePerSecond: f64;
  /**
   * constant: the producer's share of a gap. on_off: mean seconds on; off. diurnal: amplitude;
   * period. batches: mean size; log of the chance that one more comes, 0 = all are alike.
   */
  a: f64;
  b: f64;
  /** on_off: when the phase ends. */
  phaseEnd: f64;
  /**
   * constant: records so far. trace: the next place in it. shape: seconds of mean load so far.
   * batches: records of the last that are still to come.
   */
  position: f64;
  /**
   * trace: seconds until it repeats, and what times are multiplied by; shape: its period; surges:
   * the highest factor.
   */
  length: f64;
  stretch: f64;
  step: f64;
  /** Times of a trace, surges, or pieces of a period. */
  values: usize;
  count: i32;
  started: i32;

  next(): f64 {
    if (this.used == BLOCK || this.block == 0) this.draw();
    return load<f64>(this.block + (usize(this.used++) << 3));
  }

  /** The time that next() gave last is the next again; at most once after each next(). */
  putBack(): void {
    this.used--;
  }

  /** How many of the block's next times are not above `until` and below `edge`: at most `most`. */
  countUntil(until: f64, edge: f64, most: i32): i32 {
    const used = this.used;
    let last = BLOCK - used < most ? BLOCK : used + most;
    if (last == used || this.within(last - 1, until, edge)) return last - used;
    let first = used;
    while (first < last) {
      const middle = (first + last) >>> 1;
      if (this.within(middle, until, edge)) first = middle + 1;
      else last = middle;
    }
    return first - used;
  }

  private within(index: i32, until: f64, edge: f64): bool {
    const time = load<f64>(this.block + (usize(index) << 3));
    return time <= until && time < edge;
  }

  /**
   * Forgets the times that nobody has asked for, where those after the last that was given do not
   * depend on them but through it: of Poisson streams, also those whose rate changes. The phases of
   * an on_off stream are drawn with its times.
   */
  forgetAhead(): void {
    if (this.block == 0 || this.used == 0) return;
    if (this.kind != POISSON && this.kind != DIURNAL && this.kind != SURGES) return;
    this.last = load<f64>(this.block + (usize(this.used - 1) << 3));
    // It may yet be put back.
    store<f64>(this.block + (usize(BLOCK - 1) << 3), this.last);
    this.used = BLOCK;
  }

  private draw(): void {
    if (this.block == 0) this.block = allocate(usize(BLOCK) << 3);
    this.used = 0;
    if (this.kind == POISSON) {
      this.stream.fill(this.block, BLOCK, this.meanGap);
      this.last = accumulate(this.block, BLOCK, this.last);
      return;
    }
    for (let index = 0; index < BLOCK; index++) {
      store<f64>(this.block + (usize(index) << 3), this.one());
    }
  }

  private one(): f64 {
    switch (this.kind) {
      case CONSTANT_ARRIVALS:
        return (this.position++ + this.a) / this.ratePerSecond;
      case ON_OFF:
        return this.onOff();
      case TRACE: {
        const round = floor(this.position / f64(this.count));
        const index = this.position - round * f64(this.count);
        const time = round * this.length + load<f64>(this.values + (usize(index) << 3));
        this.position += this.step;
        return time * this.stretch;
      }
      case SHAPE:
        return this.shaped();
      case BATCHES:
        return this.batched();
      default:
        return this.thinned();
    }
  }

  /** Times of a Poisson stream at the mean rate, each moved to when so much load has been. */
  private shaped(): f64 {
    this.position += this.stream.exponential() * this.meanGap;
    const round = floor(this.position / this.length);
    let left = this.position - round * this.length;
    let time = round * this.length;
    const lastPiece = this.count - 1;
    let piece = this.values;
    for (let index = 0; index < lastPiece && left >= load<f64>(piece, 24); index++) {
      left -= load<f64>(piece, 24);
      time += load<f64>(piece);
      piece += PIECE_BYTES;
    }
    const from = load<f64>(piece, 8);
    const rise = (load<f64>(piece, 16) - from) / load<f64>(piece);
    // Of from t + rise t^2 / 2 = left.
    if (left > 0) time += (2 * left) / (from + sqrt(from * from + 2 * rise * left));
    if (time > this.last) this.last = time;
    return this.last;
  }

  private batched(): f64 {
    if (this.position <= 0) {
      this.last += this.stream.exponential() * this.meanGap;
      this.position = this.b == 0 ? this.a : 1 + floor(this.stream.exponential() / -this.b);
    }
    this.position--;
    return this.last;
  }

  private onOff(): f64 {
    const stream = this.stream;
    if (this.started == 0) {
      this.started = 1;
      this.phaseEnd = stream.exponential() * this.a;
    }
    while (true) {
      const next = this.last + stream.exponential() * this.meanGap;
      if (next <= this.phaseEnd) {
        this.last = next;
        return next;
      }
      this.last = this.phaseEnd + stream.exponential() * this.b;
      this.phaseEnd = this.last + stream.exponential() * this.a;
    }
  }

  private thinned(): f64 {
    while (true) {
      this.last += this.stream.exponential() * this.meanGap;
      const keeps = this.kind == DIURNAL ? this.ofDay(this.last) : this.ofSurges(this.last);
      if (this.stream.next() <= keeps) return this.last;
    }
  }

  private ofDay(time: f64): f64 {
    const swing = this.a * sin((TWO_PI * time) / this.b);
    return (1 + swing) / (1 + this.a);
  }

  private ofSurges(time: f64): f64 {
    for (let index = 0; index < this.count; index++) {
      const surge = this.values + usize(index) * SURGE_BYTES;
      if (time >= load<f64>(surge) && time < load<f64>(surge, 8)) {
        return load<f64>(surge, 16) / this.length;
      }
    }
    return 1 / this.length;
  }
}
