/** Holds the simulator to what was recorded of a real Kafka. */
import { holdTo } from './held.js';
import { RECORDED } from './recordings.js';
import { SCENARIOS } from './scenarios/index.js';

holdTo(SCENARIOS, RECORDED, 'npm run conformance --');
