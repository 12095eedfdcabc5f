/**
 * How are records delivered, and what does a crash of one consumer cost? The same 4,000 records/s
 * of 1 ms each through a distributed queue with parallel consumers, a queue with one consumer, a
 * synchronous call and a direct send.
 * Arithmetic: one thread carries 1,000/s of 1 ms at most; 16 callers that wait 1.5 ms each carry
 * about 10,000/s; a direct send loses what comes while its consumer is down, 2 s x 4,000 = 8,000
 * records.
 */
import { cases, cross, experiment, numbers, ofModel, under } from 'highwater';

const QUEUE = under('consumers.workers', {
  processing_time: 'exponential(1 ms)',
  session_timeout: '1 s',
  rebalance_time: '500 ms',
  commit_interval: '0 s',
});

export const STYLES = [
  ...cases('style', {
    'queue, 4 consumers': { ...QUEUE, ...under('consumers.workers', { instances: 4, threads: 2 }) },
    'queue, one consumer': {
      ...QUEUE,
      ...under('consumers.workers', { instances: 1, threads: 1 }),
    },
  }),
  ...ofModel(
    'direct',
    cases('style', {
      'synchronous call': { 'workload.callers': 16 },
      'direct send, no queue': { 'consumers.workers.queue_capacity': 0 },
    }),
  ),
];
export const BASE = { users: 400, 'run.duration': '12 s' };
export const CRASH = under('faults.crash', { kind: 'consumer_down', at: '3 s', length: '2 s' });

export default experiment({
  name: 'delivery-styles',
  question: 'what do four ways of delivery cost, with and without a crash of a consumer?',
  title: '4,000 records/s of 1 ms; one consumer down from 3 s to 5 s',
  model: '100-users',
  changes: BASE,
  design: cross(STYLES, cases('crash', { no: {}, yes: CRASH })),
  responses: ['verdict', 'throughput', 'lost', 'duplicates', 'p50', 'p99'],
  shows: ['lost', 'throughput', 'p99'],
  finding: (outcomes) => {
    const lost = numbers(outcomes, 'lost').map((records) => records.toFixed(0));
    const carried = numbers(outcomes, 'throughput')[2].toFixed(0);
    return `in the crash the queue with parallel consumers loses ${lost[1]} records, the synchronous call ${lost[5]} and the direct send ${lost[7]}; one consumer of one thread carries ${carried} of 4,000 a second.`;
  },
});
