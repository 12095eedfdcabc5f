/**
 * Single journeys, hop by hop: rows that are read from outside at the trial's end.
 *
 * Semantics: of the journeys that end in one group within the window and took from `least` to
 * `most` seconds every `every`-th is told, its last hop first, then the hops behind it, as its
 * trail (../consumers/trails.ts) has them. Tracing changes nothing else.
 */
import { Member, Run } from '../consumers/rows';
import { birthOf, setHopStages, stagesOf, STAGES_BYTES, trailOf } from '../consumers/trails';
import { allocate, some } from '../memory/memory';
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
  /** Hops: HOP_BYTES each. */
  rows: usize;
  count: i32;
  room: i32;
}

/** Group, partition, instance, whether it is a journey's last hop; from when to when; stages. */
const HEAD_BYTES: usize = 32;
const HOP_BYTES: usize = HEAD_BYTES + STAGES_BYTES;
const FIRST_ROOM: i32 = 64;

/**
 * A run's records are delivered: all at `time` or, where that is not a number, at their own finish.
 */
export function traceRun(member: Member, run: Run, time: f64): void {
  const trace = world.trace;
  if (member.group.index != trace.group) return;
  const recorder = world.recorder;
  const batch = run.batch;
  for (let offset = 0; offset < run.count; offset++) {
    const finish = load<f64>(member.finishes + (usize(run.slot + offset) << 3));
    const when = isNaN(time) ? finish : time;
    if (when < recorder.windowStart || when >= recorder.windowEnd) continue;
    const record = run.offset + offset;
    const latency = when - birthOf(batch, record);
    if (latency < trace.least || latency > trace.most) continue;
    if (++trace.passed < trace.every) continue;
    trace.passed = 0;
    const arrival = load<f64>(batch.arrivals + (usize(record) << 3));
    const row = addHop(trace, member.group.index, batch.log.partition, member.index, arrival, when);
    store<i32>(row, 1, 12);
    setHopStages(member, run, offset, when, row + HEAD_BYTES);
    for (let trail = trailOf(batch, record); some(trail); trail = trail.parent) {
      const hop = addHop(trace, trail.group, trail.partition, trail.instance, trail.from, trail.to);
      memory.copy(hop + HEAD_BYTES, stagesOf(trail), STAGES_BYTES);
    }
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
  store<i32>(row, 0, 12);
  store<f64>(row, from, 16);
  store<f64>(row, to, 24);
  return row;
}

function grow(trace: Trace): void {
  const room = trace.room == 0 ? FIRST_ROOM : trace.room * 2;
  const rows = allocate(usize(room) * HOP_BYTES);
  memory.copy(rows, trace.rows, usize(trace.count) * HOP_BYTES);
  trace.rows = rows;
  trace.room = room;
}
