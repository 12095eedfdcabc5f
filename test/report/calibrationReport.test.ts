/**
 * What a calibration prints and writes, of a fit made up by hand, so that each number stands at one
 * place only.
 */
import { expect, test } from 'vitest';
import type { Calibration } from '../../src/experiments/calibration.js';
import { calibrationFiles, calibrationText } from '../../src/report/calibrationReport.js';
import type { Estimate } from '../../src/statistics/index.js';

function known(value: number, half: number): Estimate {
  return { value, low: value - half, high: value + half, n: 40, enough: true, reason: '' };
}

function fitted(
  path: string,
  numbers: readonly [before: number, value: number, low: number, high: number],
  interval: { readonly low: number; readonly high: number } | null,
): Calibration['parameters'][number] {
  const [number, value, low, high] = numbers;
  const parameter = {
    path,
    kind: 'duration' as const,
    number,
    unit: 'ms',
    whole: false,
    minimum: 0,
    maximum: Infinity,
  };
  return {
    free: { parameter, low, high },
    value,
    interval,
    end: interval === null ? 'high' : null,
  };
}

const CALIBRATION: Calibration = {
  parameters: [
    fitted('near', [2, 3, 0.5, 8], { low: 2.5, high: 3.5 }),
    fitted('far', [20, 30, 5, 80], null),
    fitted('unseen', [1, 4, 0.25, 16], { low: 0, high: Infinity }),
  ],
  overrides: [],
  targets: [
    {
      label: 'users 100',
      path: 'publish',
      measure: 0.5,
      measured: 0.1,
      rounding: 0,
      before: known(0.15, 0.0225),
      after: known(0.105, 0.0021),
    },
    {
      label: '',
      path: 'workers',
      measure: 0.999,
      measured: 0.2,
      rounding: 0,
      before: known(0.12, 0.006),
      after: known(0.28, 0.014),
    },
  ],
  distanceBefore: 0.456,
  distanceAfter: 0.123,
  identification: {
    halfWidths: [1, 2, Infinity],
    correlations: [
      [1, -0.95, 0.2],
      [-0.95, 1, 0.3],
      [0.2, 0.3, 1],
    ],
    loose: [
      { factor: 3.14, direction: [0.8, -0.6, 0] },
      { factor: 50, direction: [0, 0.1, 0.99] },
    ],
  },
  overloaded: ['users 100'],
  iterations: 11,
  candidates: 77,
  validationTrials: 10,
};

const lines = (text: string): string[][] =>
  text.split('\n').map((line) => line.trim().split(/ {2,}/));

test('a calibration in words: fitted numbers, quantiles, what is off, at an edge, confounded, overloaded', () => {
  const told = lines(calibrationText(CALIBRATION));
  expect(told.filter(([first]) => !first.startsWith('─'))).toEqual([
    [
      '77 candidates, 11 iterations; the quantiles below are from 10 trials each on fresh random numbers.',
    ],
    [''],
    ['parameter', 'before', 'fitted', '95% interval', 'range'],
    ['near', '2 ms', '3 ms', '2.5 ms to 3.5 ms', '0.5 ms to 8 ms'],
    ['far', '20 ms', '30 ms', 'at the high end', '5 ms to 80 ms'],
    ['unseen', '1 ms', '4 ms', 'unknown', '0.25 ms to 16 ms'],
    [''],
    ['path', 'quantile', 'measured', 'before', '/ measured', 'fitted', '/ measured'],
    ['users 100: publish', 'p50', '100 ms', '150 ms ± 15%', '1.50', '105 ms ± 2.0%', '1.05'],
    ['workers', 'p99.9', '200 ms', '120 ms ± 5.0%', '0.60', '280 ms ± 5.0%', '1.40'],
    [''],
    [
      // e^0.123 and e^0.456
      'Simulated and measured differ by a factor of 1.13 on average, before the fit of 1.58 (mean of |ln(simulated / measured)|: 0.123, before 0.456).',
    ],
    ['Off by more than 10%: workers p99.9 (1.40 of measured). The others (1) are within 10%.'],
    ['At an end of its range, beyond which a better value may lie: far (high end).'],
    ['The data hardly tell apart: near and far (correlation -0.95).'],
    ['Known only within a factor of 3.1, the rest being fixed: near^0.80 x far^-0.60.'],
    ['No steady state with the fitted values at: users 100.'],
  ]);
});

test('more than 12 quantiles are curves: a table a quantile, a row a setting', () => {
  const targets = Array.from({ length: 7 }, (_, index) => `users ${index}`).flatMap(
    (label, index) =>
      [0.5, 0.99].map((p) => ({
        label,
        path: 'publish',
        measure: p,
        measured: 0.1 * (index + 1),
        rounding: 0,
        before: known(0.2 * (index + 1), 0.01),
        after: known((p === 0.5 ? 0.1 : 0.105) * (index + 1), 0.02 * (index + 1)),
      })),
  );
  const told = lines(calibrationText({ ...CALIBRATION, targets }));
  for (const line of [
    'setting|publish p50|before /|fitted|/ measured',
    'users 2|300 ms|2.00|300 ms ± 20%|1.00',
    'setting|publish p99|before /|fitted|/ measured',
    'users 2|300 ms|2.00|315 ms ± 19%|1.05',
  ]) {
    expect(told).toContainEqual(line.split('|'));
  }
  expect(told).toContainEqual(['All 14 quantiles are within 10% of the measured ones.']);
});

test('a calibration in files: each number under its own head, latencies in ms', () => {
  const rows = (file: string): string[] =>
    (calibrationFiles(CALIBRATION).get(file) ?? '').trimEnd().split('\n');
  expect(rows('parameters.csv')).toEqual([
    'parameter,unit,before,fitted,fitted_low,fitted_high,range_low,range_high',
    'near,ms,2,3,2.5,3.5,0.5,8',
    'far,ms,20,30,,,5,80',
    'unseen,ms,1,4,0,,0.25,16',
  ]);
  const [head, ...quantiles] = rows('quantiles.csv').map((line) => line.split(','));
  expect(head.slice(3)).toEqual(
    ['measured_ms', 'before_ms', 'before_low_ms', 'before_high_ms'].concat([
      'fitted_ms',
      'fitted_low_ms',
      'fitted_high_ms',
      'fitted_over_measured',
    ]),
  );
  [
    ['users 100', 'publish', 0.5, 100, 150, 127.5, 172.5, 105, 102.9, 107.1, 1.05],
    ['', 'workers', 0.999, 200, 120, 114, 126, 280, 266, 294, 1.4],
  ].forEach((expected, row) => {
    expected.forEach((cell, index) => {
      if (typeof cell === 'number') expect(Number(quantiles[row][index])).toBeCloseTo(cell, 9);
      else expect(quantiles[row][index]).toBe(cell);
    });
  });
  expect(rows('correlations.csv')).toEqual([
    'parameter,near,far,unseen',
    'near,1,-0.95,0.2',
    'far,-0.95,1,0.3',
    'unseen,0.2,0.3,1',
  ]);
});
