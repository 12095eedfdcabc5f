/** Lays out a trial's faults. What they do: ../../engine/assembly/world/faults.ts. */
import { makeRows, readField, writeRow } from '../../engine/layout.js';
import { FAULT, GROUP, MEMBER } from '../../engine/rows.js';
import type { FaultModel } from '../../model/model.js';
import type { Workshop } from '../workshop.js';
import type { Places } from './readers.js';

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
};

/** Returns where they begin, and how many there are. */
export function writeFaults(
  workshop: Workshop,
  places: Places,
): { faults: number; faultCount: number } {
  const { arena } = workshop;
  const faults = makeRows(arena, FAULT, workshop.faults.length);
  workshop.faults.forEach(({ fault, from, to }, index) => {
    writeRow(arena, FAULT, faults + index * FAULT.bytes, {
      kind: KINDS[fault.kind],
      target: targetOf(workshop, places, fault),
      factor: fault.factor,
      from,
      to,
    });
  });
  return { faults, faultCount: workshop.faults.length };
}

/** The row that a fault hits; 0 = none. */
function targetOf({ arena }: Workshop, { groups }: Places, fault: FaultModel): number {
  switch (fault.kind) {
    case 'consumer_down':
    case 'slow_consumer': {
      const members = readField(arena, GROUP, groups + fault.group * GROUP.bytes, 'members');
      return members + fault.index * MEMBER.bytes;
    }
    case 'broker_down':
    case 'slow_disk':
    case 'link_cut':
    case 'link_slow':
    case 'region_down':
    case 'surge':
      return 0;
    default:
      return fault.kind satisfies never;
  }
}
