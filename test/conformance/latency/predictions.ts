/** What Highwater says of each measured run and ceiling, with costs fitted at one load of each. */
import { FITTED } from './fitted.js';
import { FITTED_SHARE } from './fit.js';
import { say, type Costs } from './model.js';
import type { Measured, Run } from './measure.js';
import { readLatencies } from './recordings.js';

/** How near is right: quantiles up to this share of the ceiling, and the ceiling itself. */
export const UP_TO = 0.7;
export const QUANTILES_WITHIN = 0.25;
export const CEILING_WITHIN = 0.1;

export interface Compared {
  readonly setup: string;
  readonly what: string;
  readonly run: Run;
  readonly isFitted: boolean;
  /** Said over measured. */
  readonly ratios: Readonly<Record<string, number>>;
}

/** Of a recording: run by run, the ceiling first. */
export function compareAll(name: string, costs: Costs = FITTED, records = 10_000): Compared[] {
  return readLatencies(name).measured.flatMap((each) => [
    compareCeiling(each, costs, records),
    ...each.runs.map((run) => compareRun(each, run, costs, records)),
  ]);
}

function compareCeiling({ setup, ceiling }: Measured, costs: Costs, records: number): Compared {
  const said = say(setup, costs, 2 * ceiling.sent, 'closed', (2 * records) / ceiling.sent);
  return {
    setup: setup.name,
    what: 'ceiling',
    run: ceiling,
    isFitted: false,
    ratios: { ceiling: said.rate / ceiling.sent },
  };
}

function compareRun({ setup }: Measured, run: Run, costs: Costs, records: number): Compared {
  const { share, arrivals, sent, latency } = run;
  const said = say(setup, costs, sent, arrivals, Math.min(4, records / sent));
  return {
    setup: setup.name,
    what: `${Math.round(100 * share)}% ${arrivals}`,
    run,
    isFitted: share === FITTED_SHARE && arrivals === 'poisson',
    ratios: {
      p50: said.p50 / (latency?.['p50'] ?? NaN),
      p95: said.p95 / (latency?.['p95'] ?? NaN),
      broker: said.broker / run.broker,
      clients: said.clients / run.clients,
    },
  };
}
