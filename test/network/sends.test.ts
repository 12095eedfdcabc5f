/**
 * Groups that send on: conservation over random graphs. Known answers are in ../theory
 * (src/proof/theory/topicCases.ts).
 */
import { expect, test } from 'vitest';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { uniforms } from '../support/uniforms.js';
import { validModel } from '../support/validModel.js';

/**
 * A record each 100 ms from 50 ms on, sent on when its batch has lingered for 1 s: 50 to 1,050 ms
 * go at 1,050 ms, the next batch begins with 1,150 ms. Its instance dies at 1,900 ms, and what came
 * from 1,150 to 1,850 ms goes with it: 8 records, which were committed, or, where nothing was, are
 * read and sent again with all that had gone before.
 */
test.each([
  ['committed at every poll', '0 s', 8, 0],
  ['never committed', '1000 s', 8, 19],
])(
  'network/world/sends: an instance dies with what waits in its memory: %s',
  (_, commits, dropped, again) => {
    const measured = shortTrial(
      atOnce(`producers: { app: { sends: first, rate: 10/s, count: 1, arrivals: constant, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, commit_interval: ${commits}, session_timeout: 10 ms, rebalance_time: 10 ms, ${HOST}, sends: { second: { linger: 1 s } } }
  two: { reads: second, ${HOST} }
faults: { dies: { kind: consumer_down, group: one, at: 1900 ms, length: 20 ms } }`),
      { warmupSeconds: 0, windowSeconds: 10 },
    );
    expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
    expect(measured.droppedInWindow).toBe(dropped);
    expect(measured.duplicatesInWindow).toBe(again);
  },
);

const GRAPHS = Number(process.env['HIGHWATER_GRAPHS'] ?? 20);

/**
 * By default 20 drawn graphs of up to 4 topics, 3 kinds of producers and 5 groups, some in circles,
 * some with little memory.
 */
test('over drawn graphs every audit holds, whatever sends what where', () => {
  const next = uniforms(18);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)];
  let sent = 0;
  for (let number = 0; number < GRAPHS; number++) {
    const text = drawnGraph(pick, next);
    const measured = shortTrial(validModel(text, { fileName: 'm.yaml' }), { warmupSeconds: 0.1 });
    expect(
      measured.audits.filter(({ passed }) => !passed),
      text,
    ).toEqual([]);
    if (measured.paths.some(({ name, histogram }) => name.startsWith('to ') && histogram.count > 0))
      sent++;
  }
  expect(sent).toBeGreaterThan(GRAPHS / 4);
});

function drawnGraph(pick: <T>(all: readonly T[]) => T, next: () => number): string {
  const topics = ['t0', 't1', 't2', 't3'].slice(0, 2 + Math.floor(next() * 3));
  const buffer = (): string => `buffer_memory: ${pick(['32 MiB', '5 KB'])}`;
  const kinds = ['p0', 'p1', 'p2'].map(
    (name) =>
      `  ${name}: { sends: ${pick(topics)}, rate: ${pick([20, 90, 200])}/s, count: ${pick([1, 3])}, acks: ${pick([0, 1, 'all'])}, linger: ${pick(['0 s', '5 ms'])}, record_size: ${pick(['100 B', '3333 B'])}, ${buffer()} }`,
  );
  const groups = ['g0', 'g1', 'g2', 'g3', 'g4'].map((name) => {
    const reads = pick(topics);
    const on = topics.filter((topic) => topic > reads && next() < 0.8);
    const sends = on.map(
      (topic) =>
        `${topic}: { share: ${pick([0.3, 1])}, ${pick(['after: 0 s', 'after: 40 ms', 'wait: true', 'wait: true, delivery_timeout: 100 ms, request_timeout: 60 ms'])}, ${buffer()} }`,
    );
    if (next() < 0.3) sends.push(`${reads}: { share: 0.1 }`);
    const store = next() < 0.3 ? ', store: s' : '';
    const tries = next() < 0.5 ? drawnTries(pick, next, [...on, 'none']) : '';
    const scales =
      next() < 0.3
        ? ', autoscaler: { minimum: 1, maximum: 5, target_lag: 5, interval: 100 ms, start_up: 50 ms, cool_down: 200 ms }, rebalance_time: 50 ms, session_timeout: 100 ms, commit_interval: 20 ms'
        : '';
    return `  ${name}: { reads: ${reads}, instances: ${pick([1, 3])}, threads: ${pick([1, 3])}, wait_for_poll: ${pick([true, false])}, processing_time: ${pick(['1 ms', 'exponential(2 ms)'])}, poll_interval: ${pick(['0 s', '0 s', '0 s', '30 ms'])}${store}${tries}${scales}${sends.length > 0 ? `, sends: { ${sends.join(', ')} }` : ''} }`;
  });
  return `producers:\n${kinds.join('\n')}
brokers: { count: 2, handlers: 2 }
topics: { ${topics.map((topic) => `${topic}: { partitions: ${pick([1, 4])}, replication_factor: ${pick([1, 2])} }`).join(', ')} }
consumers:\n${groups.join('\n')}
stores: { s: { shards: 2, time_per_request: 1 ms } }
faults: { one: { kind: consumer_down, group: g1, at: 200 ms, length: 300 ms }, two: { kind: consumer_down, group: g3, at: 350 ms, length: 150 ms }, slow: { kind: slow_external, external: slow, factor: 5, at: 100 ms, length: 200 ms }, down: { kind: external_down, external: fast, at: 300 ms, length: 200 ms }${next() < 0.3 ? ', three: { kind: broker_down, index: 1, at: 500 ms, length: 200 ms }' : ''} }
externals: { slow: { time: exponential(5 ms), concurrency: 2, queue_capacity: 3, fails: 10% }, fast: { time: 1 ms, fails: 5% } }
`;
}

/** What may fail goes to one of the topics, or nowhere. */
function drawnTries(
  pick: <T>(all: readonly T[]) => T,
  next: () => number,
  topics: readonly string[],
): string {
  const calls = [
    `slow: { timeout: ${pick(['4 ms', '50 ms'])}, retries: ${pick([0, 2])}, retry_backoff: 2 ms${pick(['', ', at_most: 1', ', breaker: { window: 5, open_for: 30 ms, probes: 2 }'])} }`,
    `fast: { share: 0.5, retries: ${pick([0, 1])}${pick(['', '', ', breaker: { failures: 60%, window: 4, open_for: 20 ms, probes: 1, pauses: true }'])} }`,
  ].filter(() => next() < 0.7);
  const limit = next() < 0.3 ? `, rate_limit: ${pick([50, 1000])}/s` : '';
  return `, fails: ${pick(['0', '5%'])}, calls: { ${calls.join(', ')} }${limit}, on_failure: { to: ${pick(topics)}, attempts: ${pick([1, 3])}, pause: 10 ms, after: ${pick(['0 s', '20 ms'])} }`;
}
