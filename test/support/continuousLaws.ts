import type { Distribution } from '../../src/statistics/index.js';

/**
 * One or two of each continuous distribution whose moments all exist; pareto has a shape of its own
 * in each test.
 */
export const CONTINUOUS_LAWS: readonly Distribution[] = [
  { kind: 'exponential', mean: 2 },
  { kind: 'uniform', low: 1, high: 3 },
  { kind: 'erlang', shape: 4, mean: 2 },
  { kind: 'gamma', shape: 0.5, mean: 2 },
  { kind: 'gamma', shape: 3, mean: 2 },
  { kind: 'lognormal', mean: 2, cv: 0.5 },
  { kind: 'hyperexponential', probability: 0.3, mean1: 1, mean2: 5 },
  { kind: 'weibull', shape: 1.5, scale: 2 },
];
