/** Small parts of what lays a trial out and reads it, by hand. */
import { describe, expect, test } from 'vitest';
import {
  cellCount,
  failedInWindow,
  isOfDeliveries,
  stagesOf,
  STAGES,
} from '../../src/network/measurements.js';
import { asksForKeys, bufferOf } from '../../src/network/producerBuffer.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';

describe('network/producerBuffer: what fits, in records', () => {
  const bufferOfText = (producers: string): ReturnType<typeof bufferOf> =>
    bufferOf(pipelineModel({ producers }).producers[0], 1000);

  test('batches, requests and memory hold whole records', () => {
    const sizes = 'batch_size: 10 KB, max_request_size: 35500 B, buffer_memory: 99999 B';
    const buffer = bufferOfText(`count: 1, ${sizes}`);
    expect(buffer).toMatchObject({
      wireBytes: 1000,
      batchRecords: 10,
      fullRecords: 10,
      requestRecords: 35,
      bufferRecords: 99,
      overflowFrom: 99,
      lookaheadSeconds: 0.512,
    });
  });

  test('a batch that is not filled to the byte is full when one more does not fit', () => {
    expect(bufferOfText('count: 1, batch_size: 10500 B')).toMatchObject({
      batchRecords: 10,
      fullRecords: 11,
    });
    expect(bufferOfText('count: 1, batch_size: 0 B').batchRecords).toBe(1);
  });

  test('shed has its say from its share of the memory on', () => {
    const shed = 'count: 1, buffer_memory: 100 KB, overflow: shed, shed_from: 40%';
    expect(bufferOfText(shed)).toMatchObject({ bufferRecords: 100, overflowFrom: 40 });
  });

  test('keys are drawn where something asks for them', () => {
    const keys = { workload: 'keys: { kind: uniform, count: 10 }' };
    expect(asksForKeys(pipelineModel(keys))).toBe(false);
    const byKey = 'instances: 4, threads: 2, concurrency: key, processing_time: 10 us';
    expect(asksForKeys(pipelineModel({ ...keys, workers: byKey }))).toBe(true);
  });
});

describe('network/measurements: what a trial gives', () => {
  const model = pipelineModel({});
  const trial = shortTrial(model);

  test('a trial is of one cell unless it says of more', () => {
    const base = { model, placement: 0, cell: 0, replication: 1, seed: 's' };
    const times = { warmupSeconds: 1, windowSeconds: 1, seriesBuckets: 1 };
    const plain = { ...base, ...times, speedup: {}, maximumInside: 1 };
    expect([cellCount(plain), cellCount({ ...plain, cells: 8 })]).toEqual([1, 8]);
  });

  test('stages are those that its records may have; nothing fails where nothing may', () => {
    expect(stagesOf(trial)).toEqual(STAGES.slice(0, trial.stages.length));
    expect(failedInWindow(trial)).toBe(0);
  });

  test('journeys and publication are no deliveries', () => {
    const paths = ['workers', 'publish', 'to workers'].map((name) => ({ name }));
    expect(paths.map(isOfDeliveries)).toEqual([true, false, false]);
    expect(isOfDeliveries({ name: 'whole', broken: 0 })).toBe(false);
  });
});
