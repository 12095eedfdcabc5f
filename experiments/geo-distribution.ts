/**
 * Where should readers be, and what does a cluster near them cost and bring? The far readers of the
 * 1M-user system read a mirror in their own region, or across the ocean from the home cluster.
 * Arithmetic: reading across costs at least one crossing after the record is readable (the answer),
 * and on average half a round trip more because the fetch must have come first; a mirror costs the
 * same and then its own produce and fetch.
 */
import { cases, experiment, numbers, under } from 'highwater';

export default experiment({
  name: 'geo-distribution',
  question: 'what does the distance between writers and readers cost?',
  title: 'a fifth of the 1M-user system: ten cells in three regions',
  model: '1m-users',
  changes: {
    users: '200K',
    ...under('cells', { '0.count': 4, '1.count': 4, '2.count': 2 }),
    ...under('run', { warmup: '1 s', duration: '1 s' }),
  },
  design: cases('layout', {
    'readers at home': under('consumers.far', { region: 'home', reads: 'cluster' }),
    'far readers, from home': under('consumers.far', {
      reads: 'cluster',
      max_partition_fetch_bytes: '8 MiB',
    }),
    'far readers, from a mirror': {},
  }),
  responses: ['near.p50', 'near.p99', 'far.p50', 'far.p99'],
  shows: ['far.p50', 'near.p50'],
  finding: (outcomes) => {
    const p50 = numbers(outcomes, 'far.p50').map((seconds) => (seconds * 1e3).toFixed(0));
    return `the second group sees ${p50[0]} ms (median) beside the writers, ${p50[1]} ms across the ocean and ${p50[2]} ms from a mirror: distance is what it pays for, and a mirror moves the load, not the light.`;
  },
});
