/**
 * Direct delivery in whole blocks of arrivals, for models in which no record needs to be looked at
 * alone.
 *
 * Semantics: those of direct.ts, and the same random numbers. Arrivals do not depend on what
 * becomes of them, so a block goes through one group's recursion after the other, then into the
 * recorder by a kernel: a tenth of the time of a call for each record. The kernel takes records
 * that come and finish within one bucket of the series; those at its edges, and outside the
 * measured window, are recorded one by one. With one group every bit of the measurements is that of
 * direct.ts; with several, sums that the groups share are added in another order.
 */
import type { Arena } from '../../engine/arena.js';
import type { Observer } from '../recording/observer.js';
import type { Recorder } from '../recording/recorder.js';
import type { DirectGroup, DirectRun } from './direct.js';
import { DirectRecording } from './directRecording.js';
import { Readings } from './line.js';

/**
 * Long enough that a call counts for nothing, short enough for a processor's caches.
 */
const BLOCK = 2048;
/**
 * A part of a block that does not lie within one bucket is halved down to this, then recorded one
 * by one.
 */
const SMALL = 16;
/** Starts read before the first that may still wait: they are 0. */
const MARGIN = 2;

/**
 * Whether the records of these groups go in blocks: no caller waits for an answer, no record is
 * lost to a full queue or to a group that is down, and nobody wants to be told what becomes of
 * each.
 */
export function goInBlocks(
  groups: readonly Pick<DirectGroup, 'capacity' | 'down'>[],
  callers: number | null,
  observer: Observer | null,
): boolean {
  const plain = groups.every(({ capacity, down }) => capacity === Infinity && down.length === 0);
  return plain && callers === null && observer === null;
}

/** Runs all groups to the window's end. `times`: when those who wait are counted, rising. */
export function runDirectBlocks(
  recorder: Recorder,
  groups: readonly DirectGroup[],
  fillArrivals: (block: Float64Array) => void,
  arena: Arena,
  times: readonly number[],
  maximumInside: number,
): DirectRun {
  const { windowEnd } = recorder;
  const block = arena.floats(BLOCK);
  const queues = groups.map((group) => new DirectQueue(recorder, group, arena, times));
  let records = 0;
  let filledAt = Infinity;
  for (let count = BLOCK; count === BLOCK && filledAt === Infinity; records += count) {
    fillArrivals(block);
    while (count > 0 && block[count - 1] >= windowEnd) count--;
    for (const queue of queues) queue.serve(block, count);
    countArrivals(recorder, block, count);
    for (const queue of queues) {
      queue.note(0, count);
      queue.readBacklogs(count);
      filledAt = Math.min(filledAt, queue.filledAt(count, maximumInside));
    }
  }
  for (const queue of queues) queue.handOver();
  const waiting = queues.map(({ readings }) => readings.values);
  return { records, filledAt: filledAt === Infinity ? null : filledAt, unsent: [], waiting };
}

function countArrivals(recorder: Recorder, block: Float64Array, count: number): void {
  for (let from = 0; from < count;) {
    const edge = recorder.arrivalEdge(block[from]);
    let to = block[count - 1] < edge ? count : from + 1;
    while (to < count && block[to] < edge) to++;
    recorder.arrived(block[from], to - from);
    from = to;
  }
}

/** One group's queue and servers. */
class DirectQueue {
  readonly readings: Readings;
  private readonly recording: DirectRecording;
  private readonly threads: Float64Array;
  private arrivals: Float64Array;
  private comes: Float64Array;
  private readonly comeColumn: Float64Array;
  private readonly finishes: Float64Array;
  private lastCome = 0;
  private lastFinish = 0;
  /**
   * When records start: those of the block under way from `first` to `end`, and before them all
   * that may wait.
   */
  private starts: Float64Array;
  private first = MARGIN;
  private end = MARGIN;
  /** The longest queue so far, and of the measured window. */
  private most = 0;
  private mostInWindow = 0;
  private hasBegun = false;

  constructor(
    private readonly recorder: Recorder,
    private readonly group: DirectGroup,
    private readonly arena: Arena,
    times: readonly number[],
  ) {
    const { servers } = group.station;
    this.readings = new Readings(times);
    this.recording = new DirectRecording(recorder, group, arena);
    this.threads = arena.floats(servers + 5).fill(Infinity, servers);
    this.comeColumn = arena.floats(BLOCK);
    this.arrivals = this.comeColumn;
    this.comes = this.comeColumn;
    this.finishes = arena.floats(BLOCK);
    this.starts = arena.floats(8 * BLOCK);
  }

  /** Puts the first `count` arrivals of a block through the queue. */
  serve(block: Float64Array, count: number): void {
    const { group, finishes, threads } = this;
    group.fillProcessing(finishes, count);
    this.arrivals = block;
    this.comes = this.comesOf(block, count);
    this.makeRoom();
    this.first = this.end;
    this.end += count;
    this.lastFinish = this.arena.kernels.serveComing(
      this.comes.byteOffset,
      this.starts.byteOffset + this.first * 8,
      finishes.byteOffset,
      count,
      threads.byteOffset,
      group.station.servers,
      group.factor,
    );
  }

  /** When the block's records come to the group, in order. */
  private comesOf(block: Float64Array, count: number): Float64Array {
    const { comeColumn, group } = this;
    const { constantDelaySeconds, delay } = group;
    if (constantDelaySeconds === 0) return block;
    if (constantDelaySeconds !== null) {
      const [from, to] = [block.byteOffset, comeColumn.byteOffset];
      this.arena.kernels.addToAll(from, to, count, constantDelaySeconds);
      return comeColumn;
    }
    let last = this.lastCome;
    for (let record = 0; record < count; record++) {
      const come = block[record] + delay();
      last = comeColumn[record] = come > last ? come : last;
    }
    this.lastCome = last;
    return comeColumn;
  }

  /**
   * Of a block's starts, those that may wait are kept: moved to the front where there is no more
   * room behind.
   */
  private makeRoom(): void {
    const { starts, end, most } = this;
    if (end + BLOCK <= starts.length) return;
    const kept = most + MARGIN;
    const waiting = starts.subarray(end - kept, end);
    if (2 * (kept + BLOCK) > starts.length) this.starts = this.arena.floats(4 * (kept + BLOCK));
    this.starts.set(waiting);
    this.end = kept;
  }

  /** Records the served records [from, to) of the block. */
  note(from: number, to: number): void {
    if (from === to) return;
    const { recorder, comes } = this;
    const { windowStart, windowEnd } = recorder;
    const start = this.starts[this.first + from];
    const finish = this.finishOf(from, to);
    if (finish < windowStart) {
      recorder.countDeliveries(finish, to - from);
      this.most = this.longestQueue(from, to, this.most);
      return;
    }
    const bucket = recorder.bucketOf(finish);
    if (finish < windowEnd && comes[from] >= windowStart && recorder.bucketOf(start) === bucket) {
      const even = to - ((to - from) & 1);
      this.noteInside(from, even, bucket);
      if (even < to) this.noteOne(even);
    } else if (to - from > SMALL && start < windowEnd) {
      const middle = (from + to) >> 1;
      this.note(from, middle);
      this.note(middle, to);
    } else for (let record = from; record < to; record++) this.noteOne(record);
  }

  /** The last finish of [from, to). */
  private finishOf(from: number, to: number): number {
    if (from === 0 && this.first + to === this.end) return this.lastFinish;
    let last = 0;
    for (let record = from; record < to; record++) last = Math.max(last, this.finishes[record]);
    return last;
  }

  private noteInside(from: number, to: number, bucket: number): void {
    const offset = from * 8;
    this.recording.noteInside(
      this.arrivals.byteOffset + offset,
      this.comes.byteOffset + offset,
      this.starts.byteOffset + (this.first + from) * 8,
      this.finishes.byteOffset + offset,
      to - from,
      bucket,
    );
    this.mostInWindow = this.longestQueue(from, to, this.mostInWindow);
    this.most = Math.max(this.most, this.mostInWindow);
  }

  private longestQueue(from: number, to: number, most: number): number {
    return this.arena.kernels.longestQueue(
      this.starts.byteOffset + (this.first + from) * 8,
      this.comes.byteOffset + from * 8,
      to - from,
      most,
    );
  }

  /**
   * Reads how many wait at the window's begin and when it was asked, up to the last of the served
   * records, or to the trial's end after it.
   */
  readBacklogs(count: number): void {
    const { readings, comes, recorder } = this;
    const known = count < BLOCK ? Infinity : comes[count - 1];
    readings.readUntil(known, (time) => this.waitingAt(time, count));
    if (this.hasBegun || known < recorder.windowStart) return;
    this.hasBegun = true;
    this.mostInWindow = Math.max(this.mostInWindow, this.waitingAt(recorder.windowStart, count));
  }

  /**
   * Of the first `count` of the block and those before, how many have come before `time` and begin
   * after it.
   */
  private waitingAt(time: number, count: number): number {
    const { comes, first } = this;
    return this.waitingOf(first + placeOf(comes, count, (each) => each >= time), time);
  }

  /** Of those whose starts stand before `place`, how many begin after `time`. */
  private waitingOf(index: number, time: number): number {
    return index - placeOf(this.starts, index, (start) => start > time);
  }

  /**
   * When the first of the served records arrived that found more than so many waiting, seconds;
   * Infinity if none did.
   */
  filledAt(count: number, most: number): number {
    if (this.most <= most) return Infinity;
    for (let record = 0; record < count; record++) {
      const waiting = this.waitingOf(this.first + record, this.comes[record]);
      if (waiting > most) return this.arrivals[record];
    }
    return Infinity;
  }

  /** Records one served record, wherever it lies. */
  noteOne(record: number): void {
    const { recorder, group } = this;
    const [arrival, come, finish] = [
      this.arrivals[record],
      this.comes[record],
      this.finishes[record],
    ];
    const start = this.starts[this.first + record];
    this.most = this.longestQueue(record, record + 1, this.most);
    if (come >= recorder.windowStart && come < recorder.windowEnd) {
      this.mostInWindow = this.longestQueue(record, record + 1, this.mostInWindow);
    }
    group.station.noteOne(0, come, start, finish);
    recorder.deliverDirect(group.path, arrival, arrival, come, start, finish);
  }

  /** Gives what is still held here to the recorder and the station. */
  handOver(): void {
    this.recording.handOver();
    this.group.station.noteQueue(this.recorder.windowStart, this.mostInWindow);
  }
}

/**
 * Of the first `count` of a rising column, the place of the first for which `is` holds; `count` if
 * there is none.
 */
function placeOf(column: Float64Array, count: number, is: (value: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(column[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}
