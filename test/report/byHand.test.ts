/**
 * Every column of summary, paths, quantiles, stages, sections, timeseries and within, by hand, of a
 * model without chance: ten records a second, 100 ms apart, 5 ms from two groups. One takes 20 ms a
 * record. The other takes 150 ms, and lets nobody wait: it serves one and loses the next. So a
 * record is there after 25 ms or 155 ms; two deliveries of three are of the first kind. The window
 * begins half-way between two records, so that none lies on the edge of a bucket: 60 of them, 200
 * ms each.
 */
import { expect, test } from 'vitest';
import { inlineExecutor } from '../../src/execution/executor.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import type { Study } from '../../src/experiments/studySummary.js';
import { STAGES } from '../../src/network/measurements.js';
import { TRIED_STAGES } from '../../src/network/recording/stages.js';
import type { Cell } from '../../src/report/csv.js';
import { studyJson } from '../../src/report/studyFiles.js';
import { STUDY_TABLES } from '../../src/report/studyTables.js';
import { studyText } from '../../src/report/studyText.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel(
  `name: tiny
users: 10
workload: { events_per_user: 1/s, arrivals: { kind: constant } }
consumers:
  fast: { processing_time: 20 ms, propagation: 5 ms }
  lossy: { processing_time: 150 ms, propagation: 5 ms, queue_capacity: 0 }
run: { warmup: 1 s, duration: 12 s }
`,
  { fileName: 'tiny.yaml' },
);
const MEAN = (2 * 25 + 155) / 3;

type Row = Readonly<Record<string, Cell>>;

const found: Promise<Study> = study(MODEL, inlineExecutor(), {
  ...NESTED_STUDY_OPTIONS,
  seed: 'by hand',
  precision: 0.05,
  budgetRecords: 1e6,
  fidelity: 'sampled',
  relief: false,
  trials: 30,
});

/**
 * Each column is `expected`, or an end or the note of an estimate without chance that is; quantiles
 * are known to a bin.
 */
async function expectRows(name: string, expected: readonly Row[], bin = 1 / 256): Promise<void> {
  const table = STUDY_TABLES.find((each) => each.name === name);
  const rows = table?.cells(await found) ?? [];
  expect(rows).toHaveLength(expected.length);
  rows.forEach((cells, index) => {
    table?.columns.forEach(({ name: column, unit }, position) => {
      const own = Object.hasOwn(expected[index], column);
      const base = own ? column : column.replace(/_(?:low|high)(?=_|$)/, '');
      const value = cells[position];
      const wanted = !own && base.endsWith('_note') ? null : expected[index][base];
      const where = `${name}.csv, ${column}`;
      if (typeof wanted !== 'number') expect(value, where).toEqual(wanted);
      else {
        const most = /^(?:p\d+|latency)_/.test(column) && unit === 'ms' ? bin : 1e-9;
        expect(Math.abs(Number(value) - wanted), `${where}: ${value}`).toBeLessThanOrEqual(
          most * Math.abs(wanted) + 1e-12,
        );
      }
    });
  });
}

function latencies(quantiles: readonly number[], mean: number, records: number): Row {
  const [p50_ms, p90_ms, p95_ms, p99_ms, p999_ms] = quantiles;
  const max_ms = p999_ms;
  return { p50_ms, p90_ms, p95_ms, p99_ms, p999_ms, max_ms, mean_ms: mean, records, n: 30 };
}

test('summary.csv', () =>
  expectRows('summary', [
    {
      model: 'tiny',
      users: 10,
      offered_records_per_second: 10,
      // Ten of one group and five of the other, averaged over the two; nothing is delivered twice.
      throughput_records_per_second: 7.5,
      goodput_records_per_second: 7.5,
      ...latencies([25, 155, 155, 155, 155], MEAN, 30 * (120 + 60)),
      dropped_records: 0,
      // 60 of one group and none of the other; over the 120 that arrive.
      lost_records: 30,
      loss_share: 0.25,
      duplicate_records: 0,
      retried_requests: 0,
      unmirrored_records: 0,
      lag_recovery: null,
      lag_recovery_s: null,
      p99_recovery: null,
      p99_recovery_s: null,
      backlog_growth_per_second: 0,
      first_bottleneck: 'consumers.lossy',
      ceiling_records_per_second: 1 / 0.15,
      ceiling_users: 1 / 0.15,
      verdict: 'steady',
      verdict_note: '',
      cells_simulated: 1,
      cells_total: 1,
      replications: 30,
      warmup_s: 1,
      window_s: 12,
      stopped_by: 'the requested number of trials',
      seed: 'by hand',
    },
  ]));

test('report/latencyTables: paths.csv', () =>
  expectRows('paths', [
    { model: 'tiny', path: 'fast', ...latencies([25, 25, 25, 25, 25], 25, 30 * 120) },
    { model: 'tiny', path: 'lossy', ...latencies([155, 155, 155, 155, 155], 155, 30 * 60) },
  ]));

test('stages.csv', () => {
  const nothing = {
    mean_ms: 0,
    p50_ms: 0,
    p99_ms: 0,
    mean_of_slowest_ms: 0,
    share_of_mean: 0,
    share_of_slowest: 0,
  };
  const spent: Readonly<Record<string, Row>> = {
    produce_network: {
      mean_ms: 5,
      p50_ms: 5,
      p99_ms: 5,
      mean_of_slowest_ms: 5,
      share_of_mean: 5 / MEAN,
      share_of_slowest: 5 / 155,
    },
    consumer_service: {
      mean_ms: MEAN - 5,
      p50_ms: 20,
      p99_ms: 150,
      mean_of_slowest_ms: 150,
      share_of_mean: (MEAN - 5) / MEAN,
      share_of_slowest: 150 / 155,
    },
  };
  const works = ['broker_service', 'consumer_service', 'store_service'];
  const travels = ['produce_network', 'replication', 'mirror', 'fetch_network', 'store_network'];
  return expectRows(
    'stages',
    // Of a group that neither calls nor fails.
    STAGES.slice(0, -TRIED_STAGES).map((stage) => ({
      model: 'tiny',
      stage,
      doing: works.includes(stage) ? 'is worked on' : travels.includes(stage) ? 'travels' : 'waits',
      ...(spent[stage] ?? nothing),
    })),
  );
});

test('quantiles.csv', () => {
  const grid = [0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999];
  // Two of three of all records take 25 ms.
  const paths = [
    ['end_to_end', (p: number) => (p < 2 / 3 ? 25 : 155)],
    ['fast', () => 25],
    ['lossy', () => 155],
  ] as const;
  return expectRows(
    'quantiles',
    paths.flatMap(([path, at]) =>
      grid.map((quantile) => ({ model: 'tiny', path, quantile, latency_ms: at(quantile) })),
    ),
    1 / 256,
  );
});

test('sections.csv', () =>
  expectRows(
    'sections',
    Array.from({ length: 30 }, (_, index) => ({
      model: 'tiny',
      section: index + 1,
      trials: 1,
      records: 120 + 60,
      p50_ms: 25,
      p99_ms: 155,
      mean_ms: MEAN,
    })),
  ));

test('within.csv', () =>
  // Below 25 ms nobody is there, and below 155 ms one of three is not.
  expectRows(
    'within',
    [50, 100].map((at_most_ms) => ({
      model: 'tiny',
      path: 'end_to_end',
      at_most_ms,
      share: 2 / 3,
    })),
  ));

test('timeseries.csv', () =>
  expectRows(
    'timeseries',
    Array.from({ length: 60 }, (_, bucket) => ({
      model: 'tiny',
      time_s: (bucket + 1) * 0.2,
      arrived_per_second: 10,
      delivered_per_second: 7.5,
      dropped_per_second: 0,
      lost_per_second: 2.5,
      mean_ms: MEAN,
      // At most 6.25% too high.
      p99_ms: 155 * (1 + 1 / 32),
      producer_backlog_records: 0,
      lag_records: 0,
    })),
    1 / 32,
  ));

test('report/studyText: in words: what was dropped, lost, delivered twice and sent again, each where it is named', async () => {
  const done = await found;
  const told = (study: Study): string[] => studyText(study).split('\n');
  expect(told(done)).toContain(
    'In one window of 12.0 s: 0 records dropped, 30 ± 0.0% lost (25% ± 0.0% of all), 0 delivered twice (averaged over the 2 groups); 0 batches sent again.',
  );
  const exactly = (value: number): Study['lostRecords'] => {
    return { value, low: value, high: value, n: 30, enough: false, reason: '' };
  };
  const counts = {
    droppedRecords: exactly(11),
    lostRecords: exactly(22),
    lossShare: exactly(0.33),
    duplicateRecords: exactly(44),
    retriedRequests: exactly(55),
  };
  expect(told({ ...done, ...counts })).toContain(
    'In one window of 12.0 s: 11 records dropped, 22 lost (33% of all), 44 delivered twice (averaged over the 2 groups); 55 batches sent again.',
  );
  const none = Object.fromEntries(Object.keys(counts).map((name) => [name, exactly(0)]));
  expect(told({ ...done, ...none }).join()).not.toContain('In one window');
  for (const name of ['droppedRecords', 'lostRecords', 'duplicateRecords', 'retriedRequests']) {
    expect(told({ ...done, ...none, [name]: exactly(1) }).join(), name).toContain('In one window');
  }
});

test('JSON holds the rows of every file but the time series, under the names of their columns', async () => {
  const done = await found;
  const [json] = JSON.parse(studyJson([done])) as Record<string, unknown>[];
  const tables = STUDY_TABLES.filter(
    ({ name }) => !['timeseries', 'instances', 'groups', 'parts'].includes(name),
  );
  expect(Object.keys(json).sort()).toEqual(
    [...tables.map(({ name }) => name), 'remark', 'audits', 'failures'].sort(),
  );
  for (const { name, columns, cells } of tables) {
    const rows = cells(done).map((row) =>
      Object.fromEntries(columns.map((column, index) => [column.name, row[index]])),
    );
    // What is not finite is null there.
    const told = JSON.stringify(name === 'summary' ? rows[0] : rows);
    expect(json[name], name).toEqual(JSON.parse(told));
  }
});
