/**
 * Offered load against capacity, by arithmetic alone: what `check` prints, and where ceilings come
 * from.
 *
 * Two questions are kept apart. Utilization is at the given load, with requests and polls as full
 * as that load makes them. A ceiling is what a resource carries when it is saturated: then batches,
 * requests and polls are full, and fetches, which each take all there is, cost next to nothing per
 * record. Both are for the busiest instance: of the busiest partitions where keys are uneven or do
 * not come out even, in the placement that is worst for it.
 */
import { callSeconds } from '../model/closed.js';
import type { ConsumerGroupModel, Model, Placement } from '../model/model.js';
import { perModel } from '../model/perModel.js';
import { mostInstances } from './autoscalers.js';
import { partitionsOf, pipelinesOf } from '../model/pipelines.js';
import { windowOf } from '../model/windows.js';
import { mean } from '../statistics/index.js';
import type { CellRow, OfferedKind } from './cellRow.js';
import { LEAST_RATE, cellRows } from './cellRows.js';
import { stageDistances, type StageDistances } from './distance.js';
import { CellShares } from './shares.js';
import { storageTiers, type StorageTier } from './storage.js';
import { settledCeilings } from './windowCeilings.js';

export interface OfferedResource {
  readonly name: string;
  readonly kind: OfferedKind;
  /** Instances in all cells. */
  readonly count: number;
  /** Of the busiest instance: what it is offered and can do, in `unit` per second. */
  readonly offered: number;
  readonly capacity: number;
  readonly unit: CellRow['unit'];
  readonly utilization: number;
  readonly ceilingEventsPerSecond: number;
  /**
   * The same where all flows grow with the load, as the parts have it: another one behind windows,
   * which give less and less for each record.
   */
  readonly ceilingAsLoaded: number;
  /** NaN where the model gives a rate, not users. */
  readonly ceilingUsers: number;
  /**
   * Above this there is certainly too much, however full batches, requests and polls are; Infinity
   * = not known.
   */
  readonly certainCeilingEventsPerSecond: number;
  /**
   * Its instances, the alike ones together: what of the whole load is theirs, and at which load
   * they are full.
   */
  readonly parts: readonly ResourcePart[];
}

export interface ResourcePart {
  readonly placement: number;
  /**
   * Of the whole system's events; all parts of a resource add up to those that it has to do with.
   */
  readonly share: number;
  /** The whole system's events a second at which these instances are full. */
  readonly ceilingEventsPerSecond: number;
  /** How many they are. */
  readonly count: number;
}

export interface OfferedLoad {
  readonly eventsPerSecond: number;
  readonly bytesPerSecond: number;
  readonly bytesPerDay: number;
  readonly storage: readonly StorageTier[];
  readonly resources: readonly OfferedResource[];
  readonly distances: StageDistances;
}

const DAY_SECONDS = 86_400;

/** Worked out once of each model. */
export const offeredLoad: (model: Model) => OfferedLoad = perModel(workOut);

function workOut(model: Model): OfferedLoad {
  const eventsPerSecond = model.users * model.eventsPerUserPerSecond;
  const bytesPerSecond = pipelinesOf(model).reduce(
    (sum, { share, recordBytes }) => sum + eventsPerSecond * share * recordBytes,
    0,
  );
  return {
    eventsPerSecond,
    bytesPerSecond,
    bytesPerDay: bytesPerSecond * DAY_SECONDS,
    storage: storageTiers(model),
    resources: scaledResources(model, eventsPerSecond),
    distances: stageDistances(model),
  };
}

/** The given load over the lowest ceiling: 1 = what gives way first is full. */
export function highestLoad(offered: OfferedLoad): number {
  return offered.eventsPerSecond / firstToSaturate(offered).ceilingEventsPerSecond;
}

/** The resource with the lowest ceiling. */
export function firstToSaturate({ resources }: OfferedLoad): OfferedResource {
  return resources.reduce((a, b) => (b.ceilingEventsPerSecond < a.ceilingEventsPerSecond ? b : a));
}

/**
 * A group that scales has its ceiling with all instances that it may have, and is as full as its
 * load makes those that it then needs: as few as can carry it, within its bounds.
 */
function scaledResources(model: Model, eventsPerSecond: number): OfferedResource[] {
  if (model.consumers.every(({ autoscaler }) => autoscaler === null)) {
    return resources(model, eventsPerSecond);
  }
  const withInstances = (count: (group: ConsumerGroupModel) => number): Model => ({
    ...model,
    consumers: model.consumers.map((group) => ({ ...group, instances: count(group) })),
  });
  const all = resources(
    withInstances((group) => mostInstances(group)),
    eventsPerSecond,
  );
  const needed = withInstances((group) => {
    const { name, instances, autoscaler } = group;
    if (autoscaler === null) return instances;
    const row = all.find((each) => each.name === `consumers.${name}`);
    const ceiling = row?.ceilingEventsPerSecond ?? Infinity;
    // With k partitions an instance carries 1 / k of what it would with one.
    const maximum = mostInstances(group);
    const isDivided = model.topics.length > 0 && group.queue === null;
    const partitions = isDivided ? partitionsOf(model, group) : maximum;
    const fewest = Math.ceil(partitions / maximum);
    const most = Math.max(fewest, Math.floor((fewest * ceiling) / eventsPerSecond));
    const least = Math.ceil(partitions / most);
    return Math.min(maximum, Math.max(autoscaler.minimum, least));
  });
  return resources(needed, eventsPerSecond).map((row, index) => {
    const { count, offered, capacity, utilization } = row;
    return { ...all[index], count, offered, capacity, utilization };
  });
}

function resources(model: Model, eventsPerSecond: number): OfferedResource[] {
  const rows = resourcesAt(model, eventsPerSecond);
  if (model.consumers.every((group) => windowOf(group) === null)) return rows;
  const settled = settledCeilings(eventsPerSecond, (times) => {
    const scaled = { ...model, eventsPerUserPerSecond: model.eventsPerUserPerSecond * times };
    const at = times === 1 ? rows : resourcesAt(scaled, eventsPerSecond * times);
    return at.map(({ ceilingEventsPerSecond }) => ceilingEventsPerSecond);
  });
  return rows.map((row, index) => withCeiling(row, settled[index]));
}

function withCeiling(row: OfferedResource, ceilingEventsPerSecond: number): OfferedResource {
  const times = ceilingEventsPerSecond / row.ceilingEventsPerSecond;
  return {
    ...row,
    ceilingEventsPerSecond,
    ceilingUsers: row.ceilingUsers * times,
    certainCeilingEventsPerSecond: row.certainCeilingEventsPerSecond * Math.max(1, times),
  };
}

/** With ceilings as if all flows grew with the load. */
function resourcesAt(model: Model, eventsPerSecond: number): OfferedResource[] {
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const weights = model.placements.reduce((sum, each) => sum + each.cells * each.weight, 0);
  const shares = pipelinesOf(model).map((pipeline) => new CellShares(pipeline));
  let worst: OfferedResource[] = [];
  for (const [index, placement] of model.placements.entries()) {
    const cellShare = placement.weight / weights;
    const rate = Math.max(LEAST_RATE, eventsPerSecond * cellShare);
    const userRate = eventsPerUser(model, placement);
    const rows = cellRows(model, shares, placement, rate).map((row): OfferedResource => {
      const { name, kind, count, unit, capacity, offered, atCeiling, least } = row;
      const ceiling = capacity / (atCeiling * cellShare);
      return {
        name,
        kind,
        count: count * cells,
        offered,
        capacity,
        unit,
        utilization: offered / capacity,
        ceilingEventsPerSecond: ceiling,
        ceilingAsLoaded: ceiling,
        ceilingUsers: model.load === 'rate' ? NaN : ceiling / userRate,
        certainCeilingEventsPerSecond: capacity / (least * cellShare),
        parts: parts(row, index, placement.cells, cellShare, ceiling),
      };
    });
    worst = worst.length === 0 ? rows : worst.map((row, index) => worse(row, rows[index]));
  }
  return worst;
}

/** A second; of a caller that finds nobody before it. */
function eventsPerUser(model: Model, placement: Placement): number {
  const { thinkTime, eventsPerUserPerSecond } = model;
  if (thinkTime === null) return eventsPerUserPerSecond;
  return 1 / (mean(thinkTime) + callSeconds(model, placement));
}

/** Of the instances of a placement's cells, each of which has `cellShare` of all events. */
function parts(
  { shares, ofAll }: CellRow,
  placement: number,
  cells: number,
  cellShare: number,
  ceiling: number,
): ResourcePart[] {
  const most = shares.reduce((largest, share) => Math.max(largest, share), 0);
  const all = shares.reduce((sum, share) => sum + share, 0);
  const counts = new Map<number, number>();
  for (const share of shares) if (share > 0) counts.set(share, (counts.get(share) ?? 0) + 1);
  return [...counts].map(([share, count]) => ({
    placement,
    share: (cells * cellShare * ofAll * count * share) / all,
    ceilingEventsPerSecond: (ceiling * most) / share,
    count: count * cells,
  }));
}

/** The higher utilization and the lower ceiling of a resource in two placements. */
function worse(a: OfferedResource, b: OfferedResource): OfferedResource {
  const busier = b.utilization > a.utilization ? b : a;
  const { ceilingEventsPerSecond, ceilingAsLoaded, ceilingUsers } =
    b.ceilingEventsPerSecond < a.ceilingEventsPerSecond ? b : a;
  const certainCeilingEventsPerSecond = Math.min(
    a.certainCeilingEventsPerSecond,
    b.certainCeilingEventsPerSecond,
  );
  return {
    ...busier,
    ceilingEventsPerSecond,
    ceilingAsLoaded,
    ceilingUsers,
    certainCeilingEventsPerSecond,
    parts: [...a.parts, ...b.parts],
  };
}
