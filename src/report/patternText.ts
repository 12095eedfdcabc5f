/** Loads and systems that are not the same all the time, in words. */
import { faultBacklogs } from '../analysis/faultBacklogs.js';
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import { loadPattern, patternCoverage, peakBacklogs } from '../analysis/pattern.js';
import type { Model } from '../model/model.js';
import { counted, percent, seconds } from './format.js';

/** The mean and the peak, and what the peak leaves behind. */
export function patternLines(model: Model, load: OfferedLoad): string[] {
  const pattern = loadPattern(model);
  if (pattern === null) return [];
  const { name, periodSeconds, peak } = pattern;
  const mean = load.eventsPerSecond;
  const period = periodSeconds === null ? '' : ` of ${seconds(periodSeconds)}`;
  const head = `Of ${name}${period}: ${counted(mean)} events/s on average, ${counted(mean * peak)} at the peak.`;
  const backlogs = peakBacklogs(pattern, load).map(({ resource, load: over, ...piled }) => {
    const drained =
      piled.drainSeconds === Infinity
        ? 'which are not drained before the next peak'
        : `which take ${seconds(piled.drainSeconds)} to drain`;
    return `The peak offers ${resource} ${percent(over)} of what it can serve, the average does not: at its end ${counted(piled.records)} records wait, ${drained}.`;
  });
  return [head, ...backlogs];
}

/** What scheduled faults leave behind. */
export function faultLines(model: Model, load: OfferedLoad): string[] {
  return faultBacklogs(model, load).map(({ fault, kind, resource, records, drainSeconds }) => {
    const begin = `${fault} (${kind}): about ${counted(records)} records wait at the most`;
    if (drainSeconds === Infinity)
      return `${begin}; ${resource} has nothing to spare to drain them.`;
    return drainSeconds === 0
      ? `${begin}, and none any more when it ends.`
      : `${begin}; drained about ${seconds(drainSeconds)} after its end, as fast as ${resource} can.`;
  });
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
