/** What a scenario does with a real Kafka: topics, clients, and what has passed between them. */
import { join } from 'node:path';
import type { Cluster, Settings } from './cluster.js';
import type { Driver } from './driver.js';

export interface Sent {
  /** Seconds after the sending began. */
  readonly called: number;
  readonly returned: number;
  readonly completed?: number;
  readonly partition?: number;
  readonly offset?: number;
  readonly error?: string;
}

export interface Sending {
  /** Seconds of the driver. */
  readonly began: number;
  readonly sent: readonly Sent[];
}

export interface ToSend {
  /** Seconds after the sending begins. */
  readonly at?: number;
  readonly partition?: number;
  readonly key?: string;
  readonly size?: number;
}

/** One message as a proxy saw it; times in seconds of the driver. */
export interface Message {
  readonly time: number;
  readonly way: 'request' | 'response' | 'unread';
  readonly connection: number;
  readonly client: string;
  readonly api: string;
  readonly correlation: number;
  readonly size: number;
  readonly throttle?: number;
  readonly errors?: readonly string[];
  readonly partitions?: readonly {
    readonly partition: number;
    readonly offset?: number;
    readonly bytes?: number;
    /** Records of each batch. */
    readonly batches?: readonly number[];
    readonly error?: string | number;
  }[];
}

/** What a consumer noted: polls, and changes of its partitions. */
export interface Noted {
  readonly what: 'poll' | 'assigned' | 'revoked' | 'lost' | 'error';
  readonly time: number;
  readonly count?: number;
  readonly runs?: readonly {
    readonly partition: number;
    readonly from: number;
    readonly count: number;
  }[];
  readonly partitions?: readonly string[];
  readonly error?: string;
}

export interface Segment {
  readonly offset: number;
  readonly count: number;
  readonly bytes: number;
  readonly time: number;
}

export interface TopicShape {
  readonly partitions?: number;
  readonly copies?: number;
  /** By partition, the brokers that have it, the preferred leader first. */
  readonly assignment?: readonly (readonly number[])[];
  readonly config?: Settings;
}

export interface PartitionState {
  readonly partition: number;
  readonly leader: number;
  readonly inSync: readonly number[];
}

type Options = Readonly<Record<string, unknown>>;

export interface Lab {
  readonly cluster: Cluster;
  ask<Result = unknown>(what: string, more?: Options): Promise<Result>;
  now(): Promise<number>;
  topic(shape: TopicShape): Promise<string>;
  describe(topic: string): Promise<PartitionState[]>;
  /** A producer that knows the topic's leaders: a record has been sent to each partition. */
  producer(config: Settings, topic: string, partitions: number): Promise<LabProducer>;
  consumer(config: Settings, topic: string, more?: Options): Promise<LabConsumer>;
  /** A consumer in a process of its own, which can be killed; its times are those of the lab. */
  mortal(config: Settings, topic: string): Promise<MortalConsumer>;
  /** Delays and faults of the way to a broker, and what has passed since the last call. */
  proxy(broker: number, changes: Options, side?: 'clients' | 'brokers'): Promise<void>;
  passed(broker: number, side?: 'clients' | 'brokers'): Promise<Message[]>;
  segments(broker: number, topic: string, partition: number): Promise<Segment[]>;
}

export interface LabProducer {
  readonly id: string;
  send(topic: string, records: readonly ToSend[], more?: Options): Promise<Sending>;
  close(): Promise<unknown>;
}

export interface LabConsumer {
  readonly id: string;
  set(changes: Options): Promise<unknown>;
  log(): Promise<Noted[]>;
  /** remain: without leaving the group, as one that dies. */
  close(remain?: boolean): Promise<Noted[]>;
}

export interface MortalConsumer {
  log(): Promise<Noted[]>;
  /** Kills its process (SIGKILL); what it had noted by then. */
  kill(): Promise<Noted[]>;
}

export const seconds = (time: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, 1000 * time));

let named = 0;

export function openLab(cluster: Cluster, driver: Driver, another: () => Driver): Lab {
  const { servers } = cluster;
  const ask: Lab['ask'] = (what, more = {}) => driver.ask(what, { servers, ...more });
  const lab: Lab = {
    cluster,
    ask,
    now: async () => (await ask<{ now: number }>('now')).now,
    topic: async (shape) => {
      const topic = `topic-${named++}`;
      await ask('topic.create', { topic, ...shape });
      await untilLed(lab, topic);
      return topic;
    },
    describe: (topic) => ask('topic.describe', { topic }),
    producer: async (config, topic, partitions) => {
      const id = `producer-${named++}`;
      const all = { 'bootstrap.servers': servers, 'client.id': id, ...config };
      await ask('producer.open', { name: id, config: all });
      const producer: LabProducer = {
        id,
        send: (to, records, more = {}) =>
          ask('producer.send', { name: id, topic: to, records, ...more }),
        close: () => ask('producer.close', { name: id }),
      };
      if (partitions > 0) {
        const first = Array.from({ length: partitions }, (_, partition) => ({
          partition,
          size: 1,
        }));
        await producer.send(topic, first);
        await producer.send(topic, first);
      }
      return producer;
    },
    consumer: async (config, topic, more = {}) => {
      const id = `consumer-${named++}`;
      const all = { 'bootstrap.servers': servers, 'client.id': id, ...config };
      await ask('consumer.open', { name: id, config: all, topic, ...more });
      return {
        id,
        set: (changes) => ask('consumer.set', { name: id, ...changes }),
        log: () => ask('consumer.log', { name: id }),
        close: (remain = false) => ask('consumer.close', { name: id, remain }),
      };
    },
    mortal: async (config, topic) => {
      const own = another();
      const beganApart = await began(own);
      const ahead = beganApart - (await began(driver));
      const all = { 'bootstrap.servers': servers, ...config };
      await own.ask('consumer.open', { name: 'mortal', config: all, topic });
      const log = async (): Promise<Noted[]> => {
        const noted = await own.ask<Noted[]>('consumer.log', { name: 'mortal' });
        return noted.map((each) => ({ ...each, time: each.time + ahead }));
      };
      const kill = async (): Promise<Noted[]> => {
        const noted = await log();
        await own.stop();
        return noted;
      };
      return { log, kill };
    },
    proxy: async (broker, changes, side) => {
      await ask('proxy.set', { name: cluster.proxyOf(broker, side), ...changes });
    },
    passed: (broker, side) => ask('proxy.log', { name: cluster.proxyOf(broker, side) }),
    segments: (broker, topic, partition) =>
      ask('segments.read', { folder: join(cluster.folderOf(broker), `${topic}-${partition}`) }),
  };
  return lab;
}

/** By the wall's clock, in seconds. */
async function began(driver: Driver): Promise<number> {
  return (await driver.ask<{ epoch: number }>('now')).epoch;
}

async function untilLed(lab: Lab, topic: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const partitions = await lab.describe(topic).catch(() => []);
    const led = partitions.every(({ leader }) => leader >= 0);
    if (partitions.length > 0 && led) return;
    await seconds(0.1);
  }
  throw new Error(`${topic} has no leader`);
}
