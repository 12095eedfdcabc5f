/** What is read off close-ups: two of them, by hand. */
import { expect, test } from 'vitest';
import { groupSeries } from '../../../src/analysis/closeUp/groupSeries.js';
import { partsOf } from '../../../src/analysis/closeUp/parts.js';
import type { CloseUp } from '../../../src/network/closeUp.js';
import type { Study } from '../../../src/experiments/studySummary.js';
import { GROUPS, PARTS, SLOWEST } from '../../../src/report/closeUpTables.js';
import { binOf, binHigh } from '../../../src/statistics/bins.js';
import { validModel } from '../../support/validModel.js';

const model = validModel(
  `producers: { web: { sends: first, rate: 3/s, count: 1 } }
brokers: { count: 1 }
topics: { first: { partitions: 2 } }
consumers: { one: { reads: first, instances: 2, processing_time: 1 ms } }
`,
  { fileName: 'm.yaml' },
);

/** Two buckets of half a second; `waits`: unread records of partition 1. */
function closeUp(latency: number, count: number, waits: number): CloseUp {
  return {
    trial: {
      ...{ model, placement: 0, cell: 0, replication: 1, seed: '1', warmupSeconds: 0 },
      ...{ windowSeconds: 1, seriesBuckets: 2, speedup: {}, maximumInside: 1e6 },
    },
    bucketSeconds: 0.5,
    buckets: 2,
    groups: [
      {
        name: 'one',
        latency: {
          bins: Uint16Array.of(binOf(latency)),
          counts: Uint32Array.of(count),
          ends: Uint32Array.of(1, 1),
        },
        partitions: 2,
        lags: Float64Array.of(0, waits, 0, 1),
      },
    ],
    resources: [
      {
        name: 'consumers.one',
        servers: 1,
        utilization: [
          [0.2, 0.2],
          [0.9, 0.1],
        ],
        waiting: [
          [0, 0],
          [3, 0],
        ],
      },
    ],
    told: [],
    faults: [],
  };
}

test('analysis/closeUp/groupSeries: counts and lags by the cells that each stands for', () => {
  const all = [
    { closeUp: closeUp(0.01, 99, 5), weight: 1 },
    { closeUp: closeUp(0.1, 1, 7), weight: 1 },
  ];
  const [first, second] = groupSeries(all);
  expect(first).toEqual({
    group: 'one',
    timeSeconds: 0.5,
    deliveredPerSecond: 200,
    p50Seconds: binHigh(binOf(0.01)),
    p99Seconds: binHigh(binOf(0.01)),
    lagRecords: 12,
  });
  expect(second).toMatchObject({ deliveredPerSecond: 0, p50Seconds: null, lagRecords: 2 });
  const weighed = groupSeries([all[0], { ...all[1], weight: 3 }]);
  expect(weighed[0]).toMatchObject({ deliveredPerSecond: 204, lagRecords: 5 + 21 });
  expect(weighed[0].p99Seconds).toBe(binHigh(binOf(0.1)));
});

test('analysis/closeUp/parts, report/closeUpTables: each partition and instance with its buckets', () => {
  const parts = partsOf(closeUp(0.01, 1, 5));
  expect(parts.map(({ kind, whole, part }) => [kind, whole, part])).toEqual([
    ['partition', 'consumers.one', '0'],
    ['partition', 'consumers.one', '1'],
    ['instance', 'consumers.one', '0'],
    ['instance', 'consumers.one', '1'],
  ]);
  const closeUps = { groups: groupSeries([{ closeUp: closeUp(0.01, 1, 5), weight: 1 }]), parts };
  const study = { model, closeUps } as unknown as Study;
  const last = PARTS.cells(study).at(-2);
  const row = Object.fromEntries(PARTS.columns.map(({ name }, at) => [name, last?.[at]]));
  expect(row).toMatchObject({ part: '1', time_s: 0.5, waiting: 3, utilization: 0.9 });
  expect(GROUPS.cells(study)).toHaveLength(2);
  expect(SLOWEST.cells({ model, closeUps: null } as unknown as Study)).toEqual([]);
});
