import { Recordings } from '../recordings.js';
import type { QueueRecording } from './scenario.js';

/** Of real brokers with queues. */
export const QUEUES_RECORDED = new Recordings<QueueRecording>('test/conformance/queues/recorded');
