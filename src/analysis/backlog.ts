/** Where an overloaded system keeps what it cannot do. */
import type { Model } from '../model/model.js';
import type { Weighted } from './pool.js';
import { summarizeSeries } from './series.js';

/**
 * Until all producers' buffers are full as they fill now, seconds; 0 where they are, null where
 * they do not fill: a backlog of unread records stays in the log.
 */
export function secondsToFull(model: Model, trials: readonly Weighted[]): number | null {
  const series = summarizeSeries(trials);
  if (model.producers.length === 0 || series.length < 2) return null;
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const records = model.producers.reduce((sum, { bufferMemoryBytes, count, recordBytes }) => {
    return sum + (bufferMemoryBytes * count * cells) / recordBytes;
  }, 0);
  const [first, last] = [series[0], series[series.length - 1]];
  const inside = trials.reduce((sum, each) => sum + each.weight * each.measurements.insideAtEnd, 0);
  // What is neither unread nor being processed is in memory: waiting, or in flight.
  if (inside - last.lagRecords > FULL * records) return 0;
  const seconds = last.timeSeconds - first.timeSeconds;
  const growthPerSecond = (last.producerBacklogRecords - first.producerBacklogRecords) / seconds;
  const lagPerSecond = (last.lagRecords - first.lagRecords) / seconds;
  // Memory that is just refilled as the records of a request come and go does not fill.
  if (growthPerSecond <= 0.01 * Math.max(lagPerSecond, records / MOST_SECONDS_TO_FULL)) return null;
  return records / growthPerSecond;
}

/** A buffer is never quite full: what has just been acknowledged is free. */
const FULL = 0.8;
/** What would take longer is no warning. */
const MOST_SECONDS_TO_FULL = 86_400;
