/** Bottlenecks, found three ways: by utilization, by share of the slowest records' time, by experiment. */
import type { Estimate } from '../statistics/index.js';
import type { OfferedLoad } from './offeredLoad.js';
import type { ResourceSummary, StageSummary } from './pool.js';

/** The change of p99 (seconds, paired) when a resource is 10% faster. */
export interface Relief {
  readonly resource: string;
  readonly change: Estimate;
  readonly before: Estimate;
}

export interface Bottleneck {
  readonly resource: string;
  readonly utilization: number;
  readonly rankByUtilization: number;
  readonly shareOfSlowest: number;
  readonly rankByShare: number;
  readonly relief: Relief | null;
  readonly rankByRelief: number | null;
  readonly ceilingEventsPerSecond: number;
  readonly ceilingUsers: number;
}

/**
 * Waits and services of the slowest records, by the resource at which they are spent. Lingering is a setting, and the
 * mirror stage mostly distance (two crossings of it and the wait for the next fetch): they are no resource's.
 */
const STAGES_OF: readonly { readonly resource: RegExp; readonly stages: readonly string[] }[] = [
  {
    resource: /^brokers\.handlers$/,
    stages: ['broker_wait', 'broker_service', 'producer_in_flight', 'producer_block'],
  },
  { resource: /^brokers\.nic_in$/, stages: ['produce_network'] },
  { resource: /^brokers\.nic_out$/, stages: ['replication'] },
  { resource: /^consumers\.[^.]*\.nic_in$/, stages: ['fetch_network'] },
  { resource: /^consumers\.[^.]*$/, stages: ['fetch_wait', 'consumer_wait', 'consumer_service'] },
  { resource: /^consumers\.[^.]*\.nic_out$/, stages: ['store_network'] },
  { resource: /^stores\.[^.]*$/, stages: ['store_wait', 'store_service'] },
];

/** Stages that no resource stands for, as the report calls them. */
const NOBODYS: ReadonlyMap<string, string> = new Map([
  ['producer_linger', 'lingering for a batch, which linger sets'],
  ['mirror', 'the way to the mirror: distance, and the wait for its fetches'],
]);

export function rankBottlenecks(
  offered: OfferedLoad,
  resources: readonly ResourceSummary[],
  stages: readonly StageSummary[],
  reliefs: readonly Relief[],
): { bottlenecks: Bottleneck[]; remark: string } {
  const share = shares(resources, stages);
  const rank = (score: (resource: ResourceSummary) => number): Map<string, number> => {
    const sorted = [...resources].sort((a, b) => score(b) - score(a));
    return new Map(sorted.map((resource, index) => [resource.name, index + 1]));
  };
  const byUtilization = rank((resource) => resource.utilizationMaximum);
  const byShare = rank((resource) => share.get(resource.name) ?? 0);
  const byRelief = [...reliefs].sort((a, b) => a.change.value - b.change.value);
  const bottlenecks = resources.map((resource): Bottleneck => {
    const arithmetic = offered.resources.find((row) => row.name === resource.name);
    const at = byRelief.findIndex((relief) => relief.resource === resource.name);
    return {
      resource: resource.name,
      utilization: resource.utilizationMaximum,
      rankByUtilization: byUtilization.get(resource.name) ?? 0,
      shareOfSlowest: share.get(resource.name) ?? 0,
      rankByShare: byShare.get(resource.name) ?? 0,
      relief: at < 0 ? null : byRelief[at],
      rankByRelief: at < 0 ? null : at + 1,
      ceilingEventsPerSecond: arithmetic?.ceilingEventsPerSecond ?? Infinity,
      ceilingUsers: arithmetic?.ceilingUsers ?? Infinity,
    };
  });
  bottlenecks.sort((a, b) => a.rankByUtilization - b.rankByUtilization);
  return { bottlenecks, remark: `${remarkOn(bottlenecks)}${remarkOnStages(stages)}` };
}

/** Each stage goes to the busiest resource that it may be spent at. */
function shares(
  resources: readonly ResourceSummary[],
  stages: readonly StageSummary[],
): Map<string, number> {
  const share = new Map<string, number>();
  for (const { resource: pattern, stages: spentThere } of STAGES_OF) {
    const candidates = resources.filter((resource) => pattern.test(resource.name));
    if (candidates.length === 0) continue;
    const busiest = candidates.reduce((a, b) =>
      b.utilizationMaximum > a.utilizationMaximum ? b : a,
    );
    const sum = stages
      .filter((row) => spentThere.includes(row.stage))
      .reduce((total, row) => total + row.shareOfSlowest, 0);
    share.set(busiest.name, (share.get(busiest.name) ?? 0) + sum);
  }
  return share;
}

function remarkOn(bottlenecks: readonly Bottleneck[]): string {
  const first = (rank: (row: Bottleneck) => number | null): string | undefined =>
    bottlenecks.find((row) => rank(row) === 1)?.resource;
  const byUtilization = first((row) => row.rankByUtilization);
  const byShare = first((row) => row.rankByShare);
  const best = bottlenecks.find((row) => row.rankByRelief === 1);
  const byRelief =
    best !== undefined && (best.relief?.change.high ?? 0) < 0 ? best.resource : undefined;
  if (byUtilization === byShare && (byRelief === undefined || byRelief === byShare)) {
    return `${byUtilization ?? 'nothing'} comes first by utilization and by share of the slowest records' time`;
  }
  const relief =
    byRelief === undefined
      ? 'no resource by experiment (none 10% faster changes p99 beyond its interval)'
      : `${byRelief} by experiment`;
  return `the rankings differ: ${byUtilization ?? '?'} by utilization, ${byShare ?? '?'} by share of the slowest records' time, ${relief}`;
}

/** Where most of the slowest records' time is no resource's, that is said. */
function remarkOnStages(stages: readonly StageSummary[]): string {
  const most = stages.reduce((a, b) => (b.shareOfSlowest > a.shareOfSlowest ? b : a));
  const name = NOBODYS.get(most.stage);
  if (name === undefined) return '';
  const share = (100 * most.shareOfSlowest).toFixed(0);
  return `; but ${share}% of the slowest records' time is ${name}`;
}
