/** Sections of random models, each of which may hold what is allowed. */
import fc from 'fast-check';
import { maybe, oneOf, whole, type Section } from './arbitraries.js';
import { AUTOSCALER } from './drawnScalers.js';
import type { FaultModel } from '../../src/model/model.js';

export { maybe, oneOf, whole, type Section };

/** All that may go wrong. */
export const ALL_FAULTS: readonly FaultModel['kind'][] = [
  'broker_down',
  'broker_stop',
  'consumer_down',
  'slow_disk',
  'slow_consumer',
  'link_cut',
  'link_slow',
  'region_down',
  'surge',
];

/** And with what groups call. */
export const EXTERNAL_FAULTS = ['slow_external', 'external_down'] as const;

/** What may occur in a model beyond a healthy pipeline. */
export interface Allowed {
  /** Full buffers, time limits on delivery, rate limits, quotas, mirrors. */
  readonly policies: boolean;
  /** Requests that time out and are sent again. */
  readonly retries: boolean;
  /** Groups that lose and win members: sessions, rebalances, commits, autoscalers. */
  readonly members: boolean;
  readonly faults: readonly FaultModel['kind'][];
  /** Several kinds of producers and several topics, by name. */
  readonly flows?: boolean;
  /** Groups that send on. */
  readonly sends?: boolean;
  /** Groups that call, fail, wait for acknowledgements and for their turn. */
  readonly services?: boolean;
  /** What is called has queues of its own. */
  readonly desks?: boolean;
  /** Several clusters, by name, each with topics of its own. */
  readonly clusters?: boolean;
  /** Queues, beside a log. */
  readonly queues?: boolean;
}

/** A time with a law, of about so many milliseconds. */
export function time(milliseconds: number): fc.Arbitrary<string> {
  const ms = (factor: number): string => `${Number((milliseconds * factor).toPrecision(3))} ms`;
  return fc.constantFrom(
    `exponential(${ms(1)})`,
    `uniform(${ms(0.2)}, ${ms(1.8)})`,
    `erlang(3, ${ms(1)})`,
    `gamma(0.7, ${ms(1)})`,
    `lognormal(${ms(1)}, 1.5)`,
    `hyperexponential(0.9, ${ms(0.5)}, ${ms(5)})`,
    `weibull(1.5, ${ms(1)})`,
    `pareto(2.5, ${ms(0.5)})`,
    ms(1.0371),
  );
}

/** Network delays vary, so that no two messages meet at the same moment by construction. */
export function delay(milliseconds: number): fc.Arbitrary<string> {
  return time(milliseconds).filter((text) => text.includes('('));
}

const only = <T>(allowed: boolean, section: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  allowed ? section : fc.constant(undefined);

export const KEYS = fc.oneof(
  fc.constant('none'),
  fc.record({ kind: oneOf('uniform'), count: whole(1, 40) }),
  fc.record({ kind: oneOf('zipf'), count: whole(2, 200), exponent: oneOf(0.8, 1, 1.3) }),
  fc.record({ kind: oneOf('hot'), count: whole(1, 50), share: oneOf(0.1, 0.5, 0.9) }),
);

export const ARRIVALS = fc.oneof(
  { weight: 3, arbitrary: fc.constant('poisson') },
  fc.constant('constant'),
  fc.record({ kind: oneOf('on_off'), on: oneOf('50 ms', '200 ms'), off: oneOf('20 ms', '300 ms') }),
  fc.record({
    kind: oneOf('diurnal'),
    period: oneOf('300 ms', '2 s'),
    amplitude: oneOf(0.3, 1),
  }),
  fc.record({
    kind: oneOf('ramp'),
    from: oneOf(0, 0.2),
    to: oneOf(1, 3),
    over: oneOf('90 ms', '700 ms'),
    hold: oneOf('10 ms', '200 ms'),
  }),
  fc.record({
    kind: oneOf('steps'),
    each: oneOf('70 ms', '300 ms'),
    loads: oneOf([1, 0, 3], [2, 5]),
  }),
  fc.record({
    kind: oneOf('spikes'),
    every: oneOf('300 ms', '800 ms'),
    length: oneOf('20 ms', '100 ms'),
    times: oneOf(3, 10),
  }),
  fc.record({ kind: oneOf('batches'), size: oneOf(2, 5), sizes: oneOf('alike', 'geometric') }),
  fc.record({
    kind: oneOf('cron'),
    every: oneOf('300 ms', '1 s'),
    within: oneOf('10 ms', '100 ms'),
  }),
);

/** Times of a trace without ties, so that each record is known by its arrival. */
export const TRACE = fc
  .uniqueArray(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 60 })
  .map((times) => [...times, 420_000].map((each) => each / 1e6).sort((a, b) => a - b));

export const TOPIC = fc.record({
  partitions: whole(1, 7),
  replication_factor: whole(1, 3),
  min_insync_replicas: whole(1, 2),
});
export type Topic = typeof TOPIC extends fc.Arbitrary<infer T> ? T : never;

export function workload(records: number): fc.Arbitrary<Section> {
  return fc.record({
    events_per_user: fc.constant(`${records}/s`),
    arrivals: ARRIVALS,
    record_size: oneOf('1000 B', '100 B', '512 B', '4000 B'),
    keys: KEYS,
  });
}

/**
 * So few that they are gone in a trial of a second. No two hosts have the same: where both have
 * been busy since the begin, they would be through with as many bytes at the same moment.
 */
const credits = (...baselines: readonly string[]): fc.Arbitrary<Section> =>
  fc.record({
    baseline: oneOf(...baselines),
    bytes: oneOf('2 KB', '30 KB', '1 MB'),
    left: oneOf(0, 0.5, 1),
  });

export const PROCESSOR = fc.record({
  hosts: maybe(whole(1, 3), 2),
  threads: whole(1, 2),
  time_per_record: oneOf('0 s', '0.3 ms', '2 ms'),
  time_per_byte: oneOf('0 ns/B', '100 ns/B'),
  time_per_request: time(1),
  time_per_wakeup: maybe(time(0.5), 2),
});

export function producers({ policies, retries }: Allowed): fc.Arbitrary<Section> {
  const drawn = fc.record({
    count: whole(1, 4),
    region: fc.constant('home'),
    partitioner: oneOf('sticky', 'round_robin', 'random'),
    batch_size: oneOf('1 B', '1000 B', '3500 B', '4096 B', '16 KiB'),
    linger: oneOf('0 s', '1 ms', '5 ms', '17 ms'),
    acks: oneOf('0', '1', 'all'),
    max_in_flight: whole(1, 5),
    max_request_size: oneOf('1 MiB', '6000 B', '12000 B'),
    send_buffer: maybe(oneOf('2 KB', '16 KB'), 2),
    buffer_memory: only(policies, oneOf('32 MiB', '20000 B', '60000 B')),
    max_block: only(policies, oneOf('60 s', '20 ms', '0 s')),
    // No sum of request timeouts and backoffs: what is sent as it comes would meet it to the last
    // bit.
    delivery_timeout: only(policies, oneOf('120 s', '31 ms', '213 ms')),
    overflow: only(policies, oneOf('block', 'drop_newest', 'drop_oldest', 'shed')),
    shed_from: only(policies, oneOf(0, 0.25, 0.5)),
    rate_limit: only(
      policies,
      maybe(
        fc.record({
          rate: oneOf('20/s', '60/s'),
          burst: whole(1, 5),
          policy: oneOf('block', 'drop'),
        }),
        2,
      ),
    ),
    request_timeout: only(retries, oneOf('30 s', '20 ms', '60 ms', '200 ms')),
    retries: only(retries, oneOf(0, 1, 3, 1_000_000)),
    retry_backoff: only(retries, oneOf('1 ms', '19.3 ms', '100 ms')),
    retry_backoff_max: only(retries, oneOf('100 ms', '1 s')),
    idempotence: only(retries, oneOf('true', 'false')),
    processor: maybe(PROCESSOR, 2),
    compression_ratio: oneOf(1, 0.5, 0.25),
    nic: oneOf('1 Gbps', '20 Mbps'),
    nic_credits: maybe(credits('97.37 KB/s', '411.37 KB/s'), 2),
    propagation: delay(0.4),
  });
  // Which of the records that a host works on is the oldest, is nobody's to say.
  return drawn.map(({ processor, nic_credits, ...rest }) => ({
    ...rest,
    nic_credits: rest.count === 1 ? nic_credits : undefined,
    processor: rest.overflow === 'drop_oldest' ? undefined : processor,
  }));
}

export function brokers({ policies, faults }: Allowed, limits: boolean): fc.Arbitrary<Section> {
  const drawn = fc.record({
    count: whole(1, 4),
    handlers: whole(1, 3),
    time_per_request: time(1.5),
    time_per_batch: oneOf('0 s', '0.1 ms'),
    time_per_record: oneOf('0 s', '0.05 ms'),
    time_per_byte: oneOf('0 ns/B', '20 ns/B'),
    time_per_fetch: time(0.3),
    time_per_replica_append: time(0.2),
    time_per_wakeup: maybe(time(0.5), 2),
    nic: oneOf('1 Gbps', '30 Mbps'),
    nic_credits: maybe(credits('83.91 KB/s', '507.13 KB/s'), 2),
    propagation: delay(0.3),
    failure_detection: only(faults.length > 0, oneOf('20 ms', '150 ms')),
    election_time: only(faults.length > 0, oneOf('1 ms', '50 ms')),
    replica_lag_time: only(faults.length > 0, maybe(oneOf('23.17 ms', '81.3 ms'), 2)),
    leader_rebalance: only(faults.length > 0, oneOf('100 ms', '300 ms', '10 s')),
    // Tokens of the two come at no common moments: two requests would meet to the last bit.
    quota: only(policies, maybe(oneOf('41.17 KB/s', '197.3 KB/s'), 2)),
    quota_burst: only(policies, oneOf('1 KB', '30 KB')),
    rate_limit: only(
      policies && limits,
      maybe(fc.record({ rate: oneOf('103.7/s', '397.1/s'), burst: whole(1, 40) }), 2),
    ),
    disk: fc.oneof(
      fc.record({
        bandwidth: oneOf('2 MB/s', '50 MB/s'),
        flush: fc.constant('page_cache'),
        credits: maybe(credits('71.57 KB/s', '301.9 KB/s'), 2),
        dirty_limit: oneOf('1 GB', '4 KB', '20 KB'),
      }),
      fc.record({
        bandwidth: oneOf('2 MB/s', '50 MB/s'),
        flush: fc.constant('every_batch'),
        credits: maybe(credits('71.57 KB/s', '301.9 KB/s'), 2),
        flush_time: time(0.7),
      }),
    ),
  });
  return drawn.map(({ nic_credits, disk, ...rest }) => {
    if (rest.count === 1) return { nic_credits, disk, ...rest };
    return { ...rest, disk: { ...disk, credits: undefined } };
  });
}

export function group({ members }: Allowed): fc.Arbitrary<Section> {
  const drawn = fc.record({
    region: oneOf('home', 'far'),
    instances: whole(1, 4),
    threads: whole(1, 3),
    concurrency: oneOf('free', 'free', 'partition', 'key'),
    wait_for_poll: oneOf('true', 'false'),
    bulk_writes: oneOf('true', 'false'),
    assignor: oneOf('range', 'round_robin', 'sticky'),
    fetch_min_bytes: oneOf('1 B', '1 B', '3 KB', '20 KB'),
    fetch_max_wait: oneOf('5 ms', '40 ms', '500 ms'),
    fetch_max_bytes: oneOf('50 MiB', '5 KB'),
    max_partition_fetch_bytes: oneOf('1 MiB', '3 KB'),
    receive_buffer: maybe(oneOf('3 KB', '20 KB'), 2),
    max_poll_records: oneOf(1, 3, 20, 500),
    max_poll_interval: only(members, maybe(oneOf('7 ms', '23 ms', '90 ms', '310 ms'))),
    processing_time: members ? fc.oneof({ weight: 4, arbitrary: time(3) }, time(25)) : time(3),
    time_per_poll: oneOf('0 s', '1 ms'),
    session_timeout: only(members, oneOf('50 ms', '200 ms')),
    static_members: only(members, maybe(fc.constant('true'), 2)),
    rebalance: only(members, oneOf('eager', 'cooperative')),
    // Else one that works on after it has left its group may be done as the rebalance is.
    rebalance_time: only(members, oneOf('0 s', '30.17 ms', '151.3 ms')),
    commit_interval: only(members, oneOf('0 s', '20 ms', '200 ms')),
    autoscaler: only(members, maybe(AUTOSCALER, 2)),
    nic: oneOf('1 Gbps', '20 Mbps'),
    nic_credits: maybe(credits('91.73 KB/s', '377.3 KB/s'), 2),
    processor: maybe(PROCESSOR, 3),
    propagation: delay(0.5),
  });
  return drawn.map(({ nic_credits, ...rest }) => {
    const alone = rest.instances === 1 && rest.autoscaler === undefined;
    return { ...rest, nic_credits: alone ? nic_credits : undefined };
  });
}

/** Where members come and go, some writes outlive those who sent them. */
export function store({ members }: Allowed): fc.Arbitrary<Section> {
  return fc.record({
    region: oneOf('home', 'far'),
    shards: whole(1, 3),
    servers: whole(1, 3),
    placement: oneOf('key', 'partition'),
    time_per_request: members ? fc.oneof({ weight: 3, arbitrary: time(1) }, time(40)) : time(1),
    time_per_write: oneOf('0 s', '0.2 ms'),
    time_per_read: oneOf('0 s', '0.5 ms'),
    reads_per_record: whole(0, 2),
    cache: maybe(
      fc.record({
        hit_ratio: oneOf(0, 0.3, 0.9),
        time_per_hit: oneOf('0 s', '0.1 ms'),
        entries: maybe(whole(1, 12)),
        time_to_live: maybe(oneOf('50 ms', '1 s')),
        write_through: oneOf('true', 'false'),
      }),
    ),
    propagation: delay(0.4),
  });
}

export function mirror(allowed: Allowed): fc.Arbitrary<Section> {
  return fc.record({
    region: oneOf('far', 'home'),
    tasks: whole(1, 3),
    time_per_batch: oneOf('0 s', '0.5 ms'),
    replication_factor: whole(1, 3),
    fetch_max_bytes: oneOf('50 MiB', '5 KB'),
    max_partition_fetch_bytes: oneOf('1 MiB', '3 KB'),
    receive_buffer: maybe(oneOf('3 KB', '20 KB'), 2),
    nic: oneOf('1 Gbps', '20 Mbps'),
    brokers: brokers({ ...allowed, faults: [] }, false),
  });
}

/** Now and then, or over and over again. */
const WHEN = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      at: oneOf('30 ms', '123 ms', '400 ms', '471 ms'),
      length: oneOf('10 ms', '90 ms', '350 ms', '10 s'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      time_to_failure: oneOf('exponential(150 ms)', 'exponential(400 ms)'),
      time_to_repair: oneOf('exponential(20 ms)', 'exponential(120 ms)'),
    }),
  },
);

export function fault({ faults }: Allowed): fc.Arbitrary<{
  kind: FaultModel['kind'];
  when: Section;
  index: number;
  factor: number;
  group: number;
  link: number;
}> {
  return fc.record({
    kind: oneOf(...faults),
    when: WHEN,
    index: whole(0, 3),
    factor: oneOf(2, 10),
    group: whole(0, 2),
    link: whole(0, 4),
  });
}
export type Trouble = ReturnType<typeof fault> extends fc.Arbitrary<infer T> ? T : never;
