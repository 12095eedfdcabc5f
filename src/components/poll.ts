/**
 * The records that a consumer instance has polled, as runs of neighbours: a run is of one batch and one answer.
 *
 * Semantics: slots number the poll's records in the order of their processing. Runs may be chained (RUN.next, -1 at the
 * end) into any number of lists: all of the poll, those of one write. A run is cut where only a part of it is meant.
 * A pool of work (workPool.ts) has its records one by one in slots that are used again.
 */
import type { Arena } from '../engine/arena.js';
import { RUN, RUN_INTS, RUN_TIMES } from '../engine/kernels.js';

/** Records that there is room for at first: Kafka's default of max.poll.records, and a little. */
const FIRST_ROOM = 512;

export class Poll {
  /** Records. */
  count = 0;
  runCount = 0;
  /** [run * RUN_INTS + RUN.*]; and when its answer left its broker and was here. */
  runs: Int32Array;
  times: Float64Array;
  /** [slot]: seconds. */
  start: Float64Array;
  finish: Float64Array;

  /** `most`: records that a poll may take; the columns grow towards it as polls get larger. */
  constructor(
    private readonly arena: Arena,
    most: number,
  ) {
    const room = Math.min(most, FIRST_ROOM);
    this.runs = arena.ints(room * RUN_INTS);
    this.times = arena.floats(room * RUN_TIMES);
    this.start = arena.floats(room);
    this.finish = arena.floats(room);
  }

  /** Pointers to the columns, until the next `add`. */
  get runsPlace(): number {
    return this.runs.byteOffset;
  }
  get timesPlace(): number {
    return this.times.byteOffset;
  }
  get startPlace(): number {
    return this.start.byteOffset;
  }
  get finishPlace(): number {
    return this.finish.byteOffset;
  }

  clear(): void {
    this.count = 0;
    this.runCount = 0;
  }

  /** Takes records `record` to `record + count - 1` of a batch, which join the chain of all that begins with run 0. */
  add(batch: number, record: number, count: number, answered: number, received: number): void {
    if (this.count + count > this.start.length) this.grow(this.count + count);
    const { runs, times } = this;
    const run = this.runCount++;
    const place = run * RUN_INTS;
    runs[place + RUN.batch] = batch;
    runs[place + RUN.record] = record;
    runs[place + RUN.count] = count;
    runs[place + RUN.slot] = this.count;
    runs[place + RUN.next] = -1;
    if (run > 0) runs[place - RUN_INTS + RUN.next] = run;
    times[run * RUN_TIMES] = answered;
    times[run * RUN_TIMES + 1] = received;
    this.count += count;
  }

  /** Puts one record into a slot of its own: the run of that number, chained to no other. */
  put(slot: number, batch: number, record: number, answered: number, received: number): void {
    if (slot >= this.start.length) this.grow(slot + 1);
    const { runs, times } = this;
    const place = slot * RUN_INTS;
    runs[place + RUN.batch] = batch;
    runs[place + RUN.record] = record;
    runs[place + RUN.count] = 1;
    runs[place + RUN.slot] = slot;
    runs[place + RUN.next] = -1;
    times[slot * RUN_TIMES] = answered;
    times[slot * RUN_TIMES + 1] = received;
  }

  /** Room for so many records, and as many runs: a run has one at least. */
  private grow(least: number): void {
    const { arena, runs, times, start, finish } = this;
    let room = start.length;
    while (room < least) room *= 2;
    this.runs = arena.ints(room * RUN_INTS);
    this.runs.set(runs);
    this.times = arena.floats(room * RUN_TIMES);
    this.times.set(times);
    this.start = arena.floats(room);
    this.start.set(start);
    this.finish = arena.floats(room);
    this.finish.set(finish);
  }

  batch(run: number): number {
    return this.runs[run * RUN_INTS + RUN.batch];
  }

  record(run: number): number {
    return this.runs[run * RUN_INTS + RUN.record];
  }

  countOf(run: number): number {
    return this.runs[run * RUN_INTS + RUN.count];
  }

  slot(run: number): number {
    return this.runs[run * RUN_INTS + RUN.slot];
  }

  next(run: number): number {
    return this.runs[run * RUN_INTS + RUN.next];
  }

  link(run: number, next: number): void {
    this.runs[run * RUN_INTS + RUN.next] = next;
  }

  received(run: number): number {
    return this.times[run * RUN_TIMES + 1];
  }

  /** Cuts what follows its first `count` records off a run, into a run of its own that is next in the chain. */
  cut(run: number, count: number): void {
    const { runs, times } = this;
    const rest = this.runCount++;
    const from = run * RUN_INTS;
    const to = rest * RUN_INTS;
    runs[to + RUN.batch] = runs[from + RUN.batch];
    runs[to + RUN.record] = runs[from + RUN.record] + count;
    runs[to + RUN.count] = runs[from + RUN.count] - count;
    runs[to + RUN.slot] = runs[from + RUN.slot] + count;
    runs[to + RUN.next] = runs[from + RUN.next];
    times[rest * RUN_TIMES] = times[run * RUN_TIMES];
    times[rest * RUN_TIMES + 1] = times[run * RUN_TIMES + 1];
    runs[from + RUN.count] = count;
    runs[from + RUN.next] = rest;
  }

  /** Of the runs chained from `first`, the chain of the records that `keeps` says yes to; runs are cut where it changes. */
  keep(first: number, keeps: (run: number, offset: number) => boolean): number {
    let head = -1;
    let last = -1;
    // Asked once for each record: the one that ended a run is the first of the next.
    let known: boolean | null = null;
    for (let run = first; run >= 0;) {
      const kept: boolean = known ?? keeps(run, 0);
      known = null;
      let same = 1;
      while (same < this.countOf(run) && keeps(run, same) === kept) same++;
      if (same < this.countOf(run)) {
        this.cut(run, same);
        known = !kept;
      }
      const next = this.next(run);
      if (kept) {
        if (last < 0) head = run;
        else this.link(last, run);
        last = run;
      }
      run = next;
    }
    if (last >= 0) this.link(last, -1);
    return head;
  }

  /** Records chained from run `first`. */
  chained(first: number): number {
    let count = 0;
    for (let run = first; run >= 0; run = this.next(run)) count += this.countOf(run);
    return count;
  }
}
