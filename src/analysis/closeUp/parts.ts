/**
 * Who was hot: partitions as a group reads them, and instances of resources, by time. Of one trial,
 * since an average over trials would hide who is hot in each.
 */
import { type PartName, partitionNames } from './partNames.js';
import type { CloseUp } from '../../network/closeUp.js';

/** A part and its buckets. */
export interface PartSeries extends PartName {
  readonly kind: 'partition' | 'instance';
  /** The end of each bucket, seconds from the start of the measured window. */
  readonly timeSeconds: readonly number[];
  /** Of a partition: unread records; of an instance: jobs that wait. At the bucket's end. */
  readonly waiting: readonly number[];
  /** Of an instance, of its servers' time. */
  readonly utilization: readonly number[] | null;
}

/** Of a group's partitions, and of a resource's instances, those where most waits or is busy. */
const MOST_OF_ONE = 12;
/** Groups and resources, the fullest first. */
const MOST_WHOLES = 2;

export function partsOf(closeUp: CloseUp): PartSeries[] {
  const { groups, resources, bucketSeconds, buckets, trial } = closeUp;
  const timeSeconds = Array.from({ length: buckets }, (_, bucket) => (bucket + 1) * bucketSeconds);
  const partitions = groups.map(({ name, lags, partitions: count }, group) => {
    const names = partitionNames(trial.model, group);
    return Array.from({ length: count }, (_, index): PartSeries => {
      const waiting = timeSeconds.map((__, bucket) => lags[bucket * count + index]);
      const part = { whole: `consumers.${name}`, part: names[index] };
      return { kind: 'partition', ...part, timeSeconds, waiting, utilization: null };
    });
  });
  const instances = resources.map(({ name, utilization, waiting }) =>
    utilization.map((busy, index): PartSeries => {
      const part = { whole: name, part: String(index) };
      const series = { timeSeconds, waiting: waiting[index], utilization: busy };
      return { kind: 'instance', ...part, ...series };
    }),
  );
  const fullest = (wholes: readonly PartSeries[][], heat: (part: PartSeries) => number) =>
    wholes
      .filter((parts) => parts.length > 1)
      .sort((a, b) => Math.max(...b.map(heat)) - Math.max(...a.map(heat)))
      .slice(0, MOST_WHOLES)
      .flatMap((parts) => hottest(parts, heat));
  return [
    ...fullest(partitions, ({ waiting }) => total(waiting)),
    ...fullest(instances, ({ utilization }) => total(utilization ?? [])),
  ];
}

/** In their own order. */
function hottest(
  parts: readonly PartSeries[],
  heat: (part: PartSeries) => number,
): readonly PartSeries[] {
  if (parts.length <= MOST_OF_ONE) return parts;
  const kept = new Set([...parts].sort((a, b) => heat(b) - heat(a)).slice(0, MOST_OF_ONE));
  return parts.filter((part) => kept.has(part));
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
