/** Brokers with queues that go down, by hand: engine/assembly/queues/outage.ts. */
import { expect, test } from 'vitest';
import { faultBacklogs } from '../../src/analysis/faultBacklogs.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import type { Measurements } from '../../src/network/measurements.js';
import { expectAudits, HOST } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

interface Said {
  readonly load: string;
  readonly worker: string;
  readonly fault: string;
  readonly cluster?: string;
  readonly queue?: string;
}

/** Nothing takes time but what is said; `tasks` is on broker 0, `side` on broker 1. */
function modelOf({ load, worker, fault, cluster = '', queue = '' }: Said): Model {
  const free = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';
  return validModel(
    `brokers: { kind: queue, count: 2, ${free}, ${HOST}, ${cluster} }
topics: { tasks: { ${queue} }, side: {} }
producers:
  app: { sends: tasks, count: 1, ${load}, arrivals: constant, retries: 100, retry_backoff: 10 ms, ${HOST} }
  other: { sends: side, count: 1, rate: 100/s, arrivals: constant, ${HOST} }
consumers:
  workers: { reads: tasks, ${HOST}, ${worker} }
  beside: { reads: side, ${HOST}, processing_time: 0 s }
faults: { down: { kind: broker_down, index: 0, ${fault} } }
`,
    { fileName: 'outage.yaml' },
  );
}

function run(said: Said, windowSeconds: number): Measurements {
  const measured = shortTrial(modelOf(said), { warmupSeconds: 0, windowSeconds });
  expectAudits(measured);
  return measured;
}

/** What came in two seconds waits with who sends, and is done 1 ms each from when it is back. */
test('what comes meanwhile waits with its producer', () => {
  const said = {
    load: 'rate: 100/s',
    worker: 'processing_time: 1 ms',
    fault: 'at: 5 s, length: 2 s',
  };
  const measured = run(said, 20);
  const [workers, beside] = ['workers', 'beside'].map((name) =>
    measured.paths.find((path) => path.name === name),
  );
  expect(workers?.histogram.count).toBe(2000);
  expect(measured.duplicatesInWindow).toBe(0);
  expect(workers?.histogram.maximum).toBeGreaterThan(1.99);
  expect(workers?.histogram.maximum).toBeLessThan(2.02);
  expect(beside?.histogram.maximum).toBeLessThan(1e-6);
});

/** By arithmetic 200 wait, and are drained at 1,000 - 100 a second. */
test('analysis/faultBacklogs: of the queues that are there', () => {
  const said = {
    load: 'rate: 100/s',
    worker: 'processing_time: 1 ms',
    fault: 'at: 5 s, length: 2 s',
  };
  const model = modelOf(said);
  const [down] = faultBacklogs(model, offeredLoad(model));
  expect(down).toMatchObject({ resource: 'consumers.workers' });
  expect(down.records).toBeCloseTo(200, 6);
});

/** Messages of 0.5, 1.5, 2.5 and 3.5 s are held when it goes down, and are handed out again. */
test('push: what was handed out comes back', () => {
  const measured = run(
    {
      load: 'rate: 1/s',
      worker: 'prefetch: 4, processing_time: 100 s',
      fault: 'at: 4 s, length: 1 s',
    },
    10,
  );
  expect(measured.queues?.[0]).toMatchObject({ handedOut: 8, again: 4 });
});

/** It comes at 25 s, and is done at 27: nobody hears it, so it is shown again at 55 s. */
test('receive: an acknowledgement that nobody hears', () => {
  const said = {
    load: 'rate: 0.02/s',
    worker: 'processing_time: 2 s',
    fault: 'at: 26 s, length: 2 s',
    cluster: 'preset: sqs',
  };
  const measured = run(said, 70);
  expect(measured.queues?.[0]).toMatchObject({ handedOut: 2, again: 1 });
  expect(measured.duplicatesInWindow).toBe(1);
});

/**
 * It comes at 5 s; the disk has it at 5.5 s. From 5.2 to 6.2 s it is down; it is sent again then.
 */
test('what was not confirmed is sent again', () => {
  const said = {
    load: 'rate: 0.1/s',
    worker: 'processing_time: 0 s',
    fault: 'at: 5.2 s, length: 1 s',
    cluster: 'disk: { flush: every_batch, flush_time: 0.5 s }',
  };
  const measured = run(said, 10);
  const workers = measured.paths.find(({ name }) => name === 'workers');
  expect(workers?.histogram.count).toBe(1);
  expect(workers?.histogram.maximum).toBeGreaterThan(1.69);
  expect(workers?.histogram.maximum).toBeLessThan(1.75);
});
