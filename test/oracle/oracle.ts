/**
 * The second, naive simulator: plain objects, one binary heap, an event for each record where there
 * is one.
 *
 * It is written from the semantics at the head of each component's file, shares no handler with the
 * engine, and draws the same random numbers: the same streams, each in the same order. It promises
 * nothing of speed.
 */
import type { Observer } from '../../src/network/recording/observer.js';
import type { FaultModel, MirrorModel } from '../../src/model/model.js';
import type { Trial } from '../../src/network/measurements.js';
import { Cluster } from './cluster.js';
import type { Clients } from './clusterParts.js';
import { Direct } from './direct.js';
import type { CallCounts } from './calls.js';
import { callers } from '../../src/model/tries.js';
import { External } from './external.js';
import { Failover } from './failover.js';
import { flowsOf, type Flow } from './flow.js';
import { Group } from './group.js';
import { Mirror } from './mirror.js';
import { MemoryAlarm } from './memoryAlarm.js';
import { Producer } from './producer.js';
import { QueueReader } from './queueReader.js';
import { Sessions } from './reader.js';
import { Followers } from './replica.js';
import { faultSchedule, type Scheduled } from './schedule.js';
import { Store } from './store.js';
import { System, type JourneyEnd, type Link } from './system.js';
import { limitOf } from './window.js';
import { WorkQueue } from './workQueue.js';

/**
 * Runs a trial to its end and tells what becomes of each record. Returns what became of calls (of
 * groups that try, then of externals), and where journeys that have names ended.
 */
export function consult(
  trial: Trial,
  observer: Observer,
): { calls: CallCounts[][]; ends: JourneyEnd[] } {
  const system = new System(trial, observer);
  const direct = trial.model.clusters.length === 0;
  const { groups, externals } = direct ? { groups: [], externals: [] } : build(system);
  if (direct) new Direct(system);
  system.clock.runUntil(system.end);
  system.settle();
  const calls = [
    ...groups.flatMap(({ tries, queue }) =>
      tries !== null ? [tries.counts] : queue?.givesUp === true ? [[]] : [],
    ),
    ...callers(trial.model).map((index) => externals[index].counts),
  ];
  return { calls, ends: system.ends };
}

interface Parts {
  readonly system: System;
  readonly clusters: readonly Cluster[];
  readonly groups: readonly Group[];
  readonly mirrors: readonly Mirror[];
  readonly externals: readonly External[];
  /** Of each cluster that producers send to. */
  readonly failovers: readonly Failover[];
}

function build(system: System): Pick<Parts, 'groups' | 'externals'> {
  const { model } = system;
  const producers: Producer[] = [];
  const own = model.clusters.map((_, index) => ownCluster(system, index));
  const clusters = [...own, ...model.mirrors.map((_, index) => mirrorCluster(system, index))];
  const followers = clusters.map((cluster) => new Followers(system, cluster));
  const stores = model.stores.map((store, index) => new Store(system, store, index));
  const holder: { sessions: Sessions | null } = { sessions: null };
  const sessions = (): Sessions => {
    if (holder.sessions === null) throw new Error('no sessions yet');
    return holder.sessions;
  };
  const externals = model.externals.map((external) => new External(system, external));
  const calls = { next: 0 };
  for (const external of externals) external.connect(externals, calls);
  const groups = model.consumers.map((group, path) => {
    const mirror = model.mirrors.findIndex(({ name }) => name === group.reads);
    const source = model.topics[group.topics[0]].cluster;
    const role = mirror < 0 ? model.clusters[source].role : model.mirrors[mirror].role;
    const store = stores.at(model.stores.findIndex(({ name }) => name === group.store));
    const chosen = group.store === null ? null : (store ?? null);
    const cluster = clusters[mirror < 0 ? source : own.length + mirror];
    return new Group(system, group, path, cluster, role, chosen, sessions, externals, calls);
  });
  const mirrors = model.mirrors.map((mirror, index) => {
    const [source, target] = [clusters[mirror.copies], clusters[own.length + index]];
    return new Mirror(system, mirror, source, target, tasksOf(system, mirror), sessions);
  });
  const readers = [...groups, ...mirrors].map(({ reader }) => reader);
  holder.sessions = new Sessions(system, readers, clusters);
  for (const flow of flowsOf(system)) {
    const clients = clientsOf(system, flow, producers);
    for (let position = 0; position < flow.model.count; position++) {
      const cluster = clusters[model.topics[flow.model.topic].cluster];
      producers.push(new Producer(system, cluster, clients, flow, position));
    }
  }
  let next = model.producers.reduce((sum, { count }) => sum + count, 0);
  for (const group of groups) {
    const count = group.model.sends.length * group.members.length;
    group.sends.takeProducers(producers.slice(next, next + count));
    next += count;
  }
  connectQueues(system, own, groups);
  sessions().begin(clusters);
  for (const each of followers) each.open();
  for (const { queue } of groups) queue?.start();
  for (const external of externals) external.start();
  const failovers = own.map((cluster, index) => {
    const senders = producers.filter((each) => each.cluster === cluster);
    return new Failover(system, cluster, senders, followers[index], sessions());
  });
  own.forEach((cluster, index) => {
    const memory = model.clusters[index].queues?.memory ?? null;
    if (memory === null) return;
    const senders = producers.filter((each) => each.cluster === cluster);
    cluster.alarm = new MemoryAlarm(system, cluster, senders, memory);
  });
  scheduleFaults({ system, clusters, groups, mirrors, externals, failovers });
  const ofBrokers = ['broker_down', 'broker_stop', 'slow_disk', 'region_down'];
  if (model.faults.some(({ kind }) => ofBrokers.includes(kind))) {
    for (const failover of failovers) failover.watchLag();
  }
  return { groups, externals };
}

/** The queues of each cluster, with those who read them. */
function connectQueues(
  system: System,
  clusters: readonly Cluster[],
  groups: readonly Group[],
): void {
  const { model } = system;
  const numbers = { publication: 0, delivery: 0 };
  const queues = new Map<number, WorkQueue>();
  model.topics.forEach(({ queue, cluster }, topic) => {
    const settings = model.clusters[cluster].queues;
    if (queue === null || settings === null) return;
    const own = new WorkQueue(system, clusters[cluster], topic, queue, settings, numbers);
    queues.set(topic, own);
    clusters[cluster].queues.set(topic, own);
  });
  for (const queue of queues.values()) {
    queue.deadLetter = queues.get(queue.model.deadLetter ?? -1) ?? null;
  }
  let first = 0;
  for (const group of groups) {
    const { reader } = group;
    if (group.model.queue !== null) {
      const { delay, link } = reader;
      const read = group.model.topics.flatMap((topic) => queues.get(topic) ?? []);
      const own = new QueueReader(system, group, read, group.model.queue, delay, link, first);
      for (const queue of read) queue.reader = own;
      group.queue = own;
    }
    first += group.members.length;
  }
}

function clientsOf(system: System, flow: Flow, producers: readonly Producer[]): Clients {
  const { acks, role, propagation, topic } = flow.model;
  const { model } = system;
  const cluster = model.clusters[model.topics[topic].cluster];
  return {
    acks,
    idempotent: flow.idempotent,
    delay: system.delay(role, cluster.role, propagation, flow.name),
    limit: limitOf(system, flow.model.sendBufferBytes, role, cluster.role, propagation),
    answered: (request) => {
      producers[request.connection.client].acknowledged(request);
    },
    refused: (request) => {
      producers[request.connection.client].refused(request);
    },
  };
}

function ownCluster(system: System, index: number): Cluster {
  const { clusters, topics } = system.model;
  const brokers = clusters[index];
  const copies = topics.map((topic) => {
    const { cluster, replicationFactor, minInsyncReplicas: minInsync, queue } = topic;
    if (cluster !== index) return null;
    // Copies of queues are no followers that fetch.
    return queue === null
      ? { replicationFactor, minInsync }
      : { replicationFactor: 1, minInsync: 1 };
  });
  const one = brokers.name === '';
  const names = {
    name: one ? 'brokers' : `clusters.${brokers.name}`,
    readers: one ? 'readers' : `clusters.${brokers.name}.readers`,
  };
  return new Cluster(system, index, false, names, brokers, copies);
}

function mirrorCluster(system: System, index: number): Cluster {
  const { mirrors, topics, clusters } = system.model;
  const mirror = mirrors[index];
  const names = { name: `mirrors.${mirror.name}.brokers`, readers: null };
  const { replicationFactor } = mirror;
  const copies = topics.map(({ cluster }) => {
    return cluster === mirror.copies ? { replicationFactor, minInsync: 1 } : null;
  });
  return new Cluster(system, clusters.length + index, true, names, mirror.brokers, copies);
}

function tasksOf(system: System, { name, role, brokers }: MirrorModel): Clients {
  return {
    acks: 'all',
    idempotent: false,
    delay: system.delay(role, role, brokers.propagation, `mirrors.${name}.producers`),
    limit: { bytes: null, roundTripSeconds: 0 },
    answered: () => {
      // Nothing waits for it.
    },
    refused: () => {
      throw new Error('a mirror was refused');
    },
  };
}

function scheduleFaults(parts: Parts): void {
  faultSchedule(parts.system).forEach((scheduled, index) => {
    const { clock } = parts.system;
    clock.at(scheduled.from, 'faultBegins', index, () => {
      begin(parts, scheduled);
    });
    clock.at(scheduled.to, 'faultEnds', index, () => {
      end(parts, scheduled);
    });
  });
}

function begin(parts: Parts, { fault, to }: Scheduled): void {
  const { clusters, groups, failovers } = parts;
  switch (fault.kind) {
    case 'broker_down':
      failovers[fault.cluster].down(fault.index);
      break;
    case 'broker_stop':
      failovers[fault.cluster].stop(fault.index);
      break;
    case 'consumer_down':
      groups[fault.group].down(fault.index);
      break;
    case 'slow_disk':
      clusters[fault.cluster].brokers[fault.index].diskSlowness = fault.factor;
      break;
    case 'slow_consumer':
      groups[fault.group].members[fault.index].slowness = fault.factor;
      break;
    case 'link_cut':
      linkOf(parts, fault).cutUntil = to;
      break;
    case 'link_slow':
      linkOf(parts, fault).slowness = fault.factor;
      break;
    case 'region_down':
      for (const failover of failoversAtHome(parts)) failover.allDown();
      for (const group of atHome(parts)) {
        for (const { place } of group.members) group.down(place);
      }
      break;
    case 'slow_external':
      parts.externals[fault.external].slowness = fault.factor;
      break;
    case 'external_down':
      parts.externals[fault.external].setDown(true, fault.work);
      break;
    case 'surge':
      break;
    default:
      fault.kind satisfies never;
  }
}

function end(parts: Parts, { fault }: Scheduled): void {
  const { clusters, groups, failovers } = parts;
  switch (fault.kind) {
    case 'broker_down':
    case 'broker_stop':
      failovers[fault.cluster].up(fault.index);
      break;
    case 'consumer_down':
      groups[fault.group].start(fault.index);
      break;
    case 'slow_disk':
      clusters[fault.cluster].brokers[fault.index].diskSlowness = 1;
      break;
    case 'slow_consumer':
      groups[fault.group].members[fault.index].slowness = 1;
      break;
    case 'link_slow':
      linkOf(parts, fault).slowness = 1;
      break;
    case 'region_down':
      for (const failover of failoversAtHome(parts)) failover.allUp();
      for (const group of atHome(parts)) {
        for (const { place } of group.members) group.start(place);
      }
      break;
    case 'slow_external':
      parts.externals[fault.external].slowness = 1;
      break;
    case 'external_down':
      parts.externals[fault.external].setDown(false, fault.work);
      break;
    case 'link_cut':
    case 'surge':
      break;
    default:
      fault.kind satisfies never;
  }
}

function atHome({ system, groups }: Parts): Group[] {
  const { roles } = system.model.placements[system.trial.placement];
  return groups.filter(({ model }) => roles[model.role] === roles['home']);
}

function failoversAtHome({ system, failovers }: Parts): Failover[] {
  const { roles } = system.model.placements[system.trial.placement];
  return failovers.filter((_, index) => {
    return roles[system.model.clusters[index].role] === roles['home'];
  });
}

function linkOf({ clusters, groups, mirrors }: Parts, { link: name, cluster }: FaultModel): Link {
  if (name === 'producers') return clusters[cluster].link;
  const group = groups.find(({ model }) => model.name === name);
  const mirror = mirrors.find(({ model }) => model.name === name);
  const reader = group?.reader ?? mirror?.reader;
  if (reader === undefined) throw new Error(`no link ${name}`);
  return reader.link;
}
