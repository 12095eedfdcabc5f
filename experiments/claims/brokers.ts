/** Claims about brokers: what gives way first, and what more of them bring. */
import { percent } from 'highwater';
import { GENEROUS } from '../generous.js';
import { SHORT, pointsOf, rate, type Claim } from './claim.js';

export const FIRST_BOTTLENECK: Claim = {
  claim: 'a. at small scale the broker is the first bottleneck, at 10K to 100K events/s',
  rule: 'busiest resource is the broker, and what comes through lies in 10K to 100K/s',
  points: pointsOf('100-users', [{ users: 2000 }, { users: 10_000, ...SHORT }]),
  judge: ([steady, full]) => {
    const [busiest] = [...steady.resources].sort(
      (x, y) => y.utilizationMean.value - x.utilizationMean.value,
    );
    const through = full.throughputPerSecond.value;
    return {
      measured: `${busiest.name} busiest (${percent(busiest.utilizationMean.value)} at 20K/s); ${rate(through)} when saturated`,
      holds: busiest.name === 'brokers.handlers' && through > 1e4 && through < 1e5,
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
  judge: ([three, nine]) => {
    const gain = nine.throughputPerSecond.value / three.throughputPerSecond.value;
    return {
      measured: `3 brokers ${rate(three.throughputPerSecond.value)}, 9 brokers ${rate(nine.throughputPerSecond.value)}: ${gain.toFixed(2)} times`,
      holds: gain >= 0.85 * 3,
    };
  },
};
