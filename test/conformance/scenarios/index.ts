/** All scenarios, in the order of the table. */
import type { Scenario } from '../scenario.js';
import { ANSWERS } from './answers.js';
import { BATCHING } from './batching.js';

export const SCENARIOS: readonly Scenario[] = [...BATCHING, ...ANSWERS];
