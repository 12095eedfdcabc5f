/** How a consumer asks for records, and what it gets. */
import type { Message } from '../kafka/lab.js';
import { seconds } from '../kafka/lab.js';
import type { Settings } from '../kafka/cluster.js';
import type { Observed, Scenario } from '../scenario.js';
import { INSTANT_BROKERS, runModel } from '../simulation.js';
import { every, TIMERS, toSend } from './producing.js';
import {
  gapsOf,
  mean,
  pollsIn,
  pollsOf,
  readAll,
  simulateBacklog,
  written,
  type Poll,
} from './reading.js';

const LONG_POLL = { 'fetch.min.bytes': 1, 'fetch.max.wait.ms': 5000 };
const MIN_BYTES = { 'fetch.min.bytes': 5000, 'fetch.max.wait.ms': 10_000 };
const MAX_WAIT = { 'fetch.min.bytes': 1_000_000, 'fetch.max.wait.ms': 700 };
const PARTITION_BYTES = { 'max.partition.fetch.bytes': 25_000 };
const ONE_BATCH = { 'max.partition.fetch.bytes': 1000 };
const TURNS = { 'fetch.max.bytes': 25_000 };
const NEVER_ENOUGH = {
  'fetch.min.bytes': 50_000,
  'max.partition.fetch.bytes': 25_000,
  'fetch.max.wait.ms': 700,
};
const MAX_POLL = { 'max.poll.records': 300 };
const FAR_AWAY = { 'max.partition.fetch.bytes': 25_000 };

/**
 * Records written while a consumer waits, each by itself: when it has read them, after the first
 * was sent.
 */
function live(
  name: string,
  asks: string,
  set: Settings,
  times: readonly number[],
  consumer: string,
  value: string,
  see: (polls: readonly Poll[]) => number | number[],
): Scenario {
  return {
    name,
    asks,
    set,
    done: `${times.length} records of 1,000 bytes, one each ${times[1] - times[0]} s, to a consumer that waits`,
    brokers: 1,
    observe: async (lab) => {
      const topic = await lab.topic({ partitions: 1 });
      const producer = await lab.producer({ 'linger.ms': 0 }, topic, 0);
      await producer.send(topic, [{ partition: 0, size: 1 }]);
      const all = { 'auto.offset.reset': 'latest', ...set };
      const reader = await lab.consumer(all, topic, { partitions: [0] });
      await seconds(1.5);
      const { began } = await producer.send(topic, toSend(times), { in: 0.2 });
      await seconds(1);
      const polls = pollsOf(await reader.close());
      await producer.close();
      return { [value]: see(polls.map((each) => ({ ...each, time: each.time - began }))) };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, propagation: 0.05 ms }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: 1 }
consumers: { g: { ${consumer} } }
`,
        // Its first fetch has come by then.
        times.map((time) => time + 1),
        times[times.length - 1] + 2,
      );
      return { [value]: see(pollsIn(ran).map((each) => ({ ...each, time: each.time - 1 }))) };
    },
    near: { [value]: TIMERS },
  };
}

/** In batches of one: 200 KB a partition or more. */
const WRITTEN = { records: 100, size: 10_000 };
const DONE =
  '100 records of 10,000 bytes, each a batch, are read by a consumer that begins after them';

const timesOf = (polls: readonly Poll[]): number[] => polls.map(({ time }) => time);

/**
 * Batches in each answer to a consumer, partitions in order: `0x2` are two batches of partition 0.
 */
export function answersOf(passed: readonly Message[], client: string): string[] {
  return passed
    .filter((each) => each.api === 'FETCH' && each.way === 'response' && each.client === client)
    .map(({ partitions = [] }) =>
      partitions
        .filter(({ batches = [] }) => batches.length > 0)
        .map(({ partition, batches = [] }) => `${partition}x${batches.length}`)
        .join('+'),
    )
    .filter((each) => each !== '');
}

/** The same of a model whose polls are its answers: none has more than a poll takes. */
const answersIn = (polls: readonly Poll[]): string[] =>
  polls.map(({ count, partitions }) =>
    partitions.map((each) => `${each}x${count / partitions.length}`).join('+'),
  );

const asTheyCame = (answers: readonly string[]): Observed => ({ 'batches of answers': answers });

const SAME_FIRST = 'of 20 answers, those that begin with the same partition';

/** Of the first twenty answers, how many begin with each partition. */
function byFirst(answers: readonly string[]): Observed {
  const begins = [0, 1, 2, 3].map(
    (partition) => answers.slice(0, 20).filter((each) => each.startsWith(`${partition}x`)).length,
  );
  return {
    'of 20 answers, those that begin with the same partition': begins.sort((a, b) => b - a),
  };
}

/** Records written before. */
function backlog(
  name: string,
  asks: string,
  set: Settings,
  partitions: number,
  consumer: string,
  see: (answers: readonly string[]) => Observed,
  near: Scenario['near'] = {},
): Scenario {
  return {
    name,
    asks,
    set,
    done: `${DONE}; they are in turn in ${partitions} partitions`,
    brokers: 1,
    observe: async (lab) => {
      const topic = await written(lab, partitions, WRITTEN.records, WRITTEN.size);
      const { passed, consumer: id } = await readAll(lab, set, topic, partitions, WRITTEN.records, {
        perPoll: 0.05,
      });
      return see(answersOf(passed, id));
    },
    simulate: () => {
      const ran = simulateBacklog(consumer, { ...WRITTEN, partitions, perPoll: 0.05 }, 10);
      return see(answersIn(pollsIn(ran)));
    },
    near,
  };
}

export const FETCHING: readonly Scenario[] = [
  live(
    'long-poll',
    'When does a waiting consumer get a record?',
    LONG_POLL,
    every(0.4, 4),
    'fetch_max_wait: 5 s',
    'read at (s)',
    timesOf,
  ),
  live(
    'fetch-min-bytes',
    'When is a fetch answered that wants more?',
    MIN_BYTES,
    every(0.2, 11),
    'fetch_min_bytes: 5000 B, fetch_max_wait: 10 s',
    'read at (s)',
    timesOf,
  ),
  live(
    'fetch-max-wait',
    'How long does it wait for more than comes?',
    MAX_WAIT,
    every(0.1, 60),
    'fetch_min_bytes: 1 MB, fetch_max_wait: 700 ms',
    'mean gap between polls (s)',
    (polls) => mean(gapsOf(polls)),
  ),
  backlog(
    'max-partition-fetch-bytes',
    'How many batches has an answer of one partition?',
    PARTITION_BYTES,
    1,
    'max_partition_fetch_bytes: 25000 B',
    asTheyCame,
  ),
  backlog(
    'batch-beyond-limit',
    'And where the limit is less than a batch?',
    ONE_BATCH,
    1,
    'max_partition_fetch_bytes: 1000 B',
    asTheyCame,
  ),
  backlog(
    'fetch-rotation',
    'With which partition do answers begin?',
    TURNS,
    4,
    'fetch_max_bytes: 25000 B',
    byFirst,
    { [SAME_FIRST]: { within: 1 } },
  ),
  {
    name: 'fetch-min-beyond-max',
    asks: 'What if fetch.min.bytes is more than max.partition.fetch.bytes lets come?',
    set: NEVER_ENOUGH,
    done: '20 records of 10,000 bytes, each a batch, are read by a consumer that begins after them',
    brokers: 1,
    observe: async (lab) => {
      const topic = await written(lab, 1, 20, WRITTEN.size);
      const { polls } = await readAll(lab, NEVER_ENOUGH, topic, 1, 20);
      return { 'mean gap between polls (s)': mean(gapsOf(polls)) };
    },
    simulate: () => {
      const settings =
        'fetch_min_bytes: 50 KB, max_partition_fetch_bytes: 25000 B, fetch_max_wait: 700 ms';
      const polls = pollsIn(
        simulateBacklog(settings, { ...WRITTEN, records: 20, partitions: 1, perPoll: 0.001 }, 40),
      );
      return { 'mean gap between polls (s)': mean(gapsOf(polls)) };
    },
    near: { 'mean gap between polls (s)': TIMERS },
  },
  {
    name: 'max-poll-records',
    asks: 'How many records has a poll?',
    set: MAX_POLL,
    done: '800 records in one partition, then 800 in two, are read by a consumer that begins after them',
    brokers: 1,
    observe: async (lab) => {
      const counts = async (partitions: number): Promise<number[]> => {
        const topic = await written(lab, partitions, 800, 1000);
        const { polls } = await readAll(lab, MAX_POLL, topic, partitions, 800, { perPoll: 0.05 });
        return polls.map(({ count }) => count);
      };
      return { 'of one partition': await counts(1), 'of two': await counts(2) };
    },
    simulate: () => {
      const counts = (partitions: number): number[] =>
        pollsIn(
          simulateBacklog(
            'max_poll_records: 300',
            { partitions, records: 800, size: 1000, perPoll: 0.05 },
            10,
          ),
        ).map(({ count }) => count);
      return { 'of one partition': counts(1), 'of two': counts(2) };
    },
  },
  {
    name: 'fetch-far-away',
    asks: 'How often does a consumer far away get an answer, and how often one that is slow besides?',
    set: FAR_AWAY,
    done: `${DONE}; two batches an answer, from a broker 100 ms away; a poll takes 1 ms, then 300 ms`,
    brokers: 1,
    observe: async (lab) => {
      const gap = async (perPoll: number): Promise<number> => {
        const topic = await written(lab, 1, WRITTEN.records, WRITTEN.size);
        await lab.proxy(0, { there: 0.1, back: 0.1 });
        try {
          const { polls } = await readAll(lab, FAR_AWAY, topic, 1, WRITTEN.records, { perPoll });
          return mean(gapsOf(polls));
        } finally {
          await lab.proxy(0, { there: 0, back: 0 });
        }
      };
      return { 'mean gap, fast (s)': await gap(0.001), 'mean gap, slow (s)': await gap(0.3) };
    },
    simulate: () => {
      const gap = (perPoll: number): number => {
        const settings = 'max_partition_fetch_bytes: 25000 B, propagation: 100 ms';
        return mean(
          gapsOf(pollsIn(simulateBacklog(settings, { ...WRITTEN, partitions: 1, perPoll }, 60))),
        );
      };
      return { 'mean gap, fast (s)': gap(0.001), 'mean gap, slow (s)': gap(0.3) };
    },
    near: { 'mean gap, fast (s)': TIMERS, 'mean gap, slow (s)': TIMERS },
  },
];
