/** What `compare` and `capacity` found, as tables for people and for CSV. */
import { firstToSaturate } from '../analysis/offeredLoad.js';
import type { Capacity } from '../experiments/capacity.js';
import type { Comparison } from '../experiments/compare.js';
import type { Findings } from '../experiments/experiment.js';
import type { Study } from '../experiments/studySummary.js';
import type { Tried, Tuned } from '../experiments/tune.js';
import { counted, percent, seconds, withoutUnit } from './format.js';

export function comparisonFindings(
  { a, b, trials, warmupSeconds, windowSeconds, differences }: Comparison,
  names: readonly [string, string],
): Findings {
  const unsteady = [...(a.steady ? [] : [names[0]]), ...(b.steady ? [] : [names[1]])];
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
    tables: [
      {
        title,
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
          const shownA = hidden && !a.steady ? null : each.a.value;
          const shownB = hidden && !b.steady ? null : each.b.value;
          const { value, low, high } = each.difference;
          const rest =
            shownA === null || shownB === null
              ? [null, null, null, null, null, null]
              : [value, low, high, each.relative, each.doubt, each.varianceReduction];
          return [each.response.name, shownA, shownB, ...rest];
        }),
      },
    ],
    finding:
      unsteady.length > 0
        ? `${unsteady.join(' and ')} has no steady state: differences of latency say nothing.`
        : `${withoutUnit(main.response.name)} of B: ${main.doubt === 'cannot be told apart' ? 'it cannot be told from A' : `${percent(Math.abs(main.relative))} ${main.doubt} than A`}; ${main.varianceReduction === null ? 'nothing varies' : `independent runs would have needed ${main.varianceReduction.toFixed(1)} times as many trials`}.`,
  };
}

function nobody({ bottlenecks }: Study): string {
  const [{ resource, utilization }] = bottlenecks;
  return `no resource is near full (the busiest, ${resource}, ${percent(utilization ?? 0)}) and none 10% faster helps beyond doubt`;
}

export function capacityFindings(found: Capacity, promise: string, unit: string): Findings {
  const { keptAt, brokenAt, above, steps } = found;
  const text =
    brokenAt === null
      ? `${promise} was kept at every load tried, up to ${counted(keptAt)} ${unit}.`
      : `${promise} is kept up to about ${counted(found.load)} ${unit}: shown to be kept at ${counted(keptAt)}, shown to be broken at ${counted(brokenAt)} (each 95% or more); ${found.trials} trials.`;
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
        columns: [unit.replace('/', '_per_'), 'promise', 'trials', 'latency_s', 'broken'],
        rows: steps.map((step) => [
          step.load,
          step.answer,
          step.trials,
          step.quantile,
          step.broken.join(' and ') || null,
        ]),
      },
    ],
    finding: text + gives,
  };
}

export function tunedFindings(
  found: Tuned,
  promise: string,
  currency: string,
  runs: number,
): Findings {
  const paths = Object.keys(found.best.changes);
  const money = `cost_${currency.toLowerCase()}_per_month`;
  const row = (each: Tried, note: string): (string | number | Tried['p99'])[] => [
    Math.round(each.cost),
    ...paths.map((path) => each.changes[path]),
    each.p99,
    each.trials,
    note,
  ];
  const columns = [money, ...paths, 'p99_s', 'trials', 'promise'];
  const values = paths.map((path) => `${path}=${found.best.changes[path]}`);
  return {
    tables: [
      {
        title: 'The cheapest found, on fresh random numbers, and its neighbours one step cheaper',
        columns,
        rows: [
          row(found.best, found.best.why),
          row(found.confirmed, `fresh seeds: ${found.confirmed.why}`),
          ...found.cheaperNeighbours.map((each) => row(each, each.why)),
        ],
      },
      {
        title: 'What a lower p99 costs, among those that keep the promise',
        columns,
        rows: found.curve.map((each) => row(each, each.why)),
      },
      {
        title: 'All that were simulated',
        columns,
        rows: found.tried.map((each) => row(each, each.why)),
      },
    ],
    finding: `${values.join(', ')} is the cheapest found that keeps ${promise}: ${found.best.cost.toFixed(0)} ${currency} a month. ${runs} trials of ${found.tried.length} of ${found.configurations} configurations (${found.overloadedByArithmetic} overloaded by arithmetic, ${found.invalid} more invalid); 30 of each would have been ${30 * found.configurations}.`,
  };
}
