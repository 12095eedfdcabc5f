/** What queues handed out more than once. */
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate, totalEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface QueueSummary {
  readonly topic: string;
  /** Messages handed out in one window. */
  readonly handedOut: Estimate;
  /** Of these, those that had been handed out before. */
  readonly again: Estimate;
  /** Share of the time that a memory alarm blocks its publishers; null where there is none. */
  readonly blocked: Estimate | null;
}

export function summarizeQueues(trials: readonly Weighted[]): QueueSummary[] {
  const { queues = [] } = trials[0].measurements;
  return queues.map(({ topic, alarm }, index) => ({
    topic,
    handedOut: totalEstimate(trials, (m) => m.queues?.[index].handedOut ?? 0),
    again: ratioEstimate(
      trials,
      (m) => m.queues?.[index].again ?? 0,
      (m) => m.queues?.[index].handedOut ?? 0,
    ),
    blocked:
      alarm === undefined
        ? null
        : ratioEstimate(
            trials,
            (m) => m.queues?.[index].alarm?.onSeconds ?? 0,
            (m) => m.queues?.[index].alarm?.ofSeconds ?? 0,
          ),
  }));
}
