/** How a producer makes batches and requests of records. */
import type { Scenario, Observed } from '../scenario.js';
import {
  burst,
  every,
  produce,
  produceRequests,
  shape,
  shapeOf,
  seenIn,
  simulateProducer,
  TIMERS,
  toSend,
  type Seen,
} from './producing.js';

const NEAR = { 'requests sent at (s)': TIMERS };
const LINGER = { 'linger.ms': 500, 'batch.size': 16384 };
const FULL = { 'linger.ms': 1000, 'batch.size': 10240 };
const SEVERAL = { 'linger.ms': 400, 'batch.size': 16384 };
const REQUEST_SIZE = { 'linger.ms': 400, 'batch.size': 10240, 'max.request.size': 26000 };
const STICKY = { 'linger.ms': 1000, 'batch.size': 5120 };
const STICKY_SLOW = { 'linger.ms': 250, 'batch.size': 5120 };
const NO_LINGER = { 'linger.ms': 0, 'batch.size': 16384 };
const NO_BATCHES = { 'linger.ms': 500, 'batch.size': 0 };
const LARGE = { 'linger.ms': 1000, 'batch.size': 2048 };
const BUFFER = { 'linger.ms': 1000, 'batch.size': 10240, 'buffer.memory': 40960 };

const LINGERED = [0, 0.1, 0.4, 1];
const BOTH_WAVES = [0, 0.1, 0.2, 0.3, 1, 1.1];
const OF_EACH_PARTITION = burst(32);

/** The largest first: which partition comes when is drawn. */
function batchSizes(requests: readonly Omit<Seen, 'partitions'>[]): Observed {
  const counts = requests.flatMap((each) => each.counts).sort((a, b) => b - a);
  return { 'records a batch, sorted': counts };
}

export const BATCHING: readonly Scenario[] = [
  {
    name: 'linger',
    asks: 'When does a batch leave that does not fill?',
    set: LINGER,
    done: 'records of one partition at 0, 0.1, 0.4 and 1 s',
    brokers: 1,
    observe: async (lab) => shape((await produce(lab, LINGER, 1, toSend(LINGERED))).requests),
    simulate: () => shapeOf(simulateProducer('linger: 500 ms', 1, LINGERED, 3)),
    near: NEAR,
  },
  {
    name: 'no-linger',
    asks: 'Does a record leave at once without linger?',
    set: NO_LINGER,
    done: 'a record each 0.2 s, three times',
    brokers: 1,
    observe: async (lab) =>
      shape((await produce(lab, NO_LINGER, 1, toSend(every(0.2, 3)))).requests),
    simulate: () => shapeOf(simulateProducer('linger: 0 s', 1, every(0.2, 3), 3)),
    near: NEAR,
  },
  {
    name: 'no-batches',
    asks: 'Does a linger hold up batches of one record?',
    set: NO_BATCHES,
    done: 'a record each 0.2 s, three times, with batch.size 0',
    brokers: 1,
    observe: async (lab) =>
      shape((await produce(lab, NO_BATCHES, 1, toSend(every(0.2, 3)))).requests),
    simulate: () =>
      shapeOf(simulateProducer('linger: 500 ms, batch_size: 1 B', 1, every(0.2, 3), 3)),
    near: NEAR,
  },
  {
    name: 'full-batch',
    asks: 'Does a full batch wait for its linger?',
    set: FULL,
    done: '25 records of 1,000 bytes at once: two full batches and a rest',
    brokers: 1,
    observe: async (lab) => shape((await produce(lab, FULL, 1, toSend(burst(25)))).requests),
    simulate: () => shapeOf(simulateProducer('linger: 1 s, batch_size: 10240 B', 1, burst(25), 3)),
    near: NEAR,
  },
  {
    name: 'record-beyond-batch-size',
    asks: 'Does a record wait that is larger than batch.size?',
    set: LARGE,
    done: 'records of 3,000 bytes at 0 and 0.5 s',
    brokers: 1,
    observe: async (lab) => {
      const large = [0, 0.5].map((at) => ({ at, partition: 0, size: 3000 }));
      return shape((await produce(lab, LARGE, 1, large)).requests);
    },
    simulate: () => shapeOf(simulateProducer('linger: 1 s, batch_size: 500 B', 1, [0, 0.5], 3)),
    near: NEAR,
  },
  {
    name: 'several-partitions',
    asks: 'What goes with the first batch that has lingered?',
    set: SEVERAL,
    done: 'one record to each of four partitions at 0, 0.1, 0.2, 0.3 s, to two of them at 1 and 1.1 s',
    brokers: 1,
    observe: async (lab) => shape((await produce(lab, SEVERAL, 4, toSend(BOTH_WAVES, 4))).requests),
    simulate: () =>
      shapeOf(simulateProducer('linger: 400 ms, partitioner: round_robin', 4, BOTH_WAVES, 3)),
    near: NEAR,
  },
  {
    name: 'max-request-size',
    asks: 'How is what has lingered cut into requests?',
    set: REQUEST_SIZE,
    done: 'eight records of 1,000 bytes for each of four partitions at once',
    brokers: 1,
    observe: async (lab) =>
      shape((await produce(lab, REQUEST_SIZE, 4, toSend(OF_EACH_PARTITION, 4))).requests),
    simulate: () => {
      const settings =
        'linger: 400 ms, batch_size: 10240 B, max_request_size: 26000 B, partitioner: round_robin';
      return shapeOf(simulateProducer(settings, 4, OF_EACH_PARTITION, 3));
    },
    near: NEAR,
  },
  {
    name: 'sticky-burst',
    asks: 'What batches does the sticky partitioner make of many records?',
    set: STICKY,
    done: '33 records of 1,000 bytes without key to four partitions at once; five fit into a batch',
    brokers: 1,
    observe: async (lab) =>
      batchSizes((await produce(lab, STICKY, 4, toSend(burst(33), null))).requests),
    simulate: () =>
      batchSizes(seenIn(simulateProducer('linger: 1 s, batch_size: 5120 B', 4, burst(33), 3))),
  },
  {
    name: 'sticky-slow',
    asks: 'And what of few, which linger?',
    set: STICKY_SLOW,
    done: '22 records of 1,000 bytes without key to one hundred partitions, one each 0.1 s; five fit into a batch',
    brokers: 1,
    observe: async (lab) => {
      const records = toSend(every(0.1, 22), null);
      const topic = await lab.topic({ partitions: 100 });
      const producer = await lab.producer(STICKY_SLOW, topic, 0);
      await producer.send(topic, [{ partition: 0, size: 1 }]);
      await lab.passed(0);
      const { began } = await producer.send(topic, records, { in: 0.2 });
      const requests = produceRequests(await lab.passed(0), producer.id, began);
      await producer.close();
      return batchSizes(requests);
    },
    simulate: () =>
      batchSizes(
        seenIn(simulateProducer('linger: 250 ms, batch_size: 5120 B', 100, every(0.1, 22), 5)),
      ),
    differs: {
      'records a batch, sorted':
        'the partitioner changes at a record count, whatever lingers; Kafka only between batches',
    },
  },
  {
    name: 'buffer-full-linger',
    asks: 'Does a batch linger on when buffer.memory is full?',
    set: BUFFER,
    done: 'a record of 1,000 bytes each 20 ms, 60 of them, in turn to eight partitions; the buffer has room for four batches',
    brokers: 1,
    observe: async (lab) => {
      const { requests } = await produce(lab, BUFFER, 8, toSend(every(0.02, 60), 8));
      return { 'first request (s)': requests[0].time, requests: requests.length };
    },
    simulate: () => {
      const settings =
        'linger: 1 s, batch_size: 10240 B, buffer_memory: 40960 B, partitioner: round_robin';
      const requests = simulateProducer(settings, 8, every(0.02, 60), 4).requests();
      return { 'first request (s)': requests[0].time, requests: requests.length };
    },
    near: { 'first request (s)': TIMERS, requests: { share: 0.2 } },
    differs: {
      requests:
        'memory is taken by records: 40; in Kafka by batches, each whole from its first record on: 4',
    },
  },
];
