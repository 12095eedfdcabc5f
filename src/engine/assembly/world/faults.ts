/**
 * Faults as events: what begins and ends at their times, and the events that only faults,
 * autoscalers and late polls bring about.
 *
 * Semantics.
 * - broker_down, broker_stop, consumer_down: see ../brokers/failover.ts and
 *   ../consumers/rebalance.ts. Their end starts the broker, or the instance, again.
 * - slow_disk: everything that the broker's disk is given meanwhile takes `factor` times as long.
 *   slow_consumer: the records of every poll that the instance begins meanwhile do.
 * - link_cut: messages that would leave while the link is cut leave when it is mended (the
 *   transport sends them again). link_slow: messages sent meanwhile take `factor` times the
 *   propagation delay. The link is that of all producers to one cluster (of instances that send on,
 *   too), or of a consumer group or a mirror to the cluster that it reads.
 * - region_down: all brokers of the clusters in the home region and all consumer instances there go
 *   down together, and come back together; users go on sending, and their producers keep what they
 *   can until then. Clusters of mirrors do not go down.
 * - slow_external: calls that arrive meanwhile take `factor` times as long. external_down: they end
 *   in an error at once; what else becomes of its calls: ../services/servers.ts.
 * - surge: the users send `factor` times as much; see ../random/arrivals.ts.
 * Two faults of one kind on the same thing do not add up: the last one that began counts (its
 * factor, a cut's end), and otherwise the first end ends both: a broker or an instance that is up
 * again cannot come up once more.
 */
import {
  brokerDown,
  brokerFenced,
  brokerStops,
  brokerUp,
  leadersElected,
  leadersReturn,
} from '../brokers/failover';
import { checkLag } from '../brokers/lagging';
import { Broker, Cluster, Link } from '../brokers/rows';
import { External } from '../services/rows';
import { standStill } from '../services/servers';
import { Member } from '../consumers/rows';
import { rowAt } from '../memory/memory';
import { autoscale } from '../consumers/autoscaler';
import { groupAt, memberAt } from '../consumers/consumer';
import { pollLate } from '../consumers/latePolls';
import { memberDown, sessionExpired, memberStarts, rebalanced } from '../consumers/rebalance';
import { Mirror, ReaderPartition } from '../readers/rows';
import * as kinds from './kinds';
import { world } from './rows';
import { at } from './schedule';

/** One fault, once. */
@unmanaged
export class Fault {
  kind: i32;
  /**
   * What it hits: a consumer's Member, an External (0 = nobody calls it), a Broker by its number
   * or, of a slow disk, its row, a Link.
   */
  target: usize;
  /** Of a broker that goes down. */
  cluster: Cluster;
  factor: f64;
  /** Of an external that goes down, what its servers do: kinds.ts. */
  work: i32;
  from: f64;
  to: f64;
}

/** Puts the begins and ends of all faults on the schedule. */
export function scheduleFaults(): void {
  for (let index = 0; index < world.faultCount; index++) scheduleFault(index);
}

/** The same of one, by its number: its begin is not before now. */
export function scheduleFault(index: i32): void {
  const fault = rowAt<Fault>(world.faults, index);
  at(fault.from, kinds.FAULT_BEGINS, u64(index));
  at(fault.to, kinds.FAULT_ENDS, u64(index));
}

export function dispatchFault(kind: i32, index: u64): void {
  switch (kind) {
    case kinds.FAULT_BEGINS:
      faultBegins(rowAt<Fault>(world.faults, i32(index)));
      break;
    case kinds.FAULT_ENDS:
      faultEnds(rowAt<Fault>(world.faults, i32(index)));
      break;
    case kinds.BROKER_FENCED:
      brokerFenced(index);
      break;
    case kinds.LEADERS_ELECTED:
      leadersElected(i32(index));
      break;
    case kinds.LEADERS_RETURN:
      leadersReturn(index);
      break;
    case kinds.LAG_CHECK:
      checkLag(index);
      break;
    case kinds.MEMBER_NOTICED:
      sessionExpired(i32(index));
      break;
    case kinds.REBALANCED:
      rebalanced(i32(index));
      break;
    case kinds.AUTOSCALE:
      autoscale(groupAt(i32(index)));
      break;
    case kinds.MEMBER_STARTS:
      memberStarts(memberAt(i32(index)));
      break;
    case kinds.POLL_LATE:
      pollLate(index);
      break;
    default:
      unreachable();
  }
}

function faultBegins(fault: Fault): void {
  switch (fault.kind) {
    case kinds.CONSUMER_DOWN:
      memberDown(changetype<Member>(fault.target));
      break;
    case kinds.SLOW_CONSUMER:
    case kinds.SLOW_DISK:
    case kinds.LINK_SLOW:
    case kinds.SLOW_EXTERNAL:
      slow(fault, fault.factor);
      break;
    case kinds.EXTERNAL_DOWN:
      setDown(fault, true);
      break;
    case kinds.BROKER_DOWN:
      brokerDown(fault.cluster, i32(fault.target));
      break;
    case kinds.BROKER_STOP:
      brokerStops(fault.cluster, i32(fault.target));
      break;
    case kinds.LINK_CUT:
      changetype<Link>(fault.target).cutUntil = fault.to;
      break;
    case kinds.REGION_DOWN:
      world.recorder.unmirrored = unmirrored();
      eachBrokerAtHome(brokerDown);
      eachAtHome(memberDown);
      break;
    case kinds.SURGE:
      break;
    default:
      unreachable();
  }
}

function faultEnds(fault: Fault): void {
  switch (fault.kind) {
    case kinds.CONSUMER_DOWN:
      memberStarts(changetype<Member>(fault.target));
      break;
    case kinds.SLOW_CONSUMER:
    case kinds.SLOW_DISK:
    case kinds.LINK_SLOW:
    case kinds.SLOW_EXTERNAL:
      slow(fault, 1);
      break;
    case kinds.EXTERNAL_DOWN:
      setDown(fault, false);
      break;
    case kinds.BROKER_DOWN:
    case kinds.BROKER_STOP:
      brokerUp(fault.cluster, i32(fault.target));
      break;
    case kinds.LINK_CUT:
      break;
    case kinds.REGION_DOWN:
      eachBrokerAtHome(brokerUp);
      eachAtHome(memberStarts);
      break;
    case kinds.SURGE:
      break;
    default:
      unreachable();
  }
}

/** What the fault hits is so many times as slow from now on. */
function slow(fault: Fault, factor: f64): void {
  if (fault.kind == kinds.SLOW_CONSUMER) changetype<Member>(fault.target).slowness = factor;
  else if (fault.kind == kinds.SLOW_DISK) changetype<Broker>(fault.target).diskSlowness = factor;
  else if (fault.kind == kinds.SLOW_EXTERNAL) {
    if (fault.target != 0) changetype<External>(fault.target).slowness = factor;
  } else changetype<Link>(fault.target).slowness = factor;
}

function setDown(fault: Fault, down: bool): void {
  if (fault.target != 0) standStill(changetype<External>(fault.target), down, fault.work);
}

/**
 * Readable records of the clusters in the home region that no mirror of theirs has yet; 0 of those
 * that have none.
 */
function unmirrored(): f64 {
  let sum: f64 = 0;
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    if (cluster.atHome) sum += unmirroredOf(cluster);
  }
  return sum;
}

function unmirroredOf(cluster: Cluster): f64 {
  let fewest: f64 = Infinity;
  for (let index = 0; index < world.mirrorCount; index++) {
    const reader = rowAt<Mirror>(world.mirrors, index).reader;
    if (reader.cluster != cluster) continue;
    let missing: f64 = 0;
    for (let number = 0; number < reader.partitionCount; number++) {
      const partition = rowAt<ReaderPartition>(reader.partitions, number);
      missing += partition.log.highWatermarkRecords - partition.takenRecords;
    }
    if (missing < fewest) fewest = missing;
  }
  return fewest == Infinity ? 0 : fewest;
}

/** All brokers of the clusters in the home region. */
function eachBrokerAtHome(happens: (cluster: Cluster, number: i32) => void): void {
  for (let index = 0; index < world.clusterCount; index++) {
    const cluster = rowAt<Cluster>(world.clusters, index);
    if (!cluster.atHome) continue;
    for (let broker = 0; broker < cluster.brokerCount; broker++) happens(cluster, broker);
  }
}

/** All instances of the groups that live in the home region. */
function eachAtHome(happens: (member: Member) => void): void {
  for (let index = 0; index < world.groupCount; index++) {
    const group = groupAt(index);
    if (!group.atHome) continue;
    for (let instance = 0; instance < group.instances; instance++) {
      happens(rowAt<Member>(group.members, instance));
    }
  }
}
