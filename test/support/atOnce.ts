/**
 * Networks of queues in the model language, of which nothing takes time but the groups; and what
 * one reads off their trials.
 */
import { expect } from 'vitest';
import type { Model } from '../../src/model/index.js';
import { STAGES, type Measurements } from '../../src/network/measurements.js';
import { validModel } from './validModel.js';

/** Records are sent at once, one by one. */
export const AT_ONCE = 'linger: 0 s, batch_size: 0 B, max_in_flight: 1000';
export const HOST = 'nic: 1000 Gbps, propagation: 0 s';

/** A model of these sections behind one broker that handles and answers at once. */
export function atOnce(sections: string): Model {
  const times = ['request', 'fetch', 'batch', 'record'].map((each) => `time_per_${each}: 0 s`);
  return validModel(
    `brokers: { count: 1, handlers: 64, ${times.join(', ')}, time_per_byte: 0 ns/B, ${HOST} }
${sections}`,
    { fileName: 'm.yaml' },
  );
}

/** `rate` records/s to a group that is described by `worker`; `more`: further sections. */
export function workerModel(
  rate: number,
  worker: string,
  more: string,
  arrivals: 'poisson' | 'constant',
): Model {
  return atOnce(`producers: { app: { sends: work, rate: ${rate}/s, count: 1, arrivals: ${arrivals}, ${AT_ONCE}, ${HOST} } }
topics: { work: { partitions: 1 }, dead: { partitions: 1 } }
consumers: { worker: { reads: work, wait_for_poll: false, max_poll_records: 100000, ${HOST}, ${worker} } }
${more}`);
}

export function stageMean({ stages }: Measurements, stage: (typeof STAGES)[number]): number {
  const { sum, count } = stages[STAGES.indexOf(stage)];
  return sum / count;
}

export function expectAudits({ audits }: Measurements): void {
  expect(audits.filter(({ passed }) => !passed)).toEqual([]);
}
