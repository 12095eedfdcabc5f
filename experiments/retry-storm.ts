/**
 * Can retries keep a system down after its trouble is over? A hundred producers, three times the
 * load for one second, and request timeouts of different length, without idempotence. A request
 * that has timed out is still handled: its work is wasted, and sent again.
 */
import { experiment, grid, numbers, under } from 'highwater';

export default experiment({
  name: 'retry-storm',
  question: 'can retries keep a system down after its trouble is over?',
  title: '20,000 records/s, three times that from 1 s to 2 s',
  model: '100-users',
  changes: {
    users: 2000,
    ...under('producers', { count: 100, idempotence: 'false' }),
    ...under('producers', { retry_backoff: '10 ms', retry_backoff_max: '20 ms' }),
    'brokers.time_per_request': 'exponential(300 us)',
    ...under('consumers.workers', { max_poll_records: 5000, threads: 16 }),
    ...under('faults.surge', { kind: 'surge', at: '1 s', length: '1 s', factor: 3 }),
    'run.duration': '10 s',
  },
  design: grid({ 'producers.request_timeout': ['30 s', '1 s', '500 ms', '200 ms'] }),
  responses: ['throughput', 'goodput', 'end_throughput', 'retries', 'duplicates', 'backlog_back'],
  shows: ['end_throughput', 'retries'],
  finding: (outcomes) => {
    const end = numbers(outcomes, 'end_throughput').map((rate) => rate.toFixed(0));
    return `eight seconds after the surge, goodput is ${end[0]}/s with patient clients and ${end[3]}/s with a timeout of 200 ms.`;
  },
});
