/**
 * npm run conformance -- latency --fit[=FILE]: costs that give what was measured at ONE load of
 * each setup (half of its ceiling, Poisson arrivals): p10, p50, p90, p95, and both processors'
 * utilization. The other loads, constant arrivals and the ceilings are not looked at.
 */
import type { Costs, Side } from './model.js';
import { say } from './model.js';
import type { Latencies } from './recordings.js';
import type { Measured } from './measure.js';

export const FITTED_SHARE = 0.5;

/** Records simulated of each setup for each try. */
const RECORDS = 20_000;
const MOST_SECONDS = 4;
const ROUNDS = 12;

const SIDES = ['client', 'broker'] as const;
const OF_SIDE = ['wakeup', 'variation', 'record'] as const;
const REQUESTS = ['one-1000', 'one-10000', 'large-1000'];
const NAMES = [
  'propagation',
  ...SIDES.flatMap((side) => OF_SIDE.map((of) => `${side}.${of}`)),
  ...REQUESTS.flatMap((name) => SIDES.map((side) => `${name}.${side}`)),
];

/** The same for all: a start that knew more than one load would not be fair. */
const START: Costs = {
  propagation: 60,
  client: { wakeup: 150, variation: 1, record: 1 },
  broker: { wakeup: 150, variation: 1, record: 0.02 },
  requests: Object.fromEntries(REQUESTS.map((name) => [name, { client: 100, broker: 150 }])),
};

/** The sum of squared logarithms of what is said over what was measured. */
function distance(measured: readonly Measured[], costs: Costs): number {
  let sum = 0;
  for (const { setup, runs } of measured) {
    const run = runs.find((each) => each.share === FITTED_SHARE && each.arrivals === 'poisson');
    if (run === undefined || run.latency === null) continue;
    const seconds = Math.min(MOST_SECONDS, RECORDS / run.sent);
    const said = say(setup, costs, run.sent, 'poisson', seconds);
    const ratios = [
      said.p10 / run.latency['p10'],
      said.p50 / run.latency['p50'],
      said.p90 / run.latency['p90'],
      said.p95 / run.latency['p95'],
      said.broker / run.broker,
      said.clients / run.clients,
    ];
    for (const ratio of ratios) sum += Math.log(ratio) ** 2;
  }
  return sum;
}

/**
 * One cost after the other is tried larger and smaller, each by a step that halves when neither
 * helps.
 */
export function fit({ measured }: Latencies, tell: (line: string) => void): Costs {
  let best = START;
  let least = distance(measured, best);
  const factors = new Map(NAMES.map((name) => [name, 1.6]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of NAMES) {
      const factor = factors.get(name) ?? 1.6;
      let helped = false;
      for (const by of [factor, 1 / factor]) {
        const tried = changed(best, name, by);
        const now = distance(measured, tried);
        if (now >= least) continue;
        best = tried;
        least = now;
        helped = true;
        break;
      }
      if (!helped) factors.set(name, Math.sqrt(factor));
    }
    tell(`${round}: ${least.toFixed(3)} ${JSON.stringify(best)}`);
  }
  return best;
}

function changed(costs: Costs, name: string, by: number): Costs {
  const scaled = (value: number): number => Number((value * by).toPrecision(4));
  if (name === 'propagation') return { ...costs, propagation: scaled(costs.propagation) };
  const [setup, which] = name.split('.') as [string, 'client' | 'broker'];
  if (setup in costs.requests) {
    const own = costs.requests[setup];
    const requests = { ...costs.requests, [setup]: { ...own, [which]: scaled(own[which]) } };
    return { ...costs, requests };
  }
  const [side, of] = name.split('.') as ['client' | 'broker', keyof Side];
  return { ...costs, [side]: { ...costs[side], [of]: scaled(costs[side][of]) } };
}
