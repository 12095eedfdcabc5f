/**
 * What groups' tries came to: records that failed for good, calls that failed. Each is a share,
 * with its interval.
 */
import type { CallMeasurements, Measurements } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import { ratioEstimate, totalEstimate } from './estimates.js';
import type { Weighted } from './pool.js';

export interface ServiceSummary {
  /** A group, or an external that calls others: `externals.NAME`. */
  readonly group: string;
  readonly isExternal: boolean;
  /**
   * Of the records that it was done with; of an external, of the calls, those that failed by what
   * it called.
   */
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
  /** Those that left before they were begun; null where none may. */
  readonly left: Estimate | null;
}

/** Of the groups that have any, then of the externals that call others. */
export function summarizeServices(trials: readonly Weighted[]): ServiceSummary[] {
  const { services = [], innerServices = [] } = trials[0].measurements;
  return [
    ...services.map(({ group }, index) => {
      const failed = (m: Measurements): number => m.services?.[index].failed ?? 0;
      return {
        group,
        isExternal: false,
        failed: ratioEstimate(trials, failed, (m) => failed(m) + deliveries(m, group)),
        calls: summarizeCalls(trials, (m) => m.services?.[index].calls ?? []),
      };
    }),
    ...innerServices.map(({ external }, index) => {
      const read = (m: Measurements, what: 'failed' | 'ended'): number =>
        m.innerServices?.[index][what] ?? 0;
      return {
        group: `externals.${external}`,
        isExternal: true,
        failed: ratioEstimate(
          trials,
          (m) => read(m, 'failed'),
          (m) => read(m, 'ended'),
        ),
        calls: summarizeCalls(trials, (m) => m.innerServices?.[index].calls ?? []),
      };
    }),
  ];
}

type ReadCalls = (measurements: Measurements) => readonly CallMeasurements[];

function summarizeCalls(trials: readonly Weighted[], callsOf: ReadCalls): CallSummary[] {
  return callsOf(trials[0].measurements).map(({ external, refused: guarded, left }, call) => {
    const sum = (read: (calls: CallMeasurements) => number) => (m: Measurements) => {
      const calls = callsOf(m).at(call);
      return calls === undefined ? 0 : read(calls);
    };
    const sent = sum((calls) => calls.sent);
    const of = (read: (calls: CallMeasurements) => number): Estimate =>
      ratioEstimate(trials, sum(read), sent);
    const refused = sum((calls) => calls.refused ?? 0);
    return {
      external,
      again: of(({ again }) => again),
      errors: of(({ errors }) => errors),
      timeouts: of(({ timeouts }) => timeouts),
      refused:
        guarded === undefined ? null : ratioEstimate(trials, refused, (m) => sent(m) + refused(m)),
      opened:
        guarded === undefined
          ? null
          : totalEstimate(
              trials,
              sum((calls) => calls.opened ?? 0),
            ),
      left: left === undefined ? null : of((calls) => calls.left ?? 0),
    };
  });
}

function deliveries({ paths }: Measurements, group: string): number {
  return paths.find(({ name }) => name === group)?.histogram.count ?? 0;
}
