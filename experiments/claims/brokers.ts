/** Claims about brokers: what gives way first, and what more of them bring. */
import { GENEROUS } from '../generous.js';
import { SHORT, pictured, pointsOf, rate, type Claim } from './claim.js';

export const FIRST_BOTTLENECK: Claim = {
  claim: 'a. at small scale the broker is the first bottleneck, at 10K to 100K records/s',
  rule: 'the broker is full first; what comes through is within 10% of what it carries, and in 10K to 100K/s',
  points: pointsOf('100-users', [{ users: 10_000, ...SHORT }]),
  pictured: ([{ offered }]) => ({
    columns: ['resource', 'full_at_per_s'],
    rows: offered.resources
      .filter(({ ceilingEventsPerSecond }) => ceilingEventsPerSecond < Infinity)
      .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
      .slice(0, 6)
      .map(({ name, ceilingEventsPerSecond }) => [name, ceilingEventsPerSecond]),
  }),
  judge: ([full]) => {
    const [first] = [...full.offered.resources].sort(
      (x, y) => x.ceilingEventsPerSecond - y.ceilingEventsPerSecond,
    );
    const through = full.throughputPerSecond.value;
    const ceiling = first.ceilingEventsPerSecond;
    return {
      measured: `${first.name} full first, at ${rate(ceiling)}; ${rate(through)} come through of 100K/s`,
      holds:
        first.name === 'brokers.handlers' &&
        Math.abs(through / ceiling - 1) < 0.1 &&
        through > 1e4 &&
        through < 1e5,
    };
  },
};

const MANY = { ...GENEROUS, users: '60K', 'run.warmup': '0.3 s', 'run.duration': '0.3 s' };

export const MORE_BROKERS: Claim = {
  claim: 'b. adding brokers raises capacity almost in proportion',
  rule: 'almost: three times the brokers give at least 85% of three times the throughput',
  points: pointsOf('10k-users', [
    { ...MANY, 'brokers.count': 3 },
    { ...MANY, 'brokers.count': 9 },
  ]),
  pictured: pictured(['3', '9'], ['throughput_per_s'], 'brokers'),
  judge: ([three, nine]) => {
    const gain = nine.throughputPerSecond.value / three.throughputPerSecond.value;
    return {
      measured: `3 brokers ${rate(three.throughputPerSecond.value)}, 9 brokers ${rate(nine.throughputPerSecond.value)}: ${gain.toFixed(2)} times`,
      holds: gain >= 0.85 * 3,
    };
  },
};
