/** What parts are called. */
import type { Model } from '../../model/model.js';

/** A part, counted from 0 as in traces and faults, and what it is a part of. */
export interface PartName {
  readonly whole: string;
  readonly part: string;
}

/** Of the partitions that a group reads, topic by topic. */
export function partitionNames({ topics, consumers }: Model, group: number): string[] {
  const read = consumers[group].topics;
  return read.flatMap((topic) => {
    const { name, partitions } = topics[topic];
    const before = read.length > 1 ? `${name} ` : '';
    return Array.from({ length: partitions }, (_, partition) => `${before}${partition}`);
  });
}
