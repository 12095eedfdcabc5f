/**
 * One way to decide whether there is a steady state. Expected values: M/D/1 and M/M/1 (Gross &
 * Harris 1998), and a recursion written out here. Seeds are fixed; each statement is a 95% one or
 * wider.
 */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { relaxations } from '../../src/analysis/relaxation.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { parsePromise } from '../../src/experiments/promise.js';
import { race } from '../../src/experiments/race.js';
import { responseOf } from '../../src/experiments/responses.js';
import { lengthOf } from '../../src/experiments/sample.js';
import { decide, longer, STEADY } from '../../src/experiments/settling.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import { chooseWindow } from '../../src/experiments/trialPlan.js';
import { findWarmup } from '../../src/experiments/warmupSearch.js';
import type { Model } from '../../src/model/index.js';
import { uniforms } from '../support/uniforms.js';
import { validModel } from '../support/validModel.js';

function modelOf(text: string): Model {
  return validModel(text, { fileName: 'm.yaml' });
}

const OPTIONS = {
  ...NESTED_STUDY_OPTIONS,
  seed: 'settling',
  precision: Infinity,
  budgetRecords: 2e6,
};

/** As many partitions as consumers, 150 ms a record, one by one: each is M/D/1 at 0.75. */
const SLOW = modelOf(`users: 40
workload: { events_per_user: 1/s, record_size: 50 B }
producers: { count: 1, partitioner: random }
brokers: { count: 1 }
topic: { partitions: 8 }
consumers: { cg: { instances: 8, processing_time: 150 ms } }
run: { duration: 40 s }
`);

test('what takes a minute to settle is judged after that minute: a promise that M/D/1 keeps is kept', async () => {
  // M/D/1 at 0.75: mean D (1 + rho / (2 (1 - rho))) = 375 ms, p99 about 1.37 s, and a few ms of
  // pipeline.
  const raced = await race(
    SLOW,
    {
      executor: inlineExecutor(),
      seed: 'slow',
      promise: parsePromise('p99 < 1.8 s'),
      firstTrials: 16,
      mostTrials: 16,
      keepEarly: true,
    },
    () => lengthOf(SLOW, inlineExecutor(), 'slow'),
  );
  expect(raced.judgment).toMatchObject({ answer: 'kept', verdict: STEADY });
  const found = await study(SLOW, inlineExecutor(), OPTIONS);
  expect(found.verdict).toEqual(STEADY);
  const { value, high } = found.endToEnd.mean;
  // Twice the 95% half-width.
  expect(Math.abs(value - 0.379)).toBeLessThan(2 * (high - value));
  expect(high - value).toBeLessThan(0.05 * value);
}, 60_000);

test('a warm-up is five relaxation times of the slowest queue, also behind brokers, whatever pilots see', async () => {
  const model = modelOf(`users: 1
workload: { events_per_user: 0.8/s, record_size: 1 KB }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 1 }
consumers: { g: { instances: 1, processing_time: exponential(1 s), max_poll_records: 1 } }
`);
  const offered = offeredLoad(model);
  const { warmupSeconds } = await findWarmup(model, inlineExecutor(), 'one', offered);
  // Of M/M/1: 5 / (1 - sqrt 0.8)^2 = 449 s; the pipeline around it takes a little of the room.
  expect(warmupSeconds[0]).toBeGreaterThan(440);
});

test('relaxation: c servers clear c times as fast, but not sooner than what is being served', () => {
  const seconds = (users: number, instances: number, time: string): number =>
    Math.max(
      ...relaxations(
        modelOf(
          `users: ${users}\nworkload: { events_per_user: 1/s }\nconsumers: { g: { instances: ${instances}, processing_time: ${time} } }\n`,
        ),
        offeredLoad(
          modelOf(
            `users: ${users}\nworkload: { events_per_user: 1/s }\nconsumers: { g: { instances: ${instances}, processing_time: ${time} } }\n`,
          ),
        ),
      ).map((each) => each.seconds),
    );
  expect(seconds(900, 1, 'exponential(1 ms)')).toBeCloseTo(1e-3 / (1 - Math.sqrt(0.9)) ** 2, 9);
  expect(seconds(9000, 10, 'exponential(1 ms)')).toBeCloseTo(1e-4 / (1 - Math.sqrt(0.9)) ** 2, 9);
  // Constant services have half the residual, an idle group forgets with what it serves.
  expect(seconds(900, 1, '1 ms')).toBeCloseTo(0.5e-3 / (1 - Math.sqrt(0.9)) ** 2, 9);
  expect(seconds(1, 1000, 'exponential(1 s)')).toBeCloseTo(1, 9);
  // Nothing settles above a ceiling.
  expect(seconds(2000, 1, '1 ms')).toBe(-Infinity);
});

test('relaxation behind brokers is that of the busiest cell, whatever the others have', () => {
  const seconds = (users: number, cells: string): number => {
    const model = modelOf(`users: ${users}
workload: { events_per_user: 1/s, record_size: 1 KB }
${cells}
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 1 }
consumers: { g: { instances: 1, processing_time: exponential(1 ms), max_poll_records: 1 } }
`);
    return relaxations(model, offeredLoad(model))[0].seconds;
  };
  const alone = seconds(600, '');
  expect(alone).toBeGreaterThan(1e-3);
  // 600/s in one, 200/s in the other.
  const two = seconds(800, 'cells: [{ home: local, weight: 3 }, { home: local, weight: 1 }]');
  expect(two / alone).toBeCloseTo(1, 9);
});

test('so many trials are asked for, so many there are', async () => {
  const model = modelOf(
    'users: 100\nworkload: { events_per_user: 10/s }\nconsumers: { g: { processing_time: exponential(0.2 ms) } }\nrun: { warmup: 1 s, duration: 1 s }\n',
  );
  for (const trials of [1, 40]) {
    const found = await study(model, inlineExecutor(), { ...OPTIONS, precision: 0.5, trials });
    expect(found.trials).toBe(trials);
  }
});

test('the first round stays within the budget', async () => {
  // M/M/1 at 0.99: 100 relaxation times are 4 million services.
  const model = modelOf(
    'users: 990\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: exponential(1 ms) } }\n',
  );
  const offered = offeredLoad(model);
  const budget = 3e5;
  const window = chooseWindow(model, offered, 'sampled', budget);
  expect(990 * window * 30).toBeLessThanOrEqual(budget * (1 + 1e-9));
  const warmup = await findWarmup(model, inlineExecutor(), 'budget', offered, budget);
  expect(990 * warmup.warmupSeconds[0] * 30).toBeLessThanOrEqual(budget * (1 + 1e-9));
  // Five relaxation times are 199 s; what the budget does not allow is said.
  expect(warmup.neededSeconds).toBeGreaterThanOrEqual(198);
  const length = { ...warmup, windowSeconds: window };
  const so = { lengthened: 0, length, records: 0, budgetRecords: budget, ended: null };
  expect(decide(model, 'steady', so)).toMatchObject({
    verdict: { kind: 'not_decided' },
    isFinal: true,
  });
});

test('a transient that was asked for is answered: the first 20 s of M/M/1 at 0.9 from empty', async () => {
  const model = modelOf(
    'users: 900\nworkload: { events_per_user: 0.001/s }\nconsumers: { g: { processing_time: exponential(1 s), propagation: 0 s } }\nrun: { warmup: 0 s, duration: 20 s }\n',
  );
  const found = await study(model, inlineExecutor(), { ...OPTIONS, trials: 600, transient: true });
  expect(found.trials).toBe(600);
  expect(found.verdict.kind).toBe('transient');
  // What leaves within 20 s, by Lindley's recursion; 40,000 runs are many times as many.
  const draw = uniforms(20_261);
  let sum = 0;
  let count = 0;
  for (let run = 0; run < 40_000; run++) {
    let free = 0;
    for (let time = -Math.log(draw()) / 0.9; time < 20; time -= Math.log(draw()) / 0.9) {
      free = Math.max(free, time) - Math.log(draw());
      if (free >= 20) break;
      sum += free - time;
      count++;
    }
  }
  const { value, low, high } = found.endToEnd.mean;
  // Twice the 95% half-width: less than 1 in 10,000 by chance.
  expect(Math.abs(value - sum / count)).toBeLessThan(high - low);
  expect(high - low).toBeLessThan(0.15 * value);
});

test('a service level is the share that takes at most so long, with its interval: of M/M/1, 1 - exp(-(mu - lambda) t)', async () => {
  const model = modelOf(
    'users: 500\nworkload: { events_per_user: 1/s }\nconsumers: { g: { processing_time: exponential(1 ms), propagation: 0 s } }\n',
  );
  const found = await study(model, inlineExecutor(), OPTIONS);
  const level = responseOf('within(4 ms)').read(found);
  expect(level).toMatchObject({ enough: true, n: 30 });
  const { value, low, high } = found.endToEnd.within(4e-3);
  expect(level).toMatchObject({ value });
  // Twice the 95% half-width: less than 1 in 10,000 by chance.
  expect(Math.abs(value - (1 - Math.exp(-2)))).toBeLessThan(high - low);
  expect(high - low).toBeLessThan(0.02);
  expect(parsePromise('g.within(4 ms) > 86%')[0]).toMatchObject({ operator: '>', bound: 0.86 });
});

test('longer warm-ups are asked for three times at most, and never where the warm-up is given or cannot be paid', () => {
  const length = { warmupSeconds: [3], windowSeconds: 2 };
  expect(longer(length)).toEqual({ warmupSeconds: [10], windowSeconds: 2 });
  const so = { lengthened: 0, length, records: 1e6, budgetRecords: 1e7, ended: null };
  const growing = (changes: Partial<typeof so>, model = SLOW): string => {
    const { verdict, isFinal } = decide(model, 'growing', { ...so, ...changes });
    return `${isFinal ? 'final' : 'again'}: ${verdict.kind}: ${verdict.reason}`;
  };
  expect(growing({})).toMatch(/^again: not_decided/);
  // 12 s in place of 5 s.
  expect(growing({ budgetRecords: 1.1e6 })).toMatch(/^final: not_decided.*2\.4e\+6 records/);
  expect(growing({ budgetRecords: 1.3e6 })).toMatch(/^again/);
  expect(growing({ lengthened: 3 })).toMatch(/^final: overloaded/);
  const given = { ...SLOW, run: { ...SLOW.run, warmupSeconds: 3, durationSeconds: null } };
  expect(growing({}, given)).toMatch(/^final: not_decided.*run\.warmup/);
});

test('what is not decided says why: a story, a flank of a pattern, or noise, each by its own words and help', () => {
  const length = { warmupSeconds: [3], windowSeconds: 2 };
  const so = { lengthened: 0, length, records: 1e6, budgetRecords: 1e7, ended: null };
  for (const [growth, words] of [
    ['left_over', /more is inside at the end/],
    ['flank', /part of the load's pattern.*run\.duration of whole periods/],
    ['noisy', /differs too much from trial to trial/],
  ] as const) {
    const { verdict, isFinal } = decide(SLOW, growth, so);
    expect(isFinal).toBe(true);
    expect(verdict.kind).toBe('not_decided');
    expect(verdict.reason).toMatch(words);
  }
});

test('a study of the rising flank of a day says that it is one', async () => {
  const model = modelOf(
    'users: 700\nworkload: { events_per_user: 1/s, arrivals: { kind: diurnal, period: 20 s, amplitude: 1 } }\nconsumers: { g: { processing_time: exponential(1 ms) } }\nrun: { warmup: 0 s, duration: 8 s }\n',
  );
  const { verdict } = await study(model, inlineExecutor(), { ...OPTIONS, trials: 5 });
  expect(verdict.kind).toBe('not_decided');
  expect(verdict.reason).toContain("a part of the load's pattern");
});
