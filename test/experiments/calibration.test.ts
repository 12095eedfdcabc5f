/**
 * The fit on functions with known answers, and a round trip: numbers of a model are found again
 * from what it does.
 */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { simulateCandidates } from '../../src/experiments/candidates.js';
import { calibrate } from '../../src/experiments/calibration.js';
import { freeParameter } from '../../src/experiments/coordinates.js';
import { identify } from '../../src/experiments/identification.js';
import { readMeasured, type MeasuredData } from '../../src/experiments/measuredData.js';
import { robustFit } from '../../src/experiments/robustFit.js';
import { findParameters, type Model, type Override } from '../../src/model/index.js';
import { validModel } from '../support/validModel.js';

const problem = { step: 0.05, iterations: 20, progress: () => undefined };

test('experiments/robustFit: the fit finds the minimum of a bent function, and an outlier that no parameter explains moves it little', async () => {
  const truth = [0.7, -0.4];
  const xs = [0, 0.5, 1, 1.5, 2, 2.5];
  const curve = ([a, b]: readonly number[], x: number): number => Math.exp(a - b * b * x) + b * x;
  const residuals = (point: readonly number[]): number[] =>
    xs.map((x, i) => curve(point, x) - curve(truth, x) - (i === 5 ? 3 : 0));
  const fit = await robustFit(
    {
      ...problem,
      scale: 0.1,
      low: [-2, -2],
      high: [2, 2],
      evaluate: (points) => Promise.resolve(points.map(residuals)),
    },
    [0.2, -0.9],
  );
  expect(Math.abs(fit.point[0] - truth[0])).toBeLessThan(0.02);
  expect(Math.abs(fit.point[1] - truth[1])).toBeLessThan(0.02);
});

test('coordinates stay in their box, the others go on', async () => {
  const fit = await robustFit(
    {
      ...problem,
      scale: 10,
      low: [0, 0],
      high: [1, 5],
      evaluate: (points) => Promise.resolve(points.map(([a, b]) => [a - 3, b - 2, a + b - 5])),
    },
    [0.5, 0.5],
  );
  expect(fit.point[0]).toBeCloseTo(1, 6);
  // With a = 1: (b - 2)^2 + (b - 4)^2 is least at 3.
  expect(fit.point[1]).toBeCloseTo(3, 1);
});

test('experiments/identification: parameters of which only the sum matters are called confounded, one that does nothing unseen', () => {
  const slopes = [1, 2, 3, 4, 5, 6].map((x) => [x, x + 0.001 * (x % 2), 0]);
  const residuals = [0.01, -0.01, 0.01, -0.01, 0.01, -0.01];
  const zeros = residuals.map(() => residuals.map(() => 0));
  const found = identify(
    slopes,
    residuals,
    residuals.map(() => 1),
    zeros,
  );
  expect(found.correlations[0][1]).toBeLessThan(-0.99);
  expect(found.halfWidths[2]).toBe(Infinity);
  expect(found.loose[0].direction[0] * found.loose[0].direction[1]).toBeCloseTo(-0.5, 1);
});

test('the interval of a mean of n values is the textbook one', () => {
  // Residuals x - values: slope -1 each; half width t(n - 1) s / sqrt n with t(4) = 2.776 (Student
  // 1908).
  const values = [1, 2, 3, 4, 5];
  const found = identify(
    values.map(() => [-1]),
    values.map((value) => value - 3),
    values.map(() => 1),
    values.map(() => values.map(() => 0)),
  );
  expect(found.halfWidths[0]).toBeCloseTo((2.776 * Math.sqrt(2.5)) / Math.sqrt(5), 2);
});

test('experiments/measuredData: measured data are read with their settings; mistakes are named with their line', () => {
  const data = readMeasured(
    '# source\nusers,path,quantile,milliseconds\n100,publish,p50,2\n100,publish,0.999,7\n200,publish,p999,9\n',
    'm.csv',
  );
  expect(data.settings.map(({ overrides }) => overrides)).toEqual([
    [{ path: 'users', value: '100', place: { file: 'm.csv', line: 3, column: 1 } }],
    [{ path: 'users', value: '200', place: { file: 'm.csv', line: 5, column: 1 } }],
  ]);
  expect(data.targets.map(({ setting, measure, value }) => [setting, measure, value])).toEqual([
    [0, 0.5, 0.002],
    [0, 0.999, 0.007],
    [1, 0.999, 0.009],
  ]);
  expect(() => readMeasured('path,quantile\npublish,0.5\n', 'm.csv')).toThrow(/no column milli/);
  expect(() => readMeasured('path,quantile,milliseconds\npublish,50,2\n', 'm.csv')).toThrow(
    /m\.csv:2: quantile 50; expected 0\.99 or p99/,
  );
});

const TEXT = `users: 1000
workload: { events_per_user: 1/s }
consumers: { server: { threads: 4, processing_time: "lognormal(2 ms, 1)", propagation: exponential(1 ms) } }
`;

function make(overrides: readonly Override[]): Model {
  const model = validModel(TEXT, { fileName: 'truth.yaml', overrides });
  return model;
}

const P = [0.5, 0.75, 0.9, 0.95, 0.99];

/** What a long run of the model with these values shows, as if it had been measured. */
async function measuredFrom(truth: readonly Override[], seed: string): Promise<MeasuredData> {
  const settings = ['500', '1600'].map((users) => ({
    label: `users ${users}`,
    overrides: [{ path: 'users', value: users }],
  }));
  const targets = settings.flatMap((_, setting) =>
    P.map((p) => ({ setting, path: 'server', measure: p, value: 1, rounding: 0 })),
  );
  const size = { seed, trials: 6, warmupSeconds: [1], recordsPerTrial: 20e3 };
  const [run] = await simulateCandidates(
    [truth],
    { settings, targets },
    make,
    inlineExecutor(),
    size,
  );
  return {
    settings,
    targets: targets.map((target, index) => ({ ...target, value: run.simulated[index].value })),
  };
}

/**
 * Three numbers of a queue with four servers, from the quantiles of its time in system at two loads
 * (20% and 67% busy with the true values). Fixed seeds; 95% intervals, three of them: all hold the
 * truth in 86% of such trips or more.
 */
test('a round trip finds the numbers that made the data, within their intervals', async () => {
  const truth = [
    { path: 'consumers.server.processing_time.mean', value: '1.7 ms' },
    { path: 'consumers.server.processing_time.cv', value: '1.4' },
    { path: 'consumers.server.propagation.mean', value: '0.6 ms' },
  ];
  const data = await measuredFrom(truth, 'measured');
  const free = truth.flatMap(({ path }) =>
    findParameters(TEXT, 'truth.yaml', path).map((each) => freeParameter(each, null)),
  );
  const executor = inlineExecutor();
  let fitted = 0;
  const counting: typeof executor = {
    ...executor,
    run: (trials, done, control) => {
      fitted += trials.filter(({ seed }) => seed.startsWith('round trip/fit')).length;
      return executor.run(trials, done, control);
    },
  };
  const found = await calibrate(make, free, data, counting, {
    seed: 'round trip',
    trials: 2,
    recordsPerTrial: 20e3,
    iterations: 5,
    scan: 0,
    progress: () => undefined,
  });
  expect(found.distanceBefore).toBeGreaterThan(0.1);
  expect(found.distanceAfter).toBeLessThan(0.02);
  const known = [1.7, 1.4, 0.6];
  found.parameters.forEach(({ value, interval }, index) => {
    expect(interval?.low).toBeLessThan(known[index]);
    expect(interval?.high).toBeGreaterThan(known[index]);
    expect(Math.abs(Math.log(value / known[index]))).toBeLessThan(0.1);
  });
  expect(found.overloaded).toEqual([]);
  // Two trials at each of two settings.
  expect(found.candidates).toBe(fitted / 4);
});
