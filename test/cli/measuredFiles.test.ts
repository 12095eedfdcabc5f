/** What `calibrate --to` takes: results as tools write them, each with its load, or one CSV. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { measuredIn } from '../../src/cli/measuredFiles.js';
import { main } from '../../src/cli/program.js';
import { validModel } from '../support/validModel.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-measured-'));
const TEXT = `workload: { rate: 20000/s, record_size: 100 B }
producers: { count: 2 }
brokers: { count: 3 }
topic: { partitions: 6 }
consumers: { readers: {} }
`;
const model = validModel(TEXT, { fileName: 'm.yaml' });
const files = 'test/importers/files';
const fileWith = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

test('one result at the load of the model; end to end is its only group', () => {
  const { data } = measuredIn([`${files}/omb/2018-result.json`], model);
  expect(data.settings).toEqual([{ label: '', overrides: [] }]);
  const p99 = data.targets.filter(({ measure }) => measure === 0.99);
  expect(p99.map(({ path, value, rounding }) => [path, value, rounding])).toEqual([
    ['publish', expect.closeTo(5.918e-3, 9), 0],
    ['readers', expect.closeTo(8e-3, 9), 1e-3],
  ]);
  // A mean of many whole milliseconds has more digits than they.
  expect(data.targets.filter(({ measure }) => measure === 'mean')).toMatchObject([
    { rounding: 0 },
    { rounding: 0 },
  ]);
});

test('several results are a curve over the load, whatever tool they are of', () => {
  const { data } = measuredIn(
    [`${files}/omb/2018-result.json`, `${files}/perf-test/3.x-producer.txt`],
    model,
  );
  expect(data.settings.map(({ overrides }) => overrides)).toEqual([
    [{ path: 'workload.rate', value: '20000/s' }],
    [{ path: 'workload.rate', value: '9999.67/s' }],
  ]);
  expect(new Set(data.targets.map(({ setting }) => setting)).size).toBe(2);
});

test('how busy brokers are is a target, too', () => {
  const { data } = measuredIn([`${files}/prometheus/no-rules.txt`], model);
  expect(data.targets[0]).toMatchObject({ path: 'brokers.handlers', measure: 'utilization' });
  expect(data.targets[0].value).toBeCloseTo(0.2, 9);
});

test('a CSV may hold means, throughputs and utilizations with their units', () => {
  const csv = fileWith(
    'm.csv',
    'path,measure,value\npublish,p99,4.2 ms\npublish,mean,2 ms\npublish,throughput,20K/s\nbrokers.handlers,utilization,35%\n',
  );
  expect(
    measuredIn([csv], model).data.targets.map(({ measure, value }) => [measure, value]),
  ).toEqual([
    [0.99, expect.closeTo(4.2e-3, 12)],
    ['mean', 2e-3],
    ['throughput', 20000],
    ['utilization', 0.35],
  ]);
  const bad = fileWith('b.csv', 'path,measure,value\npublish,p99,4\n');
  expect(() => measuredIn([bad], model)).toThrow(/b\.csv:2: value 4; expected a time with a unit/);
  expect(() => measuredIn([csv, csv], model)).toThrow(/a CSV stands alone/);
});

test('cli/calibrateCommand, cli/runCalibrate: from a result to a fitted model, without a path named', async () => {
  const file = fileWith('cluster.yaml', TEXT);
  const out = join(root, 'out');
  const said: string[] = [];
  const latencies = { '50pct': 2.2, '75pct': 2.6, '95pct': 3.7, '99pct': 5.9, Avg: 2.4 };
  const entries = Object.entries(latencies).map(
    ([name, ms]) => [`aggregatedPublishLatency${name}`, ms] as const,
  );
  const result: Record<string, unknown> = { publishRate: [20000] };
  for (const [name, ms] of entries) result[name] = ms;
  const json = fileWith('result.json', JSON.stringify(result));
  const argv = ['calibrate', file, '--to', json, '--fit', 'auto'];
  const small = '--trials 1 --records 300 --iterations 1 --scan 0 --workers 1'.split(' ');
  const code = await main([...argv, ...small, '--out', out], {
    out: (text) => void said.push(text),
    error: (text) => void said.push(text),
  });
  expect(code, said.join('\n')).toBe(0);
  expect(said.join('\n')).toMatch(/brokers\.time_per_request .* 10 us to 5000 us/);
  expect(readFileSync(join(out, 'fitted.yaml'), 'utf8')).toMatch(/propagation: "?gamma\(/);
  const rows = readFileSync(join(out, 'rates.csv'), 'utf8').trim().split('\n');
  expect(rows[1]).toMatch(/publish,throughput,20000/);
});
