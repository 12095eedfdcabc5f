/**
 * Random small models, drawn by fast-check as texts of the model language, so that a counterexample
 * can be read.
 */
import fc from 'fast-check';
import type { Drawn } from './drawn.js';
import { withClusters } from './drawnClusters.js';
import { copiesIn, withFlows } from './drawnFlows.js';
import { withSends } from './drawnGraphs.js';
import { queueModels } from './drawnQueues.js';
import { withDesks } from './drawnDesks.js';
import { withServices } from './drawnServices.js';
import {
  brokers,
  delay,
  fault,
  group,
  maybe,
  mirror,
  oneOf,
  producers,
  store,
  time,
  TOPIC,
  TRACE,
  whole,
  workload,
  type Allowed,
  type Section,
  type Topic,
  type Trouble,
} from './sections.js';

/** A model with brokers. */
function pipeline(allowed: Allowed): fc.Arbitrary<Drawn> {
  return fc
    .record({
      records: whole(40, 300),
      workload: fc.constant({}),
      producers: producers(allowed),
      brokers: brokers(allowed, true),
      topic: TOPIC,
      mirrors: fc.array(mirror(allowed), { maxLength: allowed.policies ? 2 : 0 }),
      consumers: fc.array(fc.tuple(group(allowed), whole(0, 3), whole(0, 3)), {
        minLength: 1,
        maxLength: 3,
      }),
      stores: fc.array(store(allowed), { maxLength: 2 }),
      jitter: oneOf('1', 'lognormal(1, 0.3)', 'uniform(0.5, 1.5)'),
      faults:
        allowed.faults.length === 0
          ? fc.constant([])
          : fc.array(fault(allowed), { minLength: 1, maxLength: 4 }),
      trace: maybe(TRACE, 6),
      seed: whole(0, 1_000_000),
    })
    .chain((parts) =>
      workload(parts.records).map((work): Drawn => ({
        text: JSON.stringify(assemble({ ...parts, workload: work })),
        trace: parts.trace ?? null,
        seed: String(parts.seed),
      })),
    );
}

interface Parts {
  readonly workload: Section;
  readonly producers: Section;
  readonly brokers: Section;
  readonly topic: Topic;
  readonly mirrors: readonly Section[];
  readonly consumers: readonly (readonly [Section, number, number])[];
  readonly stores: readonly Section[];
  readonly jitter: string;
  readonly faults: readonly Trouble[];
}

/**
 * Puts sections together and mends what does not fit: replicas without brokers, caches without
 * keys.
 */
function assemble(parts: Parts): Section {
  const brokerCount = Number(parts.brokers['count']);
  const topic = copiesIn(brokerCount, parts.topic);
  const mirrors = named('mirror', parts.mirrors, (each) => {
    const count = Number((each['brokers'] as Section)['count']);
    return { ...each, replication_factor: Math.min(Number(each['replication_factor']), count) };
  });
  const stores = named('store', parts.stores, (each) => {
    const cache = each['cache'] as Section | undefined;
    if (cache === undefined || parts.workload['keys'] !== 'none') return each;
    return { ...each, cache: { ...cache, entries: undefined } };
  });
  const consumers = named('group', parts.consumers, ([each, reads, store]) => ({
    ...each,
    bulk_writes:
      each['wait_for_poll'] === 'true' && store < Object.keys(stores).length
        ? each['bulk_writes']
        : undefined,
    max_poll_interval: each['wait_for_poll'] === 'true' ? each['max_poll_interval'] : undefined,
    concurrency:
      each['concurrency'] === 'key' && parts.workload['keys'] === 'none'
        ? 'partition'
        : each['concurrency'],
    reads: Object.keys(mirrors).at(reads) ?? 'cluster',
    store: Object.keys(stores).at(store) ?? 'none',
  }));
  const model = {
    users: 1,
    workload: parts.workload,
    regions: { names: ['here', 'there'], delay: { here: { there: '9 ms' } }, jitter: parts.jitter },
    cells: [{ home: 'here', far: 'there' }],
    producers: parts.producers,
    brokers: parts.brokers,
    topic,
    mirrors,
    consumers,
    stores,
  };
  if (parts.faults.length === 0) return model;
  const links = ['producers', ...Object.keys(consumers), ...Object.keys(mirrors)];
  const surges = parts.workload['arrivals'] === 'poisson';
  const wanted = parts.faults.filter(({ kind }) => kind !== 'surge' || surges);
  const faults = named('fault', wanted, (fault) => {
    const groups = Object.entries(consumers);
    const [groupName, { instances }] = groups[fault.group % groups.length];
    const count = /consumer/.test(fault.kind) ? Number(instances) : brokerCount;
    const index = fault.index % count;
    const { when, ...rest } = fault;
    const link = links[fault.link % links.length];
    return { ...rest, ...when, group: groupName, index, link };
  });
  return { ...model, faults };
}

function named<T, U>(
  name: string,
  list: readonly T[],
  change: (each: T) => U,
): Record<string, U & Section> {
  return Object.fromEntries(
    list.map((each, index) => [`${name}${index}`, change(each) as U & Section]),
  );
}

interface Calls {
  readonly callers?: number | undefined;
  readonly thinkTime?: string | undefined;
}

function isClosed({ callers, thinkTime }: Calls): boolean {
  return callers !== undefined && thinkTime !== undefined;
}

/** Of users, with or without callers, or of callers that think. */
function callsOf(calls: Calls, { events_per_user, arrivals, ...work }: Section): Section {
  const { callers, thinkTime } = calls;
  if (isClosed(calls)) return { workload: { ...work, callers, think_time: thinkTime } };
  return { users: 1, workload: { ...work, events_per_user, arrivals, callers } };
}

/** A model without brokers. */
function direct({ faults }: Allowed): fc.Arbitrary<Drawn> {
  const group = fc.record({
    region: oneOf('home', 'far'),
    instances: whole(1, 3),
    threads: whole(1, 2),
    queue_capacity: maybe(whole(0, 6)),
    processing_time: time(12),
    propagation: delay(0.6),
  });
  return fc
    .record({
      records: whole(40, 300),
      callers: maybe(whole(1, 12)),
      thinkTime: maybe(oneOf('0 s', '7.3 ms', 'exponential(15 ms)', 'uniform(1 ms, 40 ms)')),
      consumers: fc.array(group, { minLength: 1, maxLength: 3 }),
      down: oneOf(...(faults.includes('consumer_down') ? ['100 ms', '300 ms'] : [undefined])),
      trace: maybe(TRACE, 6),
      seed: whole(0, 1_000_000),
    })
    .chain((parts) =>
      workload(parts.records).map((work) => {
        const fault = { kind: 'consumer_down', group: 'group0', at: parts.down, length: '170 ms' };
        const model = {
          ...callsOf(parts, work),
          regions: { names: ['here', 'there'], delay: { here: { there: '9 ms' } } },
          cells: [{ home: 'here', far: 'there' }],
          consumers: named('group', parts.consumers, (each) => each),
          faults: parts.down === undefined ? undefined : { fault },
        };
        return {
          text: JSON.stringify(model),
          trace: isClosed(parts) ? null : (parts.trace ?? null),
          seed: String(parts.seed),
        };
      }),
    );
}

export function models(allowed: Allowed): fc.Arbitrary<Drawn> {
  if (allowed.queues === true) return queueModels();
  if (allowed.flows === true) {
    const several = withFlows(pipeline(allowed), allowed);
    const graphs = allowed.sends === true ? withSends(several, allowed) : several;
    const all = allowed.services === true ? withServices(graphs, allowed) : graphs;
    if (allowed.desks === true) return withDesks(all);
    return allowed.clusters === true ? withClusters(all, allowed) : all;
  }
  return fc.oneof(
    { weight: allowed.policies ? 6 : 12, arbitrary: pipeline(allowed) },
    { weight: 1, arbitrary: direct(allowed) },
  );
}
