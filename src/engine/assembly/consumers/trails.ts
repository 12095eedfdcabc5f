/**
 * Trails: what a record that a group has sent on has behind it, hop by hop, up to the event that it
 * all began with.
 *
 * Semantics. When something is sent for a record that is done, or has failed, a trail is made of
 * its hop: which group, from when to when, its stages, and the trail of that record itself. All
 * that is sent for it share the trail, which is freed with the last of them. A record that users
 * have sent has none. The stages of a hop are those of ../deliveries.ts; the wait for a thread is
 * what the others leave of the hop's latency.
 * A journey is the hops of a record's trail and its last, at the end of which it is delivered. What
 * it is longer than all these hops together, its records waited between them (`after` of a group's
 * sends).
 */
import { noteFree, noteInUse, checkInUse } from '../checks/pool';
import { checkCount } from '../checks/rules';
import { binOfOne } from '../bins';
import { none, rowBytes, some } from '../memory/memory';
import { publish } from '../publish';
import { COARSE_SHIFT, VALUES } from '../recording';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { endEvent } from './origins';
import { Group, Member, Run } from './rows';
import { Trail } from './trailRows';
import { isHop, STAGE_COUNT, STAGES_BYTES, takeTrail, trailOf } from './trailPool';

/** Stages of its hop, after its row. */
// @ts-ignore: decorator
@inline
export function stagesOf(trail: Trail): usize {
  return changetype<usize>(trail) + rowBytes<Trail>();
}

/** When the event was that a record began with: its own arrival where it has no trail. */
export function birthOf(batch: Batch, record: i32): f64 {
  if (world.keepsTrails != 0) {
    const trail = trailOf(batch, record);
    if (some(trail)) return trail.birth;
  }
  return load<f64>(batch.arrivals + (usize(record) << 3));
}

/** A trail behind which is that of a record. */
function trailBehind(batch: Batch, record: i32): Trail {
  const trail = takeTrail();
  if (CHECKED) noteInUse(trail);
  const parent = trailOf(batch, record);
  if (some(parent)) parent.users++;
  trail.users = 0;
  trail.awaited = 0;
  trail.isLost = false;
  trail.partition = batch.log.partition;
  trail.from = load<f64>(batch.arrivals + (usize(record) << 3));
  trail.parent = parent;
  trail.birth = birthOf(batch, record);
  trail.origin = some(parent) ? parent.origin : none<Trail>();
  return trail;
}

/**
 * Of the record `offset` places into a run, which is done at `time`; of as many users as will be
 * told of by retain().
 */
export function newTrail(member: Member, run: Run, offset: i32, time: f64): Trail {
  const trail = trailBehind(run.batch, run.offset + offset);
  trail.group = member.group.index;
  trail.instance = member.index;
  trail.to = time;
  setHopStages(member, run, offset, time, stagesOf(trail));
  return trail;
}

/** Of a record that a queue gives up, which goes on as a dead letter: a hop without stages. */
export function passTrail(batch: Batch, record: i32, group: i32): Trail {
  const trail = trailBehind(batch, record);
  trail.users = 1;
  trail.group = group;
  trail.instance = 0;
  trail.to = world.now;
  memory.fill(stagesOf(trail), 0, STAGES_BYTES);
  return trail;
}

/** One of those that have a trail behind them is gone. */
export function releaseTrail(trail: Trail): void {
  while (some(trail)) {
    if (CHECKED) checkInUse(trail);
    trail.users--;
    if (CHECKED) checkCount('trails', 'users', trail.users);
    if (trail.users > 0) return;
    if (trail.group < 0) endEvent(trail);
    if (CHECKED) noteFree(trail);
    const parent = trail.parent;
    trail.parent = world.freeTrails;
    world.freeTrails = trail;
    trail = parent;
  }
}

/** All the records of a batch are gone. */
export function releaseTrails(batch: Batch): void {
  for (let record = 0; record < batch.count; record++) releaseTrail(trailOf(batch, record));
}

/** The stages of the hop of a record that is done at `time`. */
export function setHopStages(member: Member, run: Run, offset: i32, time: f64, into: usize): void {
  const batch = run.batch;
  const stamps = changetype<usize>(batch);
  const record = usize(run.offset + offset) << 3;
  const slot = usize(run.slot + offset) << 3;
  const arrival = load<f64>(batch.arrivals + record);
  const admission = batch.blocked ? load<f64>(batch.admissions + record) : arrival;
  const lingered = Math.max(admission, batch.ready);
  store<f64>(into, admission - arrival);
  store<f64>(into, lingered - admission, 8);
  store<f64>(into, batch.drained - lingered, 16);
  let former = batch.drained;
  for (let stage: usize = 3; stage < 8; stage++) {
    const then = load<f64>(stamps + ((stage - 1) << 3));
    store<f64>(into + (stage << 3), then - former);
    former = then;
  }
  store<f64>(into, run.answered - former, 64);
  store<f64>(into, run.received - run.answered, 72);
  store<f64>(into, load<f64>(member.finishes + slot) - load<f64>(member.starts + slot), 88);
  const values = load<usize>(member.group.recording, VALUES);
  memory.copy(into + 96, values + 104, STAGES_BYTES - 96);
  let others: f64 = 0;
  for (let stage: usize = 0; stage < STAGE_COUNT; stage++) {
    if (stage != 10) others += load<f64>(into + (stage << 3));
  }
  store<f64>(into, time - arrival - others, 80);
}

/** Counts the journeys of a run's records; delivered at `time`, or each at its finish. */
export function noteJourneys(member: Member, run: Run, time: f64): void {
  const group = member.group;
  if (group.journeyRows == 0) return;
  const recorder = world.recorder;
  for (let offset = 0; offset < run.count; offset++) {
    const finish = load<f64>(member.finishes + (usize(run.slot + offset) << 3));
    const when = isNaN(time) ? finish : time;
    if (when < recorder.windowStart || when >= recorder.windowEnd) continue;
    noteJourney(member, run, offset, when);
  }
}

function noteJourney(member: Member, run: Run, offset: i32, when: f64): void {
  const group = member.group;
  const record = run.offset + offset;
  const birth = group.journeyScratch;
  store<f64>(birth, birthOf(run.batch, record));
  if (group.journeyBins != 0) {
    group.journeySum += publish(birth, 1, when, group.journeyBins, group.journeyExtremes);
  }
  const latency = when - load<f64>(birth);
  const coarse = binOfOne(latency > 0 ? latency : 0) >> COARSE_SHIFT;
  const row = group.journeyRows + usize(coarse) * usize(group.journeyWidth);
  store<f64>(row, load<f64>(row) + 1);
  store<f64>(row, load<f64>(row, 8) + latency, 8);
  setHopStages(member, run, offset, when, birth);
  addHop(group, row, group.index, birth);
  for (let trail = trailOf(run.batch, record); isHop(trail); trail = trail.parent) {
    addHop(group, row, trail.group, stagesOf(trail));
  }
}

/**
 * Adds a hop to a row of sums: the count and the latency come first, then group by group its
 * stages.
 */
function addHop(group: Group, row: usize, hop: i32, stages: usize): void {
  const position = load<i32>(group.journeyPositions + (usize(hop) << 2));
  const sums = row + 16 + usize(position) * STAGES_BYTES;
  for (let stage: usize = 0; stage < STAGES_BYTES; stage += 8) {
    store<f64>(sums + stage, load<f64>(sums + stage) + load<f64>(stages + stage));
  }
}
