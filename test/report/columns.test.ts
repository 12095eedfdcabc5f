import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { eachQuantile, Pool, summarizeResources } from '../../src/analysis/pool.js';
import type { Study } from '../../src/experiments/studySummary.js';
import { csvText } from '../../src/report/csv.js';
import { averaged, estimated, seconds } from '../../src/report/format.js';
import { findingsFiles } from '../../src/report/experimentReport.js';
import { missedPrecision } from '../../src/experiments/precision.js';
import { ASKED_TRIALS } from '../../src/experiments/study.js';
import { noteOf } from '../../src/report/notes.js';
import { STUDY_TABLES } from '../../src/report/studyTables.js';
import type { Estimate } from '../../src/statistics/index.js';
import { shortTrial } from '../support/shortTrial.js';
import { validModel } from '../support/validModel.js';

const MODEL = validModel(
  `name: small
users: 50
workload: { events_per_user: 1/s, record_size: 1 KB }
consumers: { a: { instances: 3, threads: 2, processing_time: 1 ms } }
`,
  { fileName: 'small.yaml' },
);
const TRIAL = shortTrial(MODEL);

/** Two trials of 10 s of three instances of two servers; they differ in how busy they were. */
function resources(): Study['resources'] {
  const pool = new Pool(MODEL);
  for (const busySeconds of [18, 30]) {
    const [resource] = TRIAL.resources;
    const own = {
      ...resource,
      count: 3,
      servers: 2,
      instanceSeconds: 30,
      busySeconds,
      busySecondsMaximum: 1.5 * busySeconds,
      records: 500,
      queueSeconds: 60,
      queueMaximum: 7,
      wait: {
        bins: Uint16Array.of(7425),
        counts: Float64Array.of(400),
        count: 400,
        sum: 100,
        minimum: 0.25,
        maximum: 0.25,
      },
    };
    pool.add({ ...TRIAL, windowSeconds: 10, resources: [own] });
  }
  return summarizeResources(MODEL, pool.weighted());
}

const change: Estimate = { value: -2e-3, low: -3e-3, high: -1e-3, n: 30, enough: true, reason: '' };
const around = (value: number): Estimate => {
  return { ...change, value, low: value - 0.001, high: value + 0.002 };
};
const STUDY = {
  model: MODEL,
  overloaded: false,
  paths: [
    {
      name: 'a',
      records: 7,
      mean: around(0.3),
      maximum: 9,
      within: () => change,
      quantiles: eachQuantile(around),
    },
  ],
  offered: offeredLoad(MODEL),
  resources: resources(),
  bottlenecks: [
    {
      resource: 'consumers.a',
      rankByUtilization: 1,
      rankByShare: 2,
      rankByRelief: 3,
      relief: { resource: 'consumers.a', change },
    },
  ],
} as unknown as Study;

/** The cells of a table's first row, by column. */
function firstRow(name: string, study = STUDY): Record<string, unknown> {
  const table = STUDY_TABLES.find((each) => each.name === name);
  const [row] = table?.cells(study) ?? [];
  return Object.fromEntries(table?.columns.map((column, k) => [column.name, row[k]]) ?? []);
}

test('report/resourceTables: resources.csv: what stands under each name, by hand', () => {
  expect(firstRow('resources')).toMatchObject({
    model: 'small',
    count: 3,
    // (18 + 30) busy server-seconds of 2 trials x 30 s x 2 servers; if all were as busy as the
    // busiest, 27 + 45.
    utilization_mean: 48 / 120,
    utilization_max: 72 / 120,
    // 100 s of 400 jobs, all of them 250 ms.
    wait_mean_ms: 250,
    wait_p99_ms: 250,
    // 60 s of waiting in 30 s of instances.
    queue_mean: 2,
    queue_max: 7,
    throughput_records_per_second: 50,
    utilization_mean_low: null,
    utilization_mean_note: '2 replications of at least 30; ask for at least 30 trials',
  });
});

test('paths.csv: each quantile, its ends and the mean stand under their own names, in ms', () => {
  const row = firstRow('paths');
  const milliseconds = Object.entries(row).flatMap(([name, value]) =>
    name.endsWith('_ms') ? [[name, Math.round(Number(value))]] : [],
  );
  const of = (name: string, value: number): (string | number)[][] => [
    [`${name}_ms`, value],
    [`${name}_low_ms`, value - 1],
    [`${name}_high_ms`, value + 2],
  ];
  expect(milliseconds).toEqual([
    ...of('p50', 500),
    ...of('p90', 900),
    ...of('p95', 950),
    ...of('p99', 990),
    ...of('p999', 999),
    ['max_ms', 9000],
    ...of('mean', 300),
  ]);
  expect(row).toMatchObject({ path: 'a', records: 7, n: 30 });
});

test.each(['resources', 'bottlenecks'])(
  '%s.csv: a ceiling in records/s and one in users each stand under their own name',
  (name) => {
    // Six servers of 1 ms; each user sends four records a second.
    const four = validModel(
      `name: four
users: 50
workload: { events_per_user: 4/s, record_size: 1 KB }
consumers: { a: { instances: 3, threads: 2, processing_time: 1 ms } }
`,
      { fileName: 'four.yaml' },
    );
    const row = offeredLoad(four).resources.find((each) => each.name === 'consumers.a');
    const bottlenecks = STUDY.bottlenecks.map((each) => ({
      ...each,
      ...row,
      resource: 'consumers.a',
    }));
    const cells = firstRow(name, {
      ...STUDY,
      model: four,
      offered: offeredLoad(four),
      bottlenecks,
    });
    expect(cells['ceiling_records_per_second']).toBeCloseTo(6000, 6);
    expect(cells['ceiling_users']).toBeCloseTo(1500, 6);
  },
);

test('bottlenecks.csv: the lower end of the change of p99 is the lower one, in ms', () => {
  expect(firstRow('bottlenecks')).toMatchObject({
    p99_change_ms: -2,
    p99_change_low_ms: -3,
    p99_change_high_ms: -1,
  });
});

test('bottlenecks.csv: each rank stands under its own name', () => {
  expect(firstRow('bottlenecks')).toMatchObject({
    rank_by_utilization: 1,
    rank_by_share: 2,
    rank_by_experiment: 3,
  });
});

test('report/studyTables, report/studyTable: every column has its own name, its unit last, a meaning, and one type', () => {
  const suffix: Readonly<Record<string, RegExp>> = {
    ms: /_ms$/,
    s: /_s$/,
    'records/s': /_per_second$/,
    text: /^(?!.*_(?:ms|s|per_second)$)/,
  };
  for (const { name, columns } of STUDY_TABLES) {
    expect(new Set(columns.map((column) => column.name)).size, name).toBe(columns.length);
    for (const column of columns) {
      expect(column.meaning, column.name).not.toBe('');
      if (Object.hasOwn(suffix, column.unit)) expect(column.name).toMatch(suffix[column.unit]);
    }
  }
});

test('report/column: names that begin with =, +, -, @ or a tab are disarmed for spreadsheets, numbers are not', () => {
  for (const sign of ['=', '+', '-', '@', '\t']) {
    const [[cell]]: string[][] = parse(csvText(['a'], [[`${sign}1+1`]]), { from: 2 });
    expect(cell).toBe(`'${sign}1+1`);
  }
  expect(csvText(['a'], [[-5]])).toBe('a\n-5\n');
});

test('text shows the longer side of an interval, whichever it is', () => {
  const estimate = { ...change, value: 0.1, low: 0.09, high: 0.15 };
  expect(estimated(estimate)).toBe('100 ms ± 50%');
  expect(estimated({ ...estimate, low: 0.04 })).toBe('100 ms ± 60%');
  expect(averaged(estimate, seconds)).toBe('100 ms ± 50%');
});

test('where an interval is missing it is said why, of how many, and what would help', () => {
  const reason = 'windows worth 55 independent stretches of time, of at least 600';
  const few = { ...change, enough: false, reason, times: 600 / 55 };
  expect(noteOf(few)).toBe(
    `${reason} (n = 30); about 11 times as many trials (--precision, --budget, --trials) or as long a run.duration would do`,
  );
  expect(noteOf(change)).toBeNull();
});

test('a p99 known less well than was asked says so, and what ended it', () => {
  const known = { ...change, value: 0.1, low: 0.09, high: 0.114 };
  const endToEnd = {
    name: 'end_to_end',
    records: 1,
    mean: known,
    maximum: 1,
    within: () => known,
    quantile: () => known,
    quantiles: eachQuantile(() => known),
  };
  const stopped = 'the budget of records';
  const study = { endToEnd, precision: 0.05, stopped, overloaded: false };
  expect(missedPrecision(study)).toBe('± 14% where ± 5% was asked: ended by the budget of records');
  expect(missedPrecision({ ...study, precision: 0.15 })).toBeNull();
  // Nothing was asked.
  expect(missedPrecision({ ...study, overloaded: true })).toBeNull();
  expect(missedPrecision({ ...study, stopped: ASKED_TRIALS })).toBeNull();
});

test('report/experimentReport: a table of findings holds latencies in ms in its file, and other times in s', () => {
  const p99 = { ...change, value: 0.1, low: 0.09, high: 0.11 };
  const files = findingsFiles({
    tables: [
      { title: 't', columns: ['p99_ms', 'backlog_back_s', 'latency_ms'], rows: [[p99, 2, 0.5]] },
    ],
    finding: '',
  });
  expect(files.get('results.csv')).toBe(
    'p99_ms,p99_low_ms,p99_high_ms,p99_note,backlog_back_s,latency_ms\n100,90,110,,2,500\n',
  );
});
