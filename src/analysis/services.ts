/**
 * What groups' tries came to: records that failed for good, calls that failed. Each is a share,
 * with its interval.
 */
import type { CallMeasurements, Measurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate, totalEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface ServiceSummary {
  readonly group: string;
  /** Of the records that it was done with. */
  readonly failed: Estimate;
  readonly calls: readonly CallSummary[];
}

/** Of the calls sent. */
export interface CallSummary {
  readonly external: string;
  readonly again: Estimate;
  readonly errors: Estimate;
  readonly timeouts: Estimate;
  /**
   * Of all that would have been sent, those that a bulkhead or a breaker failed at once; null where
   * there is none of these.
   */
  readonly refused: Estimate | null;
  /** How often breakers opened in one window, all instances. */
  readonly opened: Estimate | null;
}

/** Of the groups that have any. */
export function summarizeServices(trials: readonly Weighted[]): ServiceSummary[] {
  const services = trials[0].measurements.services ?? [];
  return services.map(({ group, calls }, index) => {
    const failed = (m: Measurements): number => m.services?.[index].failed ?? 0;
    return {
      group,
      failed: ratioEstimate(trials, failed, (m) => failed(m) + deliveries(m, group)),
      calls: calls.map(({ external, refused: guarded }, call) => {
        const of = (read: (calls: CallMeasurements) => number): Estimate =>
          ratioEstimate(
            trials,
            ({ services: s }) => (s === undefined ? 0 : read(s[index].calls[call])),
            ({ services: s }) => s?.[index].calls[call].sent ?? 0,
          );
        return {
          external,
          again: of(({ again }) => again),
          errors: of(({ errors }) => errors),
          timeouts: of(({ timeouts }) => timeouts),
          refused: guarded === undefined ? null : refusedOf(trials, index, call),
          opened:
            guarded === undefined
              ? null
              : totalEstimate(trials, ({ services: s }) => s?.[index].calls[call].opened ?? 0),
        };
      }),
    };
  });
}

function refusedOf(trials: readonly Weighted[], service: number, call: number): Estimate {
  const read = ({ services }: Measurements): CallMeasurements | undefined =>
    services?.[service].calls[call];
  return ratioEstimate(
    trials,
    (m) => read(m)?.refused ?? 0,
    (m) => (read(m)?.sent ?? 0) + (read(m)?.refused ?? 0),
  );
}

function deliveries({ paths }: Measurements, group: string): number {
  return paths.find(({ name }) => name === group)?.histogram.count ?? 0;
}
