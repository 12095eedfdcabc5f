/** Latencies and stages of delivered records: see recording.ts for what is where. */
import { binOfOne, binsOf, clamped, count as countBin, largerOf, smallerOf, sumOf } from './bins';
import {
  COARSE_SHIFT,
  TOLERANCE,
  FIRST,
  SECOND,
  LATENCY_BINS,
  EXTREMES,
  VALUES,
  BUCKETS,
  BROKEN,
  WINDOW_START,
  BUCKETS_PER_SECOND,
  WINDOW_END,
  WAIT,
  CALLS,
  RETRIES,
  ACKNOWLEDGEMENT,
  SERVICE,
  binsOfStage,
  widen,
  set,
  share,
  closeRow,
} from './recording';
import { deliverWhole, goesWhole } from './wholeRuns';

/** The lane that `mask` names, in both. */
// @ts-ignore: decorator
@inline
function onlyOne(values: v128, mask: v128): v128 {
  const chosen = v128.and(values, mask);
  return v128.or(chosen, v128.shuffle<f64>(chosen, chosen, 1, 0));
}

/** Sets the stages that all records of a write share; returns their sum. */
export function setWritten(recording: usize, network: f64, wait: f64, service: f64): f64 {
  const values = load<usize>(recording, VALUES);
  return set(values, 12, network) + set(values, 13, wait) + set(values, 14, service);
}

/**
 * The same of a record's calls, of its tries before the last, and of what it waited for the
 * acknowledgement of what was sent for it.
 */
export function setTried(recording: usize, calls: f64, retries: f64, acknowledgement: f64): f64 {
  const values = load<usize>(recording, VALUES);
  const before = set(values, CALLS, calls) + set(values, RETRIES, retries);
  return before + set(values, ACKNOWLEDGEMENT, acknowledgement);
}

/** Counts a record that was tried. */
export function shareTried(recording: usize): void {
  const values = load<usize>(recording, VALUES);
  share(recording, values, CALLS, 1);
  share(recording, values, RETRIES, 1);
  share(recording, values, ACKNOWLEDGEMENT, 1);
}

/** Counts so many records of a write. */
export function shareWritten(recording: usize, some: i32): void {
  const values = load<usize>(recording, VALUES);
  for (let stage: usize = 12; stage < 15; stage++) share(recording, values, stage, some);
}

/**
 * Records a run: `some` records of one batch (its moments at `stamps`) that left their broker in
 * one answer. Those count that lie within the window of the recording: each when it is finished,
 * or, where `stored`, all at `answered`, after a write sent at `sent` that took `written`. Returns
 * how many those are.
 */
export function deliverRun(
  recording: usize,
  stamps: usize,
  blocked: bool,
  arrivals: usize,
  admitted: usize,
  leftBroker: f64,
  received: f64,
  starts: usize,
  finishes: usize,
  some: i32,
  stored: i32,
  sent: f64,
  answered: f64,
  written: f64,
): i32 {
  const values = load<usize>(recording, VALUES);
  const drained = load<f64>(stamps, 8);
  let shared = written;
  let former = drained;
  for (let stage: usize = 3; stage < 8; stage++) {
    const then = load<f64>(stamps + ((stage - 1) << 3));
    shared += set(values, stage, then - former);
    former = then;
  }
  shared += set(values, 8, leftBroker - former);
  shared += set(values, 9, received - leftBroker);

  if (!blocked && load<f64>(stamps) == drained) {
    const isWhole = goesWhole(recording, arrivals, finishes, some, stored, drained);
    if (isWhole) {
      deliverWhole(
        recording,
        arrivals,
        starts,
        finishes,
        some,
        stored,
        drained,
        received,
        shared,
        sent,
        answered,
      );
      for (let stage: usize = 3; stage < 10; stage++) share(recording, values, stage, some);
      return some;
    }
  }
  const admissions = blocked ? admitted : arrivals;
  const latencyBins = load<usize>(recording, LATENCY_BINS);
  const lingerBins = binsOfStage(recording, 1);
  const flightBins = binsOfStage(recording, 2);
  const waitBins = binsOfStage(recording, WAIT);
  const serviceBins = binsOfStage(recording, SERVICE);
  const ready = f64x2.splat(load<f64>(stamps));
  const left = f64x2.splat(drained);
  const here = f64x2.splat(received);
  const allShared = f64x2.splat(shared);
  const writeSent = f64x2.splat(sent);
  const writeAnswered = f64x2.splat(answered);
  const windowStart = f64x2.splat(load<f64>(recording, WINDOW_START));
  const windowEnd = f64x2.splat(load<f64>(recording, WINDOW_END));
  const bucketsPerSecond = f64x2.splat(load<f64>(recording, BUCKETS_PER_SECOND));
  const lastBucket = i32x4.splat(load<i32>(recording, BUCKETS) - 1);

  const none = f64x2.splat(0);
  let latencySum = none;
  let blockSum = none;
  let lingerSum = none;
  let flightSum = none;
  let waitSum = none;
  let serviceSum = none;
  let latencyLow = f64x2.splat(Infinity);
  let latencyHigh = none;
  let lingerLow = f64x2.splat(Infinity);
  let lingerHigh = none;
  let waitLow = f64x2.splat(Infinity);
  let waitHigh = none;
  let serviceLow = f64x2.splat(Infinity);
  let serviceHigh = none;
  let row = -1;
  let bucket = -1;
  let inRow = 0;
  let broken = 0;
  let inside = 0;
  for (let at = 0; at < some; at += 2) {
    const offset = usize(at) << 3;
    let arrival = v128.load(arrivals + offset);
    let admission = v128.load(admissions + offset);
    let start = v128.load(starts + offset);
    let finish = v128.load(finishes + offset);
    const ended = stored != 0 ? writeAnswered : finish;
    const within = v128.and(f64x2.ge(ended, windowStart), f64x2.lt(ended, windowEnd));
    const which = i64x2.bitmask(within) & (at + 1 == some ? 1 : 3);
    if (which == 0) continue;
    // One alone stands in both lanes, and only the first counts.
    const alone = which != 3;
    if (alone) {
      const lane = which == 1 ? FIRST : SECOND;
      arrival = onlyOne(arrival, lane);
      admission = onlyOne(admission, lane);
      start = onlyOne(start, lane);
      finish = onlyOne(finish, lane);
    }
    inside += alone ? 1 : 2;
    const lingered = f64x2.pmax(admission, ready);
    const block = f64x2.sub(admission, arrival);
    const linger = f64x2.sub(lingered, admission);
    const flight = f64x2.sub(left, lingered);
    const inService = f64x2.sub(finish, start);
    const end = stored != 0 ? writeAnswered : finish;
    let waited = f64x2.sub(start, here);
    if (stored != 0) waited = f64x2.add(waited, f64x2.sub(writeSent, finish));
    const latency = f64x2.sub(end, arrival);
    const parts = f64x2.add(
      f64x2.add(f64x2.add(allShared, block), f64x2.add(linger, flight)),
      f64x2.add(waited, inService),
    );
    const off = f64x2.gt(
      f64x2.abs(f64x2.sub(parts, latency)),
      f64x2.mul(f64x2.splat(TOLERANCE), end),
    );
    if (v128.any_true(off)) broken += popcnt(i64x2.bitmask(off) & (alone ? 1 : 3));
    latencyLow = f64x2.pmin(latencyLow, latency);
    latencyHigh = f64x2.pmax(latencyHigh, latency);
    lingerLow = f64x2.pmin(lingerLow, linger);
    lingerHigh = f64x2.pmax(lingerHigh, linger);
    waitLow = f64x2.pmin(waitLow, waited);
    waitHigh = f64x2.pmax(waitHigh, waited);
    serviceLow = f64x2.pmin(serviceLow, inService);
    serviceHigh = f64x2.pmax(serviceHigh, inService);
    const latencyBin = binsOf(clamped(latency));
    const lingerBin = binsOf(clamped(linger));
    const waitBin = binsOf(clamped(waited));
    const serviceBin = binsOf(clamped(inService));
    countBin(latencyBins, i32x4.extract_lane(latencyBin, 0), 1);
    countBin(lingerBins, i32x4.extract_lane(lingerBin, 0), 1);
    countBin(waitBins, i32x4.extract_lane(waitBin, 0), 1);
    countBin(serviceBins, i32x4.extract_lane(serviceBin, 0), 1);
    if (!alone) {
      countBin(latencyBins, i32x4.extract_lane(latencyBin, 2), 1);
      countBin(lingerBins, i32x4.extract_lane(lingerBin, 2), 1);
      countBin(waitBins, i32x4.extract_lane(waitBin, 2), 1);
      countBin(serviceBins, i32x4.extract_lane(serviceBin, 2), 1);
    }
    if (v128.any_true(f64x2.ne(flight, none))) {
      noteRare(recording, 2, flightBins, flight, alone);
    }
    if (blocked) noteRare(recording, 0, binsOfStage(recording, 0), block, alone);

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
      blockSum = f64x2.add(blockSum, block);
      lingerSum = f64x2.add(lingerSum, linger);
      flightSum = f64x2.add(flightSum, flight);
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
          sumOf(blockSum),
          sumOf(lingerSum),
          sumOf(flightSum),
          sumOf(waitSum),
          sumOf(serviceSum),
        );
        row = rowHere;
        bucket = bucketHere;
        inRow = 0;
        latencySum = none;
        blockSum = none;
        lingerSum = none;
        flightSum = none;
        waitSum = none;
        serviceSum = none;
      }
      inRow++;
      latencySum = f64x2.add(latencySum, v128.and(latency, mask));
      blockSum = f64x2.add(blockSum, v128.and(block, mask));
      lingerSum = f64x2.add(lingerSum, v128.and(linger, mask));
      flightSum = f64x2.add(flightSum, v128.and(flight, mask));
      waitSum = f64x2.add(waitSum, v128.and(waited, mask));
      serviceSum = f64x2.add(serviceSum, v128.and(inService, mask));
    }
  }
  if (inside == 0) return 0;
  closeRow(
    recording,
    row,
    bucket,
    inRow,
    sumOf(latencySum),
    sumOf(blockSum),
    sumOf(lingerSum),
    sumOf(flightSum),
    sumOf(waitSum),
    sumOf(serviceSum),
  );
  for (let stage: usize = 3; stage < 10; stage++) share(recording, values, stage, inside);
  const extremes = load<usize>(recording, EXTREMES);
  widen(extremes, smallerOf(latencyLow), largerOf(latencyHigh));
  widen(extremes + (2 << 4), smallerOf(lingerLow), largerOf(lingerHigh));
  widen(extremes + ((WAIT + 1) << 4), smallerOf(waitLow), largerOf(waitHigh));
  widen(extremes + ((SERVICE + 1) << 4), smallerOf(serviceLow), largerOf(serviceHigh));
  if (broken > 0) store<i32>(recording, load<i32>(recording, BROKEN) + broken, BROKEN);
  return inside;
}

/** A stage that takes no time for most records: only those are noted for which it took some. */
function noteRare(recording: usize, stage: usize, bins: usize, values: v128, alone: bool): void {
  const extremes = load<usize>(recording, EXTREMES) + ((stage + 1) << 4);
  const first = f64x2.extract_lane(values, 0);
  if (first != 0) {
    countBin(bins, binOfOne(first > 0 ? first : 0), 1);
    widen(extremes, first, first);
  }
  const second = f64x2.extract_lane(values, 1);
  if (alone || second == 0) return;
  countBin(bins, binOfOne(second > 0 ? second : 0), 1);
  widen(extremes, second, second);
}
