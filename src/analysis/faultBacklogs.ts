/**
 * What piles up while something is out of order, and how long it takes to drain: a fluid, without
 * queueing. Of random faults each time, of their average length; scheduled surges are patterns of
 * the load (pattern.ts).
 */
import { mean, scaled } from '../statistics/index.js';
import {
  clusterOfTopic,
  clusterPath,
  firstLogOf,
  isDirect,
  partitionsOn,
} from '../model/clusters.js';
import type { ClusterModel, ConsumerGroupModel, FaultModel, Model } from '../model/model.js';
import { partitionsOf, producersPath, topicShares } from '../model/pipelines.js';
import { heldSeconds, outcomeOf, reached, reachedBy } from '../model/tries.js';
import type { OfferedLoad } from './offeredLoad.js';

export interface FaultBacklog {
  readonly fault: string;
  readonly kind: FaultModel['kind'];
  /** The resource that what piles up goes through in the end. */
  readonly resource: string;
  /** Records of the whole system, at the most. */
  readonly records: number;
  /**
   * From the fault's end until all is drained, 0 where it is before; Infinity = never at this load.
   */
  readonly drainSeconds: number;
  /** Of random faults: how long each lasts, and from its end to the next, on average; else null. */
  readonly random: { readonly lengthSeconds: number; readonly betweenSeconds: number } | null;
}

interface Phase {
  readonly seconds: number;
  /** Of the records concerned, the share that is taken by nobody. */
  readonly blocked: number;
  /** What is taken of the rest, over what is usually. */
  readonly capacity: number;
  /** What comes, over what usually does; left out: as much. */
  readonly load?: number;
}

/** `share` of all records are concerned; after the phases all is as before. */
interface Outage {
  readonly resource: string;
  readonly share: number;
  readonly phases: readonly Phase[];
}

export function faultBacklogs(model: Model, offered: OfferedLoad): FaultBacklog[] {
  return model.faults.flatMap((fault) => {
    const { name, kind, region } = fault;
    const random = averages(fault);
    const all = model.placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
    const here = model.placements
      .filter(({ roles }) => region === null || roles['home'] === region)
      .reduce((sum, { cells, weight }) => sum + cells * weight, 0);
    const backlogs = outagesOf(model, offered, fault, lengthOf(fault)).map((outage) => ({
      fault: name,
      kind,
      resource: outage.resource,
      random,
      ...pileUp(offered, { ...outage, share: (outage.share * here) / all }),
    }));
    // Where something piles up, nothing is said of what has room left.
    const some = backlogs.filter(({ records }) => records > 0);
    return some.length > 0 ? some : backlogs.slice(0, 1);
  });
}

/** Faults of which nothing piles up that is known here, and why. */
export function faultsWithout(model: Model, offered: OfferedLoad): { name: string; why: string }[] {
  return model.faults.flatMap((fault) => {
    const { kind, when } = fault;
    const name = `${fault.name} (${kind})`;
    if (outagesOf(model, offered, fault, lengthOf(fault)).length > 0) return [];
    if (!Number.isFinite(lengthOf(fault))) return [{ name, why: 'time_to_repair has no mean' }];
    if (kind === 'surge' && when.kind === 'once') return [];
    const why =
      kind === 'link_slow'
        ? 'a delay that is longer, which arithmetic does not follow: a run tells what it holds up'
        : kind === 'external_down'
          ? 'calls fail at once, and what becomes of their records on_failure says'
          : 'calls that come meanwhile are lost, and none wait';
    return [{ name, why }];
  });
}

function averages({ when }: FaultModel): FaultBacklog['random'] {
  if (when.kind === 'once') return null;
  return { lengthSeconds: mean(when.timeToRepair), betweenSeconds: mean(when.timeToFailure) };
}

/** Of a random one, on average. */
function lengthOf({ when }: FaultModel): number {
  return when.kind === 'once' ? when.lengthSeconds : mean(when.timeToRepair);
}

function outagesOf(
  model: Model,
  offered: OfferedLoad,
  fault: FaultModel,
  length: number,
): Outage[] {
  const { clusters, topics, consumers } = model;
  if (!Number.isFinite(length)) return [];
  const group = consumers[fault.group];
  const members = Math.min(group.instances, partitionsOf(model, group));
  const slow = [{ seconds: length, blocked: 0, capacity: 1 / Math.max(1, fault.factor) }];
  const none = [{ seconds: length, blocked: 1, capacity: 0 }];
  const brokers = clusters.at(fault.cluster);
  switch (fault.kind) {
    case 'broker_down':
    case 'broker_stop': {
      if (brokers === undefined) return [];
      const partitions = partitionsOn(topics, fault.cluster);
      const copied = topics.every(({ replicationFactor }) => replicationFactor > 1);
      const isOfQueues = brokers.queues !== null;
      const led = isOfQueues
        ? queuesAt(model, fault) / onCluster(model, fault)
        : 1 / Math.min(brokers.count, partitions);
      // Who is asked to stop has given away what it led.
      const isDead = fault.kind === 'broker_down';
      const until = isDead ? brokers.failureDetectionSeconds + brokers.electionSeconds : 0;
      const blocked = copied ? Math.min(length, until) : length;
      const phases = [
        { seconds: blocked, blocked: led, capacity: 1 },
        { seconds: length - blocked, blocked: 0, capacity: 1 - led },
      ];
      // What waits for a queue is what its consumers have to do.
      const resource = lowest(offered, isOfQueues ? /./ : ofCluster(brokers));
      return [{ resource, share: onCluster(model, fault), phases }];
    }
    case 'consumer_down':
      return isDirect(model) ? [] : [consumerDown(group, members, length)];
    case 'slow_consumer':
      return [{ resource: `consumers.${group.name}`, share: 1 / members, phases: slow }];
    case 'slow_disk': {
      if (brokers === undefined) return [];
      const share = onCluster(model, fault) / brokers.count;
      return [{ resource: `${clusterPath(brokers)}.disk`, share, phases: slow }];
    }
    case 'link_cut': {
      const isOfAll = fault.link !== 'producers' || brokers === undefined;
      const ways = isOfAll ? nameOf(fault.link) : waysTo(model, brokers);
      const share = isOfAll ? 1 : onCluster(model, fault);
      return [{ resource: lowest(offered, ways), share, phases: none }];
    }
    case 'region_down':
      return [{ resource: lowest(offered, /./), share: 1, phases: none }];
    case 'surge': {
      if (fault.when.kind === 'once') return [];
      const phases = [{ seconds: length, blocked: 0, capacity: 1, load: fault.factor }];
      return [{ resource: lowest(offered, /./), share: 1, phases }];
    }
    case 'slow_external':
      return slowExternal(model, fault, length);
    case 'external_down':
    case 'link_slow':
      return [];
    default:
      return fault.kind satisfies never;
  }
}

/** Of all events, the records that come to the cluster that a fault is of. */
function onCluster(model: Model, { cluster }: FaultModel): number {
  if (model.clusters.length === 1) return 1;
  const shares = topicShares(model);
  return model.topics.reduce(
    (sum, topic, index) => (topic.cluster === cluster ? sum + shares[index] : sum),
    0,
  );
}

/** Of all events, the records that come to queues of the broker that a fault is of. */
function queuesAt(model: Model, { cluster, index: broker }: FaultModel): number {
  const shares = topicShares(model);
  const { count } = model.clusters[cluster];
  return model.topics.reduce((sum, topic, index) => {
    const isThere = topic.cluster === cluster && firstLogOf(model.topics, index) % count === broker;
    return isThere ? sum + shares[index] : sum;
  }, 0);
}

function ofCluster(cluster: ClusterModel): RegExp {
  return beginning([clusterPath(cluster)]);
}

/** A cluster's resources, and those of the users' producers that send there. */
function waysTo(model: Model, cluster: ClusterModel): RegExp {
  const senders = model.producers.filter((kind) => clusterOfTopic(model, kind.topic) === cluster);
  return beginning([clusterPath(cluster), ...senders.map(producersPath)]);
}

function beginning(paths: readonly string[]): RegExp {
  return new RegExp(`^(?:${paths.join('|')})\\.`);
}

/** As good as no time at all. */
const LEAST_FACTOR = 1e-9;

/**
 * Of each group that calls it, and of each external that does or is it: their threads are kept so
 * much longer, where they have a limit.
 */
function slowExternal(model: Model, fault: FaultModel, length: number): Outage[] {
  const { externals, consumers } = model;
  const external = externals[fault.external];
  const slowed = externals.map((each) =>
    each === external
      ? { ...each, time: scaled(each.time, Math.max(fault.factor, LEAST_FACTOR)) }
      : each,
  );
  const own = consumers.filter(({ tries }) =>
    reachedBy(externals, tries?.calls ?? []).has(fault.external),
  );
  const groups = own.map((group): Outage => {
    const seconds = (all: Model['externals']): number =>
      mean(group.processingTime) + outcomeOf(group, all).seconds;
    const capacity = seconds(externals) / seconds(slowed);
    const phases = [{ seconds: length, blocked: 0, capacity }];
    return { resource: `consumers.${group.name}`, share: 1, phases };
  });
  const called = reached(model);
  const [before, now] = [heldSeconds(externals), heldSeconds(slowed)];
  const between = externals.flatMap(({ name, concurrency, calls }, index): Outage[] => {
    const waits = index === fault.external || reachedBy(externals, calls).has(fault.external);
    if (concurrency === null || !waits || !called.has(index)) return [];
    const capacity = before[index] / now[index];
    const phases = [{ seconds: length, blocked: 0, capacity }];
    return [{ resource: `externals.${name}`, share: 1, phases }];
  });
  return [...groups, ...between];
}

/**
 * Its share is unread until the group has noticed and rebalanced; eager members all stop meanwhile.
 */
function consumerDown(group: ConsumerGroupModel, members: number, length: number): Outage {
  const own = 1 / members;
  const noticed = Math.min(length, group.sessionTimeoutSeconds);
  const blocked = Math.min(length, noticed + group.rebalanceSeconds);
  const stopped = group.rebalance === 'eager' ? 1 : own;
  const phases = [
    { seconds: noticed, blocked: own, capacity: 1 },
    { seconds: blocked - noticed, blocked: stopped, capacity: 1 },
    { seconds: length - blocked, blocked: members === 1 ? 1 : 0, capacity: 1 - own },
  ];
  return { resource: `consumers.${group.name}`, share: 1, phases };
}

/** Calls to a group that is down are lost, so nothing piles up without brokers. */
function pileUp(
  { resources, eventsPerSecond }: OfferedLoad,
  { resource, share, phases }: Outage,
): Pick<FaultBacklog, 'records' | 'drainSeconds'> {
  const row = resources.find(({ name }) => name === resource);
  const ceiling = row?.ceilingEventsPerSecond ?? Infinity;
  const rate = eventsPerSecond;
  let backlog = 0;
  let records = 0;
  for (const { seconds, blocked, capacity, load = 1 } of phases) {
    if (seconds <= 0) continue;
    const growth =
      blocked > 0
        ? blocked * rate + (1 - blocked) * Math.max(0, rate - ceiling)
        : load * rate - capacity * ceiling;
    backlog = Math.max(0, backlog + seconds * share * growth);
    records = Math.max(records, backlog);
  }
  const spare = share * (ceiling - rate);
  const drainSeconds = backlog === 0 ? 0 : spare > 0 ? backlog / spare : Infinity;
  return { records, drainSeconds };
}

function nameOf(link: string): RegExp {
  return new RegExp(`^(?:consumers|mirrors)\\.${link}(?:\\.|$)`);
}

/** Of the resources of these names that which is full first. */
function lowest({ resources }: OfferedLoad, names: RegExp): string {
  const own = resources.filter(({ name }) => names.test(name));
  return own.reduce((a, b) => (b.ceilingEventsPerSecond < a.ceilingEventsPerSecond ? b : a)).name;
}
