/** The processors of readers' hosts: what an answer takes there before an instance has it. */
import { expect, test } from 'vitest';
import { processorTrial, type ProcessorTrial } from '../support/processorTrial.js';
import { validModel } from '../support/validModel.js';

const NOTHING =
  'time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s';

/** Networks take 1 ms each way, and nothing else takes time but the readers' hosts. */
function log(group: string, rate = '10/s', partitions = 1): string {
  return `
workload: { rate: ${rate}, arrivals: constant, record_size: 1000 B }
producers: { count: 1, linger: 0 ms, batch_size: 0 B, nic: 100000 Gbps, propagation: 1 ms, acks: 1, partitioner: round_robin }
brokers: { count: 1, handlers: 64, ${NOTHING}, nic: 100000 Gbps }
topic: { partitions: ${partitions}, replication_factor: 1 }
consumers: { g: { processing_time: 0 s, nic: 100000 Gbps, propagation: 1 ms, ${group} } }
`;
}

function queue(group: string, rate = '10/s'): string {
  return `
producers: { web: { sends: jobs, rate: ${rate}, count: 1, arrivals: constant, record_size: 1000 B, nic: 100000 Gbps, propagation: 1 ms } }
brokers: { kind: queue, delivery: push, count: 1, nic: 100000 Gbps, time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s }
topics: { jobs: {} }
consumers: { g: { reads: jobs, processing_time: 0 s, nic: 100000 Gbps, propagation: 1 ms, ${group} } }
`;
}

function run(text: string, windowSeconds = 2): ProcessorTrial {
  const model = validModel(text, { fileName: 'processor.yaml' });
  return processorTrial(model, 'consumers.g.processor', 'delivered', windowSeconds);
}

const TIMES = 'time_per_record: 1 ms, time_per_byte: 500 ns/B, time_per_request: 2 ms';

test.each([
  ['an answer to a fetch', log],
  ['a message that is pushed', queue],
])(
  'network/world/processors: %s takes its own time, its records and its bytes; who sleeps is woken',
  (_, model) => {
    const { taken, busy } = run(model(`processor: { ${TIMES}, time_per_wakeup: 0.25 ms }`));
    // 1 ms to the broker and 1 ms from there; 2 + 1 + 0.5 ms of the host, and 0.25 ms to wake it.
    expect(taken.length).toBeGreaterThan(15);
    for (const seconds of taken) expect(seconds).toBeCloseTo(0.00575, 9);
    // Ten a second.
    expect(busy).toBeCloseTo(0.0375, 3);
  },
);

test('analysis/readerProcessor: instances of one host wait for each other; those of two do not', () => {
  const group = (hosts: number): string =>
    `instances: 2, prefetch: 1000, processor: { hosts: ${hosts}, time_per_record: 30 ms, time_per_request: 10 ms }`;
  // A message each 38 ms for one host that takes 40 ms: each is 2 ms later than the one before.
  const one = run(queue(group(1), `${1 / 0.038}/s`));
  one.taken.forEach((seconds, index) => {
    expect(seconds).toBeCloseTo(0.042 + 0.002 * index, 9);
  });
  expect(one.taken.length).toBeGreaterThan(40);
  const two = run(queue(group(2), `${1 / 0.038}/s`));
  for (const seconds of two.taken) expect(seconds).toBeCloseTo(0.042, 9);
  expect(one.ceiling).toBeCloseTo(25, 6);
  expect(two.ceiling).toBeCloseTo(50, 6);
});

test('more threads than one keep an instance in its order', () => {
  // Answers take 30 ms by themselves, one each 20 ms: two threads have 1.5 answers of work.
  const { taken, busy } = run(
    queue('prefetch: 1000, processor: { threads: 2, time_per_request: 30 ms }', '50/s'),
  );
  for (const seconds of taken) expect(seconds).toBeCloseTo(0.032, 9);
  expect(busy).toBeGreaterThan(1.4);
  expect(busy).toBeLessThan(1.51);
});

test('an answer with more records shares what an answer costs', () => {
  // The host has 9 ms for an answer and 1 ms for a record: alone 100 records a second, and what has
  // gathered meanwhile comes together. At 200/s an answer takes n = 200 * (9 + n + 2) ms, the way
  // there and back included: 2.75 records.
  const { taken, busy } = run(
    log('processor: { time_per_record: 1 ms, time_per_request: 9 ms }', '200/s'),
    4,
  );
  const answers = taken.length / 4 / 2.75;
  expect(busy).toBeGreaterThan(0.9 * (0.2 + answers * 0.009));
  expect(busy).toBeLessThan(1.1 * (0.2 + answers * 0.009));
  expect(Math.max(...taken)).toBeLessThan(0.04);
});
