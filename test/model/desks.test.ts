/** What answers calls, as the language says it. */
import { expect, test } from 'vitest';
import { isDisciplined, workPerSecond } from '../../src/model/desks.js';
import { formatDiagnostic, parseModel, type Model } from '../../src/model/index.js';
import { outcomesOf } from '../../src/model/tries.js';
import { validModel } from '../support/validModel.js';

const text = (externals: string, call = 'desk: {}', more = ''): string => `
brokers: { count: 1 }
producers: { app: { sends: work, rate: 10/s, count: 1 } }
topics: { work: {} }
consumers: { worker: { reads: work, processing_time: 1 ms, calls: { ${call} } } }
externals: { ${externals} }
${more}`;

const modelOf = (externals: string, call?: string): Model =>
  validModel(text(externals, call), { fileName: 'm.yaml' });

function faultsOf(externals: string, call?: string, more?: string): string[] {
  const parsed = parseModel(text(externals, call, more), { fileName: 'm.yaml' });
  return 'faults' in parsed ? parsed.faults.map(formatDiagnostic) : [];
}

test('model/desks, model/deskLanguage, model/buildDesks: seconds of work in a second, by the clock', () => {
  const of = (more: string): number =>
    workPerSecond(modelOf(`desk: { time: 1 s, concurrency: 4${more} }`).externals[0]);
  expect(of('')).toBe(4);
  expect(of(', instances: 2, speeds: [1, 0.5]')).toBe(6);
  const shifts = 'shifts: { day: { at: 8 h, servers: 10 }, night: { at: 20 h, servers: 2 } }';
  expect(of(`, ${shifts}`)).toBe(2);
  // Twelve hours of ten, twelve of two.
  expect(of(`, ${shifts}, shifts_every: 24 h`)).toBeCloseTo(6, 12);
});

test('what says nothing of its queue has no queue of its own', () => {
  expect(isDisciplined(modelOf('desk: { time: 1 s, concurrency: 2 }'), 0)).toBe(false);
  expect(isDisciplined(modelOf('desk: { time: 1 s, concurrency: 2, patience: 1 s }'), 0)).toBe(
    true,
  );
  const call = 'desk: { patience: 1 s }';
  expect(isDisciplined(modelOf('desk: { time: 1 s, concurrency: 2 }', call), 0)).toBe(true);
});

/** 10 ms of its own; of a (3 ms) and b (7 ms) the longer, or the shorter where one is enough. */
test('calls made at once, in the arithmetic', () => {
  const inner = (more: string): string =>
    `desk: { time: 10 ms, propagation: 0 s, at_once: true, ${more}calls: { a: {}, b: {} } },
     a: { time: 3 ms, fails: 10%, propagation: 0 s }, b: { time: 7 ms, fails: 20%, propagation: 0 s }`;
  const [both] = outcomesOf(modelOf(inner('')));
  expect(both.seconds).toBeCloseTo(0.017, 12);
  expect(both.failed).toBeCloseTo(1 - 0.9 * 0.8, 12);
  const [one] = outcomesOf(modelOf(inner('enough: 1, ')));
  expect(one.seconds).toBeCloseTo(0.013, 12);
  expect(one.failed).toBeCloseTo(0.1 * 0.2, 12);
});

test.each([
  ['patience alone', 'desk: { time: 1 s, patience: 1 s }', /add concurrency/],
  ['a discipline alone', 'desk: { time: 1 s, discipline: lifo }', /add concurrency/],
  [
    'patience of those who share',
    'desk: { time: 1 s, concurrency: 1, discipline: processor_sharing, patience: 1 s }',
    /remove patience/,
  ],
  [
    'two speeds of three',
    'desk: { time: 1 s, concurrency: 1, instances: 3, speeds: [1, 2] }',
    /write 3 of them/,
  ],
  ['a speed of 0', 'desk: { time: 1 s, concurrency: 1, speeds: [0] }', /numbers above 0/],
  ['a route of one', 'desk: { time: 1 s, concurrency: 1, route: random }', /add instances/],
  [
    'set-up and vacation',
    'desk: { time: 1 s, concurrency: 1, set_up: 1 s, vacation: 1 s }',
    /remove one/,
  ],
  [
    'shifts that never begin anew',
    'desk: { time: 1 s, concurrency: 1, shifts_every: 1 h }',
    /shifts/,
  ],
  ['nothing at once', 'desk: { time: 1 s, at_once: true }', /add calls/],
  [
    'three of two',
    'desk: { time: 1 s, at_once: true, enough: 3, calls: { a: {}, b: {} } }, a: { time: 1 s }, b: { time: 1 s }',
    /write 2/,
  ],
  [
    'again, at once',
    'desk: { time: 1 s, at_once: true, calls: { a: { retries: 2 } } }, a: { time: 1 s }',
    /remove retries/,
  ],
  [
    'handed over in between',
    'desk: { time: 1 s, calls: { a: { until: taken }, b: {} } }, a: { time: 1 s, concurrency: 1 }, b: { time: 1 s }',
    /move it to the end/,
  ],
  [
    'handed over to where there is always room',
    'desk: { time: 1 s, calls: { a: { until: taken } } }, a: { time: 1 s }',
    /concurrency/,
  ],
])('model/checkDesks: %s', (_, externals, expected) => {
  const faults = faultsOf(externals);
  expect(faults).toHaveLength(1);
  expect(faults[0]).toMatch(expected);
});

test('work of what has none is a fault', () => {
  const fault = 'faults: { gone: { kind: consumer_down, at: 1 s, length: 1 s, work: kept } }';
  expect(faultsOf('desk: { time: 1 s }', 'desk: {}', fault).join()).toMatch(/remove work/);
});
