/** What a producer waits for: answers, places in flight, time-outs. */
import type { Lab } from '../kafka/lab.js';
import { seconds } from '../kafka/lab.js';
import type { Scenario } from '../scenario.js';
import { INSTANT_BROKERS, runModel } from '../simulation.js';
import {
  completions,
  every,
  produce,
  publishedAt,
  shape,
  shapeOf,
  simulateProducer,
  TIMERS,
  toSend,
} from './producing.js';

const FAR = 0.15;
const NEAR = { 'requests sent at (s)': TIMERS };

const inFlight = (most: number): Scenario => {
  const set = { 'linger.ms': 0, 'max.in.flight.requests.per.connection': most };
  const times = every(0.05, 20);
  return {
    name: `in-flight-${most}`,
    asks: `What is sent while ${most} ${most === 1 ? 'request is' : 'requests are'} unanswered?`,
    set,
    done: 'a record each 50 ms, 20 of them, to a broker 150 ms away',
    brokers: 1,
    observe: async (lab) => {
      const { requests } = await produce(lab, set, 1, toSend(times), { delay: FAR });
      return shape(requests);
    },
    simulate: () => {
      const settings = `linger: 0 s, max_in_flight: ${most}, propagation: ${FAR} s`;
      return shapeOf(simulateProducer(settings, 1, times, 5));
    },
    near: NEAR,
  };
};

const acks = (level: 0 | 1): Scenario => {
  const set = { 'linger.ms': 100, acks: level };
  return {
    name: `acks-${level}`,
    asks: `When is a record done with acks=${level}?`,
    set,
    done: 'records at 0 and 0.5 s to a broker 150 ms away',
    brokers: 1,
    observe: async (lab) => {
      const { sending } = await produce(lab, set, 1, toSend([0, 0.5]), { delay: FAR });
      return { 'done at (s)': completions(sending) };
    },
    simulate: () => {
      const settings = `linger: 100 ms, acks: ${level}, propagation: ${FAR} s`;
      return { 'done at (s)': publishedAt(simulateProducer(settings, 1, [0, 0.5], 5)) };
    },
    near: { 'done at (s)': TIMERS },
  };
};

/**
 * The way to the broker and back is held for a while; answers that have left before are on their
 * way.
 */
async function held<Result>(
  lab: Lab,
  from: number,
  to: number,
  meanwhile: () => Promise<Result>,
): Promise<Result> {
  const running = meanwhile();
  await seconds(from);
  await lab.proxy(0, { holdBack: true, holdThere: true });
  await seconds(to - from);
  await lab.proxy(0, { holdBack: false, holdThere: false });
  return running;
}

const TIMES_OUT = {
  'linger.ms': 0,
  'request.timeout.ms': 1500,
  'delivery.timeout.ms': 20_000,
};

const timesOut = (idempotence: boolean): Scenario => {
  const set = { ...TIMES_OUT, 'enable.idempotence': String(idempotence) };
  return {
    name: idempotence ? 'request-timeout' : 'request-timeout-duplicates',
    asks: 'What becomes of a record whose answer does not come in time?',
    set,
    done: 'one record at 0 s to a broker 0.5 s away; the way is cut from 0.8 s, after the request has arrived, to 4 s',
    brokers: 1,
    observe: async (lab) => {
      const topic = await lab.topic({ partitions: 1 });
      const producer = await lab.producer(set, topic, 1);
      await lab.proxy(0, { there: 0.5, back: 0.5 });
      const { sent } = await held(lab, 1, 4.2, () =>
        producer.send(topic, toSend([0]), { in: 0.2 }),
      );
      await lab.proxy(0, { there: 0, back: 0 });
      await seconds(1.5);
      const written = await lab.segments(0, topic, 0);
      await producer.close();
      const records = written.reduce((sum, { count }) => sum + count, 0) - 2;
      return { 'done at (s)': sent[0].completed ?? -1, 'in the log more than once': records > 1 };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, propagation: 0.5 s, request_timeout: 1.5 s, idempotence: ${idempotence} }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: 1 }
consumers: { g: {} }
faults: { cut: { kind: link_cut, link: producers, at: 0.4 s, length: 3.6 s } }
`,
        [0],
        20,
      );
      return {
        'done at (s)': publishedAt(ran)[0],
        'in the log more than once': ran.of('duplicated').length > 0,
      };
    },
    near: { 'done at (s)': TIMERS },
    differs: {
      'done at (s)':
        'another connection is there at once; in Kafka it begins with round trips, which time out, too',
    },
  };
};

const EXPIRES = { 'linger.ms': 0, 'delivery.timeout.ms': 2000, 'request.timeout.ms': 1000 };
const BLOCKS = { 'linger.ms': 0, 'batch.size': 16384, 'buffer.memory': 32768, 'max.block.ms': 500 };

const FAILURES: readonly Scenario[] = [
  timesOut(true),
  timesOut(false),
  {
    name: 'delivery-timeout',
    asks: 'When is a record given up while the broker does not answer?',
    set: EXPIRES,
    done: 'records at 0, 0.5 and 1 s; the way to the broker is cut from 0 to 6 s',
    brokers: 1,
    observe: async (lab) => {
      const topic = await lab.topic({ partitions: 1 });
      const producer = await lab.producer(EXPIRES, topic, 1);
      const { sent } = await held(lab, 0, 6, () =>
        producer.send(topic, toSend([0, 0.5, 1]), { in: 0.2 }),
      );
      await producer.close();
      return { 'given up at (s)': sent.map(({ completed = -1 }) => completed) };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, linger: 0 s, propagation: 0.05 ms, delivery_timeout: 2 s, request_timeout: 1 s }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: 1 }
consumers: { g: {} }
faults: { cut: { kind: link_cut, link: producers, at: 0.8 s, length: 6 s } }
`,
        [1, 1.5, 2],
        20,
      );
      return { 'given up at (s)': ran.of('dropped').map(({ time }) => time - 1) };
    },
    near: { 'given up at (s)': TIMERS },
  },
  {
    name: 'max-block',
    asks: 'When is a record given up that finds the buffer full?',
    set: BLOCKS,
    done: 'records of 10,000 bytes at 0, 0.01, 0.02 s while the way to the broker is cut: the third finds no room',
    brokers: 1,
    observe: async (lab) => {
      const topic = await lab.topic({ partitions: 1 });
      const producer = await lab.producer(BLOCKS, topic, 1);
      const records = toSend([0, 0.01, 0.02]).map((each) => ({ ...each, size: 10_000 }));
      const { sent } = await held(lab, 0, 3, () => producer.send(topic, records, { in: 0.2 }));
      await producer.close();
      return {
        'given up': sent.filter(({ error }) => error !== undefined).length,
        'the third at (s)': sent[2].completed ?? -1,
      };
    },
    simulate: () => {
      const ran = runModel(
        `workload: { rate: RATE, record_size: 10 KB }
producers: { count: 1, linger: 0 s, propagation: 0.05 ms, batch_size: 16 KiB, buffer_memory: 20 KB, max_block: 500 ms }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: 1 }
consumers: { g: {} }
faults: { cut: { kind: link_cut, link: producers, at: 0.8 s, length: 3 s } }
`,
        [1, 1.01, 1.02],
        20,
      );
      const dropped = ran.of('dropped');
      return { 'given up': dropped.length, 'the third at (s)': dropped[0].time - 1 };
    },
    near: { 'the third at (s)': TIMERS },
  },
];

export const ANSWERS: readonly Scenario[] = [
  inFlight(1),
  inFlight(2),
  inFlight(5),
  acks(0),
  acks(1),
  ...FAILURES,
];
