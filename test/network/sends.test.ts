/** Groups that send on: known answers of networks of queues, and conservation over random graphs. */
import { expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { AT_ONCE, atOnce, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { uniforms } from '../support/uniforms.js';
import { validModel } from '../support/validModel.js';

function meanOf({ paths }: Measurements, name: string): number {
  const histogram = paths.find((path) => path.name === name)?.histogram;
  if (histogram === undefined) throw new Error(`no path ${name}`);
  return histogram.sum / histogram.count;
}

/**
 * Bernoulli feedback: 60/s come to a server of mean 10 ms, exponential, and of what is done 25% comes again: 80/s in all, so
 * that the number there is geometric with rho = 0.8 (Jackson 1957) and a visit takes 1 / (100 - 80) = 50 ms on average
 * (Little). 1,000 s, of which the relaxation time is 10 ms / (1 - sqrt 0.8)^2 = 0.9 s: a standard error of about 3%.
 */
test('a share that comes again: M/M/1 with Bernoulli feedback', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: work, rate: 60/s, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { work: { partitions: 1 } }
consumers:
  worker: { reads: work, max_poll_records: 1, processing_time: exponential(10 ms), ${HOST}, sends: { work: { share: 0.25, ${AT_ONCE} } } }`),
    { warmupSeconds: 20, windowSeconds: 1000 },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  expect(measured.deliveredInWindow / 80_000).toBeCloseTo(1, 1.5);
  expect(Math.abs(meanOf(measured, 'worker') / 0.05 - 1)).toBeLessThan(0.1);
});

/** Two M/M/1 queues in a row at 0.5 and 0.8: departures are Poisson (Burke 1956), so 1 / (200 - 100) + 1 / (125 - 100) s. */
test('a journey over two hops takes the sojourns in both: a tandem of M/M/1', () => {
  const measured = shortTrial(
    atOnce(`producers: { app: { sends: first, rate: 100/s, count: 1, ${AT_ONCE}, ${HOST} } }
topics: { first: { partitions: 1 }, second: { partitions: 1 } }
consumers:
  one: { reads: first, max_poll_records: 1, processing_time: exponential(5 ms), ${HOST}, sends: { second: { ${AT_ONCE} } } }
  two: { reads: second, max_poll_records: 1, processing_time: exponential(8 ms), ${HOST} }`),
    { warmupSeconds: 20, windowSeconds: 1000 },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  const journey = meanOf(measured, 'to two');
  expect(Math.abs(journey / 0.05 - 1)).toBeLessThan(0.1);
  // Of the very same records, but for those under way at the window's ends.
  const hops = meanOf(measured, 'one') + meanOf(measured, 'two');
  expect(Math.abs(journey / hops - 1)).toBeLessThan(0.002);
});

/** 20 drawn graphs of up to 4 topics, 3 kinds of producers and 5 groups, some in circles, some with little memory. */
test('over drawn graphs every audit holds, whatever sends what where', () => {
  const next = uniforms(18);
  const pick = <T>(all: readonly T[]): T => all[Math.floor(next() * all.length)];
  let sent = 0;
  for (let number = 0; number < 20; number++) {
    const text = drawnGraph(pick, next);
    const measured = shortTrial(validModel(text, { fileName: 'm.yaml' }), { warmupSeconds: 0.1 });
    expect(
      measured.audits.filter(({ passed }) => !passed),
      text,
    ).toEqual([]);
    if (measured.paths.some(({ name, histogram }) => name.startsWith('to ') && histogram.count > 0))
      sent++;
  }
  expect(sent).toBeGreaterThan(5);
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
        `${topic}: { share: ${pick([0.3, 1])}, after: ${pick(['0 s', '40 ms'])}, ${buffer()} }`,
    );
    if (next() < 0.3) sends.push(`${reads}: { share: 0.1 }`);
    const store = next() < 0.3 ? ', store: s' : '';
    return `  ${name}: { reads: ${reads}, instances: ${pick([1, 3])}, threads: ${pick([1, 3])}, wait_for_poll: ${pick([true, false])}, processing_time: ${pick(['1 ms', 'exponential(2 ms)'])}${store}${sends.length > 0 ? `, sends: { ${sends.join(', ')} }` : ''} }`;
  });
  return `producers:\n${kinds.join('\n')}
brokers: { count: 2, handlers: 2 }
topics: { ${topics.map((topic) => `${topic}: { partitions: ${pick([1, 4])}, replication_factor: ${pick([1, 2])} }`).join(', ')} }
consumers:\n${groups.join('\n')}
stores: { s: { shards: 2, time_per_request: 1 ms } }
`;
}
