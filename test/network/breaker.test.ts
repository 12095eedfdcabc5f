/** What keeps instances from calling: bulkheads and circuit breakers, by hand. */
import { expect, test } from 'vitest';
import type { CallMeasurements, Measurements } from '../../src/network/measurements.js';
import type { Observer } from '../../src/network/recording/observer.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';

/** A call each 100 ms, from 50 ms on, in the window [2 s, 23.2 s): 212 of them. */
function run(calls: string, external: string, more = ''): Measurements {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: work, rate: 10/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { work: { partitions: 1 } }
externals: { bank: { ${external}, propagation: 0 s } }
consumers:
  pay: { reads: work, concurrency: free, wait_for_poll: false, calls: { bank: { ${calls} } }, ${HOST}${more}`),
    { warmupSeconds: 2, windowSeconds: 21.2 },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(measured.arrivedInWindow).toBe(212);
  return measured;
}

function callsOf({ services }: Measurements): CallMeasurements | undefined {
  return services?.[0].calls[0];
}

/** Each call takes 950 ms, and two may be under way: those of the first two of ten in a second. */
test('a bulkhead lets so many calls of an instance be under way, and fails the others at once', () => {
  const measured = run('at_most: 2', 'time: 950 ms', ', threads: 50 }');
  const { sent, refused, errors } = callsOf(measured) ?? {};
  // The window begins with the 21st call and ends with the 232nd: 21 seconds, and the first two of
  // the last one.
  expect({ sent, refused, errors }).toEqual({ sent: 44, refused: 168, errors: 0 });
  expect(measured.services?.[0].failed).toBe(168);
});

test('each instance has its own', () => {
  const keyed = `, threads: 50, instances: 2 }`;
  const measured = run('at_most: 1', 'time: 950 ms', keyed);
  const { sent = 0, refused = 0 } = callsOf(measured) ?? {};
  // One partition: one instance has all, the other nothing, so that one call in ten is sent.
  expect([sent, refused]).toEqual([22, 190]);
});

const DOWN = `, threads: 1 }
faults: { gone: { kind: external_down, external: bank, at: 0 s, length: 100 s } }`;
const BREAKER = 'failures: 50%, window: 10, open_for: 1950 ms, probes: 2';

/**
 * Down from 2 s on. 5 of the last 10 calls have failed at 2.45 s: it opens until 4.40 s, for 19
 * calls; those at 4.45 and 4.55 s are probes, which fail, and so on, each 2.1 s, until 21.35 s: 10
 * times.
 */
test('engine/assembly/services: a breaker opens, lets probes through, and opens again while they fail', () => {
  const measured = run(`breaker: { ${BREAKER} }`, 'time: 1 ms', DOWN);
  const { sent, refused, errors, opened } = callsOf(measured) ?? {};
  const probes = 2 * 9;
  expect({ sent, errors, opened, refused }).toEqual({
    sent: 5 + probes,
    errors: 5 + probes,
    opened: 10,
    refused: 212 - 5 - probes,
  });
});

/**
 * Gone for 3 s: the breaker opens at 2.45 and at 4.55 s; the probes from 6.55 s on are answered,
 * and it closes.
 */
test('a breaker closes when the probes are answered', () => {
  const measured = run(
    `breaker: { ${BREAKER} }`,
    'time: 1 ms',
    DOWN.replace('length: 100 s', 'length: 3 s'),
  );
  const { sent, refused, opened } = callsOf(measured) ?? {};
  expect({ sent, refused, opened }).toEqual({ sent: 212 - 38, refused: 38, opened: 2 });
});

/** Records wait in the log while it is open: none fails but those whose calls were sent. */
test('an instance whose breaker is open takes no records, if it pauses', () => {
  const measured = run(`breaker: { ${BREAKER}, pauses: true }`, 'time: 1 ms', DOWN);
  const { sent, refused, opened } = callsOf(measured) ?? {};
  // It opens each 1.95 s from 2.45 s on, since the probes' records are there already: 10 times
  // until 20.00 s, and at 21.95 s.
  expect({ sent, refused, opened }).toEqual({ sent: 5 + 2 * 10, refused: 0, opened: 11 });
  expect(measured.services?.[0].failed).toBe(25);
});

/**
 * Records each 50 ms from 25 ms on, 10 ms of processing, a call of 100 ms, 3 threads. The first
 * call fails at 35 ms: its instance pauses for 1 s. Of the 20 records that it takes at 1,035 ms
 * three begin; the first call, at 1,045 ms, is the probe, the other two fail at once, and the
 * probe's answer lets all go on at 1,145 ms: then 17 are left, three each 110 ms, and what has come
 * at 1,075 ms is the 18th of them, in the sixth turn: done at 1,145 + 6 * 110 = 1,805 ms.
 */
test('what has come while its breaker probes is taken as soon as it closes', () => {
  const model =
    atOnce(`producers: { app: { sends: work, rate: 20/s, arrivals: constant, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { work: { partitions: 1 } }
consumers:
  worker:
    { reads: work, threads: 3, wait_for_poll: false, processing_time: 10 ms, ${HOST},
      calls: { provider: { breaker: { failures: 100%, window: 1, open_for: 1 s, probes: 1, pauses: true } } } }
externals: { provider: { time: 100 ms, propagation: 0 s } }
faults: { down: { kind: external_down, external: provider, at: 0 s, length: 50 ms } }`);
  const done: number[] = [];
  const observer: Observer = (what, _group, _producer, arrival, time) => {
    if (what === 'delivered' && Math.abs(arrival - 1.075) < 1e-6) done.push(time);
  };
  const measured = shortTrial(model, { warmupSeconds: 0, windowSeconds: 3 }, observer);
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(done).toHaveLength(1);
  expect(done[0]).toBeCloseTo(1.805, 4);
});
