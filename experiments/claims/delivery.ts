/** A claim about the ways to deliver. */
import { cases, cross, percent, under } from 'highwater';
import { BASE, CRASH, STYLES } from '../delivery-styles.js';
import { pictured, pointsOf, rate, type Claim } from './claim.js';

/** Four callers of a call of about 1.75 ms there and back carry about 2,300 of 4,000 a second. */
const FEW_CALLERS = { 'workload.callers': 4, ...under('run', { warmup: '1 s', duration: '5 s' }) };

export const DELIVERY: Claim = {
  claim:
    'j. a queue with parallel consumers survives a crash, a direct send does not, one consumer limits, a call blocks',
  rule: 'queue loses nothing, direct loses some, one consumer below half, callers mostly blocked',
  points: [
    ...cross(STYLES, cases('crash', { yes: CRASH })).map(({ labels, model, changes }) => ({
      labels,
      model: model ?? '100-users',
      changes: { ...BASE, ...changes },
    })),
    ...pointsOf('direct', [FEW_CALLERS]),
  ],
  pictured: pictured(
    [
      'queue, 4 consumers',
      'queue, one consumer',
      'call, 16 callers',
      'direct send, no queue',
      'call, 4 callers',
    ],
    ['lost_records', 'throughput_per_s'],
    'style',
  ),
  judge: ([queue, single, call, direct, few]) => {
    const blocked = few.stages.find(({ stage }) => stage === 'producer_block')?.shareOfMean ?? 0;
    return {
      measured: `lost: queue ${queue.lostRecords.value.toFixed(0)}, call ${call.lostRecords.value.toFixed(0)}, direct ${direct.lostRecords.value.toFixed(0)}; one consumer ${rate(single.throughputPerSecond.value)} of 4.0K/s; 4 callers spend ${percent(blocked)} of the time waiting for a caller`,
      holds:
        queue.lostRecords.value === 0 &&
        direct.lostRecords.value > 0 &&
        single.throughputPerSecond.value < 2000 &&
        blocked > 0.5,
    };
  },
};
