/**
 * A world goes on with other random numbers.
 *
 * Semantics: all that has been drawn and not used is drawn anew when it is asked for: of each
 * stream, and of arrivals what comes after the next one. What the world knows of its future stays:
 * the next arrivals that have been admitted, a poll's finishes, what is under way. So what comes is
 * another draw of the same law, given what the world is now.
 *
 * Each stream's words are the next of SplitMix64 (Steele, Lea & Flood 2014, "Fast splittable
 * pseudorandom number generators"): of alea itself the words in a row would be a state of the very
 * generator that gave them.
 */
import { some } from '../memory/memory';
import { producerAt } from '../producers/admission';
import { Stream } from '../random/stream';
import { world } from './rows';

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
const INVERSE_32: f64 = 2.3283064365386963e-10;

/** `high` and `low`: the words of a 64-bit seed. */
export function reseedWorld(high: f64, low: f64): void {
  let state = (u64(high) << 32) | u64(low);
  for (let stream = world.streams; some(stream); stream = changetype<Stream>(stream.later)) {
    const first = mixed((state += GOLDEN));
    const second = mixed((state += GOLDEN));
    stream.reseed(fraction(first), fraction(first >>> 32), fraction(second));
  }
  for (let number = 0; number < world.producerCount; number++) {
    const arrivals = producerAt(number).arrivals;
    if (some(arrivals)) arrivals.forgetAhead();
  }
}

function mixed(state: u64): u64 {
  let word = (state ^ (state >>> 30)) * 0xbf58_476d_1ce4_e5b9;
  word = (word ^ (word >>> 27)) * 0x94d0_49bb_1331_11eb;
  return word ^ (word >>> 31);
}

function fraction(word: u64): f64 {
  return f64(u32(word)) * INVERSE_32;
}
