/** Parallel threads behind one queue. Free times stand in rising order, two a vector. */
import { binsOf, clamped, count as countBin, largerOf, smallerOf, sumOf } from './bins';

/**
 * Leaves out the smallest of a rising row and puts `x` (not below it) into its place: each becomes
 * the middle one of itself, the next one and x. `low` and `high` are neighbors.
 */
// @ts-ignore: decorator
@inline
export function step(low: v128, high: v128, x: v128): v128 {
  return f64x2.pmin(v128.shuffle<f64>(low, high, 1, 2), f64x2.pmax(low, x));
}

/**
 * A pair of threads that are free at `begin`; beyond the last thread there is none that ever is.
 */
// @ts-ignore: decorator
@inline
function pair(index: i32, threadCount: i32, begin: f64): v128 {
  return f64x2.replace_lane(
    f64x2.splat(index < threadCount ? begin : Infinity),
    1,
    index + 1 < threadCount ? begin : Infinity,
  );
}

/**
 * `count` jobs, all there at `begin`, go in order to the thread that is free first (all are at
 * `begin`). `finishes` holds what each is drawn to take; it takes that times `factor`, plus
 * `extra`. Fills in starts and finishes; returns the last finish. `threads` is scratch for
 * threadCount + 4 doubles.
 */
export function serve(
  starts: usize,
  finishes: usize,
  count: i32,
  threads: usize,
  threadCount: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  if (threadCount == 1) return serveOne(starts, finishes, count, begin, factor, extra);
  if (threadCount <= 8) return serve8(starts, finishes, count, threadCount, begin, factor, extra);
  if (threadCount <= 16) return serve16(starts, finishes, count, threadCount, begin, factor, extra);
  return serveMany(starts, finishes, count, threads, threadCount, begin, factor, extra);
}

function serveOne(
  starts: usize,
  finishes: usize,
  count: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  let free = begin;
  const end = starts + (usize(count) << 3);
  for (; starts < end; starts += 8, finishes += 8) {
    store<f64>(starts, free);
    free = free + load<f64>(finishes) * factor + extra;
    store<f64>(finishes, free);
  }
  return free;
}

function serve8(
  starts: usize,
  finishes: usize,
  count: i32,
  threadCount: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  const never = f64x2.splat(Infinity);
  let a = pair(0, threadCount, begin);
  let b = pair(2, threadCount, begin);
  let c = pair(4, threadCount, begin);
  let d = pair(6, threadCount, begin);
  let last = f64x2.splat(begin);
  const end = starts + (usize(count) << 3);
  for (; starts < end; starts += 8, finishes += 8) {
    const from = f64x2.extract_lane(a, 0);
    const until = from + load<f64>(finishes) * factor + extra;
    store<f64>(starts, from);
    store<f64>(finishes, until);
    const x = f64x2.splat(until);
    last = f64x2.pmax(last, x);
    a = step(a, b, x);
    b = step(b, c, x);
    c = step(c, d, x);
    d = step(d, never, x);
  }
  return f64x2.extract_lane(last, 0);
}

function serve16(
  starts: usize,
  finishes: usize,
  count: i32,
  threadCount: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  const never = f64x2.splat(Infinity);
  let a = pair(0, threadCount, begin);
  let b = pair(2, threadCount, begin);
  let c = pair(4, threadCount, begin);
  let d = pair(6, threadCount, begin);
  let e = pair(8, threadCount, begin);
  let f = pair(10, threadCount, begin);
  let g = pair(12, threadCount, begin);
  let h = pair(14, threadCount, begin);
  let last = f64x2.splat(begin);
  const end = starts + (usize(count) << 3);
  for (; starts < end; starts += 8, finishes += 8) {
    const from = f64x2.extract_lane(a, 0);
    const until = from + load<f64>(finishes) * factor + extra;
    store<f64>(starts, from);
    store<f64>(finishes, until);
    const x = f64x2.splat(until);
    last = f64x2.pmax(last, x);
    a = step(a, b, x);
    b = step(b, c, x);
    c = step(c, d, x);
    d = step(d, e, x);
    e = step(e, f, x);
    f = step(f, g, x);
    g = step(g, h, x);
    h = step(h, never, x);
  }
  return f64x2.extract_lane(last, 0);
}

/** The row of free times in memory, at `threads`: room for an even number, and one pair more. */
function serveMany(
  starts: usize,
  finishes: usize,
  count: i32,
  threads: usize,
  threadCount: i32,
  begin: f64,
  factor: f64,
  extra: f64,
): f64 {
  const pairs = (threadCount + 1) >> 1;
  for (let index = 0; index <= pairs; index++) {
    v128.store(threads + (usize(index) << 4), pair(2 * index, threadCount, begin));
  }
  const row = threads + (usize(pairs) << 4);
  let last = begin;
  const end = starts + (usize(count) << 3);
  for (; starts < end; starts += 8, finishes += 8) {
    let low = v128.load(threads);
    const from = f64x2.extract_lane(low, 0);
    const until = from + load<f64>(finishes) * factor + extra;
    store<f64>(starts, from);
    store<f64>(finishes, until);
    if (until > last) last = until;
    const x = f64x2.splat(until);
    for (let at = threads; at < row; at += 16) {
      const high = v128.load(at, 16);
      v128.store(at, step(low, high, x));
      low = high;
    }
  }
  return last;
}

/**
 * Counts the waits (start - received) of the jobs of `runCount` runs into `bins`; gives at `sums`
 * their sum, the longest, and the smallest where it is below 0. `counts` of each run's jobs and
 * when it was `received` stand so many bytes apart.
 */
export function noteRuns(
  starts: usize,
  counts: usize,
  countBytes: usize,
  received: usize,
  receivedBytes: usize,
  runCount: i32,
  bins: usize,
  sums: usize,
): void {
  let queued = f64x2.splat(0);
  let longest = f64x2.splat(0);
  let least = f64x2.splat(0);
  for (let run = 0; run < runCount; run++) {
    const here = f64x2.splat(load<f64>(received + usize(run) * receivedBytes));
    for (let left = load<i32>(counts + usize(run) * countBytes); left > 0; left -= 2) {
      let start = v128.load(starts);
      let mask = f64x2.splat(reinterpret<f64>(-1 as i64));
      if (left == 1) {
        start = v128.shuffle<f64>(start, start, 0, 0);
        mask = f64x2.replace_lane(mask, 1, 0);
      }
      const wait = f64x2.sub(start, here);
      least = f64x2.pmin(least, wait);
      longest = f64x2.pmax(longest, wait);
      queued = f64x2.add(queued, v128.and(wait, mask));
      const bin = binsOf(clamped(wait));
      countBin(bins, i32x4.extract_lane(bin, 0), 1);
      if (left > 1) countBin(bins, i32x4.extract_lane(bin, 2), 1);
      const passed: usize = left > 1 ? 16 : 8;
      starts += passed;
    }
  }
  store<f64>(sums, sumOf(queued));
  store<f64>(sums, largerOf(longest), 8);
  store<f64>(sums, smallerOf(least), 16);
}
