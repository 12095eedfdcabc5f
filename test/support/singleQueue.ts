import type { Model } from '../../src/model/index.js';
import { validModel } from './validModel.js';

export const SERVICE_SECONDS = 0.01;

/** M/M/1 at a load, behind a broker that takes no time. */
export function singleQueue(load: number): Model {
  return validModel(
    `
users: ${load / SERVICE_SECONDS}
workload: { events_per_user: 1/s, record_size: 100 B }
producers: { count: 1, linger: 0 ms, propagation: 0 s, nic: 1000 Gbps, max_in_flight: 1000 }
brokers: { count: 1, time_per_request: 0 s, time_per_batch: 0 s, time_per_record: 0 s, time_per_byte: 0 ns/B, time_per_fetch: 0 s, nic: 1000 Gbps }
topic: { partitions: 1, replication_factor: 1 }
consumers: { server: { instances: 1, threads: 1, processing_time: exponential(${SERVICE_SECONDS * 1000} ms), propagation: 0 s } }
`,
    { fileName: 'queue.yaml' },
  );
}
