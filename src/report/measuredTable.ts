/** What the model file says was measured on the real system, beside what was simulated. */
import type { LatencySummary } from '../analysis/pool.js';
import type { Study } from '../experiments/studySummary.js';
import type { MeasuredPath } from '../model/model.js';
import type { Estimate } from '../statistics/index.js';
import { counted, estimated, seconds } from './format.js';
import { table, WIDTH } from './table.js';

export function measuredTable(study: Study): string {
  const all = [...study.paths, study.endToEnd];
  const rows = study.model.measured.flatMap((measured) => {
    const { path } = measured;
    const summary = all.find(({ name }) => name === path || (path === 'end_to_end' && isAll(name)));
    return [...latencyRows(measured, summary ?? null), ...throughputRow(study, measured)];
  });
  const headers = ['path', 'quantile', 'measured', 'simulated', 'simulated / measured'];
  return table(headers, rows, WIDTH, 2);
}

const isAll = (name: string): boolean => name === 'end_to_end';

function latencyRows(measured: MeasuredPath, summary: LatencySummary | null): string[][] {
  const { path, quantiles, meanSeconds, maxSeconds } = measured;
  const row = (name: string, value: number, estimate: Estimate | null): string[] => {
    if (estimate === null) return [path, name, seconds(value), '-', '-'];
    const ratio = estimate.enough ? (estimate.value / value).toFixed(2) : '-';
    return [path, name, seconds(value), estimated(estimate), ratio];
  };
  const of = quantiles.map(({ p, seconds: value }) =>
    row(`p${Number((p * 100).toPrecision(6))}`, value, summary?.quantile(p) ?? null),
  );
  if (meanSeconds !== null) of.push(row('mean', meanSeconds, summary?.mean ?? null));
  // The longest of more records is longer: there is no ratio of two runs of different lengths.
  if (maxSeconds !== null) {
    of.push([path, 'max', seconds(maxSeconds), seconds(summary?.maximum ?? NaN), '-']);
  }
  return of;
}

function throughputRow(study: Study, { path, recordsPerSecond }: MeasuredPath): string[][] {
  if (recordsPerSecond === null) return [];
  const { value } = study.throughputPerSecond;
  const ratio = (value / recordsPerSecond).toFixed(2);
  return [[path, 'throughput', `${counted(recordsPerSecond)}/s`, `${counted(value)}/s`, ratio]];
}
