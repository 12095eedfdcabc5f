/**
 * What happens to a bank of stations at each job: see ../station.ts for what it promises,
 * ../kernels.ts for what is where.
 */
import { binOfOne, count as countBin } from './bins';
import { checkRow } from './checks/blocks';
import { checkCount, checkTime } from './checks/rules';
import { creditedSeconds, lastSlowness } from './credits';
import { allocate } from './memory/memory';

/** Fields of a bank, in bytes. */
const START: usize = 0;
const WINDOW_START: usize = 8;
const WINDOW_END: usize = 16;
const QUEUE_SECONDS: usize = 24;
const SOJOURN_SECONDS: usize = 32;
const WAIT_SUM: usize = 40;
const WAIT_MAXIMUM: usize = 48;
const JOBS: usize = 56;
const RECORDS: usize = 64;
const QUEUE_MAXIMUM: usize = 72;
const NUMBER_SECONDS: usize = 80;
const IN_SYSTEM: usize = 88;
const LAST_CHANGE: usize = 96;
const SERVERS: usize = 104;
const FREE: usize = 108;
const BUSY: usize = 112;
const BINS: usize = 116;
const RINGS: usize = 120;
/** [instance * servers + server]: until when it has work of an instance that has gone, seconds. */
const GONE_UNTIL: usize = 124;
/** What its instances have of credits (credits.ts); 0 = they need none. */
const CREDITS: usize = 128;

/** Fields of an instance's ring of starts of jobs that wait, 16 bytes an instance. */
const HEAD: usize = 0;
const SIZE: usize = 4;
const MASK: usize = 8;
const CELLS: usize = 12;

// @ts-ignore: decorator
@inline
function add(bank: usize, field: usize, value: f64): void {
  store<f64>(bank + field, load<f64>(bank + field) + value);
}

export function offer(bank: usize, instance: i32, now: f64, service: f64, records: f64): f64 {
  const servers = load<i32>(bank, SERVERS);
  let best = load<usize>(bank, FREE) + (usize(instance * servers) << 3);
  let free = load<f64>(best);
  const end = best + (usize(servers) << 3);
  if (CHECKED)
    checkRow('server of a station', load<usize>(bank, FREE), instance * servers + servers - 1, 8);
  for (let server = best + 8; server < end; server += 8) {
    const each = load<f64>(server);
    if (each < free) {
      free = each;
      best = server;
    }
  }
  const start = free > now ? free : now;
  const finish = start + service;
  noteJob(bank, instance, now, start, finish, records);
  store<f64>(best, finish);
  store<f64>(bank, start, START);
  return finish;
}

/**
 * How long a job takes that is offered now to an instance of one server, and `seconds` at full
 * speed.
 */
// @ts-ignore: decorator
@inline
export function lasts(bank: usize, instance: i32, now: f64, seconds: f64): f64 {
  return load<usize>(bank, CREDITS) == 0 ? seconds : credited(bank, instance, now, seconds);
}

function credited(bank: usize, instance: i32, now: f64, seconds: f64): f64 {
  const free = load<f64>(load<usize>(bank, FREE) + (usize(instance) << 3));
  return creditedSeconds(load<usize>(bank, CREDITS), instance, free > now ? free : now, seconds);
}

/** How much slower than at full speed an instance's last job ended. */
// @ts-ignore: decorator
@inline
export function slownessAtEnd(bank: usize, instance: i32): f64 {
  const rows = load<usize>(bank, CREDITS);
  return rows == 0 ? 1 : lastSlowness(rows, instance);
}

export function receive(bank: usize, instance: i32, now: f64, service: f64, records: f64): f64 {
  const address = load<usize>(bank, FREE) + (usize(instance) << 3);
  if (CHECKED) checkRow('receiver', load<usize>(bank, FREE), instance, 8);
  const free = load<f64>(address);
  const earliest = now - service;
  const start = free > earliest ? free : earliest;
  const rows = load<usize>(bank, CREDITS);
  const finish = start + (rows == 0 ? service : creditedSeconds(rows, instance, start, service));
  noteJob(bank, instance, earliest, start, finish, records);
  // It came before the window, and is only known now.
  const low = load<f64>(bank, WINDOW_START);
  if (earliest < low && now >= low && start > low) noteStanding(bank, instance);
  store<f64>(address, finish);
  store<f64>(bank, start, START);
  return finish > now ? finish : now;
}

export function noteJob(
  bank: usize,
  instance: i32,
  come: f64,
  start: f64,
  finish: f64,
  records: f64,
): void {
  if (CHECKED) checkTime('stations', 'start of a job', start, come);
  if (CHECKED) checkTime('stations', 'end of a job', finish, start);
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const comeInside = come > low ? come : low;
  const within = come >= low && come < high;
  if (start > come) {
    const ring = load<usize>(bank, RINGS) + (usize(instance) << 4);
    const size = drop(ring, come);
    if (size > load<i32>(ring, MASK)) grow(ring, size);
    const mask = load<i32>(ring, MASK);
    const cell = (load<i32>(ring, HEAD) + size) & mask;
    store<f64>(load<usize>(ring, CELLS) + (usize(cell) << 3), start);
    store<i32>(ring, size + 1, SIZE);
    if (within && f64(size + 1) > load<f64>(bank, QUEUE_MAXIMUM)) {
      store<f64>(bank, f64(size + 1), QUEUE_MAXIMUM);
    }
    const queued = (start < high ? start : high) - comeInside;
    if (queued > 0) add(bank, QUEUE_SECONDS, queued);
  }
  const until = finish < high ? finish : high;
  const busy = until - (start > low ? start : low);
  if (busy > 0) add(load<usize>(bank, BUSY), usize(instance) << 3, busy);
  const sojourn = until - comeInside;
  if (sojourn > 0) add(bank, SOJOURN_SECONDS, sojourn);
  if (!within) return;
  const wait = start - come;
  add(bank, JOBS, 1);
  add(bank, RECORDS, records);
  countBin(load<usize>(bank, BINS), binOfOne(wait), 1);
  add(bank, WAIT_SUM, wait);
  if (wait > load<f64>(bank, WAIT_MAXIMUM)) store<f64>(bank, wait, WAIT_MAXIMUM);
}

/** Doubles a full ring's room. */
function grow(ring: usize, size: i32): void {
  const before = load<usize>(ring, CELLS);
  const head = load<i32>(ring, HEAD);
  const mask = load<i32>(ring, MASK);
  const after = allocate(usize(size) << 4);
  for (let index = 0; index < size; index++) {
    store<f64>(
      after + (usize(index) << 3),
      load<f64>(before + (usize((head + index) & mask) << 3)),
    );
  }
  store<i32>(ring, 0, HEAD);
  store<i32>(ring, size * 2 - 1, MASK);
  store<usize>(ring, after, CELLS);
}

/** Forgets the starts not above `limit`; returns how many are left. */
function drop(ring: usize, limit: f64): i32 {
  let size = load<i32>(ring, SIZE);
  let head = load<i32>(ring, HEAD);
  const mask = load<i32>(ring, MASK);
  const cells = load<usize>(ring, CELLS);
  while (size > 0 && load<f64>(cells + (usize(head) << 3)) <= limit) {
    head = (head + 1) & mask;
    size--;
  }
  store<i32>(ring, head, HEAD);
  store<i32>(ring, size, SIZE);
  return size;
}

/**
 * How many of an instance's jobs offered so far start after `time`, which is not before the last
 * one that came.
 */
export function startsAfter(bank: usize, instance: i32, time: f64): i32 {
  const ring = load<usize>(bank, RINGS) + (usize(instance) << 4);
  const size = load<i32>(ring, SIZE);
  const head = load<i32>(ring, HEAD);
  const mask = load<i32>(ring, MASK);
  const cells = load<usize>(ring, CELLS);
  let begun = 0;
  while (begun < size && load<f64>(cells + (usize((head + begun) & mask) << 3)) <= time) begun++;
  return size - begun;
}

export function noteStanding(bank: usize, instance: i32): void {
  const waiting = f64(startsAfter(bank, instance, load<f64>(bank, WINDOW_START)));
  if (waiting > load<f64>(bank, QUEUE_MAXIMUM)) store<f64>(bank, waiting, QUEUE_MAXIMUM);
}

export function changeNumber(bank: usize, now: f64, change: f64): void {
  const last = load<f64>(bank, LAST_CHANGE);
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const from = last > low ? last : low;
  const to = now < high ? now : high;
  if (to > from) add(bank, NUMBER_SECONDS, load<f64>(bank, IN_SYSTEM) * (to - from));
  store<f64>(bank, now, LAST_CHANGE);
  add(bank, IN_SYSTEM, change);
  if (CHECKED) checkCount('stations', 'jobs in the system', load<f64>(bank, IN_SYSTEM));
}

/** When the first of an instance's servers is free. */
export function firstFree(bank: usize, instance: i32): f64 {
  const servers = load<i32>(bank, SERVERS);
  const first = load<usize>(bank, FREE) + (usize(instance * servers) << 3);
  let free = load<f64>(first);
  for (let server = 1; server < servers; server++) {
    free = Math.min(free, load<f64>(first + (usize(server) << 3)));
  }
  return free;
}

/** When the job last offered or received starts. */
// @ts-ignore: decorator
@inline
export function startOf(bank: usize): f64 {
  return load<f64>(bank, START);
}

/** Every server of the instance, once it is free, is busy for so long with no job. */
export function busyFor(bank: usize, instance: i32, now: f64, seconds: f64): void {
  const servers = load<i32>(bank, SERVERS);
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  let server = load<usize>(bank, FREE) + (usize(instance * servers) << 3);
  for (const end = server + (usize(servers) << 3); server < end; server += 8) {
    const free = load<f64>(server);
    const start = free > now ? free : now;
    const finish = start + seconds;
    store<f64>(server, finish);
    const from = start > low ? start : low;
    const to = finish < high ? finish : high;
    if (to > from) add(load<usize>(bank, BUSY), usize(instance) << 3, to - from);
  }
}

/** So many servers of the instance are busy between these times. */
export function noteBusy(bank: usize, instance: i32, from: f64, to: f64, servers: f64): void {
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const busy = (to < high ? to : high) - (from > low ? from : low);
  if (busy > 0) add(load<usize>(bank, BUSY), usize(instance) << 3, servers * busy);
}

/** A job that came at `come` has been in the queue until `end`; its wait is noted apart. */
export function noteQueued(bank: usize, come: f64, end: f64): void {
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const queued = (end < high ? end : high) - (come > low ? come : low);
  if (queued > 0) add(bank, QUEUE_SECONDS, queued);
}

/** A job that came at `come` has been in the system until `end`. */
export function noteSojourn(bank: usize, come: f64, end: f64): void {
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const sojourn = (end < high ? end : high) - (come > low ? come : low);
  if (sojourn > 0) add(bank, SOJOURN_SECONDS, sojourn);
}

/** A job that came at `come` starts. */
export function noteWait(bank: usize, come: f64, start: f64): void {
  noteQueued(bank, come, start);
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  if (come < low || come >= high) return;
  const wait = start - come;
  add(bank, JOBS, 1);
  store<f64>(bank, load<f64>(bank, JOBS), RECORDS);
  countBin(load<usize>(bank, BINS), binOfOne(wait), 1);
  add(bank, WAIT_SUM, wait);
  if (wait > load<f64>(bank, WAIT_MAXIMUM)) store<f64>(bank, wait, WAIT_MAXIMUM);
}

/** Jobs within the measured window whose waits are in the bins already. */
export function noteMany(bank: usize, jobs: f64, waits: f64, longest: f64): void {
  add(bank, JOBS, jobs);
  store<f64>(bank, load<f64>(bank, JOBS), RECORDS);
  add(bank, WAIT_SUM, waits);
  add(bank, QUEUE_SECONDS, waits);
  if (longest > load<f64>(bank, WAIT_MAXIMUM)) store<f64>(bank, longest, WAIT_MAXIMUM);
}

/** The queue of one instance is this long at `now`. */
export function noteQueue(bank: usize, now: f64, length: f64): void {
  if (length <= load<f64>(bank, QUEUE_MAXIMUM)) return;
  if (now >= load<f64>(bank, WINDOW_START) && now < load<f64>(bank, WINDOW_END)) {
    store<f64>(bank, length, QUEUE_MAXIMUM);
  }
}

/**
 * The instance is not there from `now` on: its jobs keep their times, and are no work or queue of
 * it any more.
 */
export function goes(bank: usize, instance: i32, now: f64): void {
  const ring = load<usize>(bank, RINGS) + (usize(instance) << 4);
  const waiting = drop(ring, now);
  const mask = load<i32>(ring, MASK);
  const head = load<i32>(ring, HEAD);
  const cells = load<usize>(ring, CELLS);
  const servers = load<i32>(bank, SERVERS);
  const first = usize(instance * servers) << 3;
  const frees = load<usize>(bank, FREE) + first;
  const gone = load<usize>(bank, GONE_UNTIL) + first;
  const known = Math.max(now, load<f64>(gone));
  for (let index = 0; index < waiting; index++) {
    breakOff(bank, known, load<f64>(cells + (usize((head + index) & mask) << 3)));
  }
  for (let server: usize = 0; server < usize(servers) << 3; server += 8) {
    const until = load<f64>(gone + server);
    const free = load<f64>(frees + server);
    const from = Math.max(now, Math.max(load<f64>(bank, WINDOW_START), until));
    const undone = Math.min(free, load<f64>(bank, WINDOW_END)) - from;
    if (undone > 0) add(load<usize>(bank, BUSY), usize(instance) << 3, -undone);
    if (free > until) store<f64>(gone + server, free);
  }
}

/**
 * The instance's jobs are gone, and its servers free from `now` on: they do not work for what is
 * left of their jobs. (Waits count as they would have been.)
 */
export function crash(bank: usize, instance: i32, now: f64): void {
  goes(bank, instance, now);
  const servers = load<i32>(bank, SERVERS);
  const first = usize(instance * servers) << 3;
  for (let server = first; server < first + (usize(servers) << 3); server += 8) {
    const free = load<usize>(bank, FREE) + server;
    if (load<f64>(free) > now) store<f64>(free, now);
    store<f64>(load<usize>(bank, GONE_UNTIL) + server, 0);
  }
  drop(load<usize>(bank, RINGS) + (usize(instance) << 4), Infinity);
}

/** A job noted to start at `start` is broken off at `now`: it does not wait after that. */
export function breakOff(bank: usize, now: f64, start: f64): void {
  const low = load<f64>(bank, WINDOW_START);
  const high = load<f64>(bank, WINDOW_END);
  const queued = (start < high ? start : high) - (now > low ? now : low);
  if (queued > 0) add(bank, QUEUE_SECONDS, -queued);
}

// @ts-ignore: decorator
@inline
export function windowStartOf(bank: usize): f64 {
  return load<f64>(bank, WINDOW_START);
}

// @ts-ignore: decorator
@inline
export function windowEndOf(bank: usize): f64 {
  return load<f64>(bank, WINDOW_END);
}

// @ts-ignore: decorator
@inline
export function waitBinsOf(bank: usize): usize {
  return load<usize>(bank, BINS);
}
