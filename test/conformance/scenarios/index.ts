/** All scenarios, in the order of the table. */
import type { Scenario } from '../scenario.js';
import { ANSWERS } from './answers.js';
import { BATCHING } from './batching.js';
import { FAILING } from './failing.js';
import { FETCHING } from './fetching.js';
import { GROUPS } from './groups.js';

export const SCENARIOS: readonly Scenario[] = [
  ...BATCHING,
  ...ANSWERS,
  ...FETCHING,
  ...GROUPS,
  ...FAILING,
];
