/** Groups that send on: conservation over random graphs. Known answers are in ../theory (src/theory/topicCases.ts). */
import { expect, test } from 'vitest';
import { shortTrial } from '../support/shortTrial.js';
import { uniforms } from '../support/uniforms.js';
import { validModel } from '../support/validModel.js';

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
