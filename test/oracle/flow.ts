/** What all producers of one kind share: their place among the cell's producers, partitions and random streams. */
import type { Stream } from '../../src/engine/stream.js';
import type { ProducerModel } from '../../src/model/model.js';
import type { System } from './system.js';

export interface Flow {
  readonly model: ProducerModel;
  /** Of its random streams. */
  readonly name: string;
  /** The number of its first producer among all, and of its topic's first partition among a cluster's. */
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
}

/** The kinds in the model's order. */
export function flowsOf(system: System): Flow[] {
  const { producers, topics } = system.model;
  let firstProducer = 0;
  return producers.map((model): Flow => {
    const name = model.name === '' ? 'producers' : `producers.${model.name}`;
    const before = topics.slice(0, model.topic).map(({ partitions }) => partitions);
    const flow = {
      model,
      name,
      firstProducer,
      firstPartition: before.reduce((sum, partitions) => sum + partitions, 0),
      partitions: topics[model.topic].partitions,
      ...sizesOf(model),
      idempotent: model.acks === 'all' && model.idempotence,
      shedStream: system.stream(name, 'shed'),
    };
    firstProducer += model.count;
    return flow;
  });
}

/** What fits where, in records. */
function sizesOf(
  model: ProducerModel,
): Pick<
  Flow,
  'wireBytes' | 'batchRecords' | 'fullRecords' | 'requestRecords' | 'bufferRecords' | 'shedFrom'
> {
  const { recordBytes, compressionRatio, batchSizeBytes } = model;
  // Whole 1024ths of a byte, one at least.
  const wireBytes = Math.max(Math.round(recordBytes * compressionRatio * 1024), 1) / 1024;
  const fits = (bytes: number, each: number): number => Math.max(1, Math.floor(bytes / each));
  const batchRecords = fits(batchSizeBytes, wireBytes);
  const exactly = batchRecords * wireBytes >= batchSizeBytes;
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
