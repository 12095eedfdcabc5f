/** Where arithmetic and simulation differ by more than a tenth, and what may be why. */
import type { OfferedLoad, OfferedResource } from './offeredLoad.js';
import { firstToSaturate } from './offeredLoad.js';
import type { ResourceSummary } from './pool.js';

export interface Difference {
  readonly resource: string;
  /** Shares of the resource's time; or, of a system that is overloaded, records a second that come through. */
  readonly of: 'utilization' | 'throughput';
  readonly arithmetic: number;
  readonly simulated: number;
  readonly reason: string;
}

const TOLERANCE = 0.1;
/** Less is nobody's to speak of. */
const LEAST_UTILIZATION = 0.1;

/** `through`: records a second, where the system is overloaded; else null, and utilizations are compared; `isClosed`: of callers that think. */
export function differences(
  offered: OfferedLoad,
  measured: readonly Pick<ResourceSummary, 'name' | 'utilizationMaximum'>[],
  through: number | null,
  isClosed = false,
): Difference[] {
  if (through !== null) {
    const first = firstToSaturate(offered);
    const arithmetic = Math.min(first.ceilingEventsPerSecond, offered.eventsPerSecond);
    const row = { resource: first.name, of: 'throughput', arithmetic, simulated: through } as const;
    return differ(arithmetic, through) ? [{ ...row, reason: reasonOf(first) }] : [];
  }
  return measured.flatMap(({ name, utilizationMaximum: simulated }) => {
    const row = offered.resources.find((each) => each.name === name);
    // An instance's own chance makes the busiest of many a little busier.
    if (row === undefined || Math.max(simulated, row.utilization) < LEAST_UTILIZATION) return [];
    if (!differ(row.utilization, simulated)) return [];
    const { utilization: arithmetic } = row;
    const reason = isClosed ? WAITING_CALLERS : reasonOf(row);
    return [{ resource: name, of: 'utilization', arithmetic, simulated, reason }];
  });
}

const WAITING_CALLERS =
  'how callers wait for one another: as if each called alone, the most that they bring';

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > TOLERANCE * Math.max(a, b);
}

function reasonOf({ name }: OfferedResource): string {
  if (/^consumers\.[^.]*$/.test(name)) {
    return 'how full polls are and how long they wait for their slowest record: max_poll_records, threads, partitions an instance';
  }
  if (/\.handlers$|\.in_flight$/.test(name)) {
    return 'how full requests are and how often fetches come: linger, batch_size, fetch_min_bytes, fetch_max_wait';
  }
  if (/^stores\./.test(name)) return 'how many records a write holds: max_poll_records, shards';
  return 'the busiest by chance, or a window that is short for what varies: faults, patterns of the load, few records';
}
