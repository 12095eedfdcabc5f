/**
 * The records that a consumer instance has polled, as runs of neighbours: a run is of one batch and one answer.
 *
 * Semantics: slots number the poll's records in the order of their processing. Runs may be chained (RUN.next, -1 at the
 * end) into any number of lists: all of the poll, those of one write. A run is cut where only a part of it is meant.
 */
import type { Arena } from '../engine/arena.js';
import { RUN, RUN_INTS, RUN_TIMES } from '../engine/kernels.js';

export class Poll {
  /** Records. */
  count = 0;
  runCount = 0;
  /** [run * RUN_INTS + RUN.*]; and when its answer left its broker and was here. */
  readonly runs: Int32Array;
  readonly times: Float64Array;
  /** [slot]: seconds. */
  readonly start: Float64Array;
  readonly finish: Float64Array;
  /** Pointers to the columns. */
  readonly runsPlace: number;
  readonly timesPlace: number;
  readonly startPlace: number;
  readonly finishPlace: number;

  constructor(arena: Arena, size: number) {
    this.runs = arena.ints(size * RUN_INTS);
    this.times = arena.floats(size * RUN_TIMES);
    this.start = arena.floats(size);
    this.finish = arena.floats(size);
    this.runsPlace = this.runs.byteOffset;
    this.timesPlace = this.times.byteOffset;
    this.startPlace = this.start.byteOffset;
    this.finishPlace = this.finish.byteOffset;
  }

  clear(): void {
    this.count = 0;
    this.runCount = 0;
  }

  /** Takes records `record` to `record + count - 1` of a batch, which join the chain of all that begins with run 0. */
  add(batch: number, record: number, count: number, answered: number, received: number): void {
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
