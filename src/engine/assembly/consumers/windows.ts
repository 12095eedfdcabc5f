/**
 * Groups that gather records by key and window, and send one on for all of them, as Kafka Streams
 * does with windowed aggregations whose results are given when a window closes.
 *
 * Semantics.
 * - A window begins at each multiple of `every`, from the trial's begin on, and is `length` long; a
 *   record lies in those that its arrival at its producer lies in, from the begin to before the
 *   end. Each partition has windows of its own, and a stream time: the latest arrival of its
 *   records that the group has done.
 * - A record that is done sends nothing itself: it is gathered into its windows. A window closes
 *   when its partition's stream time has come to its end and `grace`: windows in their order, each
 *   when such a record has been gathered itself, and its instance sends, for each key in it, in the
 *   order in which the keys came, what a record that is done would make it send (sendOn.ts), with a
 *   lot of its own. Where nothing comes any more, no window closes.
 * - A record of a window that has been closed is too late for it, and left out.
 * - What is sent has behind it that record of its key and window which arrived last, of several
 *   that one which was done first.
 * - Windows outlive instances: who reads a partition next goes on with them. What is read again is
 *   gathered again, which changes nothing where its window is open.
 * - A record that has failed is not gathered.
 */
import { checkInUse, noteFree, noteInUse } from '../checks/pool';
import { allocate, none, rowAt, rowBytes, some } from '../memory/memory';
import { newTable } from '../memory/table';
import { inWindow } from '../world/recorder';
import { addOpen } from './origins';
import { Group, Member, Run } from './rows';
import { newTrail, releaseTrail } from './trails';
import { Trail } from './trailRows';
import { Gathered, Window, WindowedLog, Windows } from './windowRows';

// @ts-ignore: decorator
@inline
export function windowsOf(group: Group): Windows {
  return changetype<Windows>(group.windows);
}

/**
 * Gathers a record that is done at `time`; returns the partition, some windows of which may close.
 */
export function gather(member: Member, run: Run, offset: i32, time: f64): WindowedLog {
  const windows = windowsOf(member.group);
  const batch = run.batch;
  const record = run.offset + offset;
  const arrival = load<f64>(batch.arrivals + (usize(record) << 3));
  const log = rowAt<WindowedLog>(windows.logs, batch.log.number);
  let trail = none<Trail>();
  const last = i64(Math.floor(arrival / windows.everySeconds));
  for (let number = last; begin(windows, number) + windows.lengthSeconds > arrival; number--) {
    if (number < 0) break;
    if (closesAt(windows, number) <= log.streamTime) {
      if (inWindow()) windows.tooLate++;
      continue;
    }
    if (inWindow()) windows.gathered++;
    if (!some(trail)) {
      trail = newTrail(member, run, offset, time);
      retain(trail);
    }
    put(windows, windowOf(log, windows, number), batch.keyOf(record), trail);
  }
  if (some(trail)) release(trail);
  if (arrival > log.streamTime) log.streamTime = arrival;
  return log;
}

/** Whether the first open window of a partition closes now. */
export function closesNow(windows: Windows, log: WindowedLog): bool {
  return some(log.first) && closesAt(windows, log.first.number) <= log.streamTime;
}

/** The next key of the first open window; where it has no more, none, and the window is gone. */
export function takeResult(windows: Windows, log: WindowedLog): Gathered {
  const window = log.first;
  const first = window.first;
  if (some(first)) {
    window.first = first.next;
    windows.closed++;
    if (inWindow()) windows.results++;
    return first;
  }
  log.first = window.next;
  if (CHECKED) noteFree(window);
  window.byKey.clear();
  window.next = windows.freeWindows;
  windows.freeWindows = window;
  return first;
}

/** What came of a key has been sent. */
export function resultSent(windows: Windows, result: Gathered): void {
  if (CHECKED) checkInUse(result);
  release(result.trail);
  if (CHECKED) noteFree(result);
  result.next = windows.freeGathered;
  windows.freeGathered = result;
}

/** The trial is over: counts what stands in open windows, for the audit. */
export function endWindows(group: Group): void {
  const windows = windowsOf(group);
  if (!some(windows)) return;
  let count: f64 = 0;
  for (let number = 0; number < windows.logCount; number++) {
    let window = rowAt<WindowedLog>(windows.logs, number).first;
    for (; some(window); window = window.next) {
      for (let each = window.first; some(each); each = each.next) count++;
    }
  }
  windows.open = count;
}

function begin(windows: Windows, number: i64): f64 {
  return f64(number) * windows.everySeconds;
}

function closesAt(windows: Windows, number: i64): f64 {
  return begin(windows, number) + windows.lengthSeconds + windows.graceSeconds;
}

/** One more needs a trail; until it is let go its event is not done either. */
function retain(trail: Trail): void {
  trail.users++;
  addOpen(trail, 1);
}

function release(trail: Trail): void {
  addOpen(trail, -1);
  releaseTrail(trail);
}

function put(windows: Windows, window: Window, key: i32, trail: Trail): void {
  const there = changetype<Gathered>(window.byKey.get(i64(key)));
  if (some(there)) {
    if (trail.from <= there.trail.from) return;
    retain(trail);
    release(there.trail);
    there.trail = trail;
    return;
  }
  let gathered = windows.freeGathered;
  if (some(gathered)) windows.freeGathered = gathered.next;
  else gathered = changetype<Gathered>(allocate(rowBytes<Gathered>()));
  if (CHECKED) noteInUse(gathered);
  retain(trail);
  gathered.key = key;
  gathered.trail = trail;
  gathered.next = none<Gathered>();
  if (some(window.first)) window.last.next = gathered;
  else window.first = gathered;
  window.last = gathered;
  window.byKey.set(i64(key), changetype<usize>(gathered));
  windows.opened++;
}

/** The open window of that number, which it is made for if need be. */
function windowOf(log: WindowedLog, windows: Windows, number: i64): Window {
  let former = none<Window>();
  let window = log.first;
  while (some(window) && window.number < number) {
    former = window;
    window = window.next;
  }
  if (some(window) && window.number == number) return window;
  const fresh = takeWindow(windows);
  fresh.number = number;
  fresh.first = none<Gathered>();
  fresh.next = window;
  if (some(former)) former.next = fresh;
  else log.first = fresh;
  return fresh;
}

function takeWindow(windows: Windows): Window {
  let window = windows.freeWindows;
  if (some(window)) windows.freeWindows = window.next;
  else {
    window = changetype<Window>(allocate(rowBytes<Window>()));
    window.byKey = newTable();
  }
  if (CHECKED) noteInUse(window);
  return window;
}
