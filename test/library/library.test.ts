/**
 * The library's calls: defaults, what they return, and errors that name what was wrong in the call.
 */
import { expect, test } from 'vitest';
import {
  calibrate,
  capacity,
  check,
  compare,
  loadModel,
  ModelError,
  modelFrom,
  runExperiment,
  sensitivity,
  study,
  sweep,
  tune,
  experiment,
  grid,
} from 'highwater';

/**
 * M/M/1 at 0.5: the mean time in the system is 1 / (mu - lambda) = 2 ms, the median 2 ms x ln 2.
 */
const QUEUE = modelFrom(`
workload: { rate: 500/s }
consumers: { workers: { processing_time: exponential(1 ms), propagation: 0 s } }
run: { warmup: 1 s, duration: 4 s }
`);

test('library/study: study: an M/M/1 by its defaults, quantiles by name', async () => {
  const found = await study(QUEUE, { trials: 30, workers: 0 });
  expect(found.seed).toBe('1');
  const { mean, quantiles } = found.endToEnd;
  expect(mean.low).toBeLessThan(0.002);
  expect(mean.high).toBeGreaterThan(0.002);
  expect(Math.abs(quantiles.p50.value / (0.002 * Math.LN2) - 1)).toBeLessThan(0.05);
  expect(quantiles['p99.9'].value).toBeGreaterThan(quantiles.p99.value);
});

test('check: the ceiling of an M/M/1 is the rate of its service', () => {
  const { first, cost } = check(QUEUE);
  expect(first.name).toBe('consumers.workers');
  expect(first.ceilingEventsPerSecond).toBeCloseTo(1000, 6);
  expect(cost).toBeNull();
});

test('library/search: compare, capacity and sweep tell that twice the load waits longer', async () => {
  const busy = QUEUE.with({ 'workload.rate': '900/s' });
  const { differences } = await compare(QUEUE, busy, { replications: 4, workers: 0 });
  expect(differences.map(({ response }) => response.name)).toContain('p99_ms');
  expect(differences[0].difference.value).toBeGreaterThan(0);
  // p99 of M/M/1 is ln(100) / (mu - lambda): 10 ms at 539/s.
  const found = await capacity(QUEUE, {
    keep: 'p99 < 10 ms',
    tolerance: 0.2,
    trials: 16,
    workers: 0,
  });
  expect(found.keptAt).toBeLessThan(580);
  expect(found.brokenAt).toBeGreaterThan(500);
  const swept = await sweep(QUEUE, {
    vary: { 'workload.rate': '250/s, 900/s' },
    responses: ['mean'],
    replications: 3,
    workers: 0,
  });
  expect(swept.outcomes).toHaveLength(2);
  const [slow, fast] = swept.outcomes.map((each) => each.study.endToEnd.mean.value);
  expect(fast).toBeGreaterThan(slow);
  expect(swept.text).toContain('250/s');
});

test('library/fitting: tune finds the one instance that is enough; sensitivity and calibrate know what the time is made of', async () => {
  const priced = modelFrom(`${QUEUE.text}prices: { consumer_hour: 1 }\n`);
  const tuned = await tune(priced, {
    target: 'mean < 10 ms',
    vary: { 'consumers.workers.instances': '1..3' },
    trials: 30,
    workers: 0,
  });
  expect(tuned.best?.tried.changes).toEqual({ 'consumers.workers.instances': '1' });
  const { factors, kept } = await sensitivity(QUEUE, {
    responses: ['mean'],
    rows: 0,
    trajectories: 3,
    recordsPerTrial: 2000,
    workers: 0,
  });
  expect(factors[kept[0]].path).toMatch(/processing_time\.mean|workload\.rate/);
  // A median of 2 ms x ln 2 is that of a service of 1 ms.
  const fitted = await calibrate(
    QUEUE.with({ 'consumers.workers.processing_time': 'exponential(1.4 ms)' }),
    {
      fit: ['consumers.workers.processing_time.mean'],
      to: 'path,quantile,milliseconds\nworkers,p50,1.386\n',
      scan: 0,
      recordsPerTrial: 10_000,
      workers: 0,
    },
  );
  expect(Math.abs(fitted.parameters[0].value - 1)).toBeLessThan(0.1);
  expect(fitted.text).toContain('exponential(');
});

test("library/experiments: an experiment of one's own", async () => {
  const asked = experiment({
    name: 'mine',
    question: 'which is it?',
    model: 'mmc',
    design: grid({ 'consumers.server.instances': [1] }),
    responses: ['saturates_first'],
    replications: 3,
  });
  const { text, tables } = await runExperiment(asked, { workers: 0 });
  expect(tables[0].rows[0]).toContain('consumers.server');
  expect(text).toContain('Finding:');
});

test('library/options: errors name the call, what is wrong in it, and what to write', async () => {
  const misspelled = { presicion: 0.01 } as object;
  await expect(study(QUEUE, misspelled)).rejects.toThrow(
    'study: there is no option presicion; write precision',
  );
  await expect(study(QUEUE, { precision: 2 })).rejects.toThrow(
    'study: precision: found 2; expected a share between 0 and 1, such as 0.02 for 2%',
  );
  await expect(capacity(QUEUE, {})).rejects.toThrow('no promise to keep; give one');
  await expect(capacity(QUEUE, { keep: 'p99' })).rejects.toThrow('p99: no promise');
  await expect(tune(QUEUE, { target: 'p99 < 1 s' })).rejects.toThrow(
    'tune: model.yaml has no prices; add prices:',
  );
  expect(() => QUEUE.with({ 'consumers.workers.instanecs': 2 })).toThrow(ModelError);
  expect(() => modelFrom('users: many\n')).toThrow(/model\.yaml:1:8: users: found "?many/);
  expect(() => loadModel('100-user')).toThrow('write 100-users');
});

test('library/options: who gives no model, or leaves out what is needed, is told of which call it is', async () => {
  const model = loadModel('100-users');
  // As a script in JavaScript may.
  const untyped = { check, compare, experiment, study, sweep, tune } as unknown as Readonly<
    Record<string, (...given: readonly unknown[]) => unknown>
  >;
  const said = async (call: string, ...given: readonly unknown[]): Promise<string> => {
    try {
      await untyped[call](...given);
    } catch (error) {
      return (error as Error).message;
    }
    return 'nothing';
  };
  expect(await said('study', '10k-users')).toBe(
    `study: found "10k-users"; expected a model, as loadModel('10k-users') gives`,
  );
  expect(await said('check')).toContain('check: found nothing; expected a model');
  expect(await said('compare', model)).toContain('compare: found nothing; expected a model');
  expect(await said('tune', {})).toContain('tune: found something else; expected a model');
  expect(await said('sweep', model)).toContain('sweep: vary is missing; give paths');
  expect(await said('experiment', { name: 'x', question: 'y?' })).toContain('model is missing');
});
