/**
 * What `highwater calibrate` prints and writes: fitted numbers, quantiles before and after, what
 * the data cannot tell.
 */
import type { Calibration, FittedParameter, TargetOutcome } from '../experiments/calibration.js';
import { exp } from '../mathematics/index.js';
import { written } from '../model/index.js';
import { csvText, type Cell } from './csv.js';
import { relativeHalf, type Estimate } from '../statistics/index.js';
import { counted, percent, seconds } from './format.js';
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
    ...(calibration.targets.length > LONG && hasSettings(calibration)
      ? curveLines(calibration)
      : [targetTable(calibration.targets)]),
    '',
    calibrationFinding(calibration),
  ];
  const fitted = calibration.targets.filter(({ measure }) => measure !== 'max');
  const off = fitted.filter((target) => !isClose(target));
  const what = fitted.every(({ measure }) => typeof measure === 'number') ? 'quantiles' : 'numbers';
  lines.push(
    off.length === 0
      ? `All ${fitted.length} ${what} are within ${percent(CLOSE)} of the measured ones.`
      : `Off by more than ${percent(CLOSE)}: ${off.map(nameOf).join('; ')}. The others (${fitted.length - off.length}) are within ${percent(CLOSE)}.`,
  );
  lines.push(...endLines(parameters), ...unmovedLines(calibration));
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
  const factor = (distance: number): string => exp(distance).toPrecision(3);
  return `Simulated and measured differ by a factor of ${factor(distanceAfter)} on average, before the fit of ${factor(distanceBefore)} (mean of |ln(simulated / measured)|: ${distanceAfter.toFixed(3)}, before ${distanceBefore.toFixed(3)}).`;
}

function hasSettings({ targets }: Calibration): boolean {
  return new Set(targets.map(({ label }) => label)).size > 1;
}

/** More targets than this, of several settings, are shown as a curve: a row a setting. */
const LONG = 12;

function parameterTable(parameters: readonly FittedParameter[]): string {
  const rows = parameters.map((fitted) => {
    const { free, value } = fitted;
    const { parameter, low, high } = free;
    const text = (number: number): string => written(parameter, number, 3);
    return [
      parameter.path,
      text(parameter.number),
      text(value),
      intervalText(text, fitted),
      `${text(low)} to ${text(high)}`,
    ];
  });
  return table(['parameter', 'before', 'fitted', '95% interval', 'range'], rows);
}

/** Known within less than a factor of 30 either way; else a number would only seem to be known. */
const KNOWN = 30;

function intervalText(
  text: (number: number) => string,
  { interval, value, end }: FittedParameter,
): string {
  if (interval === null) return `at the ${end ?? 'low'} end`;
  const isKnown = interval.high / value < KNOWN && value / interval.low < KNOWN;
  return isKnown ? `${text(interval.low)} to ${text(interval.high)}` : 'unknown';
}

/** Which ranges were hit: the data ask for more than they hold. */
function endLines(parameters: readonly FittedParameter[]): string[] {
  const ended = parameters.filter(({ end }) => end !== null);
  if (ended.length === 0) return [];
  const names = ended.map(({ free, end }) => `${free.parameter.path} (${end ?? ''} end)`);
  return [`At an end of its range, beyond which a better value may lie: ${names.join(', ')}.`];
}

/** Less of the distance than that is no gain. */
const GAIN = 0.02;

function unmovedLines({ distanceBefore, distanceAfter }: Calibration): string[] {
  if (distanceAfter < (1 - GAIN) * distanceBefore) return [];
  return ['The model was at the minimum already: nothing within these ranges agrees better.'];
}

function targetTable(targets: readonly TargetOutcome[]): string {
  const rows = targets.map((target) => [
    target.label === '' ? target.path : `${target.label}: ${target.path}`,
    measureName(target.measure),
    valueText(target, target.measured),
    estimateText(target, target.before),
    ratio(target.before.value, target),
    estimateText(target, target.after),
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
        valueText(target, target.measured),
        ratio(target.before.value, target),
        estimateText(target, target.after),
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

const columnOf = ({ path, measure }: TargetOutcome): string => `${path} ${measureName(measure)}`;

function measureName(measure: TargetOutcome['measure']): string {
  return typeof measure === 'number' ? `p${Number((measure * 100).toPrecision(6))}` : measure;
}

function valueText({ measure }: TargetOutcome, value: number): string {
  if (measure === 'throughput') return `${counted(value)}/s`;
  return measure === 'utilization' ? percent(value) : seconds(value);
}

/** With its interval; a point that has none is said to be about so much. */
function estimateText(target: TargetOutcome, estimate: Estimate): string {
  const value = valueText(target, estimate.value);
  if (Number.isNaN(estimate.value)) return '-';
  return estimate.enough ? `${value} ± ${percent(relativeHalf(estimate))}` : `~${value}`;
}

/** Of a rounded time, from the nearest that it may have been. */
function ratioOf(value: number, { measured, rounding }: TargetOutcome): number {
  if (Math.abs(value - measured) <= rounding / 2) return 1;
  return value / (measured + (value < measured ? -rounding / 2 : rounding / 2));
}

const ratio = (value: number, target: TargetOutcome): string => ratioOf(value, target).toFixed(2);
const isClose = (target: TargetOutcome): boolean =>
  Math.abs(ratioOf(target.after.value, target) - 1) <= CLOSE;

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
  const isTime = ({ measure }: TargetOutcome): boolean =>
    measure !== 'throughput' && measure !== 'utilization';
  const quantiles = calibration.targets.filter(isTime).map((each) => row(each, 1e3));
  const others = calibration.targets.filter((each) => !isTime(each)).map((each) => row(each, 1));
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
    ...(others.length === 0
      ? []
      : [['rates.csv', csvText(RATE_COLUMNS.split(','), others)] as [string, string]]),
    ['correlations.csv', csvText(['parameter', ...paths], correlations)],
  ]);
}

/** Throughputs, in records per second, and utilizations, 0..1. */
const RATE_COLUMNS =
  'setting,path,measure,measured,before,before_low,before_high,fitted,fitted_low,fitted_high,fitted_over_measured';

/** `scale`: a unit of the value in that of the columns. */
function row(target: TargetOutcome, scale: number): Cell[] {
  return [
    target.label,
    target.path,
    target.measure,
    target.measured * scale,
    ...[target.before, target.after].flatMap(({ value, low, high }) => [
      value * scale,
      low * scale,
      high * scale,
    ]),
    target.after.value / target.measured,
  ];
}
