/**
 * The second, naive simulator: plain objects, one binary heap, an event for each record where there
 * is one.
 *
 * It is written from the semantics at the head of each component's file, shares no handler with the
 * engine, and draws the same random numbers: the same streams, each in the same order. It promises
 * nothing of speed.
 */
import type { Observer } from '../../src/network/recording/observer.js';
import type { MirrorModel } from '../../src/model/model.js';
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
import { Producer } from './producer.js';
import { Sessions } from './reader.js';
import { Followers } from './replica.js';
import { faultSchedule, type Scheduled } from './schedule.js';
import { Store } from './store.js';
import { System, type Link } from './system.js';

/**
 * Runs a trial to its end and tells what becomes of each record. Returns what became of calls: of
 * groups that try, then of externals.
 */
export function consult(trial: Trial, observer: Observer): CallCounts[][] {
  const system = new System(trial, observer);
  const { groups, externals } =
    trial.model.brokers === null ? { groups: [], externals: [] } : build(system);
  if (trial.model.brokers === null) new Direct(system);
  system.clock.runUntil(system.end);
  return [
    ...groups.flatMap(({ tries }) => (tries === null ? [] : [tries.counts])),
    ...callers(trial.model).map((place) => externals[place].counts),
  ];
}

interface Parts {
  readonly system: System;
  readonly home: Cluster;
  readonly groups: readonly Group[];
  readonly mirrors: readonly Mirror[];
  readonly externals: readonly External[];
  readonly failover: Failover;
}

function build(system: System): Pick<Parts, 'groups' | 'externals'> {
  const { model } = system;
  const { brokers } = model;
  if (brokers === null) throw new Error('no cluster');
  const producers: Producer[] = [];
  const copies = model.topics.map(({ replicationFactor, minInsyncReplicas: minInsync }) => {
    return { replicationFactor, minInsync };
  });
  const home = new Cluster(system, 0, 'brokers', brokers, copies);
  const clusters = [home, ...model.mirrors.map((_, index) => mirrorCluster(system, index))];
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
    const role = mirror < 0 ? 'home' : model.mirrors[mirror].role;
    const store = stores.at(model.stores.findIndex(({ name }) => name === group.store));
    const chosen = group.store === null ? null : (store ?? null);
    const cluster = clusters[mirror + 1];
    return new Group(system, group, path, cluster, role, chosen, sessions, externals, calls);
  });
  const mirrors = model.mirrors.map((mirror, index) => {
    return new Mirror(system, mirror, home, clusters[index + 1], tasksOf(system, mirror), sessions);
  });
  const readers = [...groups, ...mirrors].map(({ reader }) => reader);
  holder.sessions = new Sessions(system, readers, clusters);
  for (const flow of flowsOf(system)) {
    const clients = clientsOf(system, flow, producers);
    for (let place = 0; place < flow.model.count; place++) {
      producers.push(new Producer(system, home, clients, flow, place));
    }
  }
  let next = model.producers.reduce((sum, { count }) => sum + count, 0);
  for (const group of groups) {
    const own = group.model.sends.length * group.places;
    group.sends.takeProducers(producers.slice(next, next + own));
    next += own;
  }
  sessions().begin(clusters);
  for (const each of followers) each.open();
  const failover = new Failover(system, home, producers, followers[0], sessions());
  scheduleFaults({ system, home, groups, mirrors, externals, failover });
  return { groups, externals };
}

function clientsOf(system: System, flow: Flow, producers: readonly Producer[]): Clients {
  const { acks, role, propagation } = flow.model;
  return {
    acks,
    idempotent: flow.idempotent,
    delay: system.delay(role, 'home', propagation, flow.name),
    answered: (request) => {
      producers[request.connection.client].acknowledged(request);
    },
    refused: (request) => {
      producers[request.connection.client].refused(request);
    },
  };
}

function mirrorCluster(system: System, index: number): Cluster {
  const mirror = system.model.mirrors[index];
  const name = `mirrors.${mirror.name}.brokers`;
  const { replicationFactor } = mirror;
  const copies = system.model.topics.map(() => ({ replicationFactor, minInsync: 1 }));
  return new Cluster(system, index + 1, name, mirror.brokers, copies);
}

function tasksOf(system: System, { name, role, brokers }: MirrorModel): Clients {
  return {
    acks: 'all',
    idempotent: false,
    delay: system.delay(role, role, brokers.propagation, `mirrors.${name}.producers`),
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
  const { home, groups, failover } = parts;
  switch (fault.kind) {
    case 'broker_down':
      failover.down(fault.index);
      break;
    case 'consumer_down':
      groups[fault.group].down(fault.index);
      break;
    case 'slow_disk':
      home.brokers[fault.index].diskSlowness = fault.factor;
      break;
    case 'slow_consumer':
      groups[fault.group].members[fault.index].slowness = fault.factor;
      break;
    case 'link_cut':
      linkOf(parts, fault.link).cutUntil = to;
      break;
    case 'link_slow':
      linkOf(parts, fault.link).slowness = fault.factor;
      break;
    case 'region_down':
      for (const { number } of home.brokers) failover.down(number);
      for (const group of atHome(parts)) {
        for (const { place } of group.members) group.down(place);
      }
      break;
    case 'slow_external':
      parts.externals[fault.external].slowness = fault.factor;
      break;
    case 'external_down':
      parts.externals[fault.external].down = true;
      break;
    case 'surge':
      break;
    default:
      fault.kind satisfies never;
  }
}

function end(parts: Parts, { fault }: Scheduled): void {
  const { home, groups, failover } = parts;
  switch (fault.kind) {
    case 'broker_down':
      failover.up(fault.index);
      break;
    case 'consumer_down':
      groups[fault.group].start(fault.index);
      break;
    case 'slow_disk':
      home.brokers[fault.index].diskSlowness = 1;
      break;
    case 'slow_consumer':
      groups[fault.group].members[fault.index].slowness = 1;
      break;
    case 'link_slow':
      linkOf(parts, fault.link).slowness = 1;
      break;
    case 'region_down':
      for (const { number } of home.brokers) failover.up(number);
      for (const group of atHome(parts)) {
        for (const { place } of group.members) group.start(place);
      }
      break;
    case 'slow_external':
      parts.externals[fault.external].slowness = 1;
      break;
    case 'external_down':
      parts.externals[fault.external].down = false;
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

function linkOf({ home, groups, mirrors }: Parts, name: string): Link {
  if (name === 'producers') return home.link;
  const group = groups.find(({ model }) => model.name === name);
  const mirror = mirrors.find(({ model }) => model.name === name);
  const reader = group?.reader ?? mirror?.reader;
  if (reader === undefined) throw new Error(`no link ${name}`);
  return reader.link;
}
