/**
 * A claim is put to the test: its points are studied, and a rule that looks at nothing but the
 * numbers judges it.
 */
import { latencyOf, percent } from 'highwater';
import { relativeHalf } from 'highwater/statistics';
import type { Changes, Point, ResponseValue, Study } from 'highwater';

export interface Claim {
  readonly claim: string;
  /** As the table states it. */
  readonly rule: string;
  readonly points: readonly Point[];
  /** Of the points' studies, in their order. */
  readonly judge: (studies: readonly Study[]) => { measured: string; holds: boolean };
  /** The numbers of its picture. */
  readonly pictured: (studies: readonly Study[]) => Pictured;
  /** Where it does not hold as it stands: the condition under which it does. */
  readonly onlyIf?: string;
}

export interface Pictured {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly ResponseValue[])[];
}

/** What a picture may show of a study, by its column: latencies in seconds. */
const MEASURES = {
  p50_ms: (study) => latencyOf(study, 0.5),
  p99_ms: (study) => latencyOf(study, 0.99),
  throughput_per_s: ({ throughputPerSecond }) => throughputPerSecond,
  goodput_per_s: ({ goodputPerSecond }) => goodputPerSecond,
  lost_records: ({ lostRecords }) => lostRecords,
  store_utilization: (study) => utilizationOf(study, 'stores.events'),
} satisfies Readonly<Record<string, (study: Study) => ResponseValue>>;

/** A row a point, by what differs between them. */
export function pictured(
  names: readonly string[],
  columns: readonly (keyof typeof MEASURES)[],
  label = 'case',
): (studies: readonly Study[]) => Pictured {
  return (studies) => ({
    columns: [label, 'verdict', ...columns],
    rows: studies.map((study, index) => [
      names[index],
      steadiness(study),
      ...columns.map((column) => MEASURES[column](study)),
    ]),
  });
}

/** One point each of the changes. */
export function pointsOf(model: string, changes: readonly Changes[]): Point[] {
  return changes.map((each) => ({ labels: { model }, model, changes: each }));
}

export const SHORT = { 'run.warmup': '0.5 s', 'run.duration': '0.5 s' };

/** A latency in seconds; infinite without a steady state. */
export function quantile(study: Study, share: number, path?: string): number {
  return latencyOf(study, share, path)?.value ?? Infinity;
}

/** The same with its 95% interval, as text. */
export function timed(study: Study, share: number, path?: string): string {
  const estimate = latencyOf(study, share, path);
  if (estimate === null) return 'no steady state';
  return `${(estimate.value * 1e3).toPrecision(3)} ms ± ${percent(relativeHalf(estimate))}`;
}

export function rate(perSecond: number): string {
  return `${(perSecond / 1000).toFixed(1)}K/s`;
}

export function steadiness({ overloaded }: Study): string {
  return overloaded ? 'overloaded' : 'steady';
}

export function utilizationOf(study: Study, resource: string): number {
  return study.resources.find(({ name }) => name === resource)?.utilizationMean.value ?? 0;
}
