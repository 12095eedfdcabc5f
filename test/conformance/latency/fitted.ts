/**
 * Made by `npm run conformance -- latency --fit=first`: what the machine of that recording takes.
 */
import type { Costs } from './model.js';

export const FITTED: Costs = {
  propagation: 53.98,
  client: { wakeup: 153.6, variation: 0.8, request: 75.89, record: 1.697, byte: 0.4169 },
  broker: { wakeup: 256, variation: 0.8118, request: 144, record: 0.001863, byte: 0.509 },
};
