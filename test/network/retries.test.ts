/**
 * One record, sent again and again, or lost: when, and what becomes of each attempt. All times are
 * constants, so the expected ones are sums of settings.
 */
import { expect, test } from 'vitest';
import type { Happening } from '../../src/network/recording/observer.js';
import type { Measurements } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

/**
 * The record comes at 0.5 s; a broker takes 300 ms for a request, whose producer waits for 50 ms.
 */
const TEXT = `users: 1
workload: { events_per_user: 1/s, arrivals: constant }
producers: { count: 1, linger: 0 s, acks: all, request_timeout: 50 ms, retries: 4, retry_backoff: 10 ms,
  retry_backoff_max: 60 ms, propagation: 1 ms }
brokers: { count: 1, handlers: 8, time_per_request: 300 ms, time_per_fetch: 1 ms, propagation: 1 ms }
topic: { partitions: 1, replication_factor: 1, min_insync_replicas: 1 }
consumers: { readers: { instances: 1, processing_time: 1 ms } }
`;

interface Run {
  readonly measured: Measurements;
  readonly times: ReadonlyMap<Happening, readonly number[]>;
}

function retried(idempotence: boolean): Run {
  return run(TEXT.replace('acks: all', `acks: all, idempotence: ${idempotence}`));
}

function run(text: string, warmupSeconds = 0, windowSeconds = 1.4): Run {
  const times = new Map<Happening, number[]>();
  const measured = simulate(
    {
      model: validModel(text, { fileName: 'one.yaml', overrides: [] }),
      placement: 0,
      cell: 0,
      replication: 0,
      seed: 'retries',
      warmupSeconds,
      windowSeconds,
      seriesBuckets: 1,
      speedup: {},
      maximumInside: 1e6,
    },
    (what, _place, _producer, _arrival, time) => {
      times.set(what, [...(times.get(what) ?? []), time]);
    },
  );
  expect(measured.audits.filter(({ passed }) => !passed)).toEqual([]);
  return { measured, times };
}

test('the back-off doubles from retry_backoff to retry_backoff_max, and retries end', () => {
  const { measured, times } = retried(true);
  // Each fails 50 ms after it was sent, and waits for 10, 20, 40 and then not 80, but 60 ms.
  const sent = times.get('sent') ?? [];
  expect(sent).toHaveLength(5);
  [0.5, 0.56, 0.63, 0.72, 0.83].forEach((time, attempt) => {
    expect(sent[attempt]).toBeCloseTo(time, 9);
  });
  expect(measured.retriesInWindow).toBe(4);
});

test('a request times out after request_timeout also where that is longer than the window, but not than the trial', () => {
  // Sent at 0.5 s, given up after 0.8 s, within the 0.7 s that follow a warm-up of as much.
  const text = TEXT.replace('timeout: 50 ms', 'timeout: 0.8 s').replace('300 ms', '3 s');
  const { measured, times } = run(text, 0.7, 0.7);
  expect(measured.retriesInWindow).toBe(1);
  expect(times.get('sent')?.at(1)).toBeCloseTo(1.31, 9);
});

test('what is sent again on a new connection is not held up by what was under way on the old one', () => {
  // The first takes 1 s on a slow link and times out; the second, sent at 0.56 s, takes 1 ms each
  // way and 10 ms there.
  const slow =
    'faults: { slow: { kind: link_slow, link: producers, factor: 1000, at: 0.4 s, length: 0.15 s } }';
  const { times } = run(TEXT.replace('300 ms', '10 ms') + slow);
  expect(times.get('published')).toHaveLength(1);
  expect(times.get('published')?.[0]).toBeCloseTo(0.56 + 0.012, 4);
});

test('each attempt that the broker handles stands in the log once more, unless the producer is idempotent', () => {
  // The first is in the log before the last has failed, so the record is not dropped; nobody hears
  // the answers. A group that commits at once makes the log forget the record before the last
  // attempt comes.
  const forgotten = run(
    TEXT.replace('acks: all', 'acks: all, idempotence: false').replace(
      'instances: 1,',
      'instances: 1, commit_interval: 0 s,',
    ),
  );
  expect(forgotten.measured.duplicatesInWindow).toBe(4);
  const plain = retried(false);
  expect(plain.measured.deliveredInWindow).toBe(1);
  expect(plain.measured.duplicatesInWindow).toBe(4);
  expect(plain.times.get('duplicated')).toHaveLength(4);
  const idempotent = retried(true);
  expect(idempotent.measured.deliveredInWindow).toBe(1);
  expect(idempotent.measured.duplicatesInWindow).toBe(0);
  for (const { measured, times } of [plain, idempotent]) {
    expect(measured.droppedInWindow).toBe(0);
    expect(times.has('published')).toBe(false);
  }
});

test('acks=0: what is under way to a broker that dies is published and lost once, also without any delay', () => {
  // It takes 8 ms to leave, and is there at that moment, 4 ms after the crash.
  const text = TEXT.replace('acks: all', 'acks: 0, nic: 1 Mbps')
    .replaceAll('propagation: 1 ms', 'propagation: 0 ms')
    .replace('workload: {', 'workload: { record_size: 1000 B,');
  const crash = 'faults: { crash: { kind: broker_down, at: 504 ms, length: 200 ms } }';
  const { measured, times } = run(text + crash);
  expect(measured.lostInWindow).toBe(1);
  expect(measured.deliveredInWindow + measured.insideAtEnd).toBe(0);
  for (const what of ['published', 'lost'] as const) {
    expect(times.get(what)).toHaveLength(1);
    expect(times.get(what)?.[0]).toBeCloseTo(0.508, 9);
  }
});
