/** Which of an instance's records may begin next. Semantics: ../engine/assembly/consumers/poolLanes.ts. */
import type { Poll } from './poll.js';

/** The lane of what keeps no order. */
export const NO_LANE = -1;

export class Lanes {
  /** A binary heap of those that may begin, the lowest number at the top. */
  private readonly ready: number[] = [];
  /** [lane]: what waits behind the one that may begin or has begun, in order; lanes without any are not there. */
  private readonly behind = new Map<number, number[]>();

  /** The record numbered so has been taken. */
  add(record: number, lane: number): void {
    const line = lane === NO_LANE ? undefined : this.behind.get(lane);
    if (line !== undefined) {
      line.push(record);
      return;
    }
    if (lane !== NO_LANE) this.behind.set(lane, []);
    this.mayBegin(record);
  }

  /** Takes the next that may begin; -1 = there is none. */
  next(): number {
    const { ready } = this;
    const last = ready.pop();
    if (last === undefined || ready.length === 0) return last ?? -1;
    const first = ready[0];
    let hole = 0;
    for (;;) {
      let child = 2 * hole + 1;
      if (child >= ready.length) break;
      if (child + 1 < ready.length && ready[child + 1] < ready[child]) child++;
      if (ready[child] >= last) break;
      ready[hole] = ready[child];
      hole = child;
    }
    ready[hole] = last;
    return first;
  }

  /** The record of this lane that had begun is done. */
  done(lane: number): void {
    if (lane === NO_LANE) return;
    const next = this.behind.get(lane)?.shift();
    if (next === undefined) this.behind.delete(lane);
    else this.mayBegin(next);
  }

  private mayBegin(record: number): void {
    const { ready } = this;
    let hole = ready.push(record) - 1;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (ready[parent] <= record) break;
      ready[hole] = ready[parent];
      hole = parent;
    }
    ready[hole] = record;
  }
}

/**
 * Gives the records of a poll, all there at `begin`, their starts and finishes: `laneOf` a slot. `finish` holds what each is
 * drawn to take; it takes that times `factor`, plus `extra`. Returns when the last is done.
 */
export function serveInLanes(
  poll: Poll,
  laneOf: readonly number[],
  threads: number,
  begin: number,
  factor: number,
  extra: number,
): number {
  const { start, finish, count } = poll;
  const lanes = new Lanes();
  for (let slot = 0; slot < count; slot++) lanes.add(slot, laneOf[slot]);
  const busy: number[] = [];
  let now = begin;
  for (;;) {
    for (let slot = 0; busy.length < threads && (slot = lanes.next()) >= 0;) {
      start[slot] = now;
      finish[slot] = now + finish[slot] * factor + extra;
      busy.push(slot);
    }
    if (busy.length === 0) return now;
    let first = 0;
    for (let other = 1; other < busy.length; other++) {
      if (finish[busy[other]] < finish[busy[first]]) first = other;
    }
    const [slot] = busy.splice(first, 1);
    now = finish[slot];
    lanes.done(laneOf[slot]);
  }
}
