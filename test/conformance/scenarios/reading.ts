/**
 * What scenarios of consumers share: a log that has been written before, polls, and the same of a
 * model.
 */
import type { Settings } from '../kafka/cluster.js';
import type { Lab, LabConsumer, Message, Noted } from '../kafka/lab.js';
import { seconds } from '../kafka/lab.js';
import { INSTANT_BROKERS, runModel, type Ran } from '../simulation.js';
import { burst, every, toSend } from './producing.js';

export interface Poll {
  readonly time: number;
  readonly count: number;
  /** Those that it has records of, in order. */
  readonly partitions: readonly number[];
}

export function pollsOf(noted: readonly Noted[]): Poll[] {
  return noted
    .filter(({ what }) => what === 'poll')
    .map(({ time, count = 0, runs = [] }) => ({
      time,
      count,
      partitions: runs.map(({ partition }) => partition),
    }));
}

/** The same of a model whose poll takes a while: its records are delivered at one time. */
export function pollsIn(ran: Ran): Poll[] {
  const partitionOf = new Map(ran.of('sent').map((each) => [`${each.arrival}`, each.place]));
  const polls = new Map<number, number[]>();
  for (const { time, arrival } of ran.of('delivered')) {
    polls.set(time, [...(polls.get(time) ?? []), partitionOf.get(`${arrival}`) ?? -1]);
  }
  return [...polls].map(([time, partitions]) => ({
    time,
    count: partitions.length,
    partitions: [...new Set(partitions)],
  }));
}

/**
 * A topic on one broker with so many records, in turn to each partition, each a batch of that size.
 */
export async function written(
  lab: Lab,
  partitions: number,
  records: number,
  size: number,
): Promise<string> {
  const topic = await lab.topic({ partitions });
  const settings = { 'linger.ms': 0, 'batch.size': 0 };
  const producer = await lab.producer(settings, topic, 0);
  const each = toSend(burst(records), partitions).map((record) => ({ ...record, size: size - 70 }));
  await producer.send(topic, each);
  await producer.close();
  return topic;
}

/** Reads until `enough` records have come; `more` as the driver takes it (perPoll, perRecord). */
export async function readAll(
  lab: Lab,
  settings: Settings,
  topic: string,
  partitions: number,
  enough: number,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ polls: Poll[]; passed: Message[]; consumer: string }> {
  await lab.passed(0);
  const all = { 'auto.offset.reset': 'earliest', ...settings };
  const numbers = Array.from({ length: partitions }, (_, each) => each);
  const consumer = await lab.consumer(all, topic, { partitions: numbers, ...more });
  await untilRead(consumer, enough);
  const polls = pollsOf(await consumer.close());
  return { polls, passed: await lab.passed(0), consumer: consumer.id };
}

export async function untilRead(consumer: LabConsumer, enough: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    await seconds(0.1);
    const polls = pollsOf(await consumer.log());
    if (polls.reduce((sum, { count }) => sum + count, 0) >= enough) return;
  }
  const log = JSON.stringify((await consumer.log()).slice(-20));
  throw new Error(`${consumer.id} has not read ${enough} records: ${log}`);
}

/** Seconds after which a model's consumer starts, when all that it reads has long been written. */
const AFTER = 5;

/**
 * A model of one consumer that finds so many records written, each a batch of that size, and takes
 * `perPoll` seconds for each poll.
 */
export function simulateBacklog(
  consumer: string,
  { partitions, records, size, perPoll }: Backlog,
  seconds: number,
): Ran {
  return runModel(
    `workload: { rate: RATE, record_size: ${size} B }
producers: { count: 1, linger: 0 s, batch_size: 1 B, partitioner: round_robin, propagation: 0.05 ms }
brokers: { count: 1, propagation: 0.05 ms, ${INSTANT_BROKERS} }
topic: { partitions: ${partitions} }
consumers: { g: { session_timeout: 1 s, rebalance_time: 1 ms, time_per_poll: ${perPoll} s, ${consumer} } }
faults: { later: { kind: consumer_down, group: g, at: 0 s, length: ${AFTER} s } }
`,
    every(0.001, records),
    AFTER + seconds,
  );
}

export interface Backlog {
  readonly partitions: number;
  readonly records: number;
  /** Bytes of a record, and of its batch. */
  readonly size: number;
  readonly perPoll: number;
}

/** Gaps between neighbors, in seconds. */
export const gapsOf = (polls: readonly Poll[]): number[] =>
  polls.slice(1).map(({ time }, index) => time - polls[index].time);

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, each) => sum + each, 0) / values.length;
