/** Networks of queues in the model language: nothing but the groups takes time. */
import type { Model } from '../../src/model/index.js';
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
