/**
 * Made by `npm run conformance -- latency --fit=first`: what the machine of that recording takes.
 */
import type { Costs } from './model.js';

export const FITTED: Costs = {
  propagation: 71.56,
  client: { wakeup: 168.7, variation: 1.601, record: 0.7762 },
  broker: { wakeup: 168.7, variation: 1.142, record: 0.0125 },
  requests: {
    'one-1000': { client: 83.83, broker: 123.9 },
    'one-10000': { client: 79.63, broker: 191.8 },
    'large-1000': { client: 38.49, broker: 233.1 },
  },
};
