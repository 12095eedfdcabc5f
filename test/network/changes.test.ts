/**
 * Who leads, who reads and who sends first after a broker or an instance has come or gone; of
 * constant times.
 */
import { expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { pipelineText, type PipelineText } from '../support/pipeline.js';
import { validModel } from '../support/validModel.js';

interface Sent {
  readonly partition: number;
  readonly time: number;
}

/** 100 records a second, one each 10 ms. */
function seen(text: PipelineText, windowSeconds: number): { found: Measurements; sent: Sent[] } {
  const model = validModel(
    pipelineText({ workload: 'arrivals: constant', ...text }).replace('users: 1000', 'users: 100'),
    { fileName: 'changes.yaml' },
  );
  const sent: Sent[] = [];
  const trial = { placement: 0, cell: 0, replication: 1, seed: 'changes', speedup: {} };
  const span = {
    warmupSeconds: 0,
    windowSeconds,
    seriesBuckets: 2 * windowSeconds,
    maximumInside: 1e8,
  };
  const found = simulate(
    { model, ...trial, ...span },
    (what, partition, _producer, _arrival, time) => {
      if (what === 'sent') sent.push({ partition, time });
    },
  );
  expect(found.audits.filter(({ passed }) => !passed)).toEqual([]);
  return { found, sent };
}

test.each(['1 ms', '100 ms'])(
  'a preferred leader that has not caught up does not lead again, leader_rebalance after %s: nothing acknowledged is lost',
  (after) => {
    // Two seconds of records of 100 KB wait for it, over a link that takes as long for them.
    const { found } = seen(
      {
        workload: 'arrivals: constant, keys: none',
        producers: 'count: 1, linger: 0 s, acks: all',
        brokers: `count: 2, nic: 200 Mbps, time_per_replica_append: 20 ms, failure_detection: 100 ms, election_time: 10 ms, leader_rebalance: ${after}`,
        topic: 'partitions: 2, replication_factor: 2, min_insync_replicas: 1',
        more: 'faults: { crash: { kind: broker_down, index: 0, at: 1 s, length: 2 s } }\n',
      },
      6,
    );
    expect(found.lostInWindow).toBe(0);
    expect(found.droppedInWindow).toBe(0);
    expect(found.insideAtEnd).toBeLessThan(20);
  },
);

test.each([1, 1.04, 1.08, 1.12])(
  "a producer's requests begin with a broker's first partition again when its partitions change: crash at %d s",
  (at) => {
    // A request is one batch and takes 40 ms: something waits for every partition.
    const { sent } = seen(
      {
        producers:
          'count: 1, linger: 0 s, acks: all, max_in_flight: 1, batch_size: 1 B, max_request_size: 1 B, partitioner: round_robin, delivery_timeout: 100 s',
        brokers:
          'count: 2, time_per_request: 40 ms, failure_detection: 100 ms, election_time: 10 ms, leader_rebalance: 100 s',
        topic: 'partitions: 4, replication_factor: 2, min_insync_replicas: 1',
        more: `faults: { crash: { kind: broker_down, index: 1, at: ${at} s, length: 50 s } }\n`,
      },
      4,
    );
    const after = sent.filter(({ time }) => time >= at + 0.11 - 1e-9).slice(0, 8);
    expect(after.map(({ partition }) => partition)).toEqual([0, 1, 2, 3, 0, 1, 2, 3]);
  },
);

test.each([true, false])(
  'an instance that gives up some partitions goes on with the others, wait_for_poll: %s',
  (waits) => {
    // Each broker leads two of four partitions; from 3 s on one instance keeps those of the first,
    // and has been busy.
    const { found } = seen(
      {
        producers: 'count: 1, linger: 0 s, partitioner: round_robin',
        brokers: 'count: 2',
        topic: 'partitions: 4, replication_factor: 1',
        workers: `instances: 2, assignor: round_robin, rebalance: cooperative, rebalance_time: 100 ms, session_timeout: 100 ms, wait_for_poll: ${waits}, processing_time: 9 ms`,
        more: 'faults: { crash: { kind: consumer_down, group: workers, index: 1, at: 1 s, length: 2 s } }\n',
      },
      7,
    );
    // All that comes in the last second is delivered in it.
    const [delivered] = found.series.delivered;
    const last = delivered[12] + delivered[13];
    expect(Math.abs(last - 100)).toBeLessThan(5);
    expect(found.insideAtEnd).toBeLessThan(10);
  },
);
