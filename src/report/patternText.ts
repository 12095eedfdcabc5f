/** Loads and systems that are not the same all the time, in words. */
import { faultBacklogs, faultsWithout, type FaultBacklog } from '../analysis/faultBacklogs.js';
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import {
  burstLoad,
  heldBackBy,
  loadPattern,
  patternCoverage,
  peakBacklogs,
} from '../analysis/pattern.js';
import type { Model } from '../model/model.js';
import { counted, percent, seconds, several } from './format.js';

/** The mean and the peak, and what the peak leaves behind. */
export function patternLines(model: Model, load: OfferedLoad): string[] {
  const pattern = loadPattern(model);
  if (pattern === null) return burstLines(model, load);
  const { name, periodSeconds, peak } = pattern;
  const mean = load.eventsPerSecond;
  const period = periodSeconds === null ? '' : ` of ${seconds(periodSeconds)}`;
  const head = `Of ${name}${period}: ${counted(mean)} records/s on average, ${counted(mean * peak)} at the peak.`;
  const all = peakBacklogs(pattern, load);
  const backlogs = all.map(({ resource, load: over, ...piled }) => {
    const drained =
      piled.drainSeconds === Infinity
        ? 'which are not drained before the next peak'
        : `which take ${seconds(piled.drainSeconds)} to drain`;
    const before = heldBackBy(model, resource, all);
    const held =
      before.length === 0
        ? ''
        : ` If nothing held them back: ${before.join(' and ')} ${before.length > 1 ? 'do' : 'does'}, so fewer wait here, and longer.`;
    return `The peak offers ${resource} ${percent(over)} of what it can serve, the average does not: at its end ${counted(piled.records)} records wait, ${drained}.${held}`;
  });
  return [head, ...backlogs];
}

/** Of phases at random: what comes at the most, and where that is too much. */
function burstLines(model: Model, load: OfferedLoad): string[] {
  const burst = burstLoad(model, load);
  if (burst === null) return [];
  const { onSeconds, offSeconds, streams, eventsPerSecond, share, passed } = burst;
  const phases = `each on for ${seconds(onSeconds)} and off for ${seconds(offSeconds)}, on average and at random`;
  const head = `Of on_off arrivals (${several(streams, 'source')} a cell, ${phases}): ${counted(load.eventsPerSecond)} records/s on average, ${counted(eventsPerSecond)} when all are on, ${percent(share)} of the time.`;
  if (passed.length === 0) return [head];
  return [
    head,
    `That is more than ${passed.join(', ')} can serve, and the average is not: what piles up meanwhile depends on how long phases happen to be, and a run tells it.`,
  ];
}

/** What faults leave behind. */
export function faultLines(model: Model, load: OfferedLoad): string[] {
  return [
    ...faultBacklogs(model, load).map(backlogLine),
    ...faultsWithout(model, load).map(({ name, why }) => `${name}: ${why}.`),
  ];
}

function backlogLine({ fault, kind, random, records, ...back }: FaultBacklog): string {
  const { resource, drainSeconds } = back;
  const each =
    random === null
      ? ''
      : `, ${seconds(random.lengthSeconds)} each time and ${seconds(random.betweenSeconds)} from one to the next on average`;
  const begin = `${fault} (${kind})${each}: about ${counted(records)} records wait at the most`;
  if (drainSeconds === Infinity) return `${begin}; ${resource} has nothing to spare to drain them.`;
  if (drainSeconds === 0) return `${begin}, and none any more when it ends.`;
  const drained = `${begin}; drained about ${seconds(drainSeconds)} after its end, as fast as ${resource} can`;
  return random !== null && drainSeconds > random.betweenSeconds
    ? `${drained}: on average not before the next begins.`
    : `${drained}.`;
}

/** What part of its pattern a window covers, where that is not whole periods. */
export function coverageLines(
  model: Model,
  warmupSeconds: number,
  windowSeconds: number,
): string[] {
  const coverage = patternCoverage(model, warmupSeconds, windowSeconds);
  if (coverage === null || coverage.whole) return [];
  const { name, periodSeconds, share, factor } = coverage;
  return [
    `The window covers ${percent(share)} of a period of the ${name} (${seconds(windowSeconds)} of ${seconds(periodSeconds)}), with ${percent(factor)} of their mean load: what is shown is of that part alone, and a backlog that grows in it may be a flank of the pattern.`,
  ];
}
