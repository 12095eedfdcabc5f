/** Changes of the 10K-user system that leave nothing but the brokers' handlers to give way. */
import { under } from 'highwater';

export const GENEROUS = {
  'topic.partitions': 120,
  ...under('producers', { count: 10, nic: '10 Gbps', buffer_memory: '4 MiB' }),
  'brokers.nic': '10 Gbps',
  ...under('consumers.workers', { instances: 40, threads: 32, store: 'none', nic: '10 Gbps' }),
};
