/**
 * Journeys that have names: from an event to a group, or until all is done that came of it.
 *
 * Semantics. Where any journey has a name, a record that users send is an event from when it is put
 * into a batch, and whatever is sent on for it, hop by hop, is of that event.
 * - A journey to a group is each delivery there of something of the event, from the event's arrival
 *   on.
 * - An event is complete when every group that reads its topic has delivered it, and every group
 *   that reads what was sent on for it has delivered that, and so on: at the time of the last of
 *   these deliveries. What is delivered again is not waited for, but what that sends again is, also
 *   when it is sent after all else has been delivered: so an event is counted when nothing is left
 *   of it, or at the trial's end if it is complete as far as that knows.
 * - A record that has failed for good and is sent to a topic that groups read (dead letters, a
 *   later try) goes on there. Any other that fails, and any that is lost or dropped, leaves its
 *   event incomplete for ever; also where something is sent anew in its place. Such an event is
 *   told as broken when nothing of it is left.
 */
import { checkInUse, noteInUse } from '../checks/pool';
import { none, rowAt, some } from '../memory/memory';
import { Producer } from '../producers/rows';
import { publish } from '../publish';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Group, Member, Run } from './rows';
import { takeTrail, trailOf } from './trailPool';
import { NamedJourney, Trail } from './trailRows';

/** A batch has been made of what users have sent: each of its records is an event. */
export function beginEvents(batch: Batch, producer: Producer): void {
  const settings = producer.settings;
  for (let record = 0; record < batch.count; record++) {
    const origin = takeTrail();
    if (CHECKED) noteInUse(origin);
    origin.users = 1;
    origin.group = -1;
    origin.birth = load<f64>(batch.arrivals + (usize(record) << 3));
    origin.parent = none<Trail>();
    origin.origin = origin;
    origin.source = settings.source;
    origin.open = f64(settings.topic.consumerGroupCount);
    origin.lastDone = 0;
    store<Trail>(batch.trails + (usize(record) << 2), origin);
  }
}

/**
 * So many more deliveries are to come of an event; fewer, where it is negative. Nothing where no
 * journey has a name.
 */
export function addOpen(trail: Trail, deliveries: f64): void {
  if (world.namedCount == 0) return;
  if (CHECKED) checkInUse(trail.origin);
  trail.origin.open += deliveries;
}

/** A run's records are delivered; at `time`, or each at its finish. */
export function noteEnds(member: Member, run: Run, time: f64): void {
  for (let offset = 0; offset < run.count; offset++) {
    const finish = load<f64>(member.finishes + (usize(run.slot + offset) << 3));
    const when = isNaN(time) ? finish : time;
    const origin = trailOf(run.batch, run.offset + offset).origin;
    noteEnd(origin, member.group, when);
    if (when > origin.lastDone) origin.lastDone = when;
    addOpen(origin, -1);
  }
}

function noteEnd(origin: Trail, group: Group, time: f64): void {
  for (let index = 0; index < world.namedCount; index++) {
    const journey = rowAt<NamedJourney>(world.named, index);
    if (journey.group == group.index && isOf(journey, origin)) count(journey, origin, time);
  }
}

function complete(origin: Trail): void {
  for (let index = 0; index < world.namedCount; index++) {
    const journey = rowAt<NamedJourney>(world.named, index);
    if (journey.group < 0 && isOf(journey, origin)) count(journey, origin, origin.lastDone);
  }
}

/** Nothing is left of an event. */
export function endEvent(origin: Trail): void {
  if (isComplete(origin)) {
    complete(origin);
    return;
  }
  if (world.now < world.recorder.windowStart || world.now >= world.recorder.windowEnd) return;
  for (let index = 0; index < world.namedCount; index++) {
    const journey = rowAt<NamedJourney>(world.named, index);
    if (journey.group < 0 && isOf(journey, origin)) journey.broken++;
  }
}

/** The trial ends: counts the events of which something is left that nobody waits for. */
export function endEvents(): void {
  if (world.namedCount == 0) return;
  for (let trail = world.lastTrail; some(trail); trail = trail.earlier) {
    if (trail.users > 0 && trail.group < 0 && isComplete(trail)) complete(trail);
  }
}

// @ts-ignore: decorator
@inline
function isComplete(origin: Trail): bool {
  return origin.open == 0 && origin.lastDone > 0;
}

// @ts-ignore: decorator
@inline
function isOf(journey: NamedJourney, origin: Trail): bool {
  return journey.source < 0 || journey.source == origin.source;
}

function count(journey: NamedJourney, origin: Trail, time: f64): void {
  const recorder = world.recorder;
  if (time < recorder.windowStart || time >= recorder.windowEnd) return;
  const birth = changetype<usize>(origin) + offsetof<Trail>('birth');
  journey.sum += publish(birth, 1, time, journey.bins, journey.extremes);
}
