/** Units and names in what searches and screenings write. */
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import type { Capacity } from '../../src/experiments/capacity.js';
import type { Sensitivity } from '../../src/experiments/sensitivity.js';
import type { Study } from '../../src/experiments/studySummary.js';
import type { Tried } from '../../src/experiments/tune.js';
import { parseFactor } from '../../src/model/index.js';
import { capacityFindings, tunedFindings } from '../../src/report/searchReport.js';
import { sensitivityFiles } from '../../src/report/sensitivityReport.js';
import { validModel } from '../support/validModel.js';

test('report/sensitivityReport: effects.csv holds latencies in ms and other times in s, as their names say, under their own heads', () => {
  const effects = [{ mu: -0.002, muStar: 0.003, sigma: 0.001, muHalf: 0.0015, n: 4, sizes: [] }];
  const inputs = [
    { first: 0.5, total: 0.6, firstInterval: [0.4, 0.55], totalInterval: [0.5, 0.7] },
  ] as const;
  const indices = { inputs, mean: 1, variance: 1, rows: 64 };
  const found: Sensitivity = {
    factors: [parseFactor('users=1..9')],
    kept: [0],
    responses: ['p99_ms', 'backlog_back_s'].map((response) => {
      return { response, base: 1, noise: 0, effects, indices };
    }),
    refused: [],
    points: 0,
    overloadedPoints: 0,
  };
  const files = sensitivityFiles(found);
  expect(files.get('effects.csv')).toBe(
    'response,factor,from,to,mu_star,mu,mu_low,mu_high,sigma,n\np99_ms,users,1,9,3,-2,-3.5,-0.5,1,4\nbacklog_back_s,users,1,9,0.003,-0.002,-0.0035,-0.0005,0.001,4\n',
  );
  expect(files.get('indices.csv')?.split('\n')[1]).toBe('p99_ms,users,0.5,0.4,0.55,0.6,0.5,0.7,64');
});

test.each([
  ['users', '200 users'],
  ['records/s', '2K records/s'],
])('a capacity in %s says the ceiling by arithmetic in the same unit', (unit, said) => {
  // Two servers of 1 ms, ten events a user and second.
  const text = `users: 100
workload: { events_per_user: 10/s }
consumers: { server: { threads: 2, processing_time: 1 ms } }
`;
  const offered = offeredLoad(validModel(text, { fileName: 'two.yaml' }));
  const found: Capacity = {
    load: 150,
    keptAt: 149,
    brokenAt: 151,
    trials: 1,
    latency: null,
    steps: [],
    tolerance: 0.02,
    mostTrials: 64,
    above: { load: 155, study: { offered } as Study, resource: 'consumers.server' },
  };
  expect(capacityFindings(found, 'p99 < 5 ms', unit).finding).toContain(
    `consumers.server gives way (arithmetic: consumers.server first, at ${said})`,
  );
});

test('tune: in each of its tables a column holds what its head says, costs to the nearest whole', () => {
  const p99 = { value: 0.02, low: 0.019, high: 0.022, n: 30, enough: true, reason: '' } as const;
  const tried = (cost: number, count: number, trials: number, why: string): Tried => {
    const changes = { 'brokers.count': count, 'topic.partitions': 10 * count };
    return { changes, cost, answer: 'kept', trials, p99, late: null, why };
  };
  const [chosen, confirmed, cheaper, dearer] = [
    tried(99.6, 2, 30, 'kept'),
    tried(99.6, 2, 31, 'kept'),
    tried(50.4, 1, 32, 'broken'),
    tried(200.5, 4, 33, 'kept'),
  ];
  const { tables, finding } = tunedFindings(
    {
      best: { tried: chosen, confirmed, cheaperNeighbors: [cheaper] },
      curve: [chosen, dearer],
      tried: [cheaper, chosen, dearer],
      configurations: 9,
      invalid: 1,
      overloadedByArithmetic: 5,
      mostTrials: 64,
    },
    'p99 < 1 s',
    'EUR',
    126,
  );
  const heads =
    'cost_eur_per_month brokers.count topic.partitions p99_ms late_share trials answer promise'.split(
      ' ',
    );
  expect(tables.map(({ columns }) => columns)).toEqual([heads, heads, heads]);
  const rowOf = (cost: number, count: number, trials: number, promise: string): unknown[] => {
    return [cost, count, 10 * count, p99, null, trials, 'kept', promise];
  };
  const [two, one, four] = [
    rowOf(100, 2, 30, 'kept'),
    rowOf(50, 1, 32, 'broken'),
    rowOf(201, 4, 33, 'kept'),
  ];
  expect(tables[0].rows).toEqual([two, rowOf(100, 2, 31, 'fresh seeds: kept'), one]);
  expect(tables[1].rows).toEqual([two, four]);
  expect(tables[2].rows).toEqual([one, two, four]);
  expect(finding).toBe(
    'brokers.count=2, topic.partitions=20 is the cheapest found that keeps p99 < 1 s: 100 EUR a month. 126 trials of 3 of 9 configurations (5 overloaded by arithmetic, 1 more invalid); 30 of each would have been 270.',
  );
});
