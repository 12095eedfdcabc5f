/**
 * The same as deliverRun for a run that is delivered within the window altogether, of a batch that
 * left when it became ready, with all its records there: none waits for memory or for a place in
 * flight, arrivals rise. Sums are built in the same order, so that both give the same bits.
 */
import { binsOf, clamped, largerOf, smallerOf, sumOf } from './bins';
import {
  BROKEN,
  BUCKETS,
  BUCKETS_PER_SECOND,
  COARSE_SHIFT,
  EXTREMES,
  FIRST,
  LATENCY_BINS,
  SECOND,
  SERVICE,
  TOLERANCE,
  WAIT,
  WINDOW_END,
  WINDOW_START,
  binsOfStage,
  closeRow,
  widen,
} from './recording';

// @ts-ignore: decorator
@inline
function increment(address: usize): void {
  store<i32>(address, load<i32>(address) + 1);
}

/** Counts both values' bins, or the first's alone. */
// @ts-ignore: decorator
@inline
function countBoth(bins: v128, found: v128, alone: bool): void {
  const addresses = i32x4.add(i32x4.shl(found, 2), bins);
  increment(usize(i32x4.extract_lane(addresses, 0)));
  if (!alone) increment(usize(i32x4.extract_lane(addresses, 2)));
}

/**
 * Whether all of an unblocked run was there when its batch became ready and left, and is delivered
 * within the window.
 */
export function goesWhole(
  recording: usize,
  arrivals: usize,
  finishes: usize,
  some: i32,
  stored: i32,
  drained: f64,
): bool {
  const last = usize(some - 1) << 3;
  if (load<f64>(arrivals + last) > drained) return false;
  // Writes outside the window are not handed in.
  if (stored != 0) return true;
  // Records that keep the order of a key do not begin in the order of their slots, nor end in it.
  let latest = f64x2.splat(load<f64>(finishes + last));
  let earliest = latest;
  for (const end = finishes + last; finishes < end; finishes += 16) {
    const two = v128.load(finishes);
    latest = f64x2.pmax(latest, two);
    earliest = f64x2.pmin(earliest, two);
  }
  if (smallerOf(earliest) < load<f64>(recording, WINDOW_START)) return false;
  return largerOf(latest) < load<f64>(recording, WINDOW_END);
}

export function deliverWhole(
  recording: usize,
  arrivals: usize,
  starts: usize,
  finishes: usize,
  some: i32,
  stored: i32,
  ready: f64,
  received: f64,
  shared: f64,
  sent: f64,
  answered: f64,
): void {
  const latencyBins = i32x4.splat(load<i32>(recording, LATENCY_BINS));
  const lingerBins = i32x4.splat(i32(binsOfStage(recording, 1)));
  const waitBins = i32x4.splat(i32(binsOfStage(recording, WAIT)));
  const serviceBins = i32x4.splat(i32(binsOfStage(recording, SERVICE)));
  const left = f64x2.splat(ready);
  const here = f64x2.splat(received);
  const allShared = f64x2.splat(shared);
  const writeSent = f64x2.splat(sent);
  const writeAnswered = f64x2.splat(answered);
  const windowStart = f64x2.splat(load<f64>(recording, WINDOW_START));
  const bucketsPerSecond = f64x2.splat(load<f64>(recording, BUCKETS_PER_SECOND));
  const lastBucket = i32x4.splat(load<i32>(recording, BUCKETS) - 1);
  const tolerance = f64x2.splat(TOLERANCE);
  const none = f64x2.splat(0);
  let latencySum = none;
  let lingerSum = none;
  let waitSum = none;
  let serviceSum = none;
  let latencyLow = f64x2.splat(Infinity);
  let latencyHigh = none;
  let waitLow = f64x2.splat(Infinity);
  let waitHigh = none;
  let serviceLow = f64x2.splat(Infinity);
  let serviceHigh = none;
  let row = -1;
  let bucket = -1;
  let inRow = 0;
  let broken = 0;
  for (let at = 0; at < some; at += 2) {
    const offset = usize(at) << 3;
    let arrival = v128.load(arrivals + offset);
    let start = v128.load(starts + offset);
    let finish = v128.load(finishes + offset);
    // One alone stands in both lanes, and only the first counts.
    const alone = at + 1 == some;
    if (alone) {
      arrival = v128.shuffle<f64>(arrival, arrival, 0, 0);
      start = v128.shuffle<f64>(start, start, 0, 0);
      finish = v128.shuffle<f64>(finish, finish, 0, 0);
    }
    const end = stored != 0 ? writeAnswered : finish;
    const linger = f64x2.sub(left, arrival);
    const inService = f64x2.sub(finish, start);
    let waited = f64x2.sub(start, here);
    if (stored != 0) waited = f64x2.add(waited, f64x2.sub(writeSent, finish));
    const latency = f64x2.sub(end, arrival);
    const parts = f64x2.add(f64x2.add(allShared, linger), f64x2.add(waited, inService));
    const off = f64x2.gt(f64x2.abs(f64x2.sub(parts, latency)), f64x2.mul(tolerance, end));
    if (v128.any_true(off)) broken += popcnt(i64x2.bitmask(off) & (alone ? 1 : 3));
    latencyLow = f64x2.pmin(latencyLow, latency);
    latencyHigh = f64x2.pmax(latencyHigh, latency);
    waitLow = f64x2.pmin(waitLow, waited);
    waitHigh = f64x2.pmax(waitHigh, waited);
    serviceLow = f64x2.pmin(serviceLow, inService);
    serviceHigh = f64x2.pmax(serviceHigh, inService);
    const latencyBin = binsOf(clamped(latency));
    countBoth(latencyBins, latencyBin, alone);
    countBoth(lingerBins, binsOf(clamped(linger)), alone);
    countBoth(waitBins, binsOf(clamped(waited)), alone);
    countBoth(serviceBins, binsOf(clamped(inService)), alone);

    const coarse = i32x4.shr_u(latencyBin, COARSE_SHIFT);
    const since = f64x2.mul(f64x2.sub(end, windowStart), bucketsPerSecond);
    // Conversion leaves two 32-bit numbers in the lanes 0 and 1.
    const inBucket = i32x4.min_s(i32x4.trunc_sat_f64x2_s_zero(since), lastBucket);
    const row0 = i32x4.extract_lane(coarse, 0);
    const row1 = i32x4.extract_lane(coarse, 2);
    const bucket0 = i32x4.extract_lane(inBucket, 0);
    const bucket1 = i32x4.extract_lane(inBucket, 1);
    if (((row0 ^ row) | (row1 ^ row) | (bucket0 ^ bucket) | (bucket1 ^ bucket) | i32(alone)) == 0) {
      inRow += 2;
      latencySum = f64x2.add(latencySum, latency);
      lingerSum = f64x2.add(lingerSum, linger);
      waitSum = f64x2.add(waitSum, waited);
      serviceSum = f64x2.add(serviceSum, inService);
      continue;
    }
    const lanes = alone ? 1 : 2;
    for (let lane = 0; lane < lanes; lane++) {
      const mask = lane == 0 ? FIRST : SECOND;
      const rowHere = lane == 0 ? row0 : row1;
      const bucketHere = lane == 0 ? bucket0 : bucket1;
      if (rowHere != row || bucketHere != bucket) {
        closeRow(
          recording,
          row,
          bucket,
          inRow,
          sumOf(latencySum),
          0,
          sumOf(lingerSum),
          0,
          sumOf(waitSum),
          sumOf(serviceSum),
        );
        row = rowHere;
        bucket = bucketHere;
        inRow = 0;
        latencySum = none;
        lingerSum = none;
        waitSum = none;
        serviceSum = none;
      }
      inRow++;
      latencySum = f64x2.add(latencySum, v128.and(latency, mask));
      lingerSum = f64x2.add(lingerSum, v128.and(linger, mask));
      waitSum = f64x2.add(waitSum, v128.and(waited, mask));
      serviceSum = f64x2.add(serviceSum, v128.and(inService, mask));
    }
  }
  closeRow(
    recording,
    row,
    bucket,
    inRow,
    sumOf(latencySum),
    0,
    sumOf(lingerSum),
    0,
    sumOf(waitSum),
    sumOf(serviceSum),
  );
  const last = usize(some - 1) << 3;
  const extremes = load<usize>(recording, EXTREMES);
  widen(extremes, smallerOf(latencyLow), largerOf(latencyHigh));
  widen(extremes + (2 << 4), ready - load<f64>(arrivals + last), ready - load<f64>(arrivals));
  widen(extremes + ((WAIT + 1) << 4), smallerOf(waitLow), largerOf(waitHigh));
  widen(extremes + ((SERVICE + 1) << 4), smallerOf(serviceLow), largerOf(serviceHigh));
  if (broken > 0) store<i32>(recording, load<i32>(recording, BROKEN) + broken, BROKEN);
}
