/**
 * Journeys: from the event to a group, over all hops, and in which stage of which hop their time
 * goes.
 */
import { STAGES, type Measurements } from '../network/measurements.js';
import type { Model } from '../model/model.js';
import { clusterOfGroup, clusterPath } from '../model/clusters.js';
import { reachedBy } from '../model/tries.js';
import { kindsOf, producersPath } from '../model/pipelines.js';
import type { Estimate } from '../statistics/index.js';
import type { SpentStage } from './bottlenecks.js';
import { ratioEstimate } from './estimates.js';
import { LIVED, pooledRows, slowestOf, type Weighted } from './pool.js';

/** Between hops: what waits, in the group that sends it on, until it is time (`after`). */
export const BETWEEN = 'sent_later';

/** A stage of a hop of the journeys to one group. */
export interface JourneyPart {
  /** The group where they end. */
  readonly to: string;
  /** The group whose hop it is; empty: between hops. */
  readonly hop: string;
  readonly stage: string;
  /**
   * Of a journey, whether it comes by that hop or not; where it does so more than once, all of
   * them.
   */
  readonly meanSeconds: Estimate;
  /** The same of the slowest 1% of these journeys. */
  readonly slowestMeanSeconds: number;
  /** Of all the slowest 1% together, in the weights of their trials. */
  readonly slowestSeconds: number;
  /** Shares of the time of all these journeys, and of the slowest 1% of them; each adds up to 1. */
  readonly shareOfMean: number;
  readonly shareOfSlowest: number;
}

type Row = readonly number[];

/**
 * Of each group, where groups send on: all stages in which time was spent, hop by hop, in the order
 * of a record's life.
 */
export function summarizeJourneys(trials: readonly Weighted[]): JourneyPart[] {
  const { journeys = [] } = trials[0].measurements;
  return journeys.flatMap(({ group, hops }, index) => partsOf(trials, index, group, hops));
}

function partsOf(
  trials: readonly Weighted[],
  journey: number,
  to: string,
  hops: readonly string[],
): JourneyPart[] {
  const sumsOf = ({ journeys = [] }: Measurements): Readonly<Record<string, Row>> =>
    journeys[journey].sums;
  const rows = pooledRows(trials, sumsOf);
  const [all, slowest] = [added([...rows.values()]), slowestOf(rows)];
  const totals = new Map(
    trials.map(({ measurements }) => [measurements, added(Object.values(sumsOf(measurements)))]),
  );
  const share = (part: number, [, seconds]: Row): number => (seconds > 0 ? part / seconds : 0);
  const partOf = (hop: string, stage: string, read: (row: Row) => number): JourneyPart => ({
    to,
    hop,
    stage,
    meanSeconds: ratioEstimate(
      trials,
      (measurements) => read(totals.get(measurements) ?? []),
      (measurements) => totals.get(measurements)?.[0] ?? 0,
    ),
    slowestSeconds: read(slowest),
    slowestMeanSeconds: slowest[0] > 0 ? read(slowest) / slowest[0] : 0,
    shareOfMean: share(read(all), all),
    shareOfSlowest: share(read(slowest), slowest),
  });
  const parts = hops.flatMap((hop, index) =>
    LIVED.map((stage) => {
      const column = 2 + index * STAGES.length + STAGES.indexOf(stage);
      return partOf(hop, stage, (row) => row[column] ?? 0);
    }),
  );
  const between = partOf('', BETWEEN, betweenHops);
  return [...parts, between].filter(({ shareOfMean }) => shareOfMean > NOTHING);
}

/** What rounding leaves of a share is none. */
const NOTHING = 1e-9;

/** What the hops leave of the latencies. */
function betweenHops([, seconds = 0, ...stages]: Row): number {
  return stages.reduce((left, stage) => left - stage, seconds);
}

function added(rows: readonly Row[]): Row {
  const sums: number[] = [];
  for (const row of rows) row.forEach((value, index) => (sums[index] = (sums[index] ?? 0) + value));
  return sums;
}

/**
 * Groups where journeys end for good: what they send on, if anything, are records that failed; all,
 * where there is none.
 */
export function journeyEnds({ consumers }: Model): string[] {
  const ends = consumers.filter(({ sends }) => sends.every(({ ofFailed }) => ofFailed));
  return (ends.length > 0 ? ends : consumers).map(({ name }) => name);
}

/**
 * Of the slowest 1% of the journeys to their ends, all of these together: what share of their time
 * is spent at which hop, in which stage.
 */
export function spentOnJourneys(model: Model, journeys: readonly JourneyPart[]): SpentStage[] {
  const ends = journeyEnds(model);
  const parts = journeys.filter(({ to }) => ends.includes(to));
  const total = parts.reduce((sum, { slowestSeconds }) => sum + slowestSeconds, 0);
  return parts.map(({ hop, stage, meanSeconds, slowestSeconds }) => ({
    stage,
    meanSeconds,
    shareOfSlowest: total > 0 ? slowestSeconds / total : 0,
    at: (resource) => belongsTo(model, hop, resource),
  }));
}

/** Whether a hop's records may be held up by a resource: a cluster is that of all on it. */
function belongsTo(model: Model, hop: string, resource: string): boolean {
  const group = model.consumers.find(({ name }) => name === hop);
  if (group === undefined) return false;
  const { topics, store, tries } = group;
  const own = [
    `consumers.${hop}`,
    ...kindsOf(model)
      .filter((kind) => topics.includes(kind.topic))
      .map(producersPath),
  ];
  const [section] = resource.split('.');
  if (section === 'brokers') return true;
  if (section === 'clusters') {
    const cluster = clusterOfGroup(model, group);
    return cluster !== null && isDirectlyBelow(clusterPath(cluster), resource);
  }
  if (section === 'stores') return store !== null && resource === `stores.${store}`;
  if (section === 'externals') {
    const reached = reachedBy(model.externals, tries?.calls ?? []);
    return [...reached].some((index) => resource === `externals.${model.externals[index].name}`);
  }
  return own.some((path) => resource === path || isDirectlyBelow(path, resource));
}

function isDirectlyBelow(path: string, resource: string): boolean {
  return resource.startsWith(`${path}.`) && !resource.slice(path.length + 1).includes('.');
}
