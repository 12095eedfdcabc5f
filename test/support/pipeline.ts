import type { Model } from '../../src/model/index.js';
import { validModel } from './validModel.js';

/**
 * Sections that a test writes its own way, in flow style without the outer braces, and whole
 * sections to add.
 */
export interface PipelineText {
  readonly workload?: string;
  readonly producers?: string;
  readonly brokers?: string;
  readonly topic?: string;
  readonly workers?: string;
  readonly more?: string;
}

/**
 * 1,000 records/s of 1 KB from four producers through fast brokers; batches of 16 records, network
 * of 10 Gbit/s.
 */
export function pipelineText(text: PipelineText): string {
  const { workload, producers, brokers = 'count: 1', topic, workers, more = '' } = text;
  const nic = brokers.includes('nic:') ? '' : 'nic: 10 Gbps, ';
  const section = (name: string, given: string | undefined, preset: string): string =>
    `${name}: { ${given ?? preset} }\n`;
  return [
    'name: pipeline\nusers: 1000\n',
    section(
      'workload',
      workload && `events_per_user: 1/s, record_size: 1 KB, ${workload}`,
      'events_per_user: 1/s, record_size: 1 KB',
    ),
    `producers: { nic: 10 Gbps, ${producers ?? 'count: 4'} }\n`,
    `brokers: { ${nic}time_per_fetch: 20 us, ${brokers} }\n`,
    section('topic', topic, 'partitions: 4'),
    `consumers:\n  workers: { ${workers ?? 'instances: 4, processing_time: 10 us'} }\n`,
    more,
  ].join('');
}

export function pipelineModel(text: PipelineText): Model {
  return validModel(pipelineText(text), { fileName: 'pipeline.yaml' });
}

/** Two regions 40 ms apart, and a cell between them. */
export const TWO_REGIONS = `regions: { names: [a, b], delay: { a: { b: 40 ms } } }
cells:
  - { home: a, far: b, count: 1 }
`;
