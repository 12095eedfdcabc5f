/** How much is simulated where a call does not say it: by the commands and by the library. */

/** Records that the main result of a study may simulate. */
export const USUAL_BUDGET_RECORDS = 20e6;
/** Asked half-width of a study's p99, relative. */
export const USUAL_PRECISION = 0.02;

/** Of each point of a sweep or an experiment. */
export const POINT_PRECISION = 0.05;
export const POINT_BUDGET = 8e6;
export const SWEPT = [
  'verdict',
  'throughput',
  'p50',
  'p95',
  'p99',
  'dropped',
  'saturates_first',
  'ceiling',
];

export const COMPARED = ['p99', 'p50', 'mean', 'throughput'];
export const COMPARE_PRECISION = 0.01;
export const COMPARE_BUDGET = 16e6;

/** Width of the bracket that ends the search for the highest load, relative. */
export const SEARCH_TOLERANCE = 0.02;
/** At one load, or of one configuration, at the most. */
export const SEARCH_TRIALS = 64;

export const SENSITIVITY_DEFAULTS = {
  trajectories: 8,
  rows: 64,
  keep: 4,
  trials: 1,
  recordsPerTrial: 20e3,
};
export const CALIBRATE_DEFAULTS = { trials: 2, recordsPerTrial: 40e3, iterations: 8, scan: 16 };
