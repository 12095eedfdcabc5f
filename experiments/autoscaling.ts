/**
 * Does an autoscaler on lag follow a surge, and what do its rebalances cost? 4,000 records/s, three
 * times that for 8 s; eager and cooperative rebalances, against a group sized for the peak and one
 * sized for the normal load.
 * Arithmetic: an instance carries about 1,900 records/s (8 threads, 4 ms a record, and its writes):
 * 4 do for the normal load, 7 for the surge; the lag when scaling begins to help is (12,000 -
 * 7,600) x (interval + start-up + rebalance).
 */
import { cases, experiment, numbers, under } from 'highwater';

const SCALER = under('consumers.workers.autoscaler', {
  minimum: 4,
  maximum: 20,
  target_lag: 1250,
  interval: '2 s',
  start_up: '2 s',
  cool_down: '60 s',
});
const COOPERATIVE = under('consumers.workers', { assignor: 'sticky', rebalance: 'cooperative' });

export default experiment({
  name: 'autoscaling',
  question: 'does an autoscaler on lag follow a surge, and what do its rebalances cost?',
  title: '4,000 records/s, three times that from 5 s to 13 s',
  model: '10k-users',
  changes: {
    users: 400,
    'consumers.workers.instances': 4,
    'consumers.workers.processing_time': 'exponential(4 ms)',
    'consumers.workers.rebalance_time': '1 s',
    ...under('faults.surge', { kind: 'surge', at: '5 s', length: '8 s', factor: 3 }),
    'producers.partitioner': 'sticky',
    'run.duration': '25 s',
  },
  design: cases('group', {
    '4 instances': {},
    '12 instances': { 'consumers.workers.instances': 12 },
    '4 to 20, eager': SCALER,
    '4 to 20, cooperative': { ...SCALER, ...COOPERATIVE },
  }),
  responses: ['worst_lag', 'backlog_back', 'duplicates', 'p50', 'p99'],
  shows: ['worst_lag', 'backlog_back', 'p99'],
  finding: (outcomes) => {
    const worst = numbers(outcomes, 'worst_lag').map((lag) => lag.toFixed(0));
    const back = numbers(outcomes, 'backlog_back')[3];
    return `the worst lag is ${worst[0]} records with 4 instances, ${worst[1]} with 12, and ${worst[2]} (eager) or ${worst[3]} (cooperative) with an autoscaler, which is back ${Number.isNaN(back) ? 'not within the window' : `after ${back.toFixed(1)} s`}.`;
  },
});
