/** One queue in front of threads that records come to one by one: see ../kernels.ts. */
import { binsOf, count as countBin, largerOf, smallerOf } from './bins';
import { ROW_BYTES } from './recording';
import { step } from './threads';

const TOLERANCE: f64 = 1e-9;
const COARSE_SHIFT: i32 = 4;
/** Where the network's sum stands in a row of stage sums, and the wait's, before the service's. */
const NETWORK: usize = 32;
const WAIT_AND_SERVICE: usize = 88;

/** Fields of a direct recording, in bytes. */
const LATENCY_BINS: usize = 0;
const WAIT_BINS: usize = 4;
const SERVICE_BINS: usize = 8;
const NETWORK_BINS: usize = 12;
const ROW_COUNTS: usize = 16;
const STAGE_SUMS: usize = 20;
const EXTREMES: usize = 24;
const SUMS: usize = 28;

export function addToAll(from: usize, to: usize, count: i32, by: f64): void {
  const added = f64x2.splat(by);
  for (const end = from + (usize(count) << 3); from < end; from += 16, to += 16) {
    v128.store(to, f64x2.add(v128.load(from), added));
  }
}

/**
 * Vectors of twice the same number: the larger of two takes one instruction as a vector, a branch
 * as a number.
 */
export function serveComing(
  comes: usize,
  starts: usize,
  finishes: usize,
  count: i32,
  threads: usize,
  threadCount: i32,
  factor: f64,
): f64 {
  const times = f64x2.splat(factor);
  const row = threads + (usize((threadCount + 1) >> 1) << 4);
  const end = comes + (usize(count) << 3);
  let free = v128.load64_splat(threads);
  let last = f64x2.splat(0);
  for (; comes < end; comes += 8, starts += 8, finishes += 8) {
    const work = f64x2.mul(v128.load64_splat(finishes), times);
    const from = f64x2.pmax(free, v128.load64_splat(comes));
    const until = f64x2.add(from, work);
    store<f64>(starts, f64x2.extract_lane(from, 0));
    store<f64>(finishes, f64x2.extract_lane(until, 0));
    if (threadCount == 1) {
      free = until;
      continue;
    }
    last = f64x2.pmax(last, until);
    let low = v128.load(threads);
    for (let at = threads; at < row; at += 16) {
      const high = v128.load(at, 16);
      v128.store(at, step(low, high, until));
      low = high;
    }
    free = v128.load64_splat(threads);
  }
  if (threadCount > 1) return f64x2.extract_lane(last, 0);
  store<f64>(threads, f64x2.extract_lane(free, 0));
  return f64x2.extract_lane(free, 0);
}

export function longestQueue(starts: usize, comes: usize, count: i32, most: i32): i32 {
  for (let at = 0; at < count; at += 2) {
    const ahead = v128.load(starts + ((at - most) << 3));
    const come = v128.load(comes + (usize(at) << 3));
    if (!v128.any_true(f64x2.gt(ahead, come))) continue;
    const end = at + 2 < count ? at + 2 : count;
    for (let record = at; record < end; record++) {
      const here = load<f64>(comes + (usize(record) << 3));
      while (load<f64>(starts + ((record - most) << 3)) > here) most++;
    }
  }
  return most;
}

/**
 * The same pairs of the smallest and the largest as those of recording.ts, 16 bytes each: `low` and
 * `high` widen one.
 */
// @ts-ignore: decorator
@inline
function widen(fields: usize, address: usize, low: v128, high: v128): void {
  const pair = load<usize>(fields, EXTREMES) + (address << 4);
  store<f64>(pair, Math.min(load<f64>(pair), smallerOf(low)));
  store<f64>(pair, Math.max(load<f64>(pair, 8), largerOf(high)), 8);
}

// @ts-ignore: decorator
@inline
function addTo(address: usize, values: v128): void {
  v128.store(address, f64x2.add(v128.load(address), values));
}

export function recordDirect(
  fields: usize,
  arrivals: usize,
  comes: usize,
  starts: usize,
  finishes: usize,
  count: i32,
): void {
  const latencyBins = load<usize>(fields, LATENCY_BINS);
  const waitBins = load<usize>(fields, WAIT_BINS);
  const serviceBins = load<usize>(fields, SERVICE_BINS);
  const rowCounts = load<usize>(fields, ROW_COUNTS);
  const rows = load<usize>(fields, STAGE_SUMS) + WAIT_AND_SERVICE;
  const sums = load<usize>(fields, SUMS);
  const tolerance = f64x2.splat(TOLERANCE);
  let latencyAndBusy = v128.load(sums);
  let queuedAndWaits = v128.load(sums, 16);
  let broken = i64x2.splat(0);
  let latencyLow = f64x2.splat(Infinity);
  let latencyHigh = f64x2.splat(0);
  let waitLow = latencyLow;
  let waitHigh = latencyHigh;
  let serviceLow = latencyLow;
  let serviceHigh = latencyHigh;
  const end = usize(count) << 3;
  for (let at: usize = 0; at < end; at += 16) {
    const arrival = v128.load(arrivals + at);
    const come = v128.load(comes + at);
    const start = v128.load(starts + at);
    const finish = v128.load(finishes + at);
    const latency = f64x2.sub(finish, arrival);
    const wait = f64x2.sub(start, come);
    const service = f64x2.sub(finish, start);
    const latencyBin = binsOf(latency);
    const waitBin = binsOf(wait);
    const serviceBin = binsOf(service);
    const first = i32x4.extract_lane(latencyBin, 0);
    const second = i32x4.extract_lane(latencyBin, 2);
    countBin(latencyBins, first, 1);
    countBin(waitBins, i32x4.extract_lane(waitBin, 0), 1);
    countBin(serviceBins, i32x4.extract_lane(serviceBin, 0), 1);
    countBin(latencyBins, second, 1);
    countBin(waitBins, i32x4.extract_lane(waitBin, 2), 1);
    countBin(serviceBins, i32x4.extract_lane(serviceBin, 2), 1);
    const row = first >> COARSE_SHIFT;
    const nextRow = second >> COARSE_SHIFT;
    countBin(rowCounts, row, 1);
    countBin(rowCounts, nextRow, 1);
    // Sums are taken record after record, as where each is recorded alone: the same bits.
    addTo(rows + usize(row) * ROW_BYTES, v128.shuffle<f64>(wait, service, 0, 2));
    addTo(rows + usize(nextRow) * ROW_BYTES, v128.shuffle<f64>(wait, service, 1, 3));
    latencyAndBusy = f64x2.add(latencyAndBusy, v128.shuffle<f64>(latency, service, 0, 2));
    latencyAndBusy = f64x2.add(latencyAndBusy, v128.shuffle<f64>(latency, service, 1, 3));
    queuedAndWaits = f64x2.add(queuedAndWaits, v128.shuffle<f64>(wait, wait, 0, 0));
    queuedAndWaits = f64x2.add(queuedAndWaits, v128.shuffle<f64>(wait, wait, 1, 1));
    latencyLow = f64x2.pmin(latencyLow, latency);
    latencyHigh = f64x2.pmax(latencyHigh, latency);
    waitLow = f64x2.pmin(waitLow, wait);
    waitHigh = f64x2.pmax(waitHigh, wait);
    serviceLow = f64x2.pmin(serviceLow, service);
    serviceHigh = f64x2.pmax(serviceHigh, service);
    const parts = f64x2.add(f64x2.add(f64x2.sub(come, arrival), wait), service);
    const off = f64x2.abs(f64x2.sub(parts, latency));
    // A mask is -1.
    broken = i64x2.sub(broken, f64x2.gt(off, f64x2.mul(tolerance, finish)));
  }
  v128.store(sums, latencyAndBusy);
  v128.store(sums, queuedAndWaits, 16);
  store<f64>(sums, f64(i64x2.extract_lane(broken, 0) + i64x2.extract_lane(broken, 1)), 32);
  store<f64>(sums, largerOf(waitHigh), 40);
  widen(fields, 0, latencyLow, latencyHigh);
  widen(fields, 11, waitLow, waitHigh);
  widen(fields, 12, serviceLow, serviceHigh);
  if (arrivals != comes) recordNetwork(fields, arrivals, comes, finishes, end);
  else widen(fields, 4, f64x2.splat(0), f64x2.splat(0));
}

function recordNetwork(
  fields: usize,
  arrivals: usize,
  comes: usize,
  finishes: usize,
  end: usize,
): void {
  const bins = load<usize>(fields, NETWORK_BINS);
  const rows = load<usize>(fields, STAGE_SUMS) + NETWORK;
  let low = f64x2.splat(Infinity);
  let high = f64x2.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const arrival = v128.load(arrivals + at);
    const network = f64x2.sub(v128.load(comes + at), arrival);
    const bin = binsOf(network);
    countBin(bins, i32x4.extract_lane(bin, 0), 1);
    countBin(bins, i32x4.extract_lane(bin, 2), 1);
    const latencyBin = binsOf(f64x2.sub(v128.load(finishes + at), arrival));
    const coarse = i32x4.shr_u(latencyBin, COARSE_SHIFT);
    const row = rows + usize(i32x4.extract_lane(coarse, 0)) * ROW_BYTES;
    store<f64>(row, load<f64>(row) + f64x2.extract_lane(network, 0));
    const next = rows + usize(i32x4.extract_lane(coarse, 2)) * ROW_BYTES;
    store<f64>(next, load<f64>(next) + f64x2.extract_lane(network, 1));
    low = f64x2.pmin(low, network);
    high = f64x2.pmax(high, network);
  }
  widen(fields, 4, low, high);
}
