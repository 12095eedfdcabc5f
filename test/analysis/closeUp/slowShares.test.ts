import { expect, test } from 'vitest';
import { sharesAmongSlowest } from '../../../src/analysis/closeUp/slowShares.js';
import type { CloseUp } from '../../../src/network/closeUp.js';
import { studentQuantile } from '../../../src/statistics/index.js';
import { validModel } from '../../support/validModel.js';

const model = validModel(
  `name: m
users: 1
workload: { events_per_user: 1/s }
producers: { count: 1 }
brokers: { count: 1 }
topic: { partitions: 2 }
consumers: { a: { processing_time: 1 ms } }
faults: { jam: { kind: slow_disk, factor: 2, at: 0 s, length: 1 s } }`,
  { fileName: 'm.yaml' },
);
/** Packed: group, partition, instance, why (1: by latency, 2: drawn), from, to, broker, shard. */
const told = (bucket: number, partition: number, byLatency: boolean): number[] => [
  ...[0, partition, 0, byLatency ? 1 : 2],
  ...[bucket, bucket + 0.5, 0, -1],
];
/** Those of half a second are slow enough. */
const shares = (journeys: readonly number[], weight: number) =>
  sharesAmongSlowest(model, [
    { closeUp: SEEN, journeys: Float64Array.from(journeys), slowSeconds: 0.5, weight },
  ]);

const SEEN: CloseUp = {
  trial: {
    model,
    placement: 0,
    cell: 0,
    replication: 1,
    seed: '1',
    warmupSeconds: 0,
    windowSeconds: 40,
    seriesBuckets: 40,
    speedup: {},
    maximumInside: 1e6,
  },
  bucketSeconds: 1,
  buckets: 40,
  groups: [],
  resources: [],
  told: [],
  faults: [{ name: 'jam', from: 0, to: 10 }],
};

test('analysis/closeUp/dimensions, analysis/closeUp/journeyFacts: ways, and what is passed twice counts once', () => {
  const two = validModel(
    `producers: { web: { sends: first, rate: 3/s, count: 1 } }
brokers: { count: 2 }
topics: { first: { partitions: 2 }, second: { partitions: 2 } }
consumers:
  a: { reads: first, processing_time: 1 ms, sends: { second: { share: 50% } } }
  b: { reads: second, processing_time: 1 ms, store: db, sends: { second: { share: 1% } } }
stores: { db: { shards: 2, time_per_request: 1 ms } }`,
    { fileName: 'two.yaml' },
  );
  const closeUp = { ...SEEN, trial: { ...SEEN.trial, model: two } };
  // The last hop first: a then b, or a, b and b again by the same partition.
  const end = (why: number, to: number) => [1, 1, 0, why, 0, to, 1, 0];
  const again = [1, 1, 0, 0, 0, 1, -1, -1];
  const first = [0, 0, 0, 0, 0, 1, -1, -1];
  const journeys = [1, 2, 3].flatMap((to) => [
    ...[...end(3, to), ...again, ...first],
    ...[...end(2, to), ...first],
    // Too fast to be of the slow ones, and not drawn.
    ...[...end(1, 0.1), ...first],
  ]);
  const packed = Float64Array.from(journeys);
  const rows = sharesAmongSlowest(two, [{ closeUp, journeys: packed, slowSeconds: 1, weight: 2 }]);
  expect(rows.map(({ dimension, value, ofSlowest, ofAll }) => [dimension, value, ofSlowest, ofAll]))
    // One value each of partition, instance, broker and shard: nothing is asked of them.
    .toEqual([
      ['way', 'a > b > b', 1, 0.5],
      ['way', 'a > b', 0, 0.5],
    ]);
  expect(rows[0]).toMatchObject({ slow: 3, drawn: 6 });
});

test('shares of the slow ones and of all, with the interval of a ratio over buckets', () => {
  // 40 buckets: in 30 of them two slow records by partition 1, in 10 one of each partition.
  const slow = Array.from({ length: 40 }, (_, bucket) => [
    told(bucket, 1, true),
    told(bucket, bucket < 10 ? 0 : 1, true),
  ]);
  const drawn = Array.from({ length: 40 }, (_, bucket) => told(bucket, bucket % 2, false));
  const rows = shares([...slow, ...drawn].flat(2), 3);
  const one = rows.find(({ dimension, value }) => dimension === 'partition of a' && value === '1');
  expect(one).toMatchObject({ ofSlowest: 70 / 80, ofAll: 0.5, n: 40, slow: 80, drawn: 40 });
  // By hand: 30 buckets are (2 - 1.75) off, 10 are (1 - 1.75) off, of 80 in all.
  const squares = (30 * 0.25 * 0.25 + 10 * 0.75 * 0.75) / (80 * 80);
  const half = studentQuantile(0.975, 39) * Math.sqrt((squares * 40) / 39);
  expect(one?.low).toBeCloseTo(70 / 80 - half, 12);
  expect(one?.high).toBeCloseTo(70 / 80 + half, 12);
  // Ten seconds of forty.
  const jam = rows.find(({ value }) => value === 'during jam');
  expect(jam).toMatchObject({ dimension: 'fault', ofSlowest: 0.25, ofAll: 0.25 });
  // There is one broker, one instance and one way: of these nothing is asked.
  expect(new Set(rows.map(({ dimension }) => dimension))).toEqual(
    new Set(['partition of a', 'fault']),
  );
});

test('without enough buckets there is no interval; without slow ones there are no rows', () => {
  const few = [0, 1, 2].flatMap((bucket) => [told(bucket, 1, true), told(bucket, 0, false)]);
  const rows = shares(few.flat(), 1);
  expect(rows.find(({ value }) => value === '1')).toMatchObject({ ofSlowest: 1, low: null, n: 3 });
  expect(shares(told(0, 0, false), 1)).toEqual([]);
});
