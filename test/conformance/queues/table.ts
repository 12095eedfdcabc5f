/** The README's tables of queues. */
import { differenceRowsOf, headers, scenarioRowsOf } from '../table.js';
import { QUEUES_RECORDED } from './recordings.js';
import { QUEUE_SCENARIOS } from './scenarios/index.js';

export const QUEUE_HEADERS = headers('broker').scenarios;
export const QUEUE_DIFFERENCE_HEADERS = headers('broker').differences;

export function queueScenarioRows(): string[][] {
  return scenarioRowsOf(QUEUE_SCENARIOS, QUEUES_RECORDED, ({ broker }) => `${broker}: `);
}

export function queueDifferenceRows(): string[][] {
  return differenceRowsOf(QUEUE_SCENARIOS, QUEUES_RECORDED);
}
