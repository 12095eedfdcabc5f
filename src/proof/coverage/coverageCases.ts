/**
 * What coverage is measured on: M/M/1, whose law is known, and a producer, a broker and a consumer,
 * whose truth is simulated (`highwater coverage --truth`; pipelineTruth.ts).
 *
 * How long a window is. A rank's interval is given from 20 independent observations beyond it on,
 * as p90 foretells them, and near that limit those that are given are a choice. So a window of
 * M/M/1 has 950 or more relaxation times E[S] / (1 - sqrt rho)^2, and 30 of them 450 records and
 * more beyond p99.9, so that enough of these are independent at every load; one of the pipeline,
 * which forgets within a few requests, 490 requests and more. What is undersized has five
 * relaxation times, or two requests.
 */
import * as mathematics from '../../mathematics/index.js';
import { PIPELINE_TRUTHS } from './pipelineTruth.js';
import { UTILIZATIONS, type Truth, type Utilization } from './knownLatency.js';

export interface CoverageCase {
  readonly name: string;
  readonly text: string;
  readonly truth: Truth;
  /** Whether every interval should be refused. */
  readonly undersized: boolean;
}

const FAMILIES = ['M/M/1', 'pipeline'] as const;
export type Family = (typeof FAMILIES)[number];

const WINDOW_SECONDS: Readonly<Record<Family, Readonly<Record<Utilization, number>>>> = {
  'M/M/1': { 0.5: 30, 0.8: 150, 0.9: 500, 0.95: 1500 },
  pipeline: { 0.5: 3.6, 0.8: 2, 0.9: 3, 0.95: 10 },
};
/** Five relaxation times of M/M/1; of the pipeline two requests. */
const UNDERSIZED_SECONDS: Readonly<Record<Family, Readonly<Record<Utilization, number>>>> = {
  'M/M/1': { 0.5: 0.058, 0.8: 0.45, 0.9: 1.9, 0.95: 7.8 },
  pipeline: { 0.5: 0.008, 0.8: 0.008, 0.9: 0.008, 0.95: 0.008 },
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

/**
 * M/M/1 in the model language, service of 1 ms on average, and the law of its time in system:
 * Exp(mu - lambda).
 */
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
        seconds: -mathematics.log(1 - p) * mean,
        halfWidth: 0,
      })),
    },
  };
}

/** Records a second, and requests: one begins 4 ms after the first record since the last. */
const RECORDS_PER_SECOND = 32_000;
const REQUESTS_PER_SECOND = 1 / (1 / RECORDS_PER_SECOND + 0.004);

/**
 * Poisson records, sent after 4 ms of linger, 129 a request; a broker with one handler at this
 * utilization, of which 0.2% are fetches that find nothing; and a consumer at a half. One producer:
 * two that send every 4 ms drift past each other within half a second, and a window has to be long
 * against that, too. The batches of all trials are in phase from the first record on, and each adds
 * an exponential 31 us: after 16 s, 4,096 requests, the phase's standard deviation is 2 ms, half a
 * period. All shorter windows of a study cut the batches at one phase, and miss the mean by the
 * same.
 */
function pipeline(utilization: number, windowSeconds: number): string {
  const busyMicroseconds = utilization * 1e6 - 2 * 10 * REQUESTS_PER_SECOND;
  const recordMicroseconds = busyMicroseconds / RECORDS_PER_SECOND;
  return `users: ${RECORDS_PER_SECOND}
workload: { events_per_user: 1/s, record_size: 1 KB }
producers: { count: 1, linger: 4 ms, batch_size: 1 MB }
brokers: { count: 1, handlers: 1, time_per_request: 10 us, time_per_batch: 0 s, time_per_record: ${recordMicroseconds.toFixed(4)} us, time_per_byte: 0 ns/B, time_per_fetch: 10 us }
topic: { partitions: 1, replication_factor: 1 }
consumers: { workers: { instances: 1, threads: 1, processing_time: exponential(15 us) } }
run: { duration: ${windowSeconds} s }
`;
}

const TRUTH_TRIALS = 300;

/**
 * The pipeline for its truth: so many times as long as the 30 trials of a study, in long trials
 * after a long warm-up.
 */
export function truthRun(
  utilization: Utilization,
  times: number,
): { text: string; warmupSeconds: number; windowSeconds: number; trials: number } {
  const studySeconds = 30 * WINDOW_SECONDS.pipeline[utilization];
  const windowSeconds = (times * studySeconds) / TRUTH_TRIALS;
  return {
    text: pipeline(utilization, windowSeconds),
    warmupSeconds: 3,
    windowSeconds,
    trials: TRUTH_TRIALS,
  };
}

/** Every case: both families at all utilizations, and undersized. */
export const COVERAGE_CASES: readonly CoverageCase[] = [false, true].flatMap((undersized) =>
  FAMILIES.flatMap((family) =>
    UTILIZATIONS.map((utilization) => coverageCase(family, utilization, undersized)),
  ),
);
