/**
 * What a known answer is: a system (a recipe), what is measured of it, and what theory says it must
 * be. Cases are data; `runTheoryCase` runs them.
 */
import type { Distribution, HistogramPlain } from '../../statistics/index.js';

/** Independent replications of a case. */
export const REPLICATIONS = 32;

export interface TheoryCase {
  /** Cases of one kind of model, for example `M/M/1`. */
  readonly family: string;
  /** Unique; also the key of its random streams. */
  readonly name: string;
  readonly recipe: Recipe;
  /**
   * Simulated seconds of each replication that are thrown away, and, at scale 1, those that are
   * measured.
   */
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly claims: readonly Claim[];
  /** Takes many seconds: not for every run of the tests. */
  readonly long?: boolean;
}

/** One assertion: a reading of what was observed, and its exact value. */
export interface Claim {
  readonly reading: Statistic;
  /** Seconds; without unit for a ratio. */
  readonly expected: number;
  /**
   * Where theory gives it, the variance of a mean times the number of customers (or, of a ratio to
   * time, times the seconds): the z-score then has it in place of the spread of the replications.
   */
  readonly asymptoticVariance?: number;
}

export type Statistic =
  | { readonly kind: 'mean'; readonly of: string }
  | { readonly kind: 'quantile'; readonly of: string; readonly p: number }
  | { readonly kind: 'ratio'; readonly of: string };

/** What one replication saw: tallies by name, and sums whose ratio is meant. */
export interface Observation {
  readonly tallies: Readonly<Record<string, HistogramPlain>>;
  readonly ratios: Readonly<Record<string, { readonly over: number; readonly under: number }>>;
}

/** The measured part of a replication, simulated seconds: [start, end). */
export interface Window {
  readonly start: number;
  readonly end: number;
}

export type Recipe =
  /** A model file's text: runs as a user would run it. */
  | { readonly kind: 'model'; readonly text: string }
  | ({ readonly kind: 'queue' } & QueueRecipe)
  | ({ readonly kind: 'priority' } & PriorityRecipe)
  | ({ readonly kind: 'network' } & NetworkRecipe)
  | ({ readonly kind: 'fork_join' } & ForkJoinRecipe)
  | ({ readonly kind: 'breakdown' } & BreakdownRecipe)
  | ({ readonly kind: 'transient' } & TransientRecipe);

/** Renewal arrivals of batches of a constant size to one FIFO queue. */
export interface QueueRecipe {
  readonly gaps: Distribution;
  readonly batch: number;
  readonly service: Distribution;
  readonly servers: number;
}

/** Poisson classes at one server, the first class first, not preemptive. */
export interface PriorityRecipe {
  readonly classes: readonly { readonly lambda: number; readonly service: Distribution }[];
}

/**
 * FIFO stations with exponential service; open to Poisson arrivals, or with so many customers going
 * round.
 */
export interface NetworkRecipe {
  readonly stations: readonly {
    readonly outsidePerSecond: number;
    readonly meanServiceSeconds: number;
    readonly servers: number;
    /**
     * Probability of each station next; the rest leaves (a closed network: to think, then to
     * station 0).
     */
    readonly routing: readonly number[];
  }[];
  readonly customers: number;
  readonly think: Distribution;
}

/** Poisson jobs, each of which is served by all of `branches` stations; done when the last has. */
export interface ForkJoinRecipe {
  readonly lambda: number;
  readonly service: Distribution;
  readonly branches: number;
}

/** One server that breaks down while it works, or at any time. */
export interface BreakdownRecipe {
  readonly lambda: number;
  readonly service: Distribution;
  readonly timeToFailure: Distribution;
  readonly timeToRepair: Distribution;
  readonly onlyWhileBusy: boolean;
}

/** Many runs from an empty queue: the wait of each of the first customers. */
export interface TransientRecipe {
  readonly gaps: Distribution;
  readonly service: Distribution;
  /** Customers before the one whose wait is observed, as tallied: `wait 1`, `wait 10`. */
  readonly after: readonly number[];
  readonly runs: number;
}
