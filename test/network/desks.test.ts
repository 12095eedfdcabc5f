/**
 * Externals whose queue is their own, by hand: a call each 10 ms, at 5 ms, 15 ms, ..., constant
 * times, and nothing else takes any.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Measurements } from '../../src/network/measurements.js';
import { expectAudits, workerModel } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

interface Seen {
  readonly measured: Measurements;
  /** Of the window: how long each record took that was delivered, ms, and those that failed. */
  readonly delivered: readonly number[];
  readonly failed: number;
}

function run(externals: string, call = '{}', more = '', rate = 100): Seen {
  const worker = `threads: 1000, calls: { desk: ${call} }`;
  const sections = `externals: { ${externals} }\n${more}`;
  const delivered: number[] = [];
  let failed = 0;
  const model = workerModel(rate, worker, sections, 'constant');
  const measured = shortTrial(model, {}, (what, _place, _producer, arrival, time) => {
    if (time < 1) return;
    if (what === 'delivered') delivered.push((time - arrival) * 1000);
    if (what === 'failed') failed++;
  });
  expectAudits(measured);
  return { measured, delivered, failed };
}

/** Equal to the microsecond: the network takes nanoseconds. */
function expectTimes(times: readonly number[], expected: readonly number[]): void {
  expect(times.map((each) => Number(each.toFixed(3)))).toEqual(expected);
}

/**
 * Two calls take 30 ms, in which three come: the first waits for 5 ms, the second for 10 ms, and
 * the third, which would for 15, leaves after 12.
 */
test('network/world/desks: one of three has no patience to wait, and is an error for its caller', () => {
  const desk = 'desk: { time: 15 ms, concurrency: 1, patience: 12 ms, propagation: 0 s }';
  const { measured, delivered, failed } = run(desk);
  const [{ sent, errors, left = -1 }] = measured.services?.[0].calls ?? [];
  expect(sent).toBe(100);
  expect([left, failed].every((each) => Math.abs(each - 100 / 3) < 1)).toBe(true);
  expect(errors).toBe(left);
  expect(new Set(delivered.map((each) => each.toFixed(3)))).toEqual(new Set(['20.000', '25.000']));
});

/**
 * From 200 ms to 500 ms nobody is there: those of 205, 215, ... are served from then on, 1 ms each.
 */
test('network/world/desks: a shift without servers', () => {
  const shifts = '{ off: { at: 200 ms, servers: 0 }, on: { at: 500 ms, servers: 1 } }';
  const { delivered } = run(
    `desk: { time: 1 ms, concurrency: 1, propagation: 0 s, shifts: ${shifts} }`,
  );
  const waited = delivered.filter((each) => each > 1.0001);
  expectTimes(
    waited,
    Array.from({ length: 33 }, (_, call) => 296 - 9 * call).filter((each) => each > 1),
  );
});

/**
 * The call of 205 ms has done 2 of its 5 ms when the server stops for 20 ms; those of 215, 225, ...
 * wait for it, each 5 ms less than the one before.
 */
test.each([
  ['done', 2, [5]],
  ['kept', 0, [25, 20, 15, 10]],
  ['lost', 3, []],
] as const)(
  'engine/assembly/services: a server that breaks down, its work %s',
  (work, fails, slow) => {
    const fault = `faults: { stop: { kind: external_down, at: 207 ms, length: 20 ms, work: ${work} } }`;
    const { delivered, failed } = run(
      'desk: { time: 5 ms, concurrency: 1, propagation: 0 s }',
      '{}',
      fault,
    );
    expect(failed).toBe(fails);
    expect(delivered.length).toBe(100 - fails);
    const found =
      slow.length === 1 ? delivered.slice(20, 21) : delivered.filter((each) => each > 5.1);
    expectTimes(found, [...slow]);
  },
);

/**
 * Those of 185, 195 and 205 ms are inside a shared processor at 207 ms, those of 215 and 225 find
 * it down.
 */
test('all that a shared processor is working on is lost with it', () => {
  const { delivered, failed } = run(
    'desk: { time: 25 ms, concurrency: 3, discipline: processor_sharing, propagation: 0 s }',
    '{}',
    'faults: { stop: { kind: external_down, at: 207 ms, length: 20 ms, work: lost } }',
  );
  expect(failed).toBe(5);
  expectTimes(delivered, new Array<number>(95).fill(25));
});

test.each([
  ['both', '', 7],
  ['one', ', enough: 1', 3],
])('calls made at once: %s of them must answer', (_, enough, milliseconds) => {
  const { delivered } = run(
    `desk: { time: 0 s, propagation: 0 s, at_once: true${enough}, calls: { a: {}, b: {} } },
     a: { time: 3 ms, propagation: 0 s }, b: { time: 7 ms, propagation: 0 s }`,
  );
  expect(delivered.length).toBeGreaterThan(98);
  for (const each of delivered) expect(each).toBeCloseTo(milliseconds, 3);
});

/**
 * The first station takes 1 ms, the second 12 ms, for a call each 13 ms: with a place between them
 * nothing waits; the server is free after 1 ms, as nothing blocks it.
 */
test('handed over: the first server is free as soon as the second has taken the call', () => {
  const stations = `desk: { time: 1 ms, concurrency: 1, propagation: 0 s, calls: { next: { until: taken } } },
     next: { time: 12 ms, concurrency: 1, queue_capacity: 0, propagation: 0 s }`;
  const { measured, delivered } = run(stations, '{}', '', 1000 / 13);
  for (const each of delivered) expect(each).toBeCloseTo(13, 3);
  const busy = (name: string): number =>
    measured.resources.find((each) => each.name === `externals.${name}`)?.busySeconds ?? NaN;
  expect(busy('desk')).toBeCloseTo(1 / 13, 2);
  expect(busy('next')).toBeCloseTo(12 / 13, 2);
});

/**
 * A call each 10 ms, the second takes 12 ms: the first server is blocked more and more, and in the
 * end for all but the 1 ms of each 12 ms that its next call takes.
 */
test('blocked: the first server is held while the second has no room', () => {
  const stations = `desk: { time: 1 ms, concurrency: 1, propagation: 0 s, calls: { next: { until: taken } } },
     next: { time: 12 ms, concurrency: 1, queue_capacity: 0, propagation: 0 s }`;
  const { measured } = run(stations);
  const busy = (name: string): number =>
    measured.resources.find((each) => each.name === `externals.${name}`)?.busySeconds ?? NaN;
  expect(busy('next')).toBeCloseTo(1, 6);
  expect(busy('desk')).toBeCloseTo(1, 6);
  expect(Math.abs(measured.deliveredInWindow - 1000 / 12)).toBeLessThan(1);
});

/** Two of speed 2 and 0.5: 100/s of 10 ms are 5 ms at the fast one, which is always free. */
test('of two free servers the fastest takes a call', () => {
  const speeds = 'instances: 2, speeds: [0.5, 2]';
  const { measured, delivered } = run(
    `desk: { time: 10 ms, concurrency: 1, propagation: 0 s, ${speeds} }`,
  );
  for (const each of delivered) expect(each).toBeCloseTo(5, 3);
  expect(measured.resources.find(({ name }) => name === 'externals.desk')?.busySeconds).toBeCloseTo(
    0.5,
    6,
  );
});

/**
 * Half of the calls (a share of 50%) take 4 ms, their own; two servers of speed 1 and 3 do 4 s of
 * work in a second: 100/s * 0.5 * 4 ms = 0.2 of 4.
 */
test('analysis/calledRows: times of calls, and speeds of servers, in the arithmetic', () => {
  const model = workerModel(
    100,
    'threads: 1000, calls: { desk: { share: 50%, time: 4 ms } }',
    'externals: { desk: { time: 10 ms, concurrency: 1, instances: 2, speeds: [1, 3] } }',
    'poisson',
  );
  const row = offeredLoad(model).resources.find(({ name }) => name === 'externals.desk');
  expect(row?.utilization).toBeCloseTo(0.05, 9);
});
