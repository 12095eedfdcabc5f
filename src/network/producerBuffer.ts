/**
 * What fits into a producer's batches, requests and memory, and what it draws ahead: in records.
 */
import type { Model, ProducerModel } from '../model/model.js';
import { kindsOf, mayHaveKeys } from '../model/pipelines.js';
import { windowOf } from '../model/windows.js';
import { wireBytes } from '../model/wire.js';

export interface ProducerBuffer {
  /** Bytes on the wire of one record. */
  readonly wireBytes: number;
  readonly batchRecords: number;
  /**
   * Records in a queue that make its first batch full: batchRecords where they fill it to the byte;
   * else one more, which does not fit. A record that alone is more than batch.size makes a batch of
   * its own, which waits for the next all the same (test/conformance: no-batches).
   */
  readonly fullRecords: number;
  readonly requestRecords: number;
  readonly bufferRecords: number;
  /** Records in the buffer from which the overflow policy has a say. */
  readonly overflowFrom: number;
  readonly lookaheadSeconds: number;
}

/** Of one producer of a kind at so many records a second. */
export function bufferOf(producer: ProducerModel, ratePerSecond: number): ProducerBuffer {
  const { recordBytes } = producer;
  const { batchSizeBytes, maxRequestSizeBytes, bufferMemoryBytes, overflow, shedFrom } = producer;
  const wire = wireBytes(recordBytes, producer);
  const batchRecords = Math.max(1, Math.floor(batchSizeBytes / wire));
  const fitsExactly = batchRecords * wire === batchSizeBytes;
  const bufferRecords = Math.max(1, Math.floor(bufferMemoryBytes / recordBytes));
  return {
    wireBytes: wire,
    batchRecords,
    fullRecords: fitsExactly ? batchRecords : batchRecords + 1,
    requestRecords: Math.max(1, Math.floor(maxRequestSizeBytes / wire)),
    bufferRecords,
    overflowFrom: overflow === 'shed' ? Math.floor(bufferRecords * shedFrom) : bufferRecords,
    lookaheadSeconds: Math.min(1, 512 / ratePerSecond),
  };
}

/** Whether something downstream asks for a record's key. */
export function asksForKeys(model: Model): boolean {
  const { consumers, stores, topics } = model;
  return (
    topics.some(({ queue }) => queue?.keepsOrder === true) ||
    kindsOf(model).some((kind) => kind.sentBy !== null && mayHaveKeys(model, kind)) ||
    consumers.some((group) => group.concurrency === 'key' || windowOf(group) !== null) ||
    stores.some(({ placement, cache }) => {
      return placement === 'key' || (cache?.entries ?? null) !== null;
    })
  );
}
