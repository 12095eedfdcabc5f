/** Rows of trails, taken and given back; which one a record has. Semantics: see trails.ts. */
import { allocate, rowBytes, some } from '../memory/memory';
import { ACKNOWLEDGEMENT } from '../recording';
import { Batch } from '../world/records';
import { world } from '../world/rows';
import { Trail } from './trailRows';

export const STAGE_COUNT: usize = ACKNOWLEDGEMENT + 1;
export const STAGES_BYTES: usize = STAGE_COUNT << 3;

/** The trail of a record of a batch; none where users sent it. */
// @ts-ignore: decorator
@inline
export function trailOf(batch: Batch, record: i32): Trail {
  return load<Trail>(batch.trails + (usize(record) << 2));
}

/** A row for a trail. */
export function takeTrail(): Trail {
  const trail = world.freeTrails;
  if (some(trail)) {
    world.freeTrails = trail.parent;
    return trail;
  }
  const made = changetype<Trail>(allocate(rowBytes<Trail>() + STAGES_BYTES));
  made.earlier = world.lastTrail;
  world.lastTrail = made;
  return made;
}

/** Whether a trail is of a hop, not of the event that all began with. */
// @ts-ignore: decorator
@inline
export function isHop(trail: Trail): bool {
  return some(trail) && trail.group >= 0;
}
