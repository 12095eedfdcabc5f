/** Brokers that fail, fall behind and come back, on three. */
import type { Settings } from '../kafka/cluster.js';
import type { Lab } from '../kafka/lab.js';
import { seconds } from '../kafka/lab.js';
import type { Observed, Scenario } from '../scenario.js';
import { INSTANT_BROKERS, runModel, type Ran } from '../simulation.js';
import { completions, every, produceRequests, publishedAt, TIMERS, toSend } from './producing.js';

/** What the three brokers are set to beside the defaults: the times of failover are Kafka's own. */
export const THREE_BROKERS: Settings = {
  'replica.lag.time.max.ms': 5000,
  'leader.imbalance.check.interval.seconds': 5,
};

/** A record each 0.1 s. */
const EVERY = 0.1;
/** When a fault comes, in seconds after the first record. */
const AT = 2;

/** Waits until all replicas of a topic are in sync and led by the first. */
async function untilWhole(lab: Lab, topic: string, leader: number): Promise<void> {
  for (let attempt = 0; attempt < 120; attempt++) {
    const [partition] = await lab.describe(topic).catch(() => []);
    if (partition.inSync.length === 3 && partition.leader === leader) return;
    await seconds(0.5);
  }
  throw new Error(`${topic} has not recovered`);
}

/** The longest time between two acknowledgements, and how many records were given up. */
function stop(times: readonly number[]): number {
  const sorted = [...times].sort((a, b) => a - b);
  return Math.max(...sorted.slice(1).map((time, index) => time - sorted[index]));
}

interface Failure {
  readonly name: string;
  readonly asks: string;
  readonly done: string;
  readonly set: Settings;
  /** Seconds of sending. */
  readonly length: number;
  /** To the first replica of the topic's, broker 1, which leads, from AT on. */
  happens(lab: Lab): Promise<void>;
  readonly producer: string;
  readonly faults: string;
  readonly disk?: string;
  readonly near?: number;
}

/** A partition that broker 1 leads and 2 and 0 follow, a record each 0.1 s. */
function failure({ name, asks, done, set, length, near = 2, ...each }: Failure): Scenario {
  const times = every(EVERY, length / EVERY);
  const value = 'longest time without an acknowledgement (s)';
  return {
    name,
    asks,
    set: { ...THREE_BROKERS, ...set },
    done: `a record each 0.1 s for ${length} s, replication factor 3; ${done}`,
    brokers: 3,
    observe: async (lab) => {
      const topic = await lab.topic({ assignment: [[1, 2, 0]] });
      await untilWhole(lab, topic, 1);
      const producer = await lab.producer({ 'linger.ms': 0, ...set }, topic, 1);
      const sending = producer.send(topic, toSend(times), { in: 0.2, patience: 60 });
      await seconds(0.2 + AT);
      await each.happens(lab);
      const { sent } = await sending;
      await producer.close();
      await lab.cluster.ensure();
      await untilWhole(lab, topic, 1);
      return {
        [value]: stop(
          sent.flatMap(({ completed = 0, error }) => (error === undefined ? [completed] : [])),
        ),
        'given up': sent.filter(({ error }) => error !== undefined).length,
      };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, propagation: 0.05 ms, ${each.producer} }
brokers: { count: 3, propagation: 0.05 ms, ${INSTANT_BROKERS}${each.disk ?? ''} }
topic: { partitions: 1, replication_factor: 3 }
consumers: { g: {} }
faults: { fault: ${each.faults} }
`,
        times,
        length + 60,
      );
      return { [value]: stop(publishedAt(ran)), 'given up': ran.of('dropped').length };
    },
    near: { [value]: { within: near } },
  };
}

/** acks=all over a distance between brokers. */
function distance(level: 1 | 'all'): Scenario {
  const set = { 'linger.ms': 0, acks: level };
  const times = [0, 0.05, 0.5, 1, 1.1];
  return {
    name: `replication-acks-${level}`,
    asks: `When is a record done with acks=${level} and brokers that are 100 ms apart?`,
    set,
    done: 'records at 0, 0.05, 0.5, 1 and 1.1 s, replication factor 3',
    brokers: 3,
    observe: async (lab) => {
      const topic = await lab.topic({ assignment: [[1, 2, 0]] });
      const producer = await lab.producer(set, topic, 1);
      const far = async (delay: number): Promise<void> => {
        await lab.proxy(1, { there: delay, back: delay }, 'brokers');
      };
      await far(0.1);
      await seconds(1.5);
      const sending = await producer.send(topic, toSend(times), { in: 0.2 });
      await far(0);
      await producer.close();
      return { 'done at (s)': completions(sending) };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, acks: ${level}, propagation: 0.05 ms }
brokers: { count: 3, propagation: 100 ms, ${INSTANT_BROKERS} }
topic: { partitions: 1, replication_factor: 3 }
consumers: { g: {} }
`,
        times.map((time) => time + 1),
        10,
      );
      return { 'done at (s)': publishedAt(ran).map((time) => time - 1) };
    },
    near: { 'done at (s)': TIMERS },
  };
}

const REFUSED = { 'linger.ms': 0, 'delivery.timeout.ms': 4000, 'request.timeout.ms': 2000 };

/** A topic one of whose brokers is dead, its replicas fenced. */
async function withoutBroker<Result>(
  lab: Lab,
  dead: number,
  assignment: readonly (readonly number[])[],
  use: (topic: string) => Promise<Result>,
): Promise<Result> {
  const topic = await lab.topic({ assignment, config: TOO_FEW });
  await seconds(1);
  await lab.cluster.stop(dead, 'SIGKILL');
  await seconds(12);
  try {
    return await use(topic);
  } finally {
    await lab.cluster.ensure();
    await seconds(3);
  }
}

const TOO_FEW = { 'min.insync.replicas': 2 };

/**
 * A model of the same: its second broker is dead, and too few replicas are in sync of each
 * partition that has it.
 */
function simulateWithoutBroker(
  brokers: number,
  partitions: number,
  times: readonly number[],
  linger: number,
): Ran {
  return runModel(
    `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: ${linger} ms, partitioner: round_robin, propagation: 0.05 ms, delivery_timeout: 4 s, request_timeout: 2 s }
brokers: { count: ${brokers}, propagation: 0.05 ms, failure_detection: 1 ms, election_time: 1 ms, ${INSTANT_BROKERS} }
topic: { partitions: ${partitions}, replication_factor: 2, min_insync_replicas: 2 }
consumers: { g: {} }
faults: { down: { kind: broker_down, index: 1, at: 0.1 s, length: 60 s } }
`,
    times.map((time) => time + 1),
    30,
  );
}

/**
 * As Highwater places four partitions on three brokers; broker 1 is dead: 0 and 1 have too few
 * replicas, 2 and 3 enough.
 */
const PLACED = [
  [0, 1],
  [1, 2],
  [2, 0],
  [0, 2],
];
const IN_TURN = every(0.05, 80);

/** How many records of a partition get through, and how late. */
function outcomes(latencies: readonly (readonly number[])[]): Observed {
  const sorted = [...latencies[3]].sort((a, b) => a - b);
  return {
    'done, by partition': latencies.map((each) => each.length),
    'median of partition 3 (s)': sorted[Math.floor(sorted.length / 2)] ?? -1,
  };
}

export const FAILING: readonly Scenario[] = [
  distance(1),
  distance('all'),
  failure({
    name: 'leader-killed',
    asks: 'How long is a partition without a leader whose broker is killed?',
    done: 'the leader is killed after 2 s and stays away',
    set: { acks: 'all' },
    length: 20,
    happens: (lab) => lab.cluster.stop(1, 'SIGKILL'),
    producer: 'acks: all',
    faults: `{ kind: broker_down, index: 0, at: ${AT} s, length: 300 s }`,
  }),
  failure({
    name: 'leader-stopped',
    asks: 'And whose broker is asked to stop (SIGTERM)?',
    done: 'the leader is stopped after 2 s and stays away',
    set: { acks: 'all' },
    length: 12,
    happens: (lab) => lab.cluster.stop(1, 'SIGTERM'),
    producer: 'acks: all',
    faults: `{ kind: broker_stop, index: 0, at: ${AT} s, length: 300 s }`,
  }),
  failure({
    name: 'follower-killed',
    asks: 'How long does acks=all wait for a follower that is dead?',
    done: 'a follower is killed after 2 s and stays away',
    set: { acks: 'all' },
    length: 20,
    happens: (lab) => lab.cluster.stop(2, 'SIGKILL'),
    producer: 'acks: all',
    faults: `{ kind: broker_down, index: 1, at: ${AT} s, length: 300 s }`,
  }),
  failure({
    name: 'follower-behind',
    asks: 'How long does acks=all wait for a follower that hangs?',
    done: 'from 2 s to 14 s nothing passes between the leader and its followers',
    set: { acks: 'all' },
    length: 20,
    happens: async (lab) => {
      await lab.proxy(1, { holdBack: true }, 'brokers');
      await seconds(12);
      await lab.proxy(1, { holdBack: false }, 'brokers');
    },
    producer: 'acks: all',
    // Its first write takes as long as the follower hangs.
    disk: ', replica_lag_time: 5 s, disk: { bandwidth: 1 GB/s, flush: every_batch, flush_time: 11 us }',
    faults: `{ kind: slow_disk, index: 1, at: ${AT} s, length: 1 s, factor: 1000000 }`,
  }),
  {
    name: 'retry-backoff',
    asks: 'When is a record sent again that is refused, and when given up?',
    set: { ...REFUSED, ...TOO_FEW, acks: 'all' },
    done: 'one record to a partition of which too few replicas are in sync',
    brokers: 3,
    observe: (lab) =>
      withoutBroker(lab, 2, [[1, 2]], async (topic) => {
        const producer = await lab.producer(REFUSED, topic, 0);
        // Leaders and producer id are known after a first record that fails.
        await producer.send(topic, [{ partition: 0 }]);
        await lab.passed(1);
        const sending = await producer.send(topic, toSend([0]), { in: 0.2 });
        const requests = produceRequests(await lab.passed(1), producer.id, sending.began);
        await producer.close();
        return {
          'sent at (s)': requests.map(({ time }) => time),
          'given up at (s)': sending.sent[0].completed ?? -1,
        };
      }),
    simulate: () => {
      const ran = simulateWithoutBroker(2, 1, [0], 0);
      return {
        'sent at (s)': ran.of('sent').map(({ time }) => time - 1),
        'given up at (s)': ran.of('dropped')[0].time - 1,
      };
    },
    // Each backoff has a jitter of 20%, so that their sum is off by as much.
    near: { 'sent at (s)': { within: 0.15, share: 0.25 }, 'given up at (s)': TIMERS },
  },
  {
    name: 'refused-neighbor',
    asks: 'Is a record refused because its neighbor in the request is?',
    set: { ...REFUSED, ...TOO_FEW, 'linger.ms': 100, acks: 'all' },
    done: '80 records, one each 50 ms, in turn to four partitions on three brokers, of which one is dead: too few replicas are in sync of partition 0, enough of partition 3, which has the same leader',
    brokers: 3,
    observe: (lab) =>
      withoutBroker(lab, 1, PLACED, async (topic) => {
        const producer = await lab.producer({ ...REFUSED, 'linger.ms': 100 }, topic, 0);
        await producer.send(topic, [{ partition: 2 }, { partition: 3 }]);
        const { sent } = await producer.send(topic, toSend(IN_TURN, 4), { in: 0.2 });
        await producer.close();
        const latencies: number[][] = [[], [], [], []];
        sent.forEach(({ called, completed = 0, error }, index) => {
          if (error === undefined) latencies[index % 4].push(completed - called);
        });
        return outcomes(latencies);
      }),
    simulate: () => {
      const ran = simulateWithoutBroker(3, 4, IN_TURN, 100);
      const order = new Map(IN_TURN.map((time, index) => [Math.round(20 * time), index]));
      const latencies: number[][] = [[], [], [], []];
      for (const { arrival, time } of ran.of('published')) {
        latencies[(order.get(Math.round(20 * (arrival - 1))) ?? 0) % 4].push(time - arrival);
      }
      return outcomes(latencies);
    },
    near: { 'median of partition 3 (s)': TIMERS },
  },
];
