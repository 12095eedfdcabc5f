/** What is offered more than it can serve, in words. */
import type { PassedResource } from '../analysis/passed.js';
import { counted, percent, seconds } from './format.js';

/** A line for each. */
export function passedLines(passed: readonly PassedResource[]): string[] {
  return passed.map((passed) => {
    const { resource, load, certain, growthPerSecond, buffers, outcome } = passed;
    const much = `${resource} is offered ${percent(load)} of what it can serve`;
    const doubt = certain ? '' : ' (an approximation)';
    const filling = buffers.map(({ name, secondsToFull }, index) => {
      if (secondsToFull === Infinity) return `${name} grows without end`;
      const after = `${name} is full after ${seconds(secondsToFull)}`;
      return index === 0 ? after : `then ${after} more`;
    });
    const piles = resource.endsWith('.disk_size')
      ? []
      : [`${counted(growthPerSecond)} records/s pile up`];
    const late =
      passed.creditSeconds > 0
        ? `once its credits are gone, after ${seconds(passed.creditSeconds)}, `
        : '';
    return `${much}${doubt}: ${late}${[...piles, ...filling, `then ${outcome}`].join(', ')}.`;
  });
}
