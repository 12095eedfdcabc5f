/**
 * Bottlenecks, found three ways: by utilization, by share of the slowest records' time, by
 * experiment.
 */
import type { Estimate } from '../statistics/index.js';
import type { OfferedLoad } from './offeredLoad.js';
import type { ResourceSummary, StageSummary } from './pool.js';

/** The change of p99 (seconds, paired) when a resource is 10% faster. */
export interface Relief {
  readonly resource: string;
  readonly change: Estimate;
}

export interface Bottleneck {
  /** Or `distance`: propagation, which is no resource's. */
  readonly resource: string;
  /** Null for distance and for what has no bound, which are not ranked by it either. */
  readonly utilization: number | null;
  readonly rankByUtilization: number | null;
  readonly shareOfSlowest: number;
  readonly rankByShare: number;
  readonly relief: Relief | null;
  readonly rankByRelief: number | null;
  readonly ceilingEventsPerSecond: number;
  readonly ceilingUsers: number;
}

const GROUP = String.raw`consumers\.[^.]*`;
/** Producers of users, and those of groups that send on. */
const SENDER = String.raw`(?:producers(?:\.[^.]+)?|${GROUP}\.(?:sends\.[^.]+|on_failure))`;
/** Not those of mirrors: what is spent there is the stage `mirror`. */
const CLUSTER = String.raw`(?:brokers|clusters\.[^.]+)`;
/** A queue's process. */
const QUEUE = String.raw`topics?(?:\.[^.]+)?`;
const BROKERS_ADMIT = String.raw`${CLUSTER}\.(?:handlers|rate_limit|quota)`;

/** Names that match one of these as a whole. */
function anyOf(...patterns: readonly string[]): RegExp {
  return new RegExp(`^(?:${patterns.join('|')})$`);
}

/**
 * Resources at which each stage of the slowest records may be spent. Lingering is a setting, and
 * the mirror stage mostly distance (two crossings of it and the wait for the next fetch): they are
 * no resource's.
 */
const RESOURCES_OF_STAGE: Readonly<Partial<Record<string, RegExp>>> = {
  producer_block: anyOf(
    BROKERS_ADMIT,
    String.raw`${SENDER}\.(?:rate_limit|in_flight|processor)`,
    'callers',
  ),
  producer_in_flight: anyOf(BROKERS_ADMIT, String.raw`${SENDER}\.in_flight`),
  produce_network: anyOf(
    String.raw`${CLUSTER}\.nic_in`,
    String.raw`${SENDER}\.(?:processor|connections)`,
  ),
  broker_wait: anyOf(BROKERS_ADMIT, QUEUE),
  broker_service: anyOf(String.raw`${CLUSTER}\.(?:handlers|disk)`, QUEUE),
  replication: anyOf(String.raw`${CLUSTER}\.(?:nic_out|handlers|disk)`),
  fetch_wait: anyOf(GROUP, QUEUE, String.raw`${QUEUE}\.order`),
  fetch_network: anyOf(String.raw`${GROUP}\.(?:nic_in|connections|processor)`),
  consumer_wait: anyOf(String.raw`${GROUP}(?:\.(?:rate_limit|polls))?`),
  consumer_service: anyOf(GROUP),
  calls: anyOf(String.raw`externals\.[^.]*`),
  store_network: anyOf(String.raw`${GROUP}\.nic_out`),
  store_wait: anyOf(String.raw`stores\.[^.]*`),
  store_service: anyOf(String.raw`stores\.[^.]*`),
};

/** The row of propagation. */
const DISTANCE = 'distance';

/** Stages that no resource stands for, as the report calls them. */
const STAGES_WITHOUT_RESOURCE: ReadonlyMap<string, string> = new Map([
  ['producer_linger', 'lingering for a batch, which linger sets'],
  ['sent_later', 'waiting for the time to be sent on, which after or window sets'],
  ['retries', 'tries that failed and the pauses between them'],
  ['mirror', 'the way to the mirror: distance, and the wait for its fetches'],
]);

/** What has no station in the simulator: how full it is comes from arithmetic. */
export function limitsOf(offered: OfferedLoad): Spender[] {
  return offered.resources
    .filter(({ kind }) => kind === 'limit')
    .map(({ name, utilization }) => ({ name, utilizationMaximum: Math.min(1, utilization) }));
}

/** `boundless`: what is never full (boundless.ts), and time may be spent at. */
export function rankBottlenecks(
  offered: OfferedLoad,
  measured: readonly Spender[],
  stages: readonly SpentStage[],
  reliefs: readonly Relief[],
  boundless: readonly Spender[] = [],
): { bottlenecks: Bottleneck[]; remark: string } {
  const resources: Spender[] = [...measured, ...limitsOf(offered)];
  const share = shares(offered, [...resources, ...boundless], stages);
  const byUtilization = ranks(resources, (resource) => resource.utilizationMaximum);
  const others = [...boundless, ...(share.has(DISTANCE) ? [{ name: DISTANCE }] : [])];
  const spenders = [...resources, ...others];
  const byShare = ranks(spenders, ({ name }) => share.get(name) ?? 0);
  const byRelief = [...reliefs].sort((a, b) => a.change.value - b.change.value);
  const row = (resource: string, utilization: number | null): Bottleneck => {
    const arithmetic = offered.resources.find(({ name }) => name === resource);
    const at = byRelief.findIndex((relief) => relief.resource === resource);
    return {
      resource,
      utilization,
      rankByUtilization: byUtilization.get(resource) ?? null,
      shareOfSlowest: share.get(resource) ?? 0,
      rankByShare: byShare.get(resource) ?? 0,
      relief: at < 0 ? null : byRelief[at],
      rankByRelief: at < 0 ? null : at + 1,
      ceilingEventsPerSecond: arithmetic?.ceilingEventsPerSecond ?? Infinity,
      ceilingUsers: arithmetic?.ceilingUsers ?? Infinity,
    };
  };
  const bottlenecks = [
    ...resources
      .map(({ name, utilizationMaximum }) => row(name, utilizationMaximum))
      .sort((a, b) => (a.rankByUtilization ?? 0) - (b.rankByUtilization ?? 0)),
    ...others.map(({ name }) => row(name, null)),
  ];
  return { bottlenecks, remark: `${remarkOn(bottlenecks)}${remarkOnStages(stages)}` };
}

/** Names to ranks, from 1; the highest score first. */
function ranks<T extends { readonly name: string }>(
  rows: readonly T[],
  score: (row: T) => number,
): Map<string, number> {
  const sorted = [...rows].sort((a, b) => score(b) - score(a));
  return new Map(sorted.map(({ name }, index) => [name, index + 1]));
}

type Spender = Pick<ResourceSummary, 'name' | 'utilizationMaximum'>;
/** Of a stage: its share of the slowest 1%, and its mean. */
export type SpentStage = Pick<StageSummary, 'stage' | 'shareOfSlowest'> & {
  readonly meanSeconds: Pick<Estimate, 'value'>;
  /** At which resources; where it is not given, at all. */
  readonly at?: (resource: string) => boolean;
};

/**
 * Of each stage as much as propagation takes on average goes to distance, in the same proportion
 * for the slowest records, and the rest to the busiest resource that it may be spent at.
 */
function shares(
  offered: OfferedLoad,
  resources: readonly Spender[],
  stages: readonly SpentStage[],
): Map<string, number> {
  const share = new Map<string, number>();
  const give = (name: string, part: number): void => {
    share.set(name, (share.get(name) ?? 0) + part);
  };
  for (const { stage, shareOfSlowest, meanSeconds, at } of stages) {
    const far = offered.distances.get(stage) ?? 0;
    const distance = far > 0 ? shareOfSlowest * Math.min(1, far / meanSeconds.value) : 0;
    if (distance > 0) give(DISTANCE, distance);
    const candidates = resources.filter(
      (resource) =>
        (RESOURCES_OF_STAGE[stage]?.test(resource.name) ?? false) &&
        (at?.(resource.name) ?? true) &&
        canDelay(offered, resource),
    );
    if (candidates.length === 0) continue;
    const busiest = candidates.reduce((a, b) =>
      b.utilizationMaximum > a.utilizationMaximum ? b : a,
    );
    give(busiest.name, shareOfSlowest - distance);
  }
  return share;
}

const NEARLY_FULL = 0.98;
const DISK = anyOf(String.raw`${CLUSTER}\.disk`);

/** A disk behind a page cache holds nothing up until it is full. */
function canDelay(offered: OfferedLoad, { name, utilizationMaximum }: Spender): boolean {
  if (!DISK.test(name) || utilizationMaximum > NEARLY_FULL) return true;
  return offered.resources.find((row) => row.name === name)?.unit === 'busy servers';
}

/** Smaller shares are not reported. */
const LEAST_SHARE = 0.005;

function remarkOn(bottlenecks: readonly Bottleneck[]): string {
  const first = (rank: (row: Bottleneck) => number | null): Bottleneck | undefined =>
    bottlenecks.find((row) => rank(row) === 1);
  const byUtilization = first((row) => row.rankByUtilization)?.resource ?? 'nothing';
  const spender = first((row) => row.rankByShare);
  const byShare =
    spender !== undefined && spender.shareOfSlowest >= LEAST_SHARE ? spender.resource : null;
  const best = first((row) => row.rankByRelief);
  const byRelief =
    best !== undefined && (best.relief?.change.high ?? 0) < 0 ? best.resource : undefined;
  if (byUtilization === byShare && (byRelief === undefined || byRelief === byShare)) {
    return `${byUtilization} comes first by utilization and by share of the slowest records' time`;
  }
  const none =
    best === undefined
      ? 'none was tried 10% faster'
      : 'no resource by experiment (none 10% faster changes p99 beyond its interval)';
  const relief = byRelief === undefined ? none : `${byRelief} by experiment`;
  return `the rankings differ: ${byUtilization} by utilization, ${byShare ?? 'no resource'} by share of the slowest records' time, ${relief}`;
}

/** Where most of the slowest records' time is no resource's, that is said. */
function remarkOnStages(stages: readonly SpentStage[]): string {
  const most = stages.reduce((a, b) => (b.shareOfSlowest > a.shareOfSlowest ? b : a));
  const name = STAGES_WITHOUT_RESOURCE.get(most.stage);
  if (name === undefined) return '';
  const share = (100 * most.shareOfSlowest).toFixed(0);
  return `; but ${share}% of the slowest records' time is ${name}`;
}
