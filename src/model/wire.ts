/** What records weigh on the wire, in logs and in page caches. */
import type { ProcessorModel, ProducerModel } from './model.js';

/**
 * Parts of a byte that are told apart: sums of so few binary digits are exact, in whatever order
 * they are made.
 */
const PARTS = 1024;

/** Bytes of one record that its producer has compressed: a multiple of 1/1024, at least that. */
export function wireBytes(
  recordBytes: number,
  { compressionRatio }: Pick<ProducerModel, 'compressionRatio'>,
): number {
  return Math.max(1, Math.round(recordBytes * compressionRatio * PARTS)) / PARTS;
}

/** What one record takes of its producer's host, seconds. */
export function processorRecordSeconds(processor: ProcessorModel, recordBytes: number): number {
  return processor.timePerRecordSeconds + recordBytes * processor.timePerByteSeconds;
}
