/**
 * Single journeys, hop by hop: rows that are read from outside at the trial's end.
 *
 * Semantics: of the journeys that end in one group within the window and took from `least` to
 * `most` seconds every `every`-th is told, its last hop first, then the hops behind it, as its
 * trail (../consumers/trails.ts) has them. Beside them every `sampleEvery`-th is told, however long
 * it took; one that is both is told once. Several groups have a row each, chained by `next`.
 * Tracing changes nothing else.
 */
import { Member, Run } from '../consumers/rows';
import { birthOf, setHopStages, stagesOf } from '../consumers/trails';
import { isHop, STAGES_BYTES, trailOf } from '../consumers/trailPool';
import { allocate, none, some } from '../memory/memory';
import { shardOf } from '../stores/store';
import { world } from './rows';

/** Which journeys are told, and what has been. */
@unmanaged
export class Trace {
  /** A group's index. */
  group: i32;
  every: i32;
  /** How many are passed over before the next one. */
  passed: i32;
  least: f64;
  most: f64;
  /** 0 = none of these. */
  sampleEvery: i32;
  samplePassed: i32;
  /** Hops: HOP_BYTES each. */
  rows: usize;
  count: i32;
  room: i32;
  /** Of another group. */
  next: Trace;
  /** Whether the stages of hops are told: trails are kept then. */
  stages: i32;
}

/**
 * Group, partition, instance, why it is told; from when to when; of a last hop the broker that led
 * (-1 = none) and the shard it was written to (-1 = none); stages.
 */
const HEAD_BYTES: usize = 40;
/** Not a last hop; and of one, that it took so long, or was drawn, or both. */
const BEHIND: i32 = 0;
const BY_LATENCY: i32 = 1;
const DRAWN: i32 = 2;
const HOP_BYTES: usize = HEAD_BYTES + STAGES_BYTES;
const FIRST_ROOM: i32 = 64;

/**
 * A run's records are delivered: all at `time` or, where that is not a number, at their own finish.
 */
export function traceRun(member: Member, run: Run, time: f64): void {
  const trace = traceOf(member.group.index);
  if (!some(trace)) return;
  const recorder = world.recorder;
  const from = recorder.windowStart;
  const to = recorder.windowEnd;
  const batch = run.batch;
  const finishes = member.finishes + (usize(run.slot) << 3);
  const each = isNaN(time);
  for (let offset = 0; offset < run.count; offset++) {
    const when = each ? load<f64>(finishes + (usize(offset) << 3)) : time;
    if (when < from || when >= to) continue;
    const why = whyTold(trace, when - birthOf(batch, run.offset + offset));
    if (why != BEHIND) tell(trace, member, run, offset, when, why);
  }
}

function traceOf(group: i32): Trace {
  for (let trace = world.trace; some(trace); trace = trace.next) {
    if (trace.group == group) return trace;
  }
  return none<Trace>();
}

/** Counts a journey; returns why it is told, BEHIND where it is not. */
function whyTold(trace: Trace, latency: f64): i32 {
  let why = BEHIND;
  if (latency >= trace.least && latency <= trace.most && ++trace.passed >= trace.every) {
    trace.passed = 0;
    why |= BY_LATENCY;
  }
  if (trace.sampleEvery > 0 && ++trace.samplePassed >= trace.sampleEvery) {
    trace.samplePassed = 0;
    why |= DRAWN;
  }
  return why;
}

function tell(trace: Trace, member: Member, run: Run, offset: i32, when: f64, why: i32): void {
  const batch = run.batch;
  const record = run.offset + offset;
  const arrival = load<f64>(batch.arrivals + (usize(record) << 3));
  const row = addHop(trace, member.group.index, batch.log.partition, member.index, arrival, when);
  store<i32>(row, why, 12);
  store<i32>(row, batch.log.leader, 32);
  store<i32>(row, some(member.group.store) ? shardOf(member.group.store, run) : -1, 36);
  if (trace.stages != 0) setHopStages(member, run, offset, when, row + HEAD_BYTES);
  if (world.keepsTrails == 0) return;
  for (let trail = trailOf(batch, record); isHop(trail); trail = trail.parent) {
    const hop = addHop(trace, trail.group, trail.partition, trail.instance, trail.from, trail.to);
    memory.copy(hop + HEAD_BYTES, stagesOf(trail), STAGES_BYTES);
  }
}

function addHop(
  trace: Trace,
  group: i32,
  partition: i32,
  instance: i32,
  from: f64,
  to: f64,
): usize {
  if (trace.count == trace.room) grow(trace);
  const row = trace.rows + usize(trace.count++) * HOP_BYTES;
  store<i32>(row, group);
  store<i32>(row, partition, 4);
  store<i32>(row, instance, 8);
  store<i32>(row, BEHIND, 12);
  store<f64>(row, from, 16);
  store<f64>(row, to, 24);
  store<i32>(row, -1, 32);
  store<i32>(row, -1, 36);
  return row;
}

/** A hop as it is packed: group, partition, instance, why, from, to, broker, shard. */
const PACKED_BYTES: usize = 64;

/** See ../../kernels.ts; a journey is from when its first hop begins until its last one ends. */
export function packTold(trace: Trace, least: f64, into: usize): i32 {
  let packed = into;
  let first = trace.rows;
  const all = first + usize(trace.count) * HOP_BYTES;
  while (first < all) {
    let end = first + HOP_BYTES;
    while (end < all && load<i32>(end, 12) == BEHIND) end += HOP_BYTES;
    const latency = load<f64>(first, 24) - load<f64>(end - HOP_BYTES, 16);
    if (latency < least && (load<i32>(first, 12) & DRAWN) == 0) first = end;
    for (; first < end; first += HOP_BYTES) {
      for (let place: usize = 0; place < 4; place++) {
        store<f64>(packed + (place << 3), f64(load<i32>(first + (place << 2))));
      }
      store<f64>(packed, load<f64>(first, 16), 32);
      store<f64>(packed, load<f64>(first, 24), 40);
      store<f64>(packed, f64(load<i32>(first, 32)), 48);
      store<f64>(packed, f64(load<i32>(first, 36)), 56);
      packed += PACKED_BYTES;
    }
  }
  return i32((packed - into) >> 3);
}

function grow(trace: Trace): void {
  const room = trace.room == 0 ? FIRST_ROOM : trace.room * 2;
  const rows = allocate(usize(room) * HOP_BYTES);
  memory.copy(rows, trace.rows, usize(trace.count) * HOP_BYTES);
  trace.rows = rows;
  trace.room = room;
}
