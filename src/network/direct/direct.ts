/**
 * Direct delivery: users call their consumers without a broker, the baseline people ask about.
 *
 * Semantics.
 * - Every record arrives at its user's time (all users are one stream). With `callers` it first
 *   waits, in order, for one of them to be free; a caller is taken until the answer is back
 *   (processing ended, and one propagation delay).
 *   Without, nobody waits for an answer.
 * - With a think time the callers are the users, and nothing else arrives: each thinks from 0 on,
 *   makes a call when it has thought, waits until the answers of all groups are back, and thinks
 *   again. A record arrives when its call is made. Think times are drawn for each caller at 0, and
 *   for each call when it is made.
 * - It takes one propagation delay to the group, records keeping their order on the way, and joins
 *   one FIFO queue in front of instances * threads servers (processing_time drawn in order of
 *   arrival at the users). Every group gets every record.
 * - With queue_capacity K, a record that finds all servers busy and K records waiting is lost:
 *   M/M/c/(c+K) in Kendall's notation.
 * - While a group is down (consumer_down takes all its instances: direct delivery has one queue),
 *   what comes is lost, and what was waiting or being processed when it went down is lost with it:
 *   nothing is stored anywhere. A lost call's caller is free again one propagation delay after the
 *   loss.
 * - At the end of a bucket of the series, what came to a group before that time and has not begun
 *   by then waits; so does what arrived before and has no caller yet. A trial is full at the
 *   arrival of the first record that finds more than `maximumInside` waiting for a caller or, when
 *   it comes there, in front of a group's servers.
 * - Since nothing else feeds back, each group is a Kiefer-Wolfowitz recursion over its records,
 *   with no events. What needs no look at each record goes through it in whole blocks
 *   (directBlocks.ts); here the records go one by one.
 */
import type { StationBank } from '../../engine/station.js';
import type { Filler, Sampler } from '../../engine/variates.js';
import type { Observer } from '../recording/observer.js';
import type { Recorder } from '../recording/recorder.js';
import type { CallSource } from './callSource.js';
import { Line } from './line.js';

export interface DirectGroup {
  readonly path: number;
  readonly station: StationBank;
  readonly delay: Sampler;
  /** What `delay` always gives; null = it varies. */
  readonly constantDelaySeconds: number | null;
  readonly drawProcessing: Sampler;
  /** The same as so many calls of drawProcessing, into a column of the arena. */
  readonly fillProcessing: Filler;
  readonly factor: number;
  /** Records that may wait; Infinity = no limit. */
  readonly capacity: number;
  /** When it is down, seconds: disjoint, in rising order. */
  readonly down: readonly { readonly from: number; readonly to: number }[];
}

/**
 * What direct delivery came to: records handled; how many waited at the end of each bucket of the
 * series, and when asked.
 */
export interface DirectRun {
  readonly records: number;
  /** For a caller; and at each of the times asked for, in front of each group's servers. */
  readonly unsent: readonly number[];
  readonly waiting: readonly (readonly number[])[];
  /** When it was full, seconds, if it was. */
  readonly filledAt: number | null;
}

/** Runs all groups to the window's end. `times`: when those who wait are counted, rising. */
export function runDirect(
  recorder: Recorder,
  groups: readonly DirectGroup[],
  calls: CallSource,
  times: readonly number[],
  maximumInside: number,
  observer: Observer | null = null,
): DirectRun {
  const end = recorder.windowEnd;
  const servers = groups.map((group) => new DirectServer(recorder, group, times, observer));
  let records = 0;
  let filledAt: number | null = null;
  for (let arrival = calls.next(); arrival < end; arrival = calls.next()) {
    recorder.arrived(arrival);
    records++;
    const sent = calls.send(arrival);
    let answered = sent;
    for (const server of servers) answered = Math.max(answered, server.call(arrival, sent));
    calls.answered(answered);
    let longest = calls.line?.found ?? 0;
    for (const { line } of servers) longest = Math.max(longest, line.found);
    if (longest > maximumInside) {
      filledAt = arrival;
      break;
    }
  }
  const unsent = calls.line?.close() ?? [];
  return { records, filledAt, unsent, waiting: servers.map((server) => server.close()) };
}

/** One group's queue and servers. */
class DirectServer {
  readonly line: Line;
  private lastCome = 0;
  private nextDown = 0;
  private hasBegun = false;

  constructor(
    private readonly recorder: Recorder,
    private readonly group: DirectGroup,
    times: readonly number[],
    private readonly observer: Observer | null,
  ) {
    this.line = new Line(times);
  }

  /** A call sent at `sent`; returns when its answer (or its loss) is known to the caller. */
  call(arrival: number, sent: number): number {
    const { group, recorder } = this;
    const { station, down, path } = group;
    const { line } = this;
    const delay = group.delay();
    const come = Math.max(sent + delay, this.lastCome);
    this.lastCome = come;
    line.come(come);
    this.beginWindow(come);
    // Drawn whether or not it will be served, so that the records after it draw the same.
    const service = group.drawProcessing() * group.factor;
    while (this.nextDown < down.length && down[this.nextDown].to <= come) {
      station.reset(0, down[this.nextDown].to);
      this.nextDown++;
    }
    const crash = this.nextDown < down.length ? down[this.nextDown].from : Infinity;
    if (come >= crash || this.full(come)) {
      this.lost(arrival, come);
      return come + delay;
    }
    if (Math.max(come, station.firstFree(0)) + service > crash) {
      const start = Math.max(come, station.firstFree(0));
      if (start > come) line.begin(Math.min(start, crash));
      station.offerUntil(0, come, service, crash);
      this.lost(arrival, crash);
      return crash + delay;
    }
    const finish = station.offer(0, come, service, 1);
    if (station.start > come) line.begin(station.start);
    recorder.deliverDirect(path, arrival, sent, come, station.start, finish);
    this.observer?.('delivered', path, 0, arrival, finish, arrival);
    return finish + delay;
  }

  /** Nothing comes any more: how many waited at each of the times. */
  close(): readonly number[] {
    this.beginWindow(Infinity);
    return this.line.close();
  }

  /**
   * All that comes before `come` is known: those who wait at the window's begin are a queue of it.
   */
  private beginWindow(come: number): void {
    if (this.hasBegun || come < this.recorder.windowStart) return;
    this.hasBegun = true;
    this.group.station.noteStanding();
  }

  private lost(arrival: number, time: number): void {
    this.recorder.lost(this.group.path, time);
    this.observer?.('lost', this.group.path, 0, arrival, time, arrival);
  }

  private full(come: number): boolean {
    const { station, capacity } = this.group;
    if (capacity === Infinity) return false;
    return station.firstFree(0) > come && this.line.found >= capacity;
  }
}
