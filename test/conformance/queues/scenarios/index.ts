/** All scenarios of queues, in the order of the table. */
import type { QueueScenario } from '../scenario.js';
import { ASKED } from './asked.js';
import { LIMITED } from './limits.js';
import { PUSHED } from './pushed.js';

export const QUEUE_SCENARIOS: readonly QueueScenario[] = [...PUSHED, ...LIMITED, ...ASKED];
