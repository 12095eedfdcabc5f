/**
 * A key per record: 0..count-1, or a random 31-bit number where records have none, marked as such.
 * See ../../variates.ts for zipf.
 */
import { exp, expm1, log, log1p } from './mathematics';
import { Stream } from './stream';

export const NO_KEY: i32 = 0;
export const UNIFORM_KEYS: i32 = 1;
export const ZIPF_KEYS: i32 = 2;
export const HOT_KEYS: i32 = 3;

@unmanaged
export class Keys {
  kind: i32;
  ready: i32;
  count: f64;
  /** Of zipf: the exponent; of a hot key: its share. */
  shape: f64;
  low: f64;
  high: f64;
  squeeze: f64;
  stream: Stream;

  next(): i32 {
    const stream = this.stream;
    switch (this.kind) {
      case NO_KEY:
        return i32(stream.next() * 2147483647.0) | NO_KEY_BIT;
      case UNIFORM_KEYS:
        return i32(stream.next() * this.count);
      case ZIPF_KEYS:
        return this.zipf();
      default: {
        const uniform = stream.next();
        const share = this.shape;
        if (uniform < share || this.count < 2) return 0;
        return 1 + i32(((uniform - share) / (1 - share)) * (this.count - 1));
      }
    }
  }

  private zipf(): i32 {
    if (this.ready == 0) this.prepare();
    while (true) {
      const u = this.high + this.stream.next() * (this.low - this.high);
      const x = this.inverse(u);
      const nearest = floor(x + 0.5);
      const key = Math.min(this.count, Math.max(1, nearest));
      if (key - x <= this.squeeze || u >= this.integral(key + 0.5) - this.density(key)) {
        return i32(key) - 1;
      }
    }
  }

  private prepare(): void {
    this.ready = 1;
    this.low = this.integral(1.5) - 1;
    this.high = this.integral(this.count + 0.5);
    this.squeeze = 2 - this.inverse(this.integral(2.5) - this.density(2));
  }

  private density(x: f64): f64 {
    return exp(-this.shape * log(x));
  }

  private integral(x: f64): f64 {
    const logX = log(x);
    const scaled = (1 - this.shape) * logX;
    if (abs(scaled) < 1e-8) return logX * (1 + scaled / 2);
    return expm1(scaled) / (1 - this.shape);
  }

  private inverse(y: f64): f64 {
    const scaled = y * (1 - this.shape);
    if (abs(scaled) < 1e-8) return exp(y * (1 - scaled / 2));
    return exp(log1p(scaled) / (1 - this.shape));
  }
}

/** A 32-bit mix of a key: the finalizer of MurmurHash3, Appleby 2011. */
function mix(key: i32, salt: i32): u32 {
  let mixed = u32(key ^ salt);
  mixed = (mixed ^ (mixed >>> 16)) * 0x85ebca6b;
  mixed = (mixed ^ (mixed >>> 13)) * 0xc2b2ae35;
  return mixed ^ (mixed >>> 16);
}

/** Set in a number that stands in for a key. */
const NO_KEY_BIT: i32 = i32.MIN_VALUE;

/** Whether it is a key, and not a number that stands in for one. */
// @ts-ignore: decorator
@inline
export function isKey(key: i32): bool {
  return key >= 0;
}

export function partitionOfKey(key: i32, partitions: i32): i32 {
  return i32(mix(key, 0) % u32(partitions));
}

/** Another mix than that of partitions, so that a shard's keys come from all of them. */
export function shardOfKey(key: i32, shards: i32): i32 {
  return i32(mix(key & ~NO_KEY_BIT, 0x5bd1e995) % u32(shards));
}
