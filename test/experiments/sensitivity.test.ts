/**
 * Sensitivity through a model: an M/M/4 queue, whose mean time in system has known derivatives
 * (Erlang C). On common random numbers the effects of small moves are the derivatives times the
 * moves; the tolerance of 10% is about four standard errors of a run of this length, plus the
 * curve's bend over the range.
 */
import { expect, test } from 'vitest';
import { mmcMeanSojourn } from '../../src/analysis/closedForm/mmc.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { responseOf } from '../../src/experiments/responses.js';
import { factorAround, sensitivity } from '../../src/experiments/sensitivity.js';
import { elementaryEffects, morrisTrajectories } from '../../src/statistics/index.js';
import {
  DesignError,
  findParameters,
  parseFactor,
  parseModel,
  parseRange,
  positionAt,
  valueAt,
  type Model,
  type Override,
} from '../../src/model/index.js';

const TEXT = `users: 2400
workload: { events_per_user: 1/s }
consumers: { server: { threads: 4, processing_time: exponential(1 ms), propagation: 0 s } }
`;

function make(overrides: readonly Override[]): Model {
  const parsed = parseModel(TEXT, { fileName: 'mmc.yaml', overrides });
  if ('faults' in parsed) throw new DesignError(parsed.faults[0].expected);
  return parsed.model;
}

const sojourn = (arrivalsPerSecond: number, meanServiceSeconds: number): number =>
  mmcMeanSojourn({ arrivalsPerSecond, meanServiceSeconds, servers: 4 });

test("effects on the mean time in an M/M/4 queue are the closed form's derivatives", async () => {
  const factors = [
    'users=2280..2520',
    'consumers.server.processing_time.mean=0.95 ms..1.05 ms',
    'consumers.server.nic=1 Gbps..2 Gbps',
    'consumers.server.threads=0..4',
  ].map(parseFactor);
  const found = await sensitivity(make, factors, [responseOf('mean')], inlineExecutor(), {
    seed: 'mmc',
    trials: 1,
    recordsPerTrial: 100e3,
    trajectories: 5,
    rows: 8,
    keep: 2,
    progress: () => undefined,
  });
  expect(found.refused.length).toBe(1);
  expect(found.refused[0]).toMatch(/threads is left out/);
  const step = 1e-3;
  const byUsers =
    (sojourn(2400 * (1 + step), 1e-3) - sojourn(2400 * (1 - step), 1e-3)) / (2 * step);
  const byService =
    (sojourn(2400, 1e-3 * (1 + step)) - sojourn(2400, 1e-3 * (1 - step))) / (2 * step);
  const [users, service, nic] = found.responses[0].effects;
  // A factor's whole range is 10% of its value.
  expect(Math.abs(users.mu / (0.1 * byUsers) - 1)).toBeLessThan(0.1);
  expect(Math.abs(service.mu / (0.1 * byService) - 1)).toBeLessThan(0.1);
  expect(nic.muStar).toBe(0);
  expect(found.kept).toEqual([1, 0]);
  // Nearly linear over so small a range: shares of the variance as the squares of the slopes.
  const expected = byService ** 2 / (byService ** 2 + byUsers ** 2);
  const inputs = found.responses[0].indices?.inputs ?? [];
  expect(Math.abs(inputs[0].total - expected)).toBeLessThan(0.25);
});

test('a factor around a number is 20% of it; whole numbers move by one at least, shares stay shares', () => {
  const text = TEXT.replace('}\n}', '}').replace(
    'exponential(1 ms)',
    '"hyperexponential(0.9, 1 ms, 9 ms)"',
  );
  const around = (path: string): unknown =>
    factorAround(findParameters(text, 'm.yaml', path)[0])?.range;
  expect(around('users')).toMatchObject({ low: 1920, high: 2880 });
  expect(around('consumers.server.threads')).toMatchObject({ low: 3, high: 5, step: 1 });
  expect(around('consumers.server.processing_time.probability')).toMatchObject({ high: 1 });
  expect(around('consumers.server.propagation')).toBeUndefined();
});

test.each(['1..2', '1..3', '1..5', '1..6', '100, 200', '1 ms..9 ms'])(
  'a straight line has the same effect wherever a range of %s is stepped through: its whole rise',
  (text) => {
    const range = parseRange(text);
    const [low, high] = [0, 1].map((u) => parseFloat(valueAt(range, u)));
    let number = 0.5;
    const random = (): number => (number = (number * 16807.3) % 1);
    const trajectories = morrisTrajectories(1, 20, random);
    const values = trajectories.map(({ points }) =>
      points.map(([u]) => 3 * parseFloat(valueAt(range, u))),
    );
    const taken = trajectories.map(({ points, moved }) => ({
      moved,
      points: points.map(([u]) => [positionAt(range, u)]),
    }));
    const [{ muStar, sigma }] = elementaryEffects(taken, values);
    expect(muStar).toBeCloseTo(3 * (high - low), 4);
    expect(sigma).toBeLessThan(1e-4);
  },
);
