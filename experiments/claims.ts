/**
 * What people claim about scaling event-driven systems, each put to the test: what was measured, by which rule it was
 * judged, and whether it holds. The rules are stated in the table; none looks at anything but the numbers.
 */
import { relativeHalf } from '../src/statistics/index.js';
import { latencyOf, type Experiment, type Lab, type Outcome, type Point } from '../src/index.js';
import { percent } from '../src/index.js';
import { CRASH_STYLES } from './delivery-styles.js';
import { REGION_CASES } from './region-failover.js';

interface Claim {
  readonly claim: string;
  readonly measured: string;
  readonly rule: string;
  readonly verdict: string;
}

type Judge = (lab: Lab) => Promise<Claim>;
type Changes = Point['changes'];

const SHORT = { 'run.warmup': '0.5 s', 'run.duration': '0.5 s' };
/** A group whose instances carry about 1,900 events/s each. */
const SLOW = {
  users: 500,
  'consumers.workers.processing_time': 'exponential(4 ms)',
  'consumers.workers.threads': 8,
  ...SHORT,
};

async function one(lab: Lab, model: string, changes: Changes): Promise<Outcome['study']> {
  const [{ study }] = await lab.study([{ labels: { model }, model, changes }]);
  return study;
}

function judged(claim: string, measured: string, rule: string, holds: boolean, onlyIf = ''): Claim {
  const verdict = holds ? 'holds' : onlyIf === '' ? 'does not hold' : `holds only if ${onlyIf}`;
  return { claim, measured, rule, verdict };
}

const p = (study: Outcome['study'], share: number, path?: string): number =>
  latencyOf(study, share, path)?.value ?? Infinity;
const ms = (seconds: number): string =>
  Number.isFinite(seconds) ? `${(seconds * 1e3).toPrecision(3)} ms` : 'no steady state';
/** With its 95% interval. */
const timed = (study: Outcome['study'], share: number, path?: string): string => {
  const estimate = latencyOf(study, share, path);
  if (estimate === null) return 'no steady state';
  return `${ms(estimate.value)} ± ${percent(relativeHalf(estimate))}`;
};
const rate = (value: number): string => `${(value / 1000).toFixed(1)}K/s`;

const JUDGES: readonly Judge[] = [
  async (lab) => {
    const steady = await one(lab, '100-users', { users: 2000 });
    const full = await one(lab, '100-users', { users: 10_000, ...SHORT });
    const busiest = [...steady.resources].sort((x, y) => y.utilizationMean - x.utilizationMean)[0];
    return judged(
      'a. at small scale the broker is the first bottleneck, at 10K to 100K events/s',
      `${busiest.name} busiest (${percent(busiest.utilizationMean)} at 20K/s); ${rate(full.throughputPerSecond)} when saturated`,
      'busiest resource is the broker, and what comes through lies in 10K to 100K/s',
      busiest.name === 'brokers.handlers' &&
        full.throughputPerSecond > 1e4 &&
        full.throughputPerSecond < 1e5,
    );
  },
  async (lab) => {
    const changes = {
      users: '60K',
      'topic.partitions': 120,
      'producers.count': 10,
      'producers.nic': '10 Gbps',
      'producers.buffer_memory': '4 MiB',
      'brokers.nic': '10 Gbps',
      'consumers.workers.instances': 40,
      'consumers.workers.threads': 32,
      'consumers.workers.store': 'none',
      'consumers.workers.nic': '10 Gbps',
      'run.warmup': '0.3 s',
      'run.duration': '0.3 s',
    };
    const three = await one(lab, '10k-users', { ...changes, 'brokers.count': 3 });
    const nine = await one(lab, '10k-users', { ...changes, 'brokers.count': 9 });
    const gain = nine.throughputPerSecond / three.throughputPerSecond;
    return judged(
      'b. adding brokers raises capacity almost in proportion',
      `3 brokers ${rate(three.throughputPerSecond)}, 9 brokers ${rate(nine.throughputPerSecond)}: ${gain.toFixed(2)} times`,
      'almost: three times the brokers give at least 85% of three times the throughput',
      gain >= 0.85 * 3,
    );
  },
  async (lab) => {
    const few = await one(lab, '100-users', {
      ...SLOW,
      'topic.partitions': 2,
      'consumers.workers.instances': 4,
    });
    const enough = await one(lab, '100-users', {
      ...SLOW,
      'topic.partitions': 4,
      'consumers.workers.instances': 4,
    });
    const idle = await one(lab, '100-users', {
      ...SLOW,
      'topic.partitions': 4,
      'consumers.workers.instances': 8,
    });
    const change = p(idle, 0.99) / p(enough, 0.99) - 1;
    return judged(
      'c. partitions let consumers work in parallel; consumers beyond them add nothing',
      `4 instances on 2 partitions ${few.overloaded ? 'overloaded' : 'steady'}, on 4 steady; 8 on 4 change p99 by ${percent(Math.abs(change))}`,
      'overloaded with 2, steady with 4 partitions; p99 with idle instances within 5%',
      few.overloaded && !enough.overloaded && Math.abs(change) < 0.05,
    );
  },
  async (lab) => {
    const counts = [3, 6, 12];
    const studies: Outcome['study'][] = [];
    for (const count of counts) {
      studies.push(
        await one(lab, '100-users', {
          ...SLOW,
          'topic.partitions': 12,
          'consumers.workers.instances': count,
        }),
      );
    }
    const p50 = studies.map((study) => p(study, 0.5));
    return judged(
      'd. more consumers bring lag and latency down',
      counts.map((count, index) => `${count}: ${timed(studies[index], 0.5)}`).join(', '),
      'the median falls with each doubling, beyond its interval',
      p50[0] > p50[1] * 1.02 && p50[1] > p50[2] * 1.02,
    );
  },
  async (lab) => {
    const changes = {
      users: 500,
      'stores.events.reads_per_record': 1,
      'stores.events.time_per_read': '200 us',
      'stores.events.time_per_write': '0 s',
      'stores.events.time_per_request': '0 s',
      ...SHORT,
    };
    const load: number[] = [];
    for (const hits of [0, 0.5, 0.9]) {
      const study = await one(lab, '100-users', {
        ...changes,
        'stores.events.cache.hit_ratio': hits,
      });
      load.push(study.resources.find(({ name }) => name === 'stores.events')?.utilizationMean ?? 0);
    }
    const half = load[1] / load[0];
    const tenth = load[2] / load[0];
    return judged(
      'e. a cache takes load off the store in proportion to its hits',
      `reads' work left with 50% and 90% hits: ${percent(half)} and ${percent(tenth)}`,
      'within 3 percentage points of 50% and 10%',
      Math.abs(half - 0.5) < 0.03 && Math.abs(tenth - 0.1) < 0.03,
    );
  },
  async (lab) => {
    const near = await one(lab, '1m-users', {
      users: 30_000,
      'cells.0.count': 1,
      'cells.1.count': 1,
      'cells.2.count': 1,
    });
    const failover = await lab.study(REGION_CASES.slice(2));
    const rows = failover[0].study.series.slice(-6);
    const served =
      rows.reduce((sum, row) => sum + row.deliveredPerSecond, 0) /
      rows.length /
      failover[0].study.offered.eventsPerSecond;
    return judged(
      'f. regions near the users lower their latency and keep the system available',
      `near ${timed(near, 0.5, 'near')}, far ${timed(near, 0.5, 'far')} (median); ${percent(served)} served after a region is lost`,
      'near below half of far, and at least 95% served once the users have moved',
      p(near, 0.5, 'near') < 0.5 * p(near, 0.5, 'far') && served > 0.95,
    );
  },
  async (lab) => {
    const open = await one(lab, '100-users', { users: 5000, ...SHORT });
    const bounded = {
      users: 5000,
      'producers.buffer_memory': '1 MB',
      'producers.overflow': 'drop_newest',
      'run.warmup': '2 s',
      'run.duration': '1 s',
    };
    const drop = await one(lab, '100-users', bounded);
    const limit = await one(lab, '100-users', {
      users: 5000,
      ...SHORT,
      'producers.rate_limit.rate': '30000/s',
      'producers.rate_limit.burst': 1000,
      'producers.rate_limit.policy': 'drop',
    });
    return judged(
      'g. backpressure and rate limits keep queues bounded under overload',
      `without ${open.overloaded ? 'overloaded' : 'steady'}; bounded buffer p99 ${timed(drop, 0.99)}, rate limit p99 ${timed(limit, 0.99)}`,
      'overloaded without, steady with each',
      open.overloaded && !drop.overloaded && !limit.overloaded,
    );
  },
  async (lab) => {
    const study = await one(lab, '10k-users', { ...SHORT });
    const { offered } = study;
    const row = offered.resources.find(({ name }) => name === 'consumers.workers');
    const each = (row?.ceilingEventsPerSecond ?? 0) / study.model.consumers[0].instances;
    const needed = Math.ceil(offered.eventsPerSecond / each);
    const link = offered.bytesPerSecond / 125e6;
    return judged(
      'h. 10K users at 1 KB need 100 MB/s, 8.6 TB/day, more than one 1 Gbit/s link, 10 to 20 consumers',
      `${offered.bytesPerSecond / 1e6} MB/s, ${(offered.bytesPerDay / 1e12).toFixed(2)} TB/day, ${percent(link)} of one link, ${needed} consumers`,
      '100 MB/s, 8.6 TB/day, 10 to 20 consumers, and more than one link before copies',
      offered.bytesPerSecond === 1e8 && needed >= 10 && needed <= 20 && link > 1,
      'copies are counted: one copy fills 80% of a link, three copies 240%',
    );
  },
  async (lab) => {
    const moves: readonly (readonly [string, Changes])[] = [
      ['nothing', {}],
      ['brokers', { 'brokers.count': 3, 'topic.partitions': 12 }],
      ['consumers', { 'consumers.workers.instances': 6, 'topic.partitions': 12 }],
      ['cache', { 'stores.events.cache.hit_ratio': 0.9 }],
      [
        'rate limit',
        {
          'producers.rate_limit.rate': '9000/s',
          'producers.rate_limit.burst': 100,
          'producers.rate_limit.policy': 'drop',
        },
      ],
    ];
    const at = async (users: number): Promise<string> => {
      const scores: [string, number, number][] = [];
      for (const [name, changes] of moves) {
        const study = await one(lab, '100-users', { users, ...changes, ...SHORT });
        scores.push([name, study.throughputPerSecond, p(study, 0.99)]);
      }
      scores.sort((x, y) => (Math.abs(y[1] / x[1] - 1) > 0.02 ? y[1] - x[1] : x[2] - y[2]));
      return scores[0][0];
    };
    const atTen = await at(1000);
    const atFifty = await at(5000);
    return judged(
      'i. a broker at 1,000 events/s that gets 10,000: brokers and partitions first',
      `best first move at 10,000/s: ${atTen}; at 50,000/s: ${atFifty}`,
      'most goodput (2%), then lowest p99, among brokers, consumers, cache, rate limit, nothing',
      atTen === 'brokers' && atFifty === 'brokers',
      'the broker is near its ceiling (about 35,000/s here)',
    );
  },
  async (lab) => {
    const outcomes = await lab.study(CRASH_STYLES);
    const [queue, single, call, direct] = outcomes.map(({ study }) => study);
    // Four callers of a call of about 1.75 ms there and back carry about 2,300 of 4,000 a second.
    const few = await one(lab, 'direct', {
      'workload.callers': 4,
      'run.warmup': '1 s',
      'run.duration': '5 s',
    });
    const blocked = few.stages.find(({ stage }) => stage === 'producer_block')?.shareOfMean ?? 0;
    return judged(
      'j. a queue with parallel consumers survives a crash, a direct send does not, one consumer limits, a call blocks',
      `lost: queue ${queue.lostRecords.toFixed(0)}, call ${call.lostRecords.toFixed(0)}, direct ${direct.lostRecords.toFixed(0)}; one consumer ${rate(single.throughputPerSecond)} of 4.0K/s; 4 callers spend ${percent(blocked)} of the time waiting for a caller`,
      'queue loses nothing, direct loses some, one consumer below half, callers mostly blocked',
      queue.lostRecords === 0 &&
        direct.lostRecords > 0 &&
        single.throughputPerSecond < 2000 &&
        blocked > 0.5,
    );
  },
  async (lab) => {
    const models = ['100-users', '10k-users', '1m-users', '100m-users'];
    const studies: Outcome['study'][] = [];
    for (const model of models)
      studies.push(await one(lab, model, model === '10k-users' ? SHORT : {}));
    const p99 = studies.map((study) => p(study, 0.99));
    const mirror = studies[3].stages.find(({ stage }) => stage === 'mirror')?.shareOfSlowest ?? 0;
    return judged(
      'k. from 100 to 100M users latency grows from ms to hundreds of ms, by distance at the top',
      `p99 ${studies.map((study) => timed(study, 0.99)).join(', ')}; ${percent(mirror)} of the slowest 1% is the mirror across regions`,
      'p99 rises at each step, from below 20 ms to above 200 ms; the mirror has most of the slowest',
      p99.every((value, index) => index === 0 || value > p99[index - 1]) &&
        p99[0] < 0.02 &&
        p99[3] > 0.2 &&
        mirror > 0.5,
    );
  },
  async (lab) => {
    const study = await one(lab, '100-users', { users: 1, 'run.duration': '100 s' });
    const ok = study.audits.length === 0;
    return judged(
      'l. within a partition records keep their order; reading from an empty queue fails nothing',
      `10 records/s, ${(1000 * study.endToEnd.mean.value).toFixed(1)} ms on average, audits of order ${ok ? 'passed' : 'failed'} in every run above`,
      'no record out of order in any trial, and all that is sent comes through',
      ok && Math.abs(study.throughputPerSecond / 10 - 1) < 0.1,
    );
  },
];

export default {
  name: 'claims',
  question: 'which claims about scaling event-driven systems hold?',
  run: async (lab) => {
    const claims: Claim[] = [];
    for (const judge of JUDGES) claims.push(await judge(lab));
    const count = claims.filter(({ verdict }) => verdict === 'holds').length;
    return {
      tables: [
        {
          title: 'Claims',
          columns: ['claim', 'measured', 'rule', 'verdict'],
          rows: claims.map(({ claim, measured, rule, verdict }) => [
            claim,
            measured,
            rule,
            verdict,
          ]),
        },
      ],
      finding: `${count} of ${claims.length} claims hold as they stand; the others hold under the condition in the table.`,
    };
  },
} satisfies Experiment;
