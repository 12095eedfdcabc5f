/** Latencies that are known, and the loads at which they are. */
/**
 * What the end-to-end latency is known to be: seconds, each with the half-width of its own 95%
 * interval.
 */
export interface Truth {
  readonly mean: Known;
  readonly quantiles: readonly (Known & { readonly p: number })[];
}

export interface Known {
  readonly seconds: number;
  readonly halfWidth: number;
}

export const UTILIZATIONS = [0.5, 0.8, 0.9, 0.95] as const;
export type Utilization = (typeof UTILIZATIONS)[number];
