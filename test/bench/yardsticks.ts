/**
 * M/M/1 written by hand for speed, against which the public engine is measured: service 1 s,
 * arrivals at 0.8/s.
 *
 * Both draw by inversion from xoshiro128+ (Blackman & Vigna 2021) and `Math.log`, and put the time
 * in system of every customer into a histogram of 128 bins an octave. The event loop has a binary
 * heap over typed columns and a ring of those who wait; Lindley's recursion (1952, "The theory of
 * queues with a single server") has neither.
 * They use nothing of src/: a yardstick that shared code with what it measures would shrink with
 * it.
 */
export const RHO = 0.8;

/** What every side of the comparison gives: enough to see that it simulated an M/M/1. */
export interface QueueResult {
  readonly customers: number;
  /** Of the time in system, in mean service times: 1 / (1 - rho) = 5 is expected. */
  readonly mean: number;
}

const BINS = 8192;
const float = new Float64Array(1);
const halves = new Uint32Array(float.buffer);
const LOWEST = (1023 - 30) * 128;

/** Four words of state, never all 0: the golden ratio's and pi's digits, and the seed. */
function seeded(seed: number): Int32Array {
  return Int32Array.of(0x9e3779b9, 0x243f6a88, seed, 0xb7e15162);
}

export function lindleyYardstick(customers: number, seed: number): QueueResult {
  const bins = new Uint32Array(BINS);
  let [s0, s1, s2, s3] = seeded(seed);
  let wait = 0;
  let sum = 0;
  for (let customer = 0; customer < customers; customer++) {
    const first = ((s0 + s3) >>> 0) + 0.5;
    let shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const second = ((s0 + s3) >>> 0) + 0.5;
    shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    const service = -Math.log(first * 2 ** -32);
    const gap = Math.log(second * 2 ** -32) * (-1 / RHO);
    const time = wait + service;
    float[0] = time;
    const bin = (halves[1] >>> 13) - LOWEST;
    bins[bin < 0 ? 0 : bin < BINS ? bin : BINS - 1]++;
    sum += time;
    wait = time > gap ? time - gap : 0;
  }
  return { customers: total(bins), mean: sum / customers };
}

export function eventLoopYardstick(customers: number, seed: number): QueueResult {
  const bins = new Uint32Array(BINS);
  let [s0, s1, s2, s3] = seeded(seed);
  const exponential = (): number => {
    const uniform = ((s0 + s3) >>> 0) + 0.5;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = (s3 << 11) | (s3 >>> 21);
    return -Math.log(uniform * 2 ** -32);
  };
  const heap = new Heap();
  const came = new Float64Array(1 << 16);
  let head = 0;
  let tail = 0;
  let sum = 0;
  let served = 0;
  heap.push(exponential() / RHO, 0);
  while (served < customers) {
    heap.pop();
    const now = heap.time;
    if (heap.kind === 0) {
      came[tail++ & 0xffff] = now;
      if (tail - head === 1) heap.push(now + exponential(), 1);
      heap.push(now + exponential() / RHO, 0);
    } else {
      const time = now - came[head++ & 0xffff];
      served++;
      float[0] = time;
      const bin = (halves[1] >>> 13) - LOWEST;
      bins[bin < 0 ? 0 : bin < BINS ? bin : BINS - 1]++;
      sum += time;
      if (tail > head) heap.push(now + exponential(), 1);
    }
  }
  return { customers: total(bins), mean: sum / customers };
}

/** A binary heap of (time, kind) over typed columns. */
class Heap {
  time = 0;
  kind = 0;
  private size = 0;
  private readonly times = new Float64Array(1024);
  private readonly kinds = new Int32Array(1024);

  push(time: number, kind: number): void {
    const { times, kinds } = this;
    let hole = this.size++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (times[parent] <= time) break;
      times[hole] = times[parent];
      kinds[hole] = kinds[parent];
      hole = parent;
    }
    times[hole] = time;
    kinds[hole] = kind;
  }

  pop(): void {
    const { times, kinds } = this;
    this.time = times[0];
    this.kind = kinds[0];
    const size = --this.size;
    const time = times[size];
    const kind = kinds[size];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= size) break;
      if (child + 1 < size && times[child + 1] < times[child]) child++;
      if (times[child] >= time) break;
      times[hole] = times[child];
      kinds[hole] = kinds[child];
      hole = child;
    }
    times[hole] = time;
    kinds[hole] = kind;
  }
}

function total(bins: Uint32Array): number {
  return bins.reduce((sum, count) => sum + count, 0);
}
