/** Where arithmetic and simulation differ by more than a tenth, and what may be why. */
import { isDirect } from '../model/clusters.js';
import type { Model } from '../model/model.js';
import { linesWithCredits } from './credits.js';
import type { OfferedLoad, OfferedResource } from './offeredLoad.js';
import { firstToSaturate } from './offeredLoad.js';
import type { ResourceSummary } from './pool.js';

export interface Difference {
  readonly resource: string;
  /**
   * Shares of the resource's time; or, of a system that is overloaded, records a second that come
   * through.
   */
  readonly of: 'utilization' | 'mean utilization' | 'throughput';
  readonly arithmetic: number;
  readonly simulated: number;
  readonly reason: string;
}

const TOLERANCE = 0.1;
/** What is less busy is not compared. */
const LEAST_UTILIZATION = 0.1;

/**
 * `through`: records a second, where the system is overloaded; else null, and utilizations are
 * compared.
 */
export function differences(
  model: Known,
  offered: OfferedLoad,
  measured: readonly Pick<ResourceSummary, 'name' | 'utilizationMean' | 'utilizationMaximum'>[],
  through: number | null,
): Difference[] {
  if (through !== null) {
    const first = firstToSaturate(offered);
    const arithmetic = Math.min(first.ceilingEventsPerSecond, offered.eventsPerSecond);
    const row = { resource: first.name, of: 'throughput', arithmetic, simulated: through } as const;
    return differ(arithmetic, through) ? [{ ...row, reason: reasonOf(first, model) }] : [];
  }
  return measured.flatMap(({ name, ...seen }) => {
    const row = offered.resources.find((each) => each.name === name);
    if (row === undefined) return [];
    const average = averageOf(row);
    const arithmetic = average ?? row.utilization;
    const simulated = average === null ? seen.utilizationMaximum : seen.utilizationMean.value;
    if (Math.max(simulated, arithmetic) < LEAST_UTILIZATION) return [];
    // More than all of its time is nowhere spent, whatever is offered.
    if (!differ(Math.min(1, arithmetic), simulated)) return [];
    const reason = reasonOf(row, model);
    const of = average === null ? 'utilization' : 'mean utilization';
    return [{ resource: name, of, arithmetic, simulated, reason }];
  });
}

/**
 * Of links and disks that are all alike, on average over all of them, so that it does not count
 * which happens to be the busiest; null where the busiest is compared, which others are unlike.
 */
function averageOf({ kind, parts, count, utilization }: OfferedResource): number | null {
  if (kind !== 'link' && kind !== 'disk') return null;
  const used = parts.reduce((sum, part) => sum + part.count, 0);
  const [first] = parts;
  const alike = parts.every(
    ({ ceilingEventsPerSecond: ceiling }) =>
      Math.abs(ceiling - first.ceilingEventsPerSecond) <= 1e-9 * ceiling,
  );
  // Of a group that scales, parts are those of its largest.
  return alike && used <= count ? (utilization * used) / count : null;
}

type Known = Pick<
  Model,
  'clusters' | 'thinkTime' | 'consumers' | 'mirrors' | 'producers' | 'externals'
>;

const WAITING_CALLS =
  'how long calls wait in line at what they call, and how many have no answer in time for it';
const SERVED_UNLIKE =
  'all its queues, as if each had the same share of what comes served; those with short work have more';
const WAITING_MESSAGES =
  'what an instance holds: prefetch, receive, and what is handed out again while it waits or is worked on';
const FASTER = 'a long time, in which its credits are gone; while they last it is faster';
const SHIFTS =
  'the servers that its shifts have on average, and all calls, also those that are not answered; the simulation counts time of the most servers that there ever are';
const UNANSWERED =
  'all calls: those that leave before they are answered, or find no room, take no time';
const WAITING_CALLERS =
  'how callers wait for one another: as if each called alone, the most that they bring';

function differ(a: number, b: number): boolean {
  return Math.abs(a - b) > TOLERANCE * Math.max(a, b);
}

function reasonOf({ name }: OfferedResource, model: Known): string {
  const { thinkTime, consumers } = model;
  if (thinkTime !== null) return WAITING_CALLERS;
  if (linesWithCredits(model).some(({ resource }) => resource === name)) return FASTER;
  if (isDirect(model)) return 'all calls: those that are lost take no time';
  if (/^consumers\.[^.]*$/.test(name)) {
    const group = consumers.find((each) => name === `consumers.${each.name}`);
    if ((group?.tries?.rateLimit ?? null) !== null)
      return 'how long threads wait for their turns of rate_limit';
    if (group !== undefined && group.tries !== null) return WAITING_CALLS;
    if (group !== undefined && group.queue !== null)
      return group.topics.length > 1 ? SERVED_UNLIKE : WAITING_MESSAGES;
    return 'how full polls are and how long they wait for their slowest record: max_poll_records, threads, partitions an instance';
  }
  if (/\.handlers$|\.in_flight$/.test(name)) {
    return 'how full requests are and how often fetches come: linger, batch_size, fetch_min_bytes, fetch_max_wait';
  }
  const external = model.externals.find((each) => name === `externals.${each.name}`);
  if (external !== undefined && external.shifts.length > 0) return SHIFTS;
  if (external !== undefined && external.patience !== null) return UNANSWERED;
  if (/\.polls$/.test(name)) return 'how often polls find something: fetches of several brokers';
  if (/^stores\./.test(name)) return 'how many records a write holds: max_poll_records, shards';
  return 'the load, of which these windows had more or less';
}
