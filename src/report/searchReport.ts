/** What `compare` and `capacity` found, as tables for people and for CSV. */
import { firstToSaturate } from '../analysis/offeredLoad.js';
import type { Capacity } from '../experiments/capacity.js';
import type { Comparison } from '../experiments/compare.js';
import type { Findings } from '../experiments/experiment.js';
import type { Study } from '../experiments/studySummary.js';
import type { Tried, Tuned } from '../experiments/tune.js';
import type { Estimate } from '../statistics/index.js';
import { counted, percent, seconds, several, withoutUnit } from './format.js';

export function comparisonFindings(
  { a, b, trials, warmupSeconds, windowSeconds, differences }: Comparison,
  names: readonly [string, string],
): Findings {
  const isSteady = [a, b].map(({ verdict }) => verdict.kind !== 'overloaded');
  const unsteady = names.filter((_, index) => !isSteady[index]);
  const undecided = [a, b].flatMap(({ verdict }, index) =>
    verdict.kind === 'not_decided'
      ? [` Whether ${names[index]} has a steady state is not decided: ${verdict.reason}.`]
      : [],
  );
  const shown = differences.map((each) => {
    const { value, low, high } = each.difference;
    const relative = value / each.a.value;
    const apart = low > 0 || high < 0;
    const doubt = !apart ? 'cannot be told apart' : value < 0 ? 'lower' : 'higher';
    return { ...each, relative, doubt };
  });
  const [main] = shown;
  const title = `${trials} trials of each of ${seconds(windowSeconds)} after ${seconds(warmupSeconds)} of warm-up, on common random numbers; A = ${names[0]}, B = ${names[1]}`;
  return {
    facts: { a: names[0], b: names[1] },
    tables: [
      {
        title,
        labels: 1,
        unitInFirst: true,
        columns: [
          'response',
          'a',
          'b',
          'difference',
          'difference_low',
          'difference_high',
          'difference_share',
          'b_is',
          'variance_reduction_times',
        ],
        rows: shown.map((each) => {
          // Without a steady state a latency is only as long as the window.
          const hidden = each.response.path !== undefined;
          const shownA = hidden && !isSteady[0] ? null : each.a.value;
          const shownB = hidden && !isSteady[1] ? null : each.b.value;
          const { value, low, high } = each.difference;
          const rest =
            shownA === null || shownB === null
              ? [null, null, null, null, null, null]
              : [value, low, high, each.relative, each.doubt, each.varianceReduction];
          return [each.response.name, shownA, shownB, ...rest];
        }),
      },
    ],
    finding: [
      unsteady.length > 0
        ? `${unsteady.join(' and ')} has no steady state: differences of latency say nothing.`
        : `${withoutUnit(main.response.name)} of B: ${main.doubt === 'cannot be told apart' ? 'it cannot be told from A' : `${percent(Math.abs(main.relative))} ${main.doubt} than A`}; ${main.varianceReduction === null ? 'nothing varies' : `independent runs would have needed ${main.varianceReduction.toFixed(1)} times as many trials`}.`,
      ...undecided,
    ].join(''),
  };
}

function nobody({ bottlenecks }: Study): string {
  const [{ resource, utilization }] = bottlenecks;
  return `no resource is near full (the busiest, ${resource}, ${percent(utilization ?? 0)}) and none 10% faster helps beyond doubt`;
}

/**
 * What is promised of a latency, as pictures need it: at most this share of the records may take
 * longer than the bound.
 */
export interface PromisedLatency {
  readonly name: string;
  readonly p: number;
  /** Seconds. */
  readonly bound: number;
}

function boundFacts(promised: PromisedLatency | null): NonNullable<Findings['facts']> {
  if (promised === null) return {};
  const { name, p, bound } = promised;
  // 1 - 0.99 is not 0.01 in binary.
  return { latency: name, bound_ms: 1e3 * bound, late_share_allowed: Number((1 - p).toFixed(9)) };
}

export function capacityFindings(
  found: Capacity,
  promise: string,
  unit: string,
  promised: PromisedLatency | null = null,
): Findings {
  const { keptAt, brokenAt, above, steps } = found;
  const bound = boundFacts(promised);
  const text =
    keptAt === null
      ? unmetAnywhere(found, promise)
      : brokenAt === null
        ? `${promise} was kept at every load tried, up to ${counted(keptAt)} ${unit}.`
        : `${promise} is kept up to about ${counted(found.load ?? NaN)} ${unit}: shown to be kept at ${counted(keptAt)}, shown to be broken at ${counted(brokenAt)} (each 95% or more); ${found.trials} trials.`;
  const arithmetic = (study: Study): string => {
    const first = firstToSaturate(study.offered);
    const at = unit === 'users' ? first.ceilingUsers : first.ceilingEventsPerSecond;
    return `arithmetic: ${first.name} first, at ${counted(at)} ${unit}`;
  };
  const gives =
    above === null
      ? ''
      : ` Just above, at ${counted(above.load)}, ${above.resource === null ? nobody(above.study) : `${above.resource} gives way`} (${arithmetic(above.study)}).`;
  return {
    tables: [
      {
        title: `Loads tried, in ${unit}`,
        labels: 1,
        columns: [
          unit.replace('/', '_per_'),
          'promise',
          'trials',
          'latency_ms',
          'late_share',
          'broken',
        ],
        rows: steps.map((step) => [
          step.load,
          step.answer,
          step.trials,
          step.quantile,
          step.late,
          step.broken.join(' and ') || null,
        ]),
      },
    ],
    finding: text + gives,
    missed: wideBracket(found),
    facts: {
      unit,
      promise,
      kept_at: keptAt,
      broken_at: brokenAt,
      gives_way: above?.resource ?? null,
      ...bound,
    },
  };
}

/** Where the bracket is wider than was asked. */
function wideBracket({ keptAt, brokenAt, tolerance, mostTrials, steps }: Capacity): string[] {
  if (keptAt === null || brokenAt === null) return [];
  const width = (brokenAt - keptAt) / brokenAt;
  if (width <= tolerance) return [];
  const open = steps.filter(({ answer, load }) => {
    return answer === 'open' && load > keptAt && load < brokenAt;
  });
  const why =
    open.length === 0
      ? `ended after ${several(steps.length, 'load')}`
      : `${several(open.length, 'load')} between ${open.length === 1 ? 'stays' : 'stay'} open after ${several(mostTrials, 'trial')} (--trials)`;
  return [`The bracket is ${percent(width)} wide where ${percent(tolerance)} was asked: ${why}`];
}

/** That no load keeps the promise, with the lowest latency seen. */
function unmetAnywhere({ steps, latency }: Capacity, promise: string): string {
  const [least] = steps;
  const broken = least.broken.length > 0 ? least.broken.join(', ') : promise;
  let best: { readonly seconds: number; readonly load: number } | null = null;
  for (const { quantile, load } of steps) {
    if (quantile === null || quantile.value >= (best?.seconds ?? Infinity)) continue;
    best = { seconds: quantile.value, load };
  }
  const said = `${broken} cannot be met at any load down to ${counted(least.load)}`;
  if (best === null) return `${said}.`;
  return `${said}; the lowest ${latency ?? 'latency'} is ${seconds(best.seconds)}, at ${counted(best.load)}.`;
}

export function tunedFindings(
  found: Tuned,
  promise: string,
  currency: string,
  runs: number,
  promised: PromisedLatency | null = null,
): Findings {
  const { best, tried, configurations } = found;
  const facts = { currency, promise, ...boundFacts(promised) };
  const paths = Object.keys((best?.tried ?? tried.at(0))?.changes ?? {});
  const money = `cost_${currency.toLowerCase()}_per_month`;
  const row = (each: Tried, note: string): (string | number | Estimate | null)[] => [
    Math.round(each.cost),
    ...paths.map((path) => each.changes[path]),
    each.p99,
    each.late,
    each.trials,
    each.answer,
    note,
  ];
  const columns = [money, ...paths, 'p99_ms', 'late_share', 'trials', 'answer', 'promise'];
  const effort = `${runs} trials of ${tried.length} of ${configurations} configurations (${found.overloadedByArithmetic} overloaded by arithmetic, ${found.invalid} more invalid)`;
  const labels = 1 + paths.length;
  const all = {
    title: 'All that were simulated',
    labels,
    columns,
    rows: tried.map((each) => row(each, each.why)),
  };
  const missed = leftOpen(found);
  if (best === null) {
    return { tables: [all], finding: `${unmetByAll(found, promise)} ${effort}.`, missed, facts };
  }
  return {
    missed,
    facts,
    tables: [
      {
        title: 'The cheapest found, on fresh random numbers, and its neighbors one step cheaper',
        labels,
        columns,
        rows: [
          row(best.tried, best.tried.why),
          row(best.confirmed, `fresh seeds: ${best.confirmed.why}`),
          ...best.cheaperNeighbors.map((each) => row(each, each.why)),
        ],
      },
      {
        title: 'What a lower p99 costs, among those that keep the promise',
        labels,
        columns,
        rows: found.curve.map((each) => row(each, each.why)),
      },
      all,
    ],
    finding: `${valuesOf(best.tried)} is the cheapest found that keeps ${promise}: ${best.tried.cost.toFixed(0)} ${currency} a month. ${effort}; 30 of each would have been ${30 * configurations}.`,
  };
}

/** Configurations of which the trials do not tell whether they keep the promise. */
function leftOpen({ tried, mostTrials }: Tuned): string[] {
  const open = tried.filter(({ answer }) => answer === 'open');
  if (open.length === 0) return [];
  const which = open.map(valuesOf).join('; ');
  return [`Still open after ${several(mostTrials, 'trial')} (--trials): ${which}`];
}

function valuesOf({ changes }: Tried): string {
  return Object.entries(changes)
    .map(([path, value]) => `${path}=${value}`)
    .join(', ');
}

/** That no configuration keeps the promise, with the lowest p99 seen, or why there is none. */
function unmetByAll({ tried }: Tuned, promise: string): string {
  const said = `${promise}: no configuration keeps it.`;
  if (tried.length === 0)
    return `${said} All are overloaded by arithmetic: raise the upper ends of the ranges.`;
  let best: { readonly each: Tried; readonly p99: number } | null = null;
  for (const each of tried) {
    const p99 = each.p99?.value ?? Infinity;
    if (p99 < (best?.p99 ?? Infinity)) best = { each, p99 };
  }
  if (best === null) return `${said} None has a steady state: raise the upper ends of the ranges.`;
  return `${said} The lowest p99 is ${seconds(best.p99)}, at ${valuesOf(best.each)}, which ${best.each.why}.`;
}
