/** Autoscalers of consumer groups. See ../world/rows.ts for what all rows have in common. */
import { allocate } from '../memory/memory';

@unmanaged
export class Autoscaler {
  /** BY_LAG, BY_UTILIZATION or BY_SCHEDULE; and whether it decides as Kubernetes does. */
  by: i32;
  kubernetes: bool;
  minimum: f64;
  maximum: f64;
  /** For each instance wanted: unread records, or the share of its threads that is to be busy. */
  target: f64;
  intervalSeconds: f64;
  startUpSeconds: f64;
  coolDownSeconds: f64;
  /** Since when it has wanted fewer; -1 = it does not. */
  fewerSince: f64;
  /** How far the measured may be from the target without a change: see horizontal.ts. */
  tolerance: f64;
  /** Whether it wants more instances than there are partitions. */
  allowsIdle: bool;
  /** The lag is measured that far apart; when it was last, and what it was. */
  pollingSeconds: f64;
  measuredAt: f64;
  measured: f64;
  /**
   * When it last looked at how busy instances are: how many were ready, and the sum of their uses.
   */
  lookedAt: f64;
  ready: f64;
  use: f64;
  /** ScalingRule rows. */
  up: ScalingRule;
  down: ScalingRule;
  /**
   * Steps of its schedule, rising: Step rows; after so long it begins anew, 0 = never; what counts
   * before the first.
   */
  steps: usize;
  stepCount: i32;
  repeatSeconds: f64;
  before: f64;
}

/** From that time of the measured window on so many instances. */
@unmanaged
export class Step {
  atSeconds: f64;
  instances: f64;
}

/** How fast instances may come, or go. */
@unmanaged
export class ScalingRule {
  stabilizationSeconds: f64;
  /** Within the period, so many instances, and as large a share of them; -1 = not limited so. */
  instances: f64;
  share: f64;
  periodSeconds: f64;
  /** Of both the one that changes less. */
  takesLeast: bool;
  /**
   * What was wanted within the stabilization: those that may still be the least (the most, of
   * going).
   */
  wanted: Moments;
  /** How many came, or went, and when. */
  changes: Moments;
}

/** Numbers with their times, which rise: taken off in front as they grow old, and behind. */
@unmanaged
export class Moments {
  cells: usize;
  first: i32;
  end: i32;
  capacity: i32;

  // @ts-ignore: decorator
  @inline
  cell(index: i32): usize {
    return this.cells + (usize(index) << 4);
  }

  push(time: f64, value: f64): void {
    if (this.end == this.capacity) this.makeRoom();
    const cell = this.cell(this.end++);
    store<f64>(cell, time);
    store<f64>(cell, value, 8);
  }

  /** Takes off what was at or before `last`. */
  forgetUntil(last: f64): void {
    while (this.first < this.end && load<f64>(this.cell(this.first)) <= last) this.first++;
  }

  // @ts-ignore: decorator
  @inline
  valueAt(index: i32): f64 {
    return load<f64>(this.cell(index), 8);
  }

  /** The sum of the values after `time`. */
  sumAfter(time: f64): f64 {
    let sum: f64 = 0;
    for (let index = this.end - 1; index >= this.first; index--) {
      if (load<f64>(this.cell(index)) <= time) break;
      sum += this.valueAt(index);
    }
    return sum;
  }

  /** Half of the room is in front, or it is doubled. */
  makeRoom(): void {
    const from = this.cell(this.first);
    const bytes = usize(this.end - this.first) << 4;
    if (this.capacity == 0 || this.first < this.capacity >> 1) {
      this.capacity = this.capacity == 0 ? 8 : this.capacity * 2;
      this.cells = allocate(usize(this.capacity) << 4);
    }
    memory.copy(this.cells, from, bytes);
    this.end -= this.first;
    this.first = 0;
  }
}
