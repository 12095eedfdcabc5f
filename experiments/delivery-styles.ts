/**
 * How are records delivered, and what does a crash of one consumer cost? The same 4,000 records/s of 1 ms each through a
 * distributed queue with parallel consumers, a queue with one consumer, a synchronous call and a direct send.
 * Arithmetic: one thread carries 1,000/s of 1 ms at most; 16 callers that wait 1.5 ms each carry about 10,000/s; a direct
 * send loses what comes while its consumer is down, 2 s x 4,000 = 8,000 records.
 */
import {
  latency,
  outcomeTable,
  throughput,
  verdict,
  type Experiment,
  type Point,
} from '../src/index.js';

const BASE = { users: 400, 'run.duration': '12 s' };
const QUEUE = {
  ...BASE,
  'consumers.workers.processing_time': 'exponential(1 ms)',
  'consumers.workers.session_timeout': '1 s',
  'consumers.workers.rebalance_time': '500 ms',
  'consumers.workers.commit_interval': '0 s',
};
const STYLES: readonly (readonly [string, string, Point['changes']])[] = [
  [
    'queue, 4 consumers',
    '100-users',
    { ...QUEUE, 'consumers.workers.instances': 4, 'consumers.workers.threads': 2 },
  ],
  [
    'queue, one consumer',
    '100-users',
    { ...QUEUE, 'consumers.workers.instances': 1, 'consumers.workers.threads': 1 },
  ],
  ['synchronous call', 'direct', { ...BASE, 'workload.callers': 16 }],
  ['direct send, no queue', 'direct', { ...BASE, 'consumers.workers.queue_capacity': 0 }],
];
const CRASH = {
  'faults.crash.kind': 'consumer_down',
  'faults.crash.at': '3 s',
  'faults.crash.length': '2 s',
};

/** Each style with its crash. */
export const CRASH_STYLES: readonly Point[] = STYLES.map(([style, model, changes]) => ({
  labels: { style, crash: 'yes' },
  model,
  changes: { ...changes, ...CRASH },
}));

export default {
  name: 'delivery-styles',
  question: 'what do four ways of delivery cost, with and without a crash of a consumer?',
  run: async (lab) => {
    const outcomes = await lab.study(
      STYLES.flatMap(([style, model, changes]) => [
        { labels: { style, crash: 'no' }, model, changes },
        { labels: { style, crash: 'yes' }, model, changes: { ...changes, ...CRASH } },
      ]),
    );
    const lost = (index: number): string => outcomes[index].study.lostRecords.toFixed(0);
    return {
      tables: [
        outcomeTable('4,000 records/s of 1 ms; one consumer down from 3 s to 5 s', outcomes, [
          verdict,
          throughput,
          { name: 'lost', read: (study) => study.lostRecords },
          { name: 'delivered_twice', read: (study) => study.duplicateRecords },
          latency(0.5),
          latency(0.99),
        ]),
      ],
      finding: `in the crash the queue with parallel consumers loses ${lost(1)} records, the synchronous call ${lost(5)} and the direct send ${lost(7)}; one consumer of one thread carries ${outcomes[2].study.throughputPerSecond.toFixed(0)} of 4,000 a second.`,
    };
  },
} satisfies Experiment;
