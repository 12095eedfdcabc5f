/** What the slowest records, the busiest instances and a fault's begin are: by hand. */
import { expect, test } from 'vitest';
import { excursion } from '../../src/analysis/excursion.js';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { loadVerdict } from '../../src/analysis/overload.js';
import { Pool, summarizeResources, summarizeStages } from '../../src/analysis/pool.js';
import { worthALook } from '../../src/analysis/worthALook.js';
import { STAGES, type Measurements } from '../../src/network/measurements.js';
import { pipelineModel } from '../support/pipeline.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel(
  'users: 100\nworkload: { events_per_user: 1/s }\nconsumers: { g: { threads: 4, processing_time: 1 ms } }\n',
  { fileName: 'slowest.yaml' },
);
const TRIAL = shortTrial(MODEL);

function pooled(trials: readonly Partial<Measurements>[]): ReturnType<Pool['weighted']> {
  const pool = new Pool(MODEL);
  for (const trial of trials) pool.add({ ...TRIAL, ...trial });
  return pool.weighted();
}

test('the share of the slowest is of the slowest 1% of the records, not of the quickest', () => {
  const spent = (count: number, stage: string, seconds: number): number[] => [
    count,
    ...STAGES.map((each) => (each === stage ? count * seconds : 0)),
  ];
  // 990 records that are served 1 ms, 10 that wait 5 s: of 1,000, these are the slowest 1%.
  const stageSums = {
    90: spent(990, 'consumer_service', 1e-3),
    300: spent(10, 'consumer_wait', 5),
  };
  const shares = Object.fromEntries(
    summarizeStages(pooled([{ stageSums }])).map(({ stage, shareOfSlowest }) => [
      stage,
      shareOfSlowest,
    ]),
  );
  expect(shares).toMatchObject({ consumer_service: 0, consumer_wait: 1 });
});

test('where only a part of a bin is among the slowest, it counts in proportion', () => {
  const row = (count: number, at: number): number[] => [
    count,
    ...STAGES.map((_, index) => (index === at ? count : 0)),
  ];
  // The slowest 10 of 1,000: all 5 of the upper bin, and 5 of the 20 below it, a second each.
  const stageSums = { 10: row(975, 0), 20: row(20, 1), 30: row(5, 2) };
  const shares = summarizeStages(pooled([{ stageSums }])).map(
    ({ shareOfSlowest }) => shareOfSlowest,
  );
  expect(shares.slice(0, 3)).toEqual([0, 0.5, 0.5]);
});

test('the busiest instance of several servers is at most fully utilized', () => {
  const [resource] = TRIAL.resources;
  // 48 busy server-seconds of 4 x 20; 64, were all instances as busy as the busiest.
  const busy = { ...resource, count: 2, servers: 4, busySeconds: 48, busySecondsMaximum: 64 };
  const [found] = summarizeResources(
    MODEL,
    pooled([{ windowSeconds: 10, resources: [{ ...busy, instanceSeconds: 20 }] }]),
  );
  expect(found.utilizationMaximum).toBe(64 / 80);
  expect(found.utilizationMean.value).toBe(48 / 80);
});

test('one trial of thirty that filled up is an overload', () => {
  const verdict = (full: number): string =>
    loadVerdict(
      MODEL,
      pooled(Array.from({ length: 30 }, (_, index) => ({ stoppedFull: index < full }))),
      offeredLoad(MODEL),
    );
  expect(verdict(0)).toBe('steady');
  expect(verdict(1)).toBe('overloaded');
});

test('what stood at the moment of a fault was there before it', () => {
  // Buckets of 1 s; the fault begins at 2 s, the end of the second bucket, whose height is of
  // before.
  const limit = (): number => 3;
  expect(excursion([1, 9, 1, 1, 1, 1], 1, 2, 6, limit)).toEqual({
    outcome: 'never off',
    seconds: 0,
  });
  // What stands at the end of what is watched is looked at, what stands after it is not.
  expect(excursion([1, 1, 1, 1, 1, 9], 1, 2, 5, limit).outcome).toBe('never off');
  expect(excursion([1, 1, 1, 1, 1, 9], 1, 2, 6, limit).outcome).toBe('not within the window');
});

test('a delivery_timeout of linger and request_timeout together is enough, as Kafka takes it; less is not', () => {
  const found = (timeout: string): string[] => {
    const producers = `count: 4, linger: 500 ms, request_timeout: 2 s, delivery_timeout: ${timeout}`;
    const model = pipelineModel({ producers });
    return worthALook(model, offeredLoad(model)).map(({ path }) => path);
  };
  expect(found('2.5 s')).toEqual([]);
  expect(found('2.499 s')).toEqual(['producers.delivery_timeout']);
});
