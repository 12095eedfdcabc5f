/**
 * How sure a race is at each look, what gives way above a capacity, and what more trials are worth
 * in a fit.
 */
import { expect, test } from 'vitest';
import { Pool } from '../../src/analysis/pool.js';
import { noiseOf } from '../../src/experiments/calibration.js';
import type { CandidateResult } from '../../src/experiments/candidates.js';
import { givesWay } from '../../src/experiments/capacity.js';
import type { MeasuredData } from '../../src/experiments/measuredData.js';
import { judge, parsePromise } from '../../src/experiments/promise.js';
import { continueRace, type RaceOptions } from '../../src/experiments/race.js';
import type { Sample } from '../../src/experiments/sample.js';
import { STEADY } from '../../src/experiments/settling.js';
import type { Study } from '../../src/experiments/studySummary.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel(
  'users: 800\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: exponential(1 ms) } }\n',
  { fileName: 'queue.yaml' },
);
const POOL = new Pool(MODEL);
for (let replication = 1; replication <= 8; replication++) {
  POOL.add(shortTrial(MODEL, { replication }));
}

/**
 * A promise that these trials show to be broken at one confidence and leave open at a higher one.
 */
function brokenBetween(shown: number, open: number): ReturnType<typeof parsePromise> {
  const answer = (text: string, confidence: number): string =>
    judge(parsePromise(text), MODEL, STEADY, POOL.weighted(), confidence).answer;
  for (let ms = 8; ms > 0; ms *= 0.99) {
    const text = `p50 < ${ms} ms`;
    if (answer(text, open) === 'open' && answer(text, shown) === 'broken')
      return parsePromise(text);
  }
  throw new Error('no such promise');
}

/** However many trials, they show the same. */
function same(): Sample {
  const sample = {
    model: MODEL,
    trials: 0,
    growTo: (count: number) => Promise.resolve((sample.trials = count)),
    verdict: () => STEADY,
    weighted: () => POOL.weighted(),
  };
  return sample as unknown as Sample;
}

// 8, 16, 32, 64 trials: 99.8% below 30, then 99%, and 95% at the last look.
test.each([
  [0.998, 0.9999, 8],
  [0.99, 0.998, 32],
  [0.95, 0.99, 64],
])(
  'experiments/race: what is sure to %d and not to %d is decided after %i trials',
  async (shown, open, trials) => {
    const options: RaceOptions = {
      executor: inlineExecutor(),
      seed: 'looks',
      promise: brokenBetween(shown, open),
      firstTrials: 8,
      mostTrials: 64,
      keepEarly: true,
    };
    const raced = await continueRace(same(), options);
    expect(raced.judgment.answer).toBe('broken');
    expect(raced.trials).toBe(trials);
  },
);

test('what gives way is what relieves most beyond doubt; without such, what is nearly full; else nothing', () => {
  const row = (resource: string, utilization: number, value: number, high: number) => {
    const change = { value, low: 2 * value, high, n: 8, enough: true, reason: '' };
    return { resource, utilization, relief: { resource, change } };
  };
  const [ceilingEventsPerSecond, eventsPerSecond] = [1000, 500];
  const offered = { eventsPerSecond, resources: [{ name: 'full', ceilingEventsPerSecond }] };
  const above = (...bottlenecks: ReturnType<typeof row>[]): string | null =>
    givesWay({ offered, bottlenecks } as unknown as Study);
  const [some, most] = [row('some', 0.9, -1e-3, -1e-4), row('most', 0.4, -3e-3, -1e-3)];
  const doubtful = row('doubtful', 0.8, -9e-3, 1e-3);
  expect(above(some, most, doubtful)).toBe('most');
  expect(above(doubtful, row('x', 0.1, 0, 1))).toBe('doubtful');
  expect(above(row('idle', 0.79, 0, 1))).toBeNull();
});

test('experiments/sample: four trials of a quantile have a quarter of the variance of one; settings have nothing in common', () => {
  const logs = [1, 2, 3];
  const ofTrials = logs.map((each) => Math.exp(each));
  const result: CandidateResult = {
    simulated: [ofTrials, ofTrials, ofTrials.toReversed()].map((each) => {
      return { value: 1, ofTrials: each };
    }),
    overloaded: [],
  };
  const targets = [0, 1, 1].map((setting) => ({
    setting,
    path: 'g',
    measure: 0.5,
    value: 1,
    rounding: 0,
  }));
  const data: MeasuredData = { settings: [], targets };
  // The logarithms' variance is 1.
  const expected = [
    [0.25, 0, 0],
    [0, 0.25, -0.25],
    [0, -0.25, 0.25],
  ];
  noiseOf(result, data, 4).forEach((own, i) => {
    own.forEach((value, j) => {
      expect(value).toBeCloseTo(expected[i][j], 12);
    });
  });
});
