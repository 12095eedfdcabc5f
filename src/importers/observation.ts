/** What was measured on the real system, as plain data: of one path, one number. */
import { assumed, isPart, part, taken, type Line, type Part } from './imported.js';
import { durationText, rateText } from './units.js';

/** `p0.99` for quantiles. */
export type Measure = number | 'mean' | 'max' | 'throughput' | 'utilization';

export interface Observation {
  /** `publish`, `end_to_end`, or a consumer group of the model; of a utilization, a resource. */
  readonly path: string;
  /** A quantile's rank, 0..1, or what else it is. */
  readonly measure: Measure;
  /** Seconds; of a throughput, records per second; of a utilization, 0..1. */
  readonly value: number;
}

/** Of the observations of one source. */
export interface Observed {
  readonly source: string;
  readonly observations: readonly Observation[];
  /** Times are known up to so much only, seconds; 0 = as printed. */
  readonly rounding: number;
}

/** The keys that the section `measured` has for quantiles. */
const KEYS: ReadonlyMap<Measure, string> = new Map<Measure, string>([
  ['mean', 'mean'],
  [0.5, 'p50'],
  [0.75, 'p75'],
  [0.9, 'p90'],
  [0.95, 'p95'],
  [0.99, 'p99'],
  [0.999, 'p999'],
  [0.9999, 'p9999'],
  ['max', 'max'],
  ['throughput', 'throughput'],
]);

/** The section `measured`, a part for each path; what the language has no key for is left out. */
export function measuredPart(all: readonly Observed[]): Part[] {
  const paths = [...new Set(all.flatMap((each) => each.observations.map(({ path }) => path)))];
  const parts = paths.map((path) =>
    part(
      path,
      all.flatMap((each) => linesFor(each, path)),
    ),
  );
  return parts.length === 0 ? [] : [part('measured', parts)];
}

function linesFor({ source, observations, rounding }: Observed, path: string): Line[] {
  const own = observations.filter((each) => each.path === path);
  const lines = [...KEYS].flatMap(([measure, key]) => {
    const found = own.find((each) => each.measure === measure);
    if (found === undefined || !(found.value > 0)) return [];
    const text = measure === 'throughput' ? rateText(found.value) : durationText(found.value);
    return [taken(key, text, source)];
  });
  if (lines.length === 0) return [];
  const step = rounding > 0 ? [assumed('rounded', durationText(rounding), ROUNDED)] : [];
  return [...lines, ...step, taken('source', source, 'this file')];
}

const ROUNDED = 'all its times are whole multiples of that';

/** The observation of a rank's name in tools: 50 for 50%. */
export function rankOf(percent: number): number {
  return Number((percent / 100).toPrecision(10));
}

/** The paths that a model says were measured. */
export function measuredPaths(lines: readonly (Line | Part)[]): string[] {
  const measured = lines.find(({ key }) => key === 'measured');
  return measured !== undefined && isPart(measured) ? measured.lines.map(({ key }) => key) : [];
}
