/**
 * Can retries keep a system down after its trouble is over? A hundred producers, three times the load for one second,
 * and request timeouts of different length, without idempotence. A request that has timed out is still handled: its work
 * is wasted, and sent again.
 */
import { goodput, outcomeTable, throughput, vary, type Experiment } from '../src/index.js';

export default {
  name: 'retry-storm',
  question: 'can retries keep a system down after its trouble is over?',
  run: async (lab) => {
    const outcomes = await lab.study(
      vary('100-users', 'producers.request_timeout', ['30 s', '1 s', '500 ms', '200 ms'], {
        users: 2000,
        'producers.count': 100,
        'producers.idempotence': 'false',
        'producers.retry_backoff': '10 ms',
        'producers.retry_backoff_max': '20 ms',
        'brokers.time_per_request': 'exponential(300 us)',
        'consumers.workers.max_poll_records': 5000,
        'consumers.workers.threads': 16,
        'faults.surge.kind': 'surge',
        'faults.surge.at': '1 s',
        'faults.surge.length': '1 s',
        'faults.surge.factor': 3,
        'run.duration': '10 s',
      }),
    );
    const last = (index: number): number => {
      const { series } = outcomes[index].study;
      return series[series.length - 1].deliveredPerSecond;
    };
    return {
      tables: [
        outcomeTable('20,000 events/s, three times that from 1 s to 2 s', outcomes, [
          throughput,
          goodput,
          {
            name: 'goodput_at_the_end_per_s',
            read: (study) => study.series[study.series.length - 1].deliveredPerSecond,
          },
          { name: 'sent_again', read: (study) => study.retriedRequests },
          { name: 'delivered_twice', read: (study) => study.duplicateRecords },
          {
            name: 'backlog_back_s',
            read: (study) => study.recovery?.lagSeconds ?? 'not in 10 s',
          },
        ]),
      ],
      finding: `eight seconds after the surge, goodput is ${last(0).toFixed(0)}/s with patient clients and ${last(outcomes.length - 1).toFixed(0)}/s with a timeout of 200 ms.`,
    };
  },
} satisfies Experiment;
