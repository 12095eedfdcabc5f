/**
 * What is simulated of candidates, and what is read off it. Trials are made up, so that expected
 * values are by hand.
 */
import { expect, test } from 'vitest';
import { inlineExecutor, type Executor } from '../../src/execution/executor.js';
import { simulateCandidates } from '../../src/experiments/candidates.js';
import type { MeasuredData } from '../../src/experiments/measuredData.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { Histogram } from '../../src/statistics/index.js';
import { pipelineText } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const TEXT = pipelineText({
  workers: 'region: far, instances: 4, processing_time: 10 us',
  more: `regions: { names: [a, b], delay: { a: { b: 1 ms } } }
cells:
  - { home: a, far: b, count: 9 }
  - { home: b, far: a, count: 1 }
`,
});

function make(overrides: readonly { path: string; value: string }[]): Trial['model'] {
  return validModel(TEXT, { fileName: 'pipeline.yaml', overrides });
}

const base = shortTrial(make([]), { windowSeconds: 0.1 });

/** A trial in which every record took so long. */
function taking(trial: Trial, seconds: number): Measurements {
  const histogram = new Histogram();
  for (let record = 0; record < 100; record++) histogram.record(seconds);
  const endToEnd = histogram.toPlain();
  return { ...base, placement: trial.placement, endToEnd };
}

function pretending(seconds: (trial: Trial) => number): Executor & { readonly seen: Trial[] } {
  const seen: Trial[] = [];
  return {
    seen,
    run: (trials, done) => {
      seen.push(...trials);
      trials.forEach((trial, index) => {
        done(taking(trial, seconds(trial)), index);
      });
      return Promise.resolve();
    },
    close: () => inlineExecutor().close(),
  };
}

function measured(users: readonly number[], settings: readonly number[], p = 0.5): MeasuredData {
  return {
    settings: users.map((each) => ({
      label: `users ${each}`,
      overrides: [{ path: 'users', value: String(each) }],
    })),
    targets: settings.map((setting) => ({
      setting,
      path: 'end_to_end',
      measure: p,
      value: 1,
      rounding: 0,
    })),
  };
}

const SIZE = { seed: 's', trials: 2, warmupSeconds: [1, 1], recordsPerTrial: 100 };

test('candidates share the random numbers of a setting, and each setting has its own', async () => {
  const executor = pretending(() => 1);
  const candidate = [{ path: 'consumers.workers.processing_time', value: '20 us' }];
  const data = measured([100, 200, 300], [0]);
  await simulateCandidates([[], candidate], data, make, executor, SIZE);
  const seeds = executor.seen.map(({ seed }) => seed);
  // Two candidates, three settings, two trials of two placements.
  expect(seeds).toHaveLength(2 * 3 * 4);
  expect(seeds.slice(12)).toEqual(seeds.slice(0, 12));
  expect(new Set([0, 4, 8].map((first) => seeds[first])).size).toBe(3);
});

test('each target is read off its own setting, in whatever order targets are given', async () => {
  const executor = pretending(({ model }) => model.users);
  const data = measured([100, 200, 300], [2, 0, 1, 2]);
  const [{ simulated }] = await simulateCandidates([[]], data, make, executor, SIZE);
  [300, 100, 200, 300].forEach((seconds, index) => {
    expect(simulated[index].value / seconds).toBeCloseTo(1, 2);
  });
});

// Nine cells take 1 s, one takes 2 s: 90% of the records are at most 1 s, of all trials and of
// each.
test.each([
  [0.85, 1],
  [0.95, 2],
])('a placement weighs as many cells as it has: the %d quantile', async (p, seconds) => {
  const executor = pretending(({ placement }) => (placement === 0 ? 1 : 2));
  const data = measured([100], [0], p);
  const [{ simulated }] = await simulateCandidates([[]], data, make, executor, SIZE);
  expect(simulated[0].value / seconds).toBeCloseTo(1, 2);
  expect(simulated[0].ofTrials.map((each) => Math.round(each))).toEqual([seconds, seconds]);
});
