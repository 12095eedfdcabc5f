/**
 * Responses: what is read off a study, by name. `read` gives a study's value with its interval
 * where it has one; `measure` gives the same of some trials alone, which is what sections, races
 * and paired differences are made of.
 *
 *     p50 p75 p90 p95 p99 p999 mean  end-to-end latency; of a path with its name before: far.p99,
 *                                    publish.p50; or behind: p99(far), p99(to mail) from the event
 *                                    over all hops, p99(checkout to mail) where all events that
 *                                    come there are checkout's
 *     within(100 ms)                 share of the records that took at most so long; of a path:
 *                                    far.within(100 ms)
 *     throughput goodput             deliveries per second, with and without those delivered
 *                                    before
 *     dropped lost duplicates     records in one window
 *     retries                        produce requests sent again in one window
 *     unmirrored                     readable records that no mirror had when a region went
 *                                    down
 *     drop_rate                      dropped per second
 *     worst_lag                      the most records unread by the slowest group
 *     end_throughput                 deliveries per second in the window's last second
 *     backlog_back backlog_is        seconds from the first fault until the backlog is as before;
 *                                    back, never off, or not within the window
 *     utilization(R) ceiling(R)      of a resource: mean utilization, and its arithmetic ceiling in
 *                                    records/s
 *     skew(R)                        of a resource: its busiest server's utilization over the
 *                                    mean
 *     hit_ratio(S)                   of a store's cache
 *     cost                           by the model's prices, a month; nothing where it has none
 *     verdict                        steady, overloaded, transient or not_decided
 *     saturates_first ceiling        what saturates first by arithmetic, and at how much
 */
import { monthlyCost } from '../analysis/cost.js';
import { firstToSaturate, offeredLoad } from '../analysis/offeredLoad.js';
import { rateEstimate, totalEstimate } from '../analysis/estimates.js';
import { summarizeResources, type Weighted } from '../analysis/pool.js';
import { DesignError, nearest, writeOneOf, type Model } from '../model/index.js';
import { JOURNEY } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { comingToGroup, deliveriesPerEvent } from '../model/pipelines.js';
import {
  END_TO_END,
  LATENCIES,
  latency,
  latencyOf,
  meanLatency,
  readQuantile,
  splitLatency,
  within,
} from './latencies.js';
import type { Response } from './response.js';
import type { Study } from './studyTypes.js';

export const throughput: Response = {
  name: 'throughput_per_s',
  read: (study) => study.throughputPerSecond,
  measure: (model, trials) =>
    rateEstimate(
      trials,
      (m) => (m.deliveredInWindow + m.duplicatesInWindow) / deliveriesPerEvent(model),
    ).value,
};
export const goodput: Response = {
  name: 'goodput_per_s',
  read: (study) => study.goodputPerSecond,
  measure: (model, trials) =>
    rateEstimate(trials, (m) => m.deliveredInWindow / deliveriesPerEvent(model)).value,
};
export const verdict: Response = {
  name: 'verdict',
  read: (study) => study.verdict.kind,
};
const dropped: Response = {
  name: 'dropped',
  read: (study) => study.droppedRecords,
  measure: (_, trials) => total(trials, (m) => m.droppedInWindow),
};
const lost: Response = {
  name: 'lost',
  read: (study) => study.lostRecords,
  measure: (model, trials) => total(trials, (m) => m.lostInWindow) / deliveriesPerEvent(model),
};
const duplicates: Response = {
  name: 'delivered_twice',
  read: (study) => study.duplicateRecords,
  measure: (model, trials) =>
    total(trials, (m) => m.duplicatesInWindow) / deliveriesPerEvent(model),
};
const retries: Response = {
  name: 'sent_again',
  read: (study) => study.retriedRequests,
  measure: (_, trials) => total(trials, (m) => m.retriesInWindow),
};
const dropRate: Response = {
  name: 'dropped_per_s',
  read: ({ droppedRecords, windowSeconds }) => scaled(droppedRecords, 1 / windowSeconds),
};
const unmirrored: Response = {
  name: 'not_mirrored_records',
  read: (study) => study.unmirroredRecords,
};
const worstLag: Response = {
  name: 'worst_lag',
  read: (study) => Math.max(0, ...study.series.map((row) => row.lagRecords)),
};
const endThroughput: Response = {
  name: 'last_second_per_s',
  read: ({ series, windowSeconds }) => {
    const rows = series.filter((row) => row.timeSeconds > windowSeconds - 1);
    if (rows.length === 0) return null;
    return rows.reduce((sum, row) => sum + row.deliveredPerSecond, 0) / rows.length;
  },
};
const backlogBack: Response = {
  name: 'backlog_back_s',
  read: ({ recoveries }) => recoveries.at(0)?.backlog.seconds ?? null,
};
const backlogIs: Response = {
  name: 'backlog_is',
  read: ({ recoveries }) => recoveries.at(0)?.backlog.outcome ?? null,
};
const saturatesFirst: Response = {
  name: 'saturates_first',
  read: ({ offered }) => firstToSaturate(offered).name,
};
const lowestCeiling: Response = {
  name: 'ceiling_per_s',
  read: ({ offered }) => firstToSaturate(offered).ceilingEventsPerSecond,
};

const cost: Response = {
  name: 'cost_per_month',
  read: ({ model }) => monthlyCost(model)?.perMonth ?? null,
};

function scaled({ value, low, high, ...rest }: Estimate, factor: number): Estimate {
  return { ...rest, value: value * factor, low: low * factor, high: high * factor };
}

function total(
  trials: readonly Weighted[],
  read: (measurements: Weighted['measurements']) => number,
): number {
  return totalEstimate(trials, read).value;
}

const EQUAL_SHARE = 0.02;

/**
 * Orders studies: most delivered first (2% count as equal), then lowest p99, without a steady state
 * last.
 */
export function byGoodput(a: Study, b: Study): number {
  const gain = b.throughputPerSecond.value / a.throughputPerSecond.value - 1;
  if (Math.abs(gain) > EQUAL_SHARE) return gain;
  const [first, second] = [a, b].map((each) => latencyOf(each, 0.99)?.value ?? Infinity);
  return first === second ? 0 : first - second;
}

/** Mean utilization of a resource, 0..1. */
export function utilization(resource: string): Response {
  return {
    name: `${resource}_utilization`,
    resource,
    read: (study) => study.resources.find(({ name }) => name === resource)?.utilizationMean ?? null,
    measure: (model, trials) =>
      summarizeResources(model, trials).find(({ name }) => name === resource)?.utilizationMean
        .value ?? NaN,
  };
}

/** The arithmetic ceiling of a resource, records per second. */
export function ceiling(resource: string): Response {
  return {
    name: `${resource}_ceiling_per_s`,
    resource,
    read: (study) =>
      study.offered.resources.find(({ name }) => name === resource)?.ceilingEventsPerSecond ?? null,
  };
}

/** How much busier the busiest server of a resource is than the mean of them. */
function skew(resource: string): Response {
  return {
    name: `${resource}_busiest_over_mean`,
    resource,
    read: (study) => {
      const row = study.resources.find(({ name }) => name === resource);
      return row === undefined ? null : row.utilizationMaximum / row.utilizationMean.value;
    },
  };
}

/** Of a store's cache, 0..1. */
function hitRatio(store: string): Response {
  return {
    name: `${store}_hit_ratio`,
    cache: store,
    read: (study) => study.caches.find(({ name }) => name === store)?.hitRatio ?? null,
  };
}

const CALLED: Readonly<Record<string, (of: string) => Response>> = {
  utilization,
  ceiling,
  skew,
  hit_ratio: hitRatio,
};
const PLAIN: Readonly<Record<string, Response>> = {
  throughput,
  goodput,
  verdict,
  dropped,
  lost,
  duplicates,
  retries,
  unmirrored,
  drop_rate: dropRate,
  worst_lag: worstLag,
  end_throughput: endThroughput,
  backlog_back: backlogBack,
  backlog_is: backlogIs,
  saturates_first: saturatesFirst,
  ceiling: lowestCeiling,
  cost,
};
/**
 * Throws DesignError for a response that is a word, or of a whole study: what single trials do not
 * have.
 */
export function checkMeasured(responses: readonly Response[]): void {
  const odd = responses.find(({ measure }) => measure === undefined);
  if (odd === undefined) return;
  throw new DesignError(`${odd.name}: trials alone have no such value; use sweep, or ask for p99`);
}

/** So many names are all listed. */
const FEW = 6;

/**
 * Throws DesignError for a response of a path, resource or cache that the model does not have, with
 * those that it has.
 */
export function checkResponses(model: Model, responses: readonly Response[]): void {
  const names = model.consumers.map(({ name }) => name);
  const paths = [
    END_TO_END,
    'publish',
    ...names,
    ...names.map((name) => `${JOURNEY}${name}`),
    ...model.journeys.map(({ name }) => name),
  ];
  const resources = offeredLoad(model).resources.map(({ name }) => name);
  const caches = model.stores.filter(({ cache }) => cache !== null).map(({ name }) => name);
  const check = (what: string, name: string | undefined, known: readonly string[]): void => {
    if (name === undefined || known.includes(name)) return;
    const all = `write one of ${known.join(', ')}`;
    const hint = known.length <= FEW ? all : writeOneOf(name, known, 'highwater check MODEL');
    throw new DesignError(`${name}: the model has no such ${what}; ${hint}`);
  };
  if (responses.includes(cost) && model.prices === null) {
    throw new DesignError('cost: the model has no prices; add prices: { broker_hour: 0.19, ... }');
  }
  for (const { path, from, resource, cache } of responses) {
    check('path', path, paths);
    if (path !== undefined && from !== undefined) checkFrom(model, from, path);
    check('resource', resource, resources);
    check('cache', cache, caches);
  }
}

/** Throws DesignError where others' events come to the end of a path, too. */
function checkFrom(model: Model, from: string, path: string): void {
  const group = model.consumers.find(({ name }) => `${JOURNEY}${name}` === path);
  const come = group === undefined ? [] : comingToGroup(model, group).map(({ name }) => name);
  if (!come.includes(from)) {
    throw new DesignError(
      `${from} ${path}: events of ${from} do not come there; ${writeOneOf(from, come, 'the names under producers')}`,
    );
  }
  const others = come.filter((kind) => kind !== from);
  if (others.length === 0) return;
  throw new DesignError(
    `${from} ${path}: events of ${others.join(', ')} come there too, and are counted together; write ${path}, or give it a name: journeys: { NAME: { from: ${from}, ${path.replace(' ', ': ')} } }`,
  );
}

/** A response by its name, as the table above writes it. Throws DesignError. */
export function responseOf(text: string): Response {
  const name = text.trim();
  if (Object.hasOwn(PLAIN, name)) return PLAIN[name];
  const called = /^([a-z_]+)\((.+)\)$/.exec(name);
  if (called !== null && Object.hasOwn(CALLED, called[1])) {
    return CALLED[called[1]](called[2].trim());
  }
  const level = /^(.+\.|)within\((.+)\)$/.exec(name);
  if (level !== null) return within(level[2].trim(), level[1].slice(0, -1) || END_TO_END);
  const { path, what } = splitLatency(name);
  if (what === 'mean') return meanLatency(path);
  const p = readQuantile(what);
  if (p !== null) return latency(p, path);
  if (/^p\d+(?:\.\d+)?$/.test(what)) {
    const known = Object.keys(LATENCIES).join(', ');
    throw new DesignError(
      `${name}: the quantiles are ${known} (of a path: far.p99); write one of these`,
    );
  }
  const known = [...Object.keys(LATENCIES), 'mean', ...Object.keys(PLAIN)];
  const near = nearest(name, known);
  throw new DesignError(
    `${name}: no such response; ${near === null ? `one of ${known.join(', ')}, within(100 ms), utilization(resource), ceiling(resource), skew(resource), hit_ratio(store)` : `write ${near}`}`,
  );
}
