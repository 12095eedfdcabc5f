/**
 * Claims about sizes: what 10K users need, how latency grows with the scale, and order and quiet at
 * the smallest.
 */
import { percent } from 'highwater';
import { SHORT, pictured, pointsOf, quantile, timed, type Claim } from './claim.js';

const LINK_BYTES_PER_SECOND = 125e6;

export const SIZING: Claim = {
  claim:
    'h. 10K users at 1 KB need 100 MB/s, 8.6 TB/day, more than one 1 Gbit/s link, 10 to 20 consumers',
  rule: '100 MB/s, 8.6 TB/day, 10 to 20 consumers, and more than one link before copies',
  points: pointsOf('10k-users', [SHORT]),
  pictured: ([{ offered }]) => ({
    columns: ['copies', 'share_of_one_link'],
    rows: [1, 2, 3].map((copies) => [
      String(copies),
      (copies * offered.bytesPerSecond) / LINK_BYTES_PER_SECOND,
    ]),
  }),
  judge: ([{ offered, model }]) => {
    const row = offered.resources.find(({ name }) => name === 'consumers.workers');
    const each = (row?.ceilingEventsPerSecond ?? 0) / model.consumers[0].instances;
    const needed = Math.ceil(offered.eventsPerSecond / each);
    const link = offered.bytesPerSecond / LINK_BYTES_PER_SECOND;
    return {
      measured: `${offered.bytesPerSecond / 1e6} MB/s, ${(offered.bytesPerDay / 1e12).toFixed(2)} TB/day, ${percent(link)} of one link, ${needed} consumers`,
      holds: offered.bytesPerSecond === 1e8 && needed >= 10 && needed <= 20 && link > 1,
    };
  },
  onlyIf: 'copies are counted: one copy fills 80% of a link, three copies 240%',
};

export const LATENCY_BY_SCALE: Claim = {
  claim:
    'k. from 100 to 100M users latency grows from ms to hundreds of ms, by distance at the top',
  rule: 'p99 rises at each step, from below 20 ms to above 200 ms; the mirror has most of the slowest',
  points: [
    ...pointsOf('100-users', [{}]),
    ...pointsOf('10k-users', [SHORT]),
    ...pointsOf('1m-users', [{}]),
    ...pointsOf('100m-users', [{}]),
  ],
  pictured: pictured(
    ['100 users', '10K users', '1M users', '100M users'],
    ['p50_ms', 'p99_ms'],
    'scale',
  ),
  judge: (studies) => {
    const p99 = studies.map((study) => quantile(study, 0.99));
    const mirror = studies[3].stages.find(({ stage }) => stage === 'mirror')?.shareOfSlowest ?? 0;
    const rises = p99.every((value, index) => index === 0 || value > p99[index - 1]);
    return {
      measured: `p99 ${studies.map((study) => timed(study, 0.99)).join(', ')}; ${percent(mirror)} of the slowest 1% is the mirror across regions`,
      holds: rises && p99[0] < 0.02 && p99[3] > 0.2 && mirror > 0.5,
    };
  },
};

export const ORDER: Claim = {
  claim:
    'l. within a partition records keep their order; reading from an empty queue fails nothing',
  rule: 'no record out of order in any trial, and all that is sent comes through',
  points: pointsOf('100-users', [{ users: 1, 'run.duration': '100 s' }]),
  pictured: pictured(['1 user, 10 records/s'], ['throughput_per_s', 'p50_ms', 'p99_ms']),
  judge: ([{ audits, endToEnd, throughputPerSecond }]) => {
    const ok = audits.length === 0;
    return {
      measured: `10 records/s, ${(1000 * endToEnd.mean.value).toFixed(1)} ms on average, audits of order ${ok ? 'passed' : 'failed'} in every run above`,
      holds: ok && Math.abs(throughputPerSecond.value / 10 - 1) < 0.1,
    };
  },
};
