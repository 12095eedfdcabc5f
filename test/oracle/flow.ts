/**
 * What all producers of one kind share: their place among the cell's producers, partitions and
 * random streams.
 */
import type { Stream } from '../../src/engine/stream.js';
import type {
  ArrivalProcess,
  KeyPopularity,
  Model,
  ProducerSettings,
} from '../../src/model/model.js';
import type { Sampler } from '../../src/engine/variates.js';
import { Station } from './station.js';
import type { System } from './system.js';

/** What users send. */
export interface Users {
  readonly share: number;
  readonly arrivals: ArrivalProcess;
  readonly keys: KeyPopularity;
}

export interface Kind extends ProducerSettings {
  /** Of its topic among all. */
  readonly topic: number;
  readonly recordBytes: number;
}

export interface Flow {
  readonly model: Kind;
  /** Null where a group's instances send on what they have read. */
  readonly users: Users | null;
  /** Of its random streams. */
  readonly name: string;
  /**
   * The number of its first producer among all, and of its topic's first partition among a
   * cluster's.
   */
  readonly firstProducer: number;
  readonly firstPartition: number;
  readonly partitions: number;
  /** Bytes on the wire of one record. */
  readonly wireBytes: number;
  readonly batchRecords: number;
  /** Records that make a batch full: one more than it holds where they leave room to spare. */
  readonly fullRecords: number;
  readonly requestRecords: number;
  readonly bufferRecords: number;
  readonly shedFrom: number;
  readonly idempotent: boolean;
  readonly shedStream: Stream;
  /** Null where hosts take no time. */
  readonly processor: Processor | null;
}

/** What producers of a kind share of their hosts. */
export interface Processor {
  readonly hosts: readonly Station[];
  readonly recordSeconds: number;
  readonly drawMaking: Sampler;
  readonly drawWakeup: Sampler;
}

function processorOf(system: System, name: string, kind: Kind): Processor | null {
  const { processor, recordBytes } = kind;
  if (processor === null) return null;
  const { hosts, threads, timePerRecordSeconds, timePerByteSeconds } = processor;
  const own = `${name}.processor`;
  return {
    hosts: Array.from({ length: hosts }, () => new Station(system.clock, threads)),
    recordSeconds: timePerRecordSeconds + recordBytes * timePerByteSeconds,
    drawMaking: system.sampler(processor.timePerRequest, own, 'time_per_request'),
    drawWakeup: system.sampler(processor.timePerWakeup, own, 'time_per_wakeup'),
  };
}

interface Sender {
  readonly name: string;
  readonly model: Kind;
  readonly users: Users | null;
}

/** Those of users in the model's order, then group by group those of what it sends on. */
export function sendersOf({ producers, consumers, topics }: Model): Sender[] {
  const users = producers.map((model): Sender => {
    const name = model.name === '' ? 'producers' : `producers.${model.name}`;
    return { name, model, users: model };
  });
  const groups = consumers.flatMap((group) =>
    group.sends.map(({ topic, recordBytes, settings, ofFailed }): Sender => {
      const what = ofFailed ? 'on_failure' : `sends.${topics[topic].name}`;
      const name = `consumers.${group.name}.${what}`;
      return { name, model: { ...settings, topic, recordBytes }, users: null };
    }),
  );
  return [...users, ...groups];
}

export function flowsOf(system: System): Flow[] {
  const { topics } = system.model;
  let firstProducer = 0;
  return sendersOf(system.model).map(({ name, model, users }): Flow => {
    const { cluster } = topics[model.topic];
    const earlier = topics.slice(0, model.topic).filter((each) => each.cluster === cluster);
    const before = earlier.map(({ partitions }) => partitions);
    const flow = {
      model,
      users,
      name,
      firstProducer,
      firstPartition: before.reduce((sum, partitions) => sum + partitions, 0),
      partitions: topics[model.topic].partitions,
      ...sizesOf(model),
      idempotent: model.acks === 'all' && model.idempotence,
      shedStream: system.stream(name, 'shed'),
      processor: processorOf(system, name, model),
    };
    firstProducer += model.count;
    return flow;
  });
}

/** What fits where, in records. */
function sizesOf(
  model: Kind,
): Pick<
  Flow,
  'wireBytes' | 'batchRecords' | 'fullRecords' | 'requestRecords' | 'bufferRecords' | 'shedFrom'
> {
  const { recordBytes, compressionRatio, batchSizeBytes } = model;
  // Whole 1024ths of a byte, one at least.
  const wireBytes = Math.max(Math.round(recordBytes * compressionRatio * 1024), 1) / 1024;
  const fits = (bytes: number, each: number): number => Math.max(1, Math.floor(bytes / each));
  const batchRecords = fits(batchSizeBytes, wireBytes);
  const exactly = batchRecords * wireBytes === batchSizeBytes;
  const bufferRecords = fits(model.bufferMemoryBytes, recordBytes);
  return {
    wireBytes,
    batchRecords,
    fullRecords: exactly ? batchRecords : batchRecords + 1,
    requestRecords: fits(model.maxRequestSizeBytes, wireBytes),
    bufferRecords,
    shedFrom: Math.floor(bufferRecords * model.shedFrom),
  };
}
