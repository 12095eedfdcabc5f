/**
 * How large a topic's records are on disk: what its logs grew by, over what was appended; or, from
 * one look, over all offsets.
 */
import type { TextFile } from '../imported.js';
import type { GroupRow } from './groups.js';
import { readLogDirs } from './logDirs.js';

export interface Size {
  readonly bytes: number;
  readonly from: string;
  /** Whether it is measured; else as if nothing had been deleted. */
  readonly sure: boolean;
}

export interface Sizes {
  readonly of: (topic: string) => Size | null;
}

/** Throws ImportError. */
export function recordSizes(
  first: TextFile | null,
  later: TextFile | null,
  before: readonly GroupRow[],
  after: readonly GroupRow[],
): Sizes {
  if (first === null) return { of: () => null };
  const small = readLogDirs(first).topics;
  const large = later === null ? null : readLogDirs(later).topics;
  return {
    of: (topic) => {
      const records = ends(after, topic) - (large === null ? 0 : ends(before, topic));
      const bytes =
        ((large ?? small).get(topic) ?? 0) - (large === null ? 0 : (small.get(topic) ?? 0));
      if (!(records > 0) || !(bytes > 0)) return null;
      const from =
        later === null
          ? `${first.name}, bytes over offsets, as if nothing had been deleted: at least so much`
          : `${first.name} and ${later.name}, growth of bytes over growth of offsets`;
      return { bytes: Math.max(1, Math.round(bytes / records)), from, sure: later !== null };
    },
  };
}

/** Log end offsets of all its partitions, each once. */
function ends(rows: readonly GroupRow[], topic: string): number {
  const own = new Map(
    rows.filter((row) => row.topic === topic).map((row) => [row.partition, row.end]),
  );
  return [...own.values()].reduce((sum, end) => sum + (end || 0), 0);
}
