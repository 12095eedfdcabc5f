/**
 * The laws that every trial is held to, however it ended and however much was asked of it: what was
 * counted on one way against what was counted on another.
 */
import type { StationBank } from '../engine/station.js';
import type { Recorder } from './recording/recorder.js';
import { COARSE_COUNT, ROW } from './recording/recording.js';
import type { AuditResult } from './measurements.js';
import { brokenNodes, type Nodes } from './nodeAudit.js';

export interface ReadRecords {
  /** Records that the groups' readers have gone past, counted in the logs. */
  readonly passed: number;
  /**
   * How many of these may still be under way: in polls whose writes have not been answered, or
   * taken and not done.
   */
  readonly underWay: number;
}

/** How a trial ended, and what was found inside by walking its queues. */
export interface Ending {
  events: number;
  /**
   * Events that came before the clock; null = there are no events, and no logs (direct delivery).
   */
  backwards: number | null;
  /** Batches of which more was delivered than there was. */
  overdelivered: number;
  /** What groups have read; null where records may be read twice, or are not read at all. */
  read: ReadRecords | null;
  /**
   * Deliveries owed for records that wait for producer memory, that are queued in producers, that
   * are in batches.
   */
  waiting: number;
  queued: number;
  owed: number;
  /** Null without brokers. */
  nodes: Nodes | null;
}

export function audit(
  recorder: Recorder,
  stations: readonly StationBank[],
  ending: Ending,
  windowSeconds: number,
): AuditResult[] {
  // A record that failed is lost to its path.
  const found =
    recorder.deliveredTotal +
    recorder.lostTotal +
    recorder.failedTotal +
    ending.owed +
    recorder.owedDropped +
    ending.queued +
    ending.waiting;
  const results: AuditResult[] = [
    exact(
      'records in = delivered + inside + dropped + lost',
      'all paths',
      recorder.owedTotal,
      found,
    ),
    throughput(recorder),
    exact(
      "a record's stages add up to its latency",
      'records that do not',
      0,
      recorder.stagesBroken,
    ),
    ...stageSums(recorder),
    exact('order within a partition', 'batches out of order', 0, recorder.orderBroken),
  ];
  if (ending.backwards !== null) {
    results.push(
      exact('nothing delivered twice', 'batches', 0, ending.overdelivered),
      exact('time does not run backwards', 'events before the clock', 0, ending.backwards),
      exact(
        'high watermark not ahead of an in-sync follower',
        'sightings',
        0,
        recorder.watermarksAhead,
      ),
      exact('at least once', 'records promised and not kept', 0, recorder.promisesBroken),
    );
  }
  if (ending.read !== null) {
    const { passed, underWay } = ending.read;
    const measured = recorder.deliveredTotal + recorder.deliveredLater + recorder.failedTotal;
    results.push({
      law: 'what is read is delivered',
      where: 'all groups',
      expected: passed,
      measured,
      passed: measured <= passed && measured >= passed - underWay,
    });
  }
  if (ending.nodes !== null) results.push(...brokenNodes(ending.nodes));
  for (const station of stations) {
    results.push(utilization(station, windowSeconds));
    if (station.numberSeconds > 0) results.push(little(station));
  }
  return results;
}

/**
 * What comes through in the window, on all paths, is at most what is offered in it and what was
 * inside before.
 */
function throughput(recorder: Recorder): AuditResult {
  const offered = recorder.owedInWindow - recorder.owedDroppedInWindow;
  const before = recorder.owedBefore - recorder.owedDroppedBefore;
  const backlog = before - recorder.deliveredBefore - recorder.lostBefore - recorder.failedBefore;
  const expected = offered + backlog;
  const measured = recorder.deliveredInWindow + recorder.lostInWindow + recorder.failedInWindow;
  const passed = measured <= expected && backlog >= 0;
  const law = 'what comes through is at most what is offered and the backlog';
  return { law, where: 'all paths', expected, measured, passed };
}

/** What is held to the sums of the stages. */
export const STAGE_LAWS = [
  'the stages have every delivery',
  'the stages of all deliveries add up to their latencies',
] as const;

/**
 * The sums of the stages, kept by latency, against those of the latencies, kept by time; and the
 * two counts.
 */
function stageSums({ stageSums: rows, recordings, deliveredInWindow }: Recorder): AuditResult[] {
  let count = 0;
  let measured = 0;
  for (let row = 0; row < COARSE_COUNT; row++) {
    count += rows[row * ROW];
    for (let column = 1; column < ROW; column++) measured += rows[row * ROW + column];
  }
  const expected = recordings.reduce(
    (sum, { latencySeries }) => latencySeries.reduce((before, each) => before + each, sum),
    0,
  );
  const [every, law] = STAGE_LAWS;
  const passed = Math.abs(expected - measured) <= 1e-6 * Math.max(expected, 1e-3);
  return [
    exact(every, 'in the window', deliveredInWindow, count),
    { law, where: 'in the window', expected, measured, passed },
  ];
}

/**
 * Of each instance: no server works for longer than it is there in the window, nor for less than no
 * time.
 */
function utilization(station: StationBank, windowSeconds: number): AuditResult {
  let [measured, expected] = [0, station.servers * windowSeconds];
  const tolerance = expected * 1e-9 + 1e-12;
  let [most, least] = [-Infinity, 0];
  station.busySeconds.forEach((busy, instance) => {
    const present = station.servers * station.presentSeconds(instance);
    if (busy < least) least = busy;
    if (busy - present > most) [most, measured, expected] = [busy - present, busy, present];
  });
  const passed = most <= tolerance && least >= -tolerance;
  return { law: 'utilization at most 1', where: station.name, expected, measured, passed };
}

function exact(law: string, where: string, expected: number, measured: number): AuditResult {
  return { law, where, expected, measured, passed: expected === measured };
}

/**
 * The area under the number in the system, from events, against the sum of the sojourns, from the
 * recursion.
 */
function little(station: StationBank): AuditResult {
  const expected = station.numberSeconds;
  const measured = station.sojournSeconds;
  const passed = Math.abs(expected - measured) <= 1e-6 * Math.max(expected, 1e-6);
  return { law: "Little's law", where: station.name, expected, measured, passed };
}
