/**
 * What `highwater calibrate` prints and writes: fitted numbers, quantiles before and after, what
 * the data cannot tell.
 */
import type { Calibration, FittedParameter, TargetOutcome } from '../experiments/calibration.js';
import { written } from '../model/index.js';
import { csvText, type Cell } from './csv.js';
import { estimated, seconds, percent } from './format.js';
import { table, WIDTH } from './table.js';

/** A quantile further than this from the measured one is called off. */
const CLOSE = 0.1;
const CORRELATED = 0.9;

export function calibrationText(calibration: Calibration): string {
  const { identification, parameters, iterations, candidates } = calibration;
  const lines = [
    `${candidates} candidates, ${iterations} iterations; the quantiles below are from ${calibration.validationTrials} trials each on fresh random numbers.`,
    '',
    parameterTable(parameters),
    '',
    ...(calibration.targets.length > LONG
      ? curveLines(calibration)
      : [targetTable(calibration.targets)]),
    '',
    calibrationFinding(calibration),
  ];
  const off = calibration.targets.filter((target) => !isClose(target));
  lines.push(
    off.length === 0
      ? `All ${calibration.targets.length} quantiles are within ${percent(CLOSE)} of the measured ones.`
      : `Off by more than ${percent(CLOSE)}: ${off.map(nameOf).join('; ')}. The others (${calibration.targets.length - off.length}) are within ${percent(CLOSE)}.`,
  );
  const edges = parameters.filter(({ interval }) => interval === null);
  if (edges.length > 0) {
    lines.push(
      `At the edge of its range, so that the data ask for more or for less: ${edges.map(({ free }) => free.parameter.path).join(', ')}.`,
    );
  }
  lines.push(...confusionLines(parameters, identification));
  if (calibration.overloaded.length > 0) {
    lines.push(`No steady state with the fitted values at: ${calibration.overloaded.join('; ')}.`);
  }
  return lines.join('\n');
}

/** One sentence: how near it is to what was measured. */
export function calibrationFinding({
  distanceBefore,
  distanceAfter,
}: Pick<Calibration, 'distanceBefore' | 'distanceAfter'>): string {
  return `Distance (mean of |ln(simulated / measured)|): ${distanceBefore.toFixed(3)} before, ${distanceAfter.toFixed(3)} after.`;
}

/** More targets than this are shown as a curve: a row a setting. */
const LONG = 12;

function parameterTable(parameters: readonly FittedParameter[]): string {
  const rows = parameters.map(({ free, value, interval }) => {
    const { parameter, low, high } = free;
    const text = (number: number): string => written(parameter, number, 3);
    return [
      parameter.path,
      text(parameter.number),
      text(value),
      intervalText(text, interval),
      `${text(low)} to ${text(high)}`,
    ];
  });
  return table(['parameter', 'before', 'fitted', '95% interval', 'range'], rows);
}

function intervalText(
  text: (number: number) => string,
  interval: FittedParameter['interval'],
): string {
  if (interval === null) return 'at its edge';
  return Number.isFinite(interval.high)
    ? `${text(interval.low)} to ${text(interval.high)}`
    : 'not seen by the data';
}

function targetTable(targets: readonly TargetOutcome[]): string {
  const rows = targets.map((target) => [
    target.label === '' ? target.path : `${target.label}: ${target.path}`,
    quantileName(target.p),
    seconds(target.measuredSeconds),
    estimated(target.before),
    ratio(target.before.value, target),
    estimated(target.after),
    ratio(target.after.value, target),
  ]);
  const headers = ['path', 'quantile', 'measured', 'before', '/ measured', 'fitted', '/ measured'];
  return table(headers, rows, WIDTH, 2);
}

/** A table a quantile, a row a setting. */
function curveLines({ targets }: Calibration): string[] {
  const columns = [...new Set(targets.map(columnOf))];
  return columns.flatMap((column, index) => {
    const rows = targets
      .filter((each) => columnOf(each) === column)
      .map((target) => [
        target.label === '' ? 'as in the model' : target.label,
        seconds(target.measuredSeconds),
        ratio(target.before.value, target),
        estimated(target.after),
        ratio(target.after.value, target),
      ]);
    const text = table(['setting', column, 'before /', 'fitted', '/ measured'], rows);
    return index === 0 ? [text] : ['', text];
  });
}

function confusionLines(
  parameters: readonly FittedParameter[],
  { correlations, loose }: Calibration['identification'],
): string[] {
  const name = (index: number): string => parameters[index].free.parameter.path;
  const pairs = correlations.flatMap((row, i) =>
    row.flatMap((value, j) =>
      j > i && Math.abs(value) > CORRELATED
        ? [`${name(i)} and ${name(j)} (correlation ${value.toFixed(2)})`]
        : [],
    ),
  );
  const lines = [
    pairs.length === 0
      ? `No two parameters are confounded (all correlations below ${CORRELATED}).`
      : `The data hardly tell apart: ${pairs.join('; ')}.`,
  ];
  for (const { factor, direction } of loose) {
    // A direction along one parameter says no more than its interval.
    if (Math.max(...direction.map(Math.abs)) > 0.95) continue;
    const parts = direction.flatMap((load, index) =>
      Math.abs(load) > 0.3 ? [`${name(index)}^${load.toFixed(2)}`] : [],
    );
    lines.push(
      `Known only within a factor of ${factor.toPrecision(2)}, the rest being fixed: ${parts.join(' x ')}.`,
    );
  }
  return lines;
}

function nameOf(target: TargetOutcome): string {
  const setting = target.label === '' ? '' : ` at ${target.label}`;
  return `${columnOf(target)}${setting} (${ratio(target.after.value, target)} of measured)`;
}

const columnOf = ({ path, p }: TargetOutcome): string => `${path} ${quantileName(p)}`;
const quantileName = (p: number): string => `p${Number((p * 100).toPrecision(6))}`;
const ratio = (seconds: number, { measuredSeconds }: TargetOutcome): string =>
  (seconds / measuredSeconds).toFixed(2);
const isClose = ({ after, measuredSeconds }: TargetOutcome): boolean =>
  Math.abs(after.value / measuredSeconds - 1) <= CLOSE;

/** File names and their whole contents, besides the fitted model. */
export function calibrationFiles(calibration: Calibration): Map<string, string> {
  const parameters = calibration.parameters.map(({ free, value, interval }): Cell[] => [
    free.parameter.path,
    free.parameter.unit,
    free.parameter.number,
    value,
    interval?.low ?? null,
    interval === null || !Number.isFinite(interval.high) ? null : interval.high,
    free.low,
    free.high,
  ]);
  const quantiles = calibration.targets.map((target): Cell[] => [
    target.label,
    target.path,
    target.p,
    target.measuredSeconds * 1e3,
    ...[target.before, target.after].flatMap(({ value, low, high }) => [
      value * 1e3,
      low * 1e3,
      high * 1e3,
    ]),
    target.after.value / target.measuredSeconds,
  ]);
  const correlations = calibration.identification.correlations.map((row, index): Cell[] => [
    calibration.parameters[index].free.parameter.path,
    ...row,
  ]);
  const paths = calibration.parameters.map(({ free }) => free.parameter.path);
  return new Map([
    [
      'parameters.csv',
      csvText(
        'parameter,unit,before,fitted,fitted_low,fitted_high,range_low,range_high'.split(','),
        parameters,
      ),
    ],
    [
      'quantiles.csv',
      csvText(
        'setting,path,quantile,measured_ms,before_ms,before_low_ms,before_high_ms,fitted_ms,fitted_low_ms,fitted_high_ms,fitted_over_measured'.split(
          ',',
        ),
        quantiles,
      ),
    ],
    ['correlations.csv', csvText(['parameter', ...paths], correlations)],
  ]);
}
