import { binsOf, clamped, count as countBin, largerOf, smallerOf, sumOf } from './bins';
import { FIRST, widen } from './recording';

/**
 * Counts the latencies of records acknowledged at `time` into `bins`, widens their extremes,
 * returns their sum.
 */
export function publish(arrivals: usize, count: i32, time: f64, bins: usize, extremes: usize): f64 {
  const now = f64x2.splat(time);
  let sum = f64x2.splat(0);
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(0);
  for (let at = 0; at < count; at += 2) {
    let arrival = v128.load(arrivals + (usize(at) << 3));
    const alone = at + 1 == count;
    if (alone) arrival = v128.shuffle<f64>(arrival, arrival, 0, 0);
    const latency = f64x2.sub(now, arrival);
    low = f64x2.pmin(low, latency);
    high = f64x2.pmax(high, latency);
    const bin = binsOf(clamped(latency));
    countBin(bins, i32x4.extract_lane(bin, 0), 1);
    if (alone) sum = f64x2.add(sum, v128.and(latency, FIRST));
    else {
      countBin(bins, i32x4.extract_lane(bin, 2), 1);
      sum = f64x2.add(sum, latency);
    }
  }
  widen(extremes, smallerOf(low), largerOf(high));
  return sumOf(sum);
}
