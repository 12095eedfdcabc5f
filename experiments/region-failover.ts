/**
 * A region is lost: what happens to its users, and what of their records is not yet elsewhere? A
 * small form of the three-region system, one cell a region; the users of the lost region go to the
 * others 2 s later.
 * Arithmetic: the recovery point is what a mirror lags behind, about the rate times a distance and
 * its fetches; the other two regions get half as much again.
 */
import { cases, experiment, numbers, under, type Changes, type Response } from 'highwater';

const LOST = under('faults.lost', {
  kind: 'region_down',
  region: 'us-east-1',
  at: '3 s',
  length: '20 s',
});
const users = (name: string, region: string, factor: number): Changes =>
  under(`faults.${name}`, { kind: 'surge', region, at: '5 s', length: '18 s', factor });
const MOVED = {
  ...users('left', 'us-east-1', 0),
  ...users('came1', 'eu-west-1', 1.5),
  ...users('came2', 'ap-northeast-1', 1.5),
};
const SERVED: Response = {
  name: 'served_share',
  read: (study) => study.throughputPerSecond.value / study.offered.eventsPerSecond,
};

/** One cell a region. */
export const SMALL = {
  users: 3000,
  ...under('cells', { '0.count': 1, '1.count': 1, '2.count': 1 }),
  ...under('run', { duration: '9 s', warmup: '1 s' }),
};
export const REGION_CASES = cases('case', {
  'no fault': {},
  'region lost, users wait': LOST,
  'region lost, users move after 2 s': { ...LOST, ...MOVED },
});

export default experiment({
  name: 'region-failover',
  question: 'a region is lost: what do its users see, and what is not yet mirrored?',
  title: '30,000 records/s in three regions; us-east-1 down from 3 s',
  model: '1m-users',
  changes: SMALL,
  design: REGION_CASES,
  responses: [SERVED, 'end_throughput', 'unmirrored', 'lost'],
  shows: [SERVED, 'unmirrored'],
  finding: (outcomes) => {
    const served = numbers(outcomes, SERVED).map((share) => `${(share * 100).toFixed(0)}%`);
    const point = numbers(outcomes, 'unmirrored')[2].toFixed(0);
    return `${served[1]} of the records are served when users wait and ${served[2]} when they move after 2 s; the recovery point is ${point} records that no other region had.`;
  },
});
