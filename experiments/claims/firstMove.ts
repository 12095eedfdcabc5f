/** A claim about the first move when the load grows. */
import { byGoodput, under } from 'highwater';
import { SHORT, pictured, pointsOf, type Claim } from './claim.js';

const MOVES = {
  nothing: {},
  brokers: { 'brokers.count': 3, 'topic.partitions': 12 },
  consumers: { 'consumers.workers.instances': 6, 'topic.partitions': 12 },
  cache: { 'stores.events.cache.hit_ratio': 0.9 },
  'rate limit': under('producers.rate_limit', { rate: '9000/s', burst: 100, policy: 'drop' }),
};
const NAMES = Object.keys(MOVES);

export const FIRST_MOVE: Claim = {
  claim: 'i. a broker at 1,000 records/s that gets 10,000: brokers and partitions first',
  rule: 'most goodput (2%), then lowest p99, among brokers, consumers, cache, rate limit, nothing',
  points: [1000, 5000].flatMap((users) =>
    pointsOf(
      '100-users',
      Object.values(MOVES).map((changes) => ({ users, ...changes, ...SHORT })),
    ),
  ),
  pictured: pictured(
    ['10,000/s', '50,000/s'].flatMap((load) => NAMES.map((name) => `${load}: ${name}`)),
    ['goodput_per_s', 'p99_ms'],
    'move',
  ),
  judge: (studies) => {
    const named = studies.map((study, index) => ({ name: NAMES[index % NAMES.length], study }));
    const [atTen, atFifty] = [named.slice(0, NAMES.length), named.slice(NAMES.length)].map(
      (moves) => moves.sort((a, b) => byGoodput(a.study, b.study))[0].name,
    );
    return {
      measured: `best first move at 10,000/s: ${atTen}; at 50,000/s: ${atFifty}`,
      holds: atTen === 'brokers' && atFifty === 'brokers',
    };
  },
  onlyIf: 'the broker is near its ceiling (about 35,000/s here)',
};
