/** Faults as events: what begins and ends at their times. Semantics: ../engine/assembly/world/faults.ts. */
import type { FaultModel } from '../model/model.js';
import { brokerDown, brokerUp } from './failover.js';
import { memberDown, memberStarts } from './rebalance.js';
import type { Link } from './broker.js';
import type { World } from './world.js';

export interface Fault {
  readonly kind: FaultModel['kind'];
  readonly group: number;
  readonly index: number;
  /** The link meant; null for other faults. */
  readonly link: Link | null;
  readonly factor: number;
  readonly to: number;
  /** Groups that live in the home region. */
  readonly homeGroups: readonly number[];
}

export function faultBegins(world: World, number: number): void {
  const fault = world.faults[number];
  switch (fault.kind) {
    case 'broker_down': {
      brokerDown(world, fault.index);
      return;
    }
    case 'consumer_down': {
      memberDown(world, world.consumers[fault.group], fault.index);
      return;
    }
    case 'slow_disk': {
      world.clusters[0].diskSlowness[fault.index] = fault.factor;
      return;
    }
    case 'slow_consumer': {
      world.consumers[fault.group].members[fault.index].slowness = fault.factor;
      return;
    }
    case 'link_cut': {
      if (fault.link !== null) fault.link.cutUntil = fault.to;
      return;
    }
    case 'link_slow': {
      if (fault.link !== null) fault.link.slowness = fault.factor;
      return;
    }
    case 'region_down': {
      const { brokerCount } = world.clusters[0];
      world.recorder.unmirrored = unmirrored(world);
      for (let broker = 0; broker < brokerCount; broker++) brokerDown(world, broker);
      for (const each of fault.homeGroups) {
        const group = world.consumers[each];
        for (let index = 0; index < group.instances; index++) memberDown(world, group, index);
      }
      return;
    }
    case 'surge':
      return;
    default:
      fault.kind satisfies never;
  }
}

export function faultEnds(world: World, number: number): void {
  const fault = world.faults[number];
  switch (fault.kind) {
    case 'broker_down': {
      brokerUp(world, fault.index);
      return;
    }
    case 'consumer_down': {
      memberStarts(world, world.consumers[fault.group].memberOffset + fault.index);
      return;
    }
    case 'slow_disk': {
      world.clusters[0].diskSlowness[fault.index] = 1;
      return;
    }
    case 'slow_consumer': {
      world.consumers[fault.group].members[fault.index].slowness = 1;
      return;
    }
    case 'link_cut':
      return;
    case 'link_slow': {
      if (fault.link !== null) fault.link.slowness = 1;
      return;
    }
    case 'region_down': {
      const { brokerCount } = world.clusters[0];
      for (let broker = 0; broker < brokerCount; broker++) brokerUp(world, broker);
      for (const each of fault.homeGroups) {
        const group = world.consumers[each];
        for (let index = 0; index < group.instances; index++) {
          memberStarts(world, group.memberOffset + index);
        }
      }
      return;
    }
    case 'surge':
      return;
    default:
      fault.kind satisfies never;
  }
}

/** The recovery point: readable records at home that the mirror which is furthest has not read. */
function unmirrored(world: World): number {
  let fewest = Infinity;
  for (const reader of world.readers.readers) {
    if (reader.kind !== 'mirror') continue;
    let missing = 0;
    world.clusters[0].log.forEach((log, partition) => {
      missing += log.highWatermarkRecords - reader.takenRecords[partition];
    });
    fewest = Math.min(fewest, missing);
  }
  return fewest === Infinity ? 0 : fewest;
}
