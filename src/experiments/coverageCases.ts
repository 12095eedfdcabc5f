/**
 * What coverage is measured on: M/M/1, whose law is known, and a producer, a broker and a consumer, whose truth comes from
 * a run 1,000 times as long as one study (`highwater coverage --truth`).
 *
 * Windows are long enough for p99, at 0.5 and 0.8 for p99.9; those of an undersized case hold five relaxation times.
 */
import { PIPELINE_TRUTHS } from './pipelineTruth.js';

/** What the end-to-end latency is known to be: seconds, each with the half-width of its own 95% interval. */
export interface Truth {
  readonly mean: Known;
  readonly quantiles: readonly (Known & { readonly p: number })[];
}

export interface Known {
  readonly seconds: number;
  readonly halfWidth: number;
}

export interface CoverageCase {
  readonly name: string;
  readonly text: string;
  readonly truth: Truth;
  /** Whether every interval should be refused. */
  readonly undersized: boolean;
}

export const UTILIZATIONS = [0.5, 0.8, 0.9, 0.95] as const;
export type Utilization = (typeof UTILIZATIONS)[number];
export const FAMILIES = ['M/M/1', 'pipeline'] as const;
export type Family = (typeof FAMILIES)[number];

const WINDOW_SECONDS: Readonly<Record<Family, Readonly<Record<Utilization, number>>>> = {
  'M/M/1': { 0.5: 20, 0.8: 90, 0.9: 38, 0.95: 156 },
  pipeline: { 0.5: 0.6, 0.8: 1.5, 0.9: 2.5, 0.95: 6 },
};
/** Five relaxation times E[S] / (1 - sqrt rho)^2 of M/M/1; the pipeline remembers 20 ms at 0.9 and 80 ms at 0.95. */
const UNDERSIZED_SECONDS: Readonly<Record<Family, Readonly<Record<Utilization, number>>>> = {
  'M/M/1': { 0.5: 0.058, 0.8: 0.45, 0.9: 1.9, 0.95: 7.8 },
  pipeline: { 0.5: 0.02, 0.8: 0.06, 0.9: 0.15, 0.95: 0.5 },
};

export function coverageCase(
  family: Family,
  utilization: Utilization,
  undersized = false,
): CoverageCase {
  const windows = undersized ? UNDERSIZED_SECONDS : WINDOW_SECONDS;
  const windowSeconds = windows[family][utilization];
  const name = `${family} at ${utilization}${undersized ? `, ${windowSeconds} s` : ''}`;
  return family === 'M/M/1'
    ? { name, ...singleQueue(utilization, windowSeconds), undersized }
    : {
        name,
        text: pipeline(utilization, windowSeconds),
        truth: PIPELINE_TRUTHS[utilization],
        undersized,
      };
}

/** M/M/1 in the model language, service of 1 ms on average, and the law of its time in system: Exp(mu - lambda). */
export function singleQueue(
  utilization: number,
  windowSeconds: number,
): { text: string; truth: Truth } {
  const mean = 0.001 / (1 - utilization);
  return {
    text: `users: 1
workload: { events_per_user: ${utilization * 1000}/s }
consumers: { server: { threads: 1, processing_time: exponential(1 ms), propagation: 0 s } }
run: { duration: ${windowSeconds} s }
`,
    truth: {
      mean: { seconds: mean, halfWidth: 0 },
      quantiles: [0.5, 0.99, 0.999].map((p) => ({
        p,
        seconds: -Math.log(1 - p) * mean,
        halfWidth: 0,
      })),
    },
  };
}

/** Requests a second of both producers: one begins 4 ms after the first record since the last, at 4,000/s. */
const REQUESTS_PER_SECOND = 2 / (1 / 4000 + 0.004);

/** Poisson records, sent after 4 ms of linger, a broker with one handler at this utilization, and a consumer at a half. */
function pipeline(utilization: number, windowSeconds: number): string {
  const recordMicroseconds = (utilization * 1e6 - 10 * REQUESTS_PER_SECOND) / 8000;
  return `users: 8000
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 2, linger: 4 ms }
brokers: { count: 1, handlers: 1, time_per_request: 10 us, time_per_batch: 0 s, time_per_record: ${recordMicroseconds.toFixed(3)} us, time_per_byte: 0 ns/B, time_per_fetch: 10 us }
topic: { partitions: 1, replication_factor: 1 }
consumers: { workers: { instances: 1, threads: 1, processing_time: exponential(60 us) } }
run: { duration: ${windowSeconds} s }
`;
}

/** The pipeline for its truth: so many times as long as the 30 trials of a study, in long trials after a long warm-up. */
export function truthRun(
  utilization: Utilization,
  times: number,
): { text: string; warmupSeconds: number; windowSeconds: number; trials: number } {
  const studySeconds = 30 * WINDOW_SECONDS.pipeline[utilization];
  const trials = 300;
  const windowSeconds = (times * studySeconds) / trials;
  return { text: pipeline(utilization, windowSeconds), warmupSeconds: 3, windowSeconds, trials };
}

/** Every case: both families at all utilizations, and undersized. */
export const COVERAGE_CASES: readonly CoverageCase[] = [false, true].flatMap((undersized) =>
  FAMILIES.flatMap((family) =>
    UTILIZATIONS.map((utilization) => coverageCase(family, utilization, undersized)),
  ),
);
