/** Clocks and counters at their edges: late starts, and numbers near 2^31, 2^32, 2^40 and 2^53. */
import { expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { EventList, type PendingEvents } from '../../src/engine/eventList.js';
import { StationBank } from '../../src/engine/station.js';
import { Stream } from '../../src/engine/stream.js';
import { ArenaEvents } from '../support/arenaEvents.js';
import { kindOf } from '../support/cellOf.js';

const arena = new Arena();

const LATE_SECONDS = 1e7;
const JOBS = 5000;

test('events keep their order when the clock begins at 1e7 s', () => {
  const stream = new Stream('edges/events');
  // Thousandths of a second, so that many coincide and ties count.
  const given = Array.from({ length: JOBS }, () => ({
    time: Math.floor(stream.next() * 1000) / 1000,
    kind: Math.floor(stream.next() * 5),
    index: Math.floor(stream.next() * 50),
  }));
  const order = (begin: number, events: PendingEvents): number[][] => {
    for (const { time, kind, index } of given) events.push(begin + time, kind, index);
    const out: number[][] = [];
    while (events.pop()) {
      out.push([Math.round((events.time - begin) * 1000), events.kind, events.index]);
    }
    return out;
  };
  for (const make of [() => new EventList(), () => new ArenaEvents(arena)]) {
    expect(order(LATE_SECONDS, make())).toEqual(order(0, make()));
  }
});

/**
 * Starts, finishes and totals of a station of three servers at 90%, all its times later by `begin`.
 */
function station(begin: number, round: (seconds: number) => number): number[] {
  const stream = new Stream('edges/station');
  const bank = new StationBank('s', 'station', 1, 3, begin + 100, begin + 1000, arena);
  const out: number[] = [];
  let time = 0;
  for (let job = 0; job < JOBS; job++) {
    time += round(stream.exponential() / 3);
    const finish = bank.offer(0, begin + time, round(0.9 * stream.exponential()), 1);
    out.push(bank.start - begin, finish - begin);
  }
  return [...out, bank.busySeconds[0], bank.queueSeconds, bank.jobs, bank.queueMaximum];
}

test('a station gives the same times when the clock begins at 1e7 s', () => {
  // On a grid of 2^-20 s nothing is rounded, also not at 1e7 s (whose last place is 2^-29 s).
  const grid = (seconds: number): number => Math.round(seconds * 2 ** 20) / 2 ** 20;
  expect(station(LATE_SECONDS, grid)).toEqual(station(0, grid));
  // Off it each job of a busy period adds half a last place of 1e7 s, 0.93e-9 s, at most: 5000 jobs
  // make 4.7e-6 s, and their sums over 3000 jobs 0.014 s of some 2700 at the worst; rounding is
  // even, so that 1e-6 and 1e-4 are wide.
  const off = station(LATE_SECONDS, (seconds) => seconds);
  const exact = station(0, (seconds) => seconds);
  exact.forEach((value, index) => {
    const tolerance = index < 2 * JOBS ? 1e-6 : 1e-4;
    expect(Math.abs(off[index] - value)).toBeLessThan(tolerance);
  });
});

test('kinds and indexes come back whole at their edges', () => {
  const indexes = [0, 1, 31, 32, 39]
    .flatMap((bits) => [2 ** bits - 1, 2 ** bits, 2 ** bits + 1])
    .concat(2 ** 40 - 1);
  for (const kind of [0, 1, kindOf('LOOK'), 1023]) {
    for (const index of indexes) {
      for (const events of [new EventList(), new ArenaEvents(arena)]) {
        events.push(5, kind, index);
        events.pop();
        expect([events.kind, events.index]).toEqual([kind, index]);
      }
    }
  }
});

test('whole numbers of records add up exactly to 2^53', () => {
  const column = new Float64Array(1);
  column[0] = 2 ** 53 - 2;
  column[0]++;
  expect(column[0]).toBe(Number.MAX_SAFE_INTEGER);
});
