/** Queues, against arithmetic by hand and closed forms. */
import { describe, expect, test } from 'vitest';
import { erlangC } from '../../src/analysis/closedForm/mmc.js';
import { groupNote } from '../../src/analysis/groupNote.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Model } from '../../src/model/index.js';
import { failedInWindow, type Measurements } from '../../src/network/measurements.js';
import { expectAudits, HOST, stageMean } from '../support/atOnce.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const NO_TIME = 'time_per_publish: 0 s, time_per_delivery: 0 s, time_per_ack: 0 s';
const NIC = 'nic: 1000 Gbps';

interface Said {
  readonly load?: string;
  readonly cluster?: string;
  readonly queue?: string;
  readonly worker: string;
  readonly away?: string;
  readonly more?: string;
}

/** Tasks for workers, of which nothing takes time but what is said. */
function modelOf(said: Said): Model {
  const { load = 'rate: 100/s, arrivals: constant', cluster = HOST, queue = '', more = '' } = said;
  return validModel(
    `brokers: { kind: queue, count: 3, ${NO_TIME}, ${cluster} }
topics: { tasks: { ${queue} }, dead: {} }
producers: { app: { sends: tasks, count: 1, ${load}, ${HOST} } }
consumers:
  workers: { reads: tasks, ${NIC}, propagation: ${said.away ?? '0 s'}, ${said.worker} }
  undertaker: { reads: dead, ${HOST} }
${more}`,
    { fileName: 'm.yaml' },
  );
}

function run(said: Said, windowSeconds: number, warmupSeconds = 1): Measurements {
  const measured = shortTrial(modelOf(said), { warmupSeconds, windowSeconds });
  expectAudits(measured);
  return measured;
}

function countOf({ paths }: Measurements, name: string): number {
  return paths.find((path) => path.name === name)?.histogram.count ?? NaN;
}

function ceilingOf(model: Model, resource: string): number {
  const row = offeredLoad(model).resources.find(({ name }) => name === resource);
  return row?.ceilingEventsPerSecond ?? NaN;
}

describe('engine/assembly/queues, network/world/queues: prefetch', () => {
  /**
   * Where no message takes time on its way, workers that hold one each are the servers of M/M/c:
   * Erlang C. (Of 60,000 tasks the mean wait is within 10% but for one seed of a thousand.)
   */
  test.each([
    [3, 240],
    [8, 640],
  ])('of 1 makes %i workers at 80%% an M/M/c queue', (count, rate) => {
    const measured = run(
      {
        load: `rate: ${rate}/s`,
        worker: `instances: ${count}, prefetch: 1, processing_time: exponential(10 ms)`,
      },
      60_000 / rate,
    );
    const wait = (erlangC(0.8 * count, count) * 0.01) / (count * 0.2);
    expect(stageMean(measured, 'fetch_wait') / wait).toBeGreaterThan(0.9);
    expect(stageMean(measured, 'fetch_wait') / wait).toBeLessThan(1.1);
  });

  /** What an instance holds is away for a round trip and its work of 1 ms. */
  test.each([
    [1, 0.1, 1 / 1.2],
    [100, 0.1, 1],
    [1, 50, 1 / 101],
    [10, 50, 10 / 101],
    [100, 50, 100 / 101],
  ])('of %i over %d ms carries so much of what a worker could', (prefetch, ms, share) => {
    const said = {
      load: 'rate: 1500/s, arrivals: constant',
      worker: `prefetch: ${prefetch}, processing_time: 1 ms`,
      away: `${ms} ms`,
    };
    expect(ceilingOf(modelOf(said), 'consumers.workers')).toBeCloseTo(1000 * share, 6);
    const measured = run(said, 20);
    expect(measured.deliveredInWindow / 20 / (1000 * share)).toBeCloseTo(1, 2);
  });

  /**
   * As people see it: 16 tasks wait when 16 workers start, each connection a moment after the one
   * before. With prefetch 4 the first four take all: four tasks of 10 s one after the other.
   */
  test.each([
    [4, 40],
    [1, 10],
  ])('of %i gives 16 tasks on 16 workers that start a makespan of %i s', (prefetch, makespan) => {
    const faults = Array.from({ length: 16 }, (_, index) => {
      const length = 16.2 + index / 1000;
      return `f${index}: { kind: consumer_down, group: workers, index: ${index}, at: 0 s, length: ${length} s }`;
    });
    const model = modelOf({
      load: 'rate: 1/s, arrivals: constant',
      worker: `instances: 16, prefetch: ${prefetch}, processing_time: 10 s`,
      more: `faults: { ${faults.join(', ')} }`,
    });
    const done: number[] = [];
    const observer = (what: string, _: number, __: number, arrival: number, time: number): void => {
      if (what === 'delivered' && arrival < 16.1) done.push(time);
    };
    shortTrial(model, { warmupSeconds: 0, windowSeconds: 80 }, observer);
    expect(done).toHaveLength(16);
    expect(Math.max(...done) - 16.2).toBeGreaterThan(makespan - 0.001);
    expect(Math.max(...done) - 16.2).toBeLessThan(makespan + 0.03);
  });

  /** 6 ms a message, one consumer: 1 / 6 ms a thread, and 12 are needed for 2,000/s. */
  test.each([
    [1, 1000 / 6],
    [5, 5000 / 6],
    [20, 2000],
  ])('is enough for a dispatch concurrency of %i', (threads, carried) => {
    const measured = run(
      {
        load: 'rate: 2000/s, arrivals: constant',
        worker: `threads: ${threads}, prefetch: 250, processing_time: 6 ms`,
        away: '0.1 ms',
      },
      10,
    );
    expect(measured.deliveredInWindow / 10 / carried).toBeCloseTo(1, 2);
  });
});

test('says which prefetch would keep threads at work', () => {
  const said = { worker: 'prefetch: 10, processing_time: 1 ms', away: '50 ms' };
  // 101 ms a message: 101 of them are needed.
  expect(groupNote(modelOf(said), 'consumers.workers')).toContain('prefetch: 101 would bring 10.1');
  const enough = { worker: 'prefetch: 100, processing_time: 1 ms', away: '0.1 ms' };
  expect(groupNote(modelOf(enough), 'consumers.workers')).toBe('');
});

describe('what comes back', () => {
  const asked = `delivery: receive, ${HOST}`;

  /**
   * Work of 250 ms under a visibility timeout of 100 ms: handed out after 0, 100 and 200 ms, done
   * after 250, 350 and 450 ms, which nobody hears in time; each is given up after 300 ms.
   */
  test('a visibility timeout shorter than the work: all are done thrice, and all are dead letters', () => {
    const measured = run(
      {
        load: 'rate: 20/s, arrivals: constant',
        cluster: asked,
        queue: 'visibility_timeout: 100 ms, max_deliveries: 3, dead_letter: dead',
        worker: 'threads: 40, prefetch: 40, receive: 10, processing_time: 250 ms',
      },
      50,
    );
    expect(countOf(measured, 'workers')).toBeCloseTo(1000, -1);
    expect(measured.duplicatesInWindow).toBeCloseTo(2000, -1);
    expect(countOf(measured, 'undertaker')).toBeCloseTo(1000, -1);
    // Done is done: they have not failed.
    expect(failedInWindow(measured)).toBe(0);
    const journeys = measured.paths.find(({ name }) => name === 'to undertaker')?.histogram;
    expect((journeys?.sum ?? 0) / (journeys?.count ?? 1)).toBeCloseTo(0.3, 6);
  });

  test('a visibility timeout longer than the work: each is done once', () => {
    const measured = run(
      {
        cluster: asked,
        queue: 'visibility_timeout: 300 ms, max_deliveries: 3, dead_letter: dead',
        worker: 'threads: 40, prefetch: 40, processing_time: 250 ms',
      },
      20,
    );
    expect(countOf(measured, 'workers')).toBeCloseTo(2000, -1);
    expect(measured.duplicatesInWindow).toBe(0);
    expect(countOf(measured, 'undertaker')).toBe(0);
  });

  /**
   * Two workers take 0.8 s for what comes every 5 s and is handed out again after 0.5 s. Where late
   * words settle, the first one's after 0.8 s does: the other, who has begun at 0.5 s, does it once
   * more, and that is all. Where they do not, each is handed out again 0.5 s after it was, three
   * times in all.
   */
  test.each([
    ['settle', 1],
    ['ignored', 2],
  ])('late_acks: %s: all are done %i times more', (late, more) => {
    const measured = run(
      {
        load: 'rate: 0.2/s, arrivals: constant',
        cluster: `${asked}, late_acks: ${late}`,
        queue: 'visibility_timeout: 0.5 s, max_deliveries: 3',
        worker: 'instances: 2, receive: 1, receive_when: done, processing_time: 0.8 s',
      },
      500,
    );
    expect(countOf(measured, 'workers')).toBeCloseTo(100, -1);
    expect(measured.duplicatesInWindow / countOf(measured, 'workers')).toBeCloseTo(more, 1);
  });

  /** Three tries of 2 ms, each 1 ms there and 1 ms back: 3 x 4 ms. */
  test('a poisoned message is handed out max_deliveries times, then is a dead letter', () => {
    const said = {
      queue: 'max_deliveries: 3, dead_letter: dead',
      worker: 'fails: 100%, instances: 2, prefetch: 1, processing_time: 2 ms',
      away: '1 ms',
    };
    const measured = run(said, 20);
    expect(countOf(measured, 'workers')).toBe(0);
    expect(failedInWindow(measured)).toBeCloseTo(2000, -1);
    expect(countOf(measured, 'undertaker')).toBeCloseTo(2000, -1);
    const journeys = measured.paths.find(({ name }) => name === 'to undertaker')?.histogram;
    expect(journeys?.maximum).toBeGreaterThan(0.012 - 1e-9);
    // Each takes 12 ms of an instance: 2 / 12 ms a second, of which 100 come.
    expect(ceilingOf(modelOf(said), 'consumers.workers')).toBeCloseTo(2 / 0.012, 6);
  });

  /**
   * An instance dies every 10 s with what it holds, which another does: nothing is lost, and what
   * it was working on is not done twice, as it had not said so.
   */
  test('what a dead consumer held is done by another', () => {
    const model = modelOf({
      worker: 'instances: 2, prefetch: 10, processing_time: exponential(15 ms)',
      more: `faults:
  down: { kind: consumer_down, group: workers, index: 0, time_to_failure: 2 s, time_to_repair: 1 s }`,
    });
    const fates = new Map<string, number>();
    const measured = shortTrial(model, { warmupSeconds: 0, windowSeconds: 60 }, (what) => {
      fates.set(what, (fates.get(what) ?? 0) + 1);
    });
    expectAudits(measured);
    expect(fates.get('delivered')).toBeGreaterThan(5000);
    expect(fates.get('duplicated') ?? 0).toBe(0);
    expect(measured.lostInWindow + measured.droppedInWindow).toBe(0);
  });
});

describe('a queue', () => {
  /** 0.2 + 0.2 + 0.1 ms of one process for each message: 2,000/s; 0.2 ms alone to take it in. */
  test('analysis/queueRows, model/buildQueues: is one process', () => {
    const times = 'time_per_publish: 0.2 ms, time_per_delivery: 0.2 ms, time_per_ack: 0.1 ms';
    const model = validModel(
      `brokers: { kind: queue, count: 1, ${times}, ${HOST} }
topics: { tasks: {} }
producers: { app: { sends: tasks, count: 1, rate: 1800/s, ${HOST} } }
consumers: { workers: { reads: tasks, ${HOST} } }`,
      { fileName: 'm.yaml' },
    );
    expect(ceilingOf(model, 'topics.tasks')).toBeCloseTo(2000, 6);
    const measured = shortTrial(model, { warmupSeconds: 1, windowSeconds: 20 });
    expectAudits(measured);
    const busy = measured.resources.find(({ name }) => name === 'topics.tasks')?.busySeconds;
    expect((busy ?? 0) / 20).toBeCloseTo(0.9, 1);
    expect(stageMean(measured, 'broker_service')).toBeCloseTo(0.0002, 9);
  });

  /** A majority of three: there and back to one of the others, at 1 ms each way. */
  test.each([
    [1, 0],
    [3, 0.002],
  ])('with %i copies confirms when a majority has the message', (copies, seconds) => {
    const measured = run(
      {
        cluster: 'nic: 1000 Gbps, propagation: 1 ms',
        queue: `replication_factor: ${copies}`,
        worker: 'instances: 2',
      },
      5,
    );
    const publish = measured.paths.find(({ name }) => name === 'publish')?.histogram;
    expect((publish?.sum ?? 0) / (publish?.count ?? 1)).toBeCloseTo(seconds, 6);
    expect(stageMean(measured, 'replication')).toBeCloseTo(seconds, 6);
  });

  /** 100/s come, of which a worker does 50: from when 10 wait on, as many are dropped. */
  test.each(['drop_head', 'reject'])(
    'with max_length 10 and %s drops what is too much',
    (policy) => {
      const measured = run(
        {
          queue: `max_length: 10, overflow: ${policy}, dead_letter: dead`,
          worker: 'prefetch: 1, processing_time: 20 ms',
        },
        20,
      );
      expect(measured.deliveredInWindow - countOf(measured, 'undertaker')).toBeCloseTo(1000, -1);
      expect(measured.droppedInWindow).toBeCloseTo(1000, -1);
      // What is refused was never in the queue.
      expect(countOf(measured, 'undertaker')).toBeCloseTo(policy === 'reject' ? 0 : 1000, -1);
      // The last of ten that wait waits for ten others; where the first goes, it is younger.
      const workers = measured.paths.find(({ name }) => name === 'workers')?.histogram;
      const longest = policy === 'reject' ? 0.24 : 0.14;
      expect(workers?.maximum).toBeLessThan(longest);
      expect(workers?.maximum).toBeGreaterThan(longest - 0.04);
    },
  );

  /**
   * One with copies refuses only from when more than 10 wait, until 8 do: one that comes waits for
   * 11 others at most, and for 9 at least, of 20 ms each.
   */
  test('with copies refuses later, and for longer', () => {
    const measured = run(
      {
        queue: 'max_length: 10, overflow: reject, replication_factor: 3',
        worker: 'prefetch: 1, processing_time: 20 ms',
      },
      20,
    );
    expect(measured.droppedInWindow).toBeCloseTo(1000, -1);
    const workers = measured.paths.find(({ name }) => name === 'workers')?.histogram;
    expect(workers?.maximum).toBeLessThan(0.26 + 0.001);
    expect(workers?.maximum).toBeGreaterThan(0.22);
    // After a pause the queue has 8: those that come first wait for 9 at least.
    expect(workers?.minimum).toBeGreaterThan(0.16);
  });

  /** Five instances of four threads, 20 ms a task: 1,000/s, but eight at once are 400/s. */
  test('hands out max_unacknowledged at once, over all instances', () => {
    const said = {
      load: 'rate: 800/s, arrivals: constant',
      queue: 'max_unacknowledged: 8',
      worker: 'instances: 5, threads: 4, prefetch: 4, processing_time: 20 ms',
    };
    expect(ceilingOf(modelOf(said), 'consumers.workers')).toBeCloseTo(400, 6);
    const measured = run(said, 10);
    expect(measured.deliveredInWindow / 10 / 400).toBeCloseTo(1, 2);
  });

  /** The same, where what has waited for 100 ms is dropped. */
  test('drops what waits for longer than time_to_live', () => {
    const measured = run(
      { queue: 'time_to_live: 101 ms', worker: 'prefetch: 1, processing_time: 20 ms' },
      20,
    );
    expect(measured.deliveredInWindow).toBeCloseTo(1000, -1);
    expect(measured.droppedInWindow).toBeCloseTo(1000, -1);
    const workers = measured.paths.find(({ name }) => name === 'workers')?.histogram;
    expect(workers?.maximum).toBeLessThan(0.121 + 1e-9);
  });

  /** 100/s on one worker of 50/s: those of priority 5, 20/s, wait for one task at most. */
  test('hands out messages of a higher priority first', () => {
    const model = validModel(
      `brokers: { kind: queue, count: 1, ${NO_TIME}, ${HOST} }
topics: { tasks: {} }
producers:
  many: { sends: tasks, count: 1, rate: 80/s, arrivals: constant, ${HOST} }
  urgent: { sends: tasks, count: 1, rate: 20/s, arrivals: constant, priority: 5, ${HOST} }
consumers: { workers: { reads: tasks, prefetch: 1, processing_time: 20 ms, ${HOST} } }`,
      { fileName: 'm.yaml' },
    );
    const waits: number[] = [];
    const observer = (what: string, _: number, from: number, at: number, time: number): void => {
      if (what === 'delivered' && from === 1) waits.push(time - at);
    };
    shortTrial(model, { warmupSeconds: 0, windowSeconds: 20 }, observer);
    expect(waits.length).toBeGreaterThan(390);
    expect(Math.max(...waits)).toBeLessThan(0.04 + 1e-9);
  });
});
