/**
 * Links and disks whose full speed lasts as long as their credits: those of burstable instances and
 * volumes of a cloud.
 *
 * Semantics.
 * - A bucket of at most `bytes` credits fills at `baseline`, all the time. While there are some,
 *   bytes move at full speed, and each takes a credit: so the bucket falls by full speed less
 *   baseline. Without any they move at baseline, which takes what comes in. What is moved in t
 *   seconds is so at most min(full speed * t, baseline * t + the credits that were there): a token
 *   bucket with a peak rate (RFC 2212: M + min(pT, rT + b - M)).
 * - A NIC has a bucket each way. A message that comes in is there, cut-through, as if its first
 *   byte had come at full speed.
 * - A disk that a fault makes slow takes so many times as long for what it would have moved, and
 *   its credits fill meanwhile; they fill while it flushes.
 * - What a crash cuts off has cost its credits.
 * - All in seconds of full speed, so that a link which is faster by a tenth has a tenth more
 *   baseline.
 */

/** Fields of an instance, bytes; a bank points to those of its first. */
const LEFT: usize = 0;
const SINCE: usize = 8;
const BASELINE: usize = 16;
const MOST: usize = 24;
const BYTES: usize = 32;

/**
 * How long a job takes that moves, from `start` on, what takes `seconds` at full speed. Jobs of an
 * instance come one after the other.
 */
export function creditedSeconds(rows: usize, instance: i32, start: f64, seconds: f64): f64 {
  const row = rows + usize(instance) * BYTES;
  const baseline = load<f64>(row, BASELINE);
  const most = load<f64>(row, MOST);
  const idle = start - load<f64>(row, SINCE);
  const filled = load<f64>(row, LEFT) + (idle > 0 ? idle * baseline : 0);
  const credits = filled < most ? filled : most;
  const falling = 1 - baseline;
  const enough = falling * seconds <= credits;
  const full = credits / falling;
  const takes = enough ? seconds : full + (seconds - full) / baseline;
  store<f64>(row, enough ? credits - falling * seconds : 0, LEFT);
  store<f64>(row, start + takes, SINCE);
  return takes;
}

/** How much slower what an instance moved last went at its end than at full speed. */
export function lastSlowness(rows: usize, instance: i32): f64 {
  const row = rows + usize(instance) * BYTES;
  return load<f64>(row, LEFT) > 0 ? 1 : 1 / load<f64>(row, BASELINE);
}
