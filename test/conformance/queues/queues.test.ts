/** Holds the simulator to what was recorded of real brokers with queues. */
import { holdTo } from '../held.js';
import { QUEUES_RECORDED } from './recordings.js';
import { QUEUE_SCENARIOS } from './scenarios/index.js';

holdTo(QUEUE_SCENARIOS, QUEUES_RECORDED, 'npm run conformance -- queues');
