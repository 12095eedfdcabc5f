/** What scenarios of producers share: a fresh topic and producer, and the same in a model. */
import type { Settings } from '../kafka/cluster.js';
import type { Lab, Message, Sending, ToSend } from '../kafka/lab.js';
import { INSTANT_BROKERS, runModel, type Ran } from '../simulation.js';
import type { Observed, Tolerance } from '../scenario.js';

/** Of timers and threads on a machine that does other things, too. */
export const TIMERS: Tolerance = { within: 0.1, share: 0.05 };

export interface Seen {
  readonly time: number;
  readonly partitions: readonly number[];
  /** Records, a number a batch. */
  readonly counts: readonly number[];
}

/** Produce requests of one client, in order; times after the sending began. */
export function produceRequests(passed: readonly Message[], client: string, began: number): Seen[] {
  return passed
    .filter((each) => each.api === 'PRODUCE' && each.way === 'request' && each.client === client)
    .filter(({ time }) => time >= began)
    .map(({ time, partitions = [] }) => ({
      time: time - began,
      partitions: partitions.map(({ partition }) => partition),
      counts: partitions.flatMap(({ batches }) => batches ?? []),
    }));
}

export interface Produced {
  readonly sending: Sending;
  readonly requests: readonly Seen[];
}

export interface Way {
  /** One-way seconds to the broker, and back. */
  readonly delay?: number;
  /** Further options of sending. */
  readonly more?: Readonly<Record<string, unknown>>;
}

/** Records sent by a fresh producer to a fresh topic of one broker. */
export async function produce(
  lab: Lab,
  settings: Settings,
  partitions: number,
  records: readonly ToSend[],
  { delay = 0, more = {} }: Way = {},
): Promise<Produced> {
  const topic = await lab.topic({ partitions });
  const producer = await lab.producer(settings, topic, partitions);
  await lab.passed(0);
  await lab.proxy(0, { there: delay, back: delay });
  try {
    const sending = await producer.send(topic, records, { in: 0.2, ...more });
    const requests = produceRequests(await lab.passed(0), producer.id, sending.began);
    return { sending, requests };
  } finally {
    await lab.proxy(0, { there: 0, back: 0 });
    await producer.close();
  }
}

/** The same of a model with one producer, one broker and no readers that matter. */
export function simulateProducer(
  producer: string,
  partitions: number,
  records: readonly number[],
  seconds: number,
): Ran {
  return runModel(
    `workload: { rate: RATE, record_size: 1000 B }
producers: { count: 1, ${producer}${producer.includes('propagation') ? '' : ', propagation: 0.05 ms'} }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: ${partitions} }
consumers: { none: {} }
`,
    records,
    seconds,
  );
}

/** Times, in seconds, of all requests, and the records of their batches. */
export function shape(requests: readonly Omit<Seen, 'partitions'>[]): Observed {
  return {
    'requests sent at (s)': requests.map(({ time }) => time),
    'records a batch': requests.map(({ counts }) => counts.join('+')),
  };
}

export function seenIn(ran: Ran): Omit<Seen, 'partitions'>[] {
  return ran
    .requests()
    .map(({ time, batches }) => ({ time, counts: batches.map(([, count]) => count) }));
}

export const shapeOf = (ran: Ran): Observed => shape(seenIn(ran));

/** Records one after the other, faster than anything that is looked at. */
export const burst = (count: number, at = 0): number[] =>
  Array.from({ length: count }, (_, index) => at + index * 1e-6);

export const every = (gap: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => index * gap);

/**
 * Of 1,000 bytes with what Kafka adds to each; in turn to `partitions`, or to whichever the
 * partitioner chooses.
 */
export const toSend = (times: readonly number[], partitions: number | null = 1): ToSend[] =>
  times.map((at, index) => {
    const record = { at, size: 990 };
    return partitions === null ? record : { ...record, partition: index % partitions };
  });

/** When each record was acknowledged, or given up. */
export const completions = ({ sent }: Sending): number[] =>
  sent.map(({ completed = Infinity }) => completed);

export const publishedAt = (ran: Ran): number[] =>
  [...ran.of('published')].sort((a, b) => a.arrival - b.arrival).map(({ time }) => time);
