/**
 * What the sections of the trials say one by one, from end to end: what differs between them is
 * what intervals are made of.
 */
import { LatencyMixture, type Shares } from './mixture.js';
import type { Weighted } from './pool.js';

export interface SectionSummary {
  /** From 1. */
  readonly section: number;
  readonly trials: number;
  readonly records: number;
  readonly p50Seconds: number;
  readonly p99Seconds: number;
  readonly meanSeconds: number;
}

/**
 * In order; those where nothing was delivered, or that have no trial of some placement, are left
 * out: they are not like the others. `shares` as LatencyMixture has them.
 */
export function summarizeSections(
  trials: readonly Weighted[],
  shares: Shares | null,
): SectionSummary[] {
  const all = new Set(trials.map(({ measurements }) => measurements.placement)).size;
  const numbers = [...new Set(trials.map(({ section }) => section))].sort((a, b) => a - b);
  return numbers.flatMap((section) => {
    const own = trials.filter((trial) => trial.section === section);
    const placements = new Set(own.map(({ measurements }) => measurements.placement));
    if (placements.size < all) return [];
    const mixture = new LatencyMixture('end_to_end', own, shares);
    if (mixture.observations === 0) return [];
    return {
      section: section + 1,
      trials: own.reduce((sum, { trials: count }) => sum + count, 0),
      records: mixture.observations,
      p50Seconds: mixture.quantile(0.5).value,
      p99Seconds: mixture.quantile(0.99).value,
      meanSeconds: mixture.mean().value,
    };
  });
}
