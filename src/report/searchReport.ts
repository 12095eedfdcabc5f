/** What `compare` and `capacity` found, as tables for people and for CSV. */
import type { Capacity } from '../experiments/capacity.js';
import type { Comparison } from '../experiments/compare.js';
import type { Findings } from '../experiments/experiment.js';
import { ceilingOf } from './studyReport.js';
import { counted, percent, seconds } from './format.js';

export function comparisonFindings(
  { a, b, trials, warmupSeconds, windowSeconds, differences }: Comparison,
  names: readonly [string, string],
): Findings {
  const unsteady = [...(a.steady ? [] : [names[0]]), ...(b.steady ? [] : [names[1]])];
  const shown = differences.map((each) => {
    const { value, low, high } = each.difference;
    const relative = value / each.a.value;
    const doubt = low <= 0 && high >= 0 ? 'cannot be told apart' : value < 0 ? 'lower' : 'higher';
    return { ...each, relative, doubt };
  });
  const [main] = shown;
  const title = `${trials} trials of each of ${seconds(windowSeconds)} after ${seconds(warmupSeconds)} of warm-up, on common random numbers; A = ${names[0]}, B = ${names[1]}`;
  return {
    tables: [
      {
        title,
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
        rows: shown.map((each) => [
          each.response.name,
          each.a.value,
          each.b.value,
          each.difference.value,
          each.difference.low,
          each.difference.high,
          each.relative,
          each.doubt,
          each.varianceReduction,
        ]),
      },
    ],
    finding:
      unsteady.length > 0
        ? `${unsteady.join(' and ')} has no steady state: differences of latency say nothing.`
        : `${main.response.name} of B: ${main.doubt === 'cannot be told apart' ? 'it cannot be told from A' : `${percent(Math.abs(main.relative))} ${main.doubt} than A`}; ${main.varianceReduction === null ? 'nothing varies' : `independent runs would have needed ${main.varianceReduction.toFixed(1)} times as many trials`}.`,
  };
}

export function capacityFindings(found: Capacity, promise: string, unit: string): Findings {
  const { keptAt, brokenAt, above, steps } = found;
  const text =
    brokenAt === null
      ? `${promise} was kept at every load tried, up to ${counted(keptAt)} ${unit}.`
      : `${promise} is kept up to about ${counted(found.load)} ${unit}: shown to be kept at ${counted(keptAt)}, shown to be broken at ${counted(brokenAt)} (each 95% or more); ${found.trials} trials.`;
  const gives =
    above === null
      ? ''
      : ` Just above, at ${counted(above.load)}, ${above.resource} gives way (arithmetic: ${ceilingOf(above.study.offered).resource} first, at ${counted(ceilingOf(above.study.offered).users)} users).`;
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
          step.broken.join(' and ') || '-',
        ]),
      },
    ],
    finding: text + gives,
  };
}
