/**
 * A recording's columns, and what is done to them for a stage, a row: see ../kernels.ts for what is
 * where.
 */
import { binOfOne, count as countBin, BIN_COUNT } from './bins';

export const COARSE_SHIFT: i32 = 4;
const COARSE_COUNT: i32 = (BIN_COUNT + 15) >> COARSE_SHIFT;
export const TOLERANCE: f64 = 1e-9;
export const FIRST: v128 = i64x2(-1, 0);
export const SECOND: v128 = i64x2(0, -1);

/** Fields of a recording, in bytes. */
export const LATENCY_BINS: usize = 0;
export const STAGE_BINS: usize = 4;
export const STAGE_SUMS: usize = 8;
export const COUNT_SERIES: usize = 12;
export const LATENCY_SERIES: usize = 16;
export const ROW_SERIES: usize = 20;
export const EXTREMES: usize = 24;
export const VALUES: usize = 28;
export const BUCKETS: usize = 32;
export const BROKEN: usize = 36;
export const WINDOW_START: usize = 40;
export const BUCKETS_PER_SECOND: usize = 48;
export const WINDOW_END: usize = 56;

/**
 * Stages by number: block, linger, flight; 3 to 9 shared by a batch; wait, service; 12 to 14 shared
 * by a write; calls, tries, acknowledgement.
 */
export const WAIT: usize = 10;
export const SERVICE: usize = 11;
export const CALLS: usize = 15;
export const RETRIES: usize = 16;
export const ACKNOWLEDGEMENT: usize = 17;
/** A row of sums: the count, then a column for each stage; an even number of them. */
export const ROW_BYTES: usize = 160;

// @ts-ignore: decorator
@inline
export function binsOfStage(recording: usize, stage: usize): usize {
  return load<usize>(recording, STAGE_BINS) + stage * usize(BIN_COUNT) * 4;
}

/** Widens the extremes kept at `address`: smallest, largest. */
// @ts-ignore: decorator
@inline
export function widen(address: usize, smallest: f64, largest: f64): void {
  if (smallest < load<f64>(address)) store<f64>(address, smallest);
  if (largest > load<f64>(address, 8)) store<f64>(address, largest, 8);
}

/** Sets a stage that all records of a row share. */
// @ts-ignore: decorator
@inline
export function set(values: usize, stage: usize, value: f64): f64 {
  store<f64>(values + ((stage + 1) << 3), value);
  return value;
}

/** Counts `some` records with a stage's present value. */
// @ts-ignore: decorator
@inline
export function share(recording: usize, values: usize, stage: usize, some: i32): void {
  const value = load<f64>(values + ((stage + 1) << 3));
  countBin(binsOfStage(recording, stage), binOfOne(value > 0 ? value : 0), some);
  widen(load<usize>(recording, EXTREMES) + ((stage + 1) << 4), value, value);
}

/** Adds a row under way: its count and shared stages at once, then the records' own stages. */
export function closeRow(
  recording: usize,
  coarse: i32,
  bucket: i32,
  some: i32,
  latency: f64,
  block: f64,
  linger: f64,
  flight: f64,
  wait: f64,
  service: f64,
): void {
  if (some == 0) return;
  const row = load<usize>(recording, STAGE_SUMS) + usize(coarse) * ROW_BYTES;
  const values = load<usize>(recording, VALUES);
  const times = f64x2.splat(f64(some));
  for (let address: usize = 0; address < ROW_BYTES; address += 16) {
    const added = f64x2.mul(v128.load(values + address), times);
    v128.store(row + address, f64x2.add(v128.load(row + address), added));
  }
  store<f64>(row, load<f64>(row, 8) + block, 8);
  store<f64>(row, load<f64>(row, 16) + linger, 16);
  store<f64>(row, load<f64>(row, 24) + flight, 24);
  store<f64>(row, load<f64>(row, 88) + wait, 88);
  store<f64>(row, load<f64>(row, 96) + service, 96);
  const counts = load<usize>(recording, COUNT_SERIES) + (usize(bucket) << 3);
  store<f64>(counts, load<f64>(counts) + f64(some));
  const latencies = load<usize>(recording, LATENCY_SERIES) + (usize(bucket) << 3);
  store<f64>(latencies, load<f64>(latencies) + latency);
  const rows = load<usize>(recording, ROW_SERIES) + (usize(bucket * COARSE_COUNT + coarse) << 3);
  store<f64>(rows, load<f64>(rows) + f64(some));
}
