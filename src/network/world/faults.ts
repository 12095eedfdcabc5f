/** Lays out a trial's faults. What they do: ../../engine/assembly/world/faults.ts. */
import { makeRows, readField, writeRow, type Values } from '../../engine/layout.js';
import {
  BROKER,
  CLUSTER,
  EXTERNAL,
  FAULT,
  GROUP,
  MEMBER,
  READER,
  type FaultRow,
} from '../../engine/rows.js';
import type { FaultModel } from '../../model/model.js';
import type { FaultTime } from '../faultTimes.js';
import type { TrialContext } from '../trialContext.js';
import type { Addresses } from './readers.js';

/** As ../../engine/assembly/world/kinds.ts numbers them. */
const KINDS: Readonly<Record<FaultModel['kind'], number>> = {
  broker_down: 0,
  consumer_down: 1,
  slow_disk: 2,
  slow_consumer: 3,
  link_cut: 4,
  link_slow: 5,
  region_down: 6,
  surge: 7,
  slow_external: 8,
  external_down: 9,
  broker_stop: 10,
};

/** What an external's servers do while it is down, as they are numbered there. */
const WORKS: readonly FaultModel['work'][] = ['done', 'kept', 'lost'];

/** Returns where they begin, and how many there are. */
export function writeFaults(
  context: TrialContext,
  addresses: Addresses,
): { faults: number; faultCount: number } {
  const { arena } = context;
  const faults = makeRows(arena, FAULT, context.faults.length);
  context.faults.forEach((time, index) => {
    writeRow(arena, FAULT, faults + index * FAULT.bytes, faultRow(context, addresses, time));
  });
  return { faults, faultCount: context.faults.length };
}

/** The row of one. */
export function faultRow(
  context: TrialContext,
  addresses: Addresses,
  { fault, from, to }: FaultTime,
): Values<FaultRow> {
  return {
    kind: KINDS[fault.kind],
    target: targetOf(context, addresses, fault),
    cluster: addresses.clusters + fault.cluster * CLUSTER.bytes,
    factor: fault.factor,
    work: WORKS.indexOf(fault.work),
    from,
    to,
  };
}

/** What a fault hits: a row, a broker's number; 0 = nothing of its own. */
function targetOf(context: TrialContext, addresses: Addresses, fault: FaultModel): number {
  const { arena } = context;
  const { groups } = addresses;
  const cluster = addresses.clusters + fault.cluster * CLUSTER.bytes;
  switch (fault.kind) {
    case 'consumer_down':
    case 'slow_consumer': {
      const members = readField(arena, GROUP, groups + fault.group * GROUP.bytes, 'members');
      return members + fault.index * MEMBER.bytes;
    }
    case 'broker_down':
    case 'broker_stop':
      return fault.index;
    case 'slow_disk':
      return readField(arena, CLUSTER, cluster, 'brokers') + fault.index * BROKER.bytes;
    case 'link_cut':
    case 'link_slow':
      return linkOf(context, addresses, fault);
    case 'slow_external':
    case 'external_down':
      return addresses.externals + fault.external * EXTERNAL.bytes;
    case 'region_down':
    case 'surge':
      return 0;
    default:
      return fault.kind satisfies never;
  }
}

/** The link of all producers to a cluster, of a group or of a mirror to its cluster. */
function linkOf({ arena, model }: TrialContext, addresses: Addresses, fault: FaultModel): number {
  const { link, cluster } = fault;
  if (link === 'producers') return addresses.links[cluster];
  const names = [...model.consumers, ...model.mirrors].map(({ name }) => name);
  return readField(arena, READER, addresses.readers + names.indexOf(link) * READER.bytes, 'link');
}
