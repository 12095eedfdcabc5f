import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Arena } from '../../src/engine/arena.js';
import { ArenaEvents } from '../support/arenaEvents.js';
import { EventList } from '../../src/engine/eventList.js';
import { StationBank } from '../../src/engine/station.js';
import { Stream, streamKey } from '../../src/engine/stream.js';
import { makeSampler, makeZipf } from '../../src/engine/variates.js';
import { mean, variance, type Distribution } from '../../src/statistics/index.js';
import { CONTINUOUS_LAWS } from '../support/continuousLaws.js';

const arena = new Arena();
/** Both pending lists must do the same. */
const LISTS = [
  { where: 'in JavaScript', make: () => new EventList() },
  { where: 'in an arena', make: () => new ArenaEvents(arena) },
];

test.each(LISTS)(
  'engine/eventList: events come out by time, then kind, then index, $where',
  ({ make }) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(20), fc.nat(5), fc.nat(1000))), (given) => {
        const events = make();
        for (const [time, kind, index] of given) events.push(time, kind, index);
        const out: number[][] = [];
        while (events.pop()) out.push([events.time, events.kind, events.index]);
        expect(out).toEqual([...given].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]));
      }),
    );
  },
);

// A number below 0 takes an event out; any other adds one at so much after the last taken out.
test.each(LISTS)(
  'engine/assembly/events: events pushed and popped in turns come out in order, $where',
  ({ make }) => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -12, max: 12 }), fc.nat(3))), (steps) => {
        const events = make();
        let pending: (readonly [number, number, number])[] = [];
        let now = 0;
        steps.forEach(([after, kind], index) => {
          if (after >= 0) {
            events.push(now + after, kind, index);
            pending.push([now + after, kind, index]);
          } else {
            pending.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
            const [first] = pending;
            expect(events.pop()).toBe(pending.length > 0);
            if (pending.length > 0) {
              expect([events.time, events.kind, events.index]).toEqual(first);
              now = events.time;
            }
            pending = pending.slice(1);
          }
          expect(events.size).toBe(pending.length);
        });
      }),
      { numRuns: 500, seed: 1 },
    );
  },
);

test('engine/station: a station of two servers starts jobs as a FIFO queue does', () => {
  const bank = new StationBank('s', 'station', 1, 2, 0, 100, arena);
  const finishes = [0, 0, 1, 1].map((time) => bank.offer(0, time, 10, 1));
  expect(finishes).toEqual([10, 10, 20, 20]);
  // Two jobs wait from 1 to 10: 18 seconds of queue; 40 of work.
  expect(bank.queueSeconds).toBe(18);
  expect(bank.busySeconds[0]).toBe(40);
  expect(bank.queueMaximum).toBe(2);
});

test('busy, waiting and in the system count within the window alone, to the second', () => {
  // Services 5..12, 12..19, 19..26 and 30..31 of jobs that came at 5, 6, 13 and 30; the window is
  // [10, 20).
  const bank = new StationBank('s', 'station', 1, 1, 10, 20, arena);
  const finishes = [5, 6, 13].map((time) => bank.offer(0, time, 7, 1));
  expect([...finishes, bank.offer(0, 30, 1, 1)]).toEqual([12, 19, 26, 31]);
  expect(bank.busySeconds[0]).toBe(2 + 7 + 1);
  expect(bank.queueSeconds).toBe(2 + 6);
  expect(bank.sojournSeconds).toBe(2 + 9 + 7);
  expect(bank.jobs).toBe(1);
});

test('the longest queue of a window is at least the one that stands at its begin', () => {
  // Services of 7 s from 5 on; at 10, the window's begin, the jobs of 6, 7 and 8 wait. One more
  // comes when one is left.
  const bank = new StationBank('s', 'station', 1, 1, 10, 40, arena);
  for (const time of [5, 6, 7, 8]) bank.offer(0, time, 7, 1);
  expect(bank.queueMaximum).toBe(0);
  bank.noteStanding();
  expect(bank.queueMaximum).toBe(3);
  bank.offer(0, 20, 1, 1);
  expect(bank.queueMaximum).toBe(3);
  // A message whose first byte was here at 9, and which waits until 12 for the one before it, is
  // known at 13 only.
  const nic = new StationBank('nic', 'link', 1, 1, 10, 40, arena);
  nic.receive(0, 8, 4, 1);
  nic.receive(0, 9, 4, 1);
  nic.receive(0, 13, 4, 1);
  expect(nic.queueMaximum).toBe(1);
});

test('an idle receiver adds nothing; a busy one adds its backlog', () => {
  const bank = new StationBank('nic', 'link', 1, 1, 0, 100, arena);
  expect(bank.receive(0, 5, 2, 1)).toBe(5);
  expect(bank.receive(0, 5.5, 2, 1)).toBe(7);
});

const KINDS: readonly Distribution[] = [
  ...CONTINUOUS_LAWS,
  { kind: 'pareto', shape: 5, scale: 1 },
  { kind: 'empirical', values: [1, 2, 4] },
];

// Fixed seed; 13 means at 5 standard errors each: family-wise error below 1e-5.
describe.each(KINDS)('%o', (distribution) => {
  test('samples have its mean', () => {
    const draw = makeSampler(
      distribution,
      new Stream(streamKey('1', '0', 'test', distribution.kind)),
    );
    const n = 200_000;
    let sum = 0;
    for (let index = 0; index < n; index++) sum += draw();
    const error = Math.sqrt(variance(distribution) / n);
    expect(Math.abs(sum / n - mean(distribution))).toBeLessThan(5 * error);
  });
});

test.each([0.8, 1, 1.5])('Zipf keys of exponent %d have their probabilities', (exponent) => {
  const count = 50;
  const draw = makeZipf(count, exponent, new Stream(`zipf/${exponent}`));
  const n = 200_000;
  const seen = new Float64Array(count);
  for (let index = 0; index < n; index++) seen[draw()]++;
  const weights = Array.from({ length: count }, (_, key) => 1 / (key + 1) ** exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  // Chi-square with 49 degrees of freedom: above 102.6 with probability 1e-5.
  const chi = weights.reduce((sum, weight, key) => {
    const expected = (n * weight) / total;
    return sum + (seen[key] - expected) ** 2 / expected;
  }, 0);
  expect(chi).toBeLessThan(102.6);
});
