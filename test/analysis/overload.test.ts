/** Verdicts: of stories, of hot cells and slow groups, of lone trials. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { backlogGrowth, loadVerdict, overloadOf } from '../../src/analysis/overload.js';
import { Pool } from '../../src/analysis/pool.js';
import { simulate } from '../../src/network/simulate.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

/** One thread of 1 ms a record carries 1,000/s; it is down for the last half second. */
function verdictAt(eventsPerSecond: number): string {
  const model = validModel(
    [
      'users: 1',
      `workload: { events_per_user: ${eventsPerSecond}/s, record_size: 1 KB }`,
      'producers: { count: 1 }',
      'brokers: { count: 1 }',
      'topic: { partitions: 1, replication_factor: 1 }',
      'consumers: { g: { instances: 1, threads: 1, processing_time: 1 ms } }',
      'faults: { crash: { kind: consumer_down, at: 1.5 s, length: 1 s } }',
      '',
    ].join('\n'),
    { fileName: 'm.yaml' },
  );
  const pool = new Pool(model);
  for (let replication = 0; replication < 5; replication++) {
    const trial = {
      model,
      placement: 0,
      cell: 0,
      replication,
      seed: 'verdict',
      warmupSeconds: 0.2,
      windowSeconds: 2,
      seriesBuckets: 2,
      speedup: {},
      maximumInside: 1e7,
    };
    pool.add(simulate(trial));
  }
  return loadVerdict(model, pool.weighted(), offeredLoad(model));
}

test('one caller that does not think keeps its server busy in a steady state', () => {
  const text = `workload: { callers: 1, think_time: 0 s }
consumers: { workers: { processing_time: 1 s, propagation: 0 s } }
`;
  const model = validModel(text, { fileName: 'closed.yaml' });
  const pool = new Pool(model);
  for (let replication = 0; replication < 5; replication++) {
    pool.add(shortTrial(model, { replication, windowSeconds: 100, seriesBuckets: 20 }));
  }
  expect(loadVerdict(model, pool.weighted(), offeredLoad(model))).toBe('steady');
});

test('four times what its only thread can do is overloaded, with or without a crash', () => {
  expect(verdictAt(4000)).toBe('overloaded');
});

test('a backlog that is still there when a story ends is neither an overload nor a steady state', () => {
  expect(verdictAt(500)).toBe('left_over');
});

/** A thread of 1 ms a record; trials of a second. */
function verdictOf(text: string, trials: number, windowSeconds = 1, seriesBuckets = 2): string {
  const model = validModel(
    `users: 1000\nproducers: { count: 1 }\nbrokers: { count: 1 }\ntopic: { partitions: 1 }\n${text}`,
    { fileName: 'm.yaml' },
  );
  const pool = new Pool(model);
  model.placements.forEach((_, placement) => {
    for (let replication = 0; replication < trials; replication++) {
      pool.add(
        shortTrial(model, {
          placement,
          replication,
          seed: 'verdict',
          windowSeconds,
          seriesBuckets,
        }),
      );
    }
  });
  return loadVerdict(model, pool.weighted(), offeredLoad(model));
}

const SLOW = '{ processing_time: 1 ms }';

test('one hot cell among a thousand is not hidden by the others', () => {
  // 200/s each, and 1,600/s in the hot one: its growth is 0.3% of the whole.
  const cells = (weight: number): string =>
    `cells: [{ home: local, count: 999 }, { home: local, count: 1, weight: ${weight} }]\n`;
  const text = `workload: { events_per_user: 200/s, record_size: 1 KB }\nconsumers: { g: ${SLOW} }\n`;
  expect(verdictOf(`${text}${cells(8)}`, 15)).toBe('overloaded');
  expect(verdictOf(`${text}${cells(1)}`, 15)).toBe('steady');
});

test('one slow group among many is not hidden by the others', () => {
  const groups = (slow: string): string =>
    `workload: { events_per_user: 1/s, record_size: 1 KB }\nconsumers:\n  slow: ${slow}\n${Array.from(
      { length: 20 },
      (_, index) => `  fast${index}: { processing_time: 100 us }\n`,
    ).join('')}`;
  expect(verdictOf(groups('{ processing_time: 1.1 ms, max_poll_records: 10 }'), 10, 5)).toBe(
    'overloaded',
  );
  expect(verdictOf(groups('{ processing_time: 100 us }'), 10, 5)).toBe('steady');
});

test('what arithmetic says with less certainty is an overload where as much grows', () => {
  // Two records a fetch of 1 MiB: a poll lasts as long as the slower, 1.5 s of 1 s on average, so
  // that four threads carry 1.33/s; that they could carry 4/s is all that is certain.
  const of = (perSecond: number): string =>
    verdictOf(
      `workload: { events_per_user: ${perSecond / 1000}/s, record_size: 500 KB }\nconsumers: { g: { threads: 4, processing_time: exponential(1 s) } }\n`,
      5,
      2000,
    );
  expect(of(2)).toBe('overloaded');
  expect(of(1)).toBe('steady');
});

test('sections of unequal size that grow alike differ by nothing', () => {
  const model = validModel(
    `users: 1000\nworkload: { events_per_user: 1/s, record_size: 1 KB }\nconsumers: { g: ${SLOW} }\n`,
    { fileName: 'm.yaml' },
  );
  const one = { ...shortTrial(model), insideAtStart: 0, insideAtEnd: 100, windowSeconds: 1 };
  const pool = new Pool(model);
  for (let trial = 0; trial < 45; trial++) pool.add(one);
  const { value, low, high } = backlogGrowth(pool.weighted());
  expect(value).toBeCloseTo(100, 9);
  expect(high - low).toBeLessThan(1e-9);
});

test('a lone trial decides what its own window can', () => {
  const of = (time: string, perSecond: number, windowSeconds: number): string =>
    verdictOf(
      `workload: { events_per_user: ${perSecond / 1000}/s, record_size: 1 KB }\nconsumers: { g: { threads: 200, wait_for_poll: false, processing_time: ${time} } }\n`,
      1,
      windowSeconds,
      60,
    );
  // Nothing that came in within the first seconds can be out: 100 of 200 threads will be busy, one
  // day.
  expect(of('50 s', 2, 60)).toBe('growing');
  expect(of('1 ms', 1000, 4)).toBe('steady');
  // 40 records.
  expect(of('exponential(1 s)', 10, 4)).toBe('noisy');
});

test('behind a limit that drops, only what it lets through can be too much', () => {
  // One handler of 1 ms a record carries 1,000/s at the most; 3,000/s are offered.
  const verdictBehind = (rate: string, policy: string): string | null => {
    const model = validModel(
      [
        'workload: { rate: 3000/s, record_size: 1 KB }',
        `producers: { count: 1, rate_limit: { rate: ${rate}, policy: ${policy} } }`,
        'brokers: { count: 1, handlers: 1, time_per_record: 1 ms }',
        'topic: { partitions: 1 }',
        'consumers: { g: { threads: 8 } }',
        '',
      ].join('\n'),
      { fileName: 'm.yaml' },
    );
    return overloadOf(model, offeredLoad(model), 1)?.resource ?? null;
  };
  expect(verdictBehind('500/s', 'drop')).toBeNull();
  expect(verdictBehind('2000/s', 'drop')).toBe('brokers.handlers');
  expect(verdictBehind('500/s', 'block')).toBe('producers.rate_limit');
});
