/** What a call names is read with the same guards everywhere; what would be ignored is refused. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readInput } from '../../src/execution/inputFiles.js';
import { main } from '../../src/cli/program.js';
import { parseExperiment } from '../../src/experiments/experimentFile.js';
import { readMeasured } from '../../src/experiments/measuredData.js';
import { formatDiagnostic, parseModel, withValues } from '../../src/model/index.js';

const root = mkdtempSync(join(tmpdir(), 'highwater-inputs-'));
const model = 'models/100-users.yaml';

async function call(...argv: string[]): Promise<{ code: number; text: string }> {
  const lines: string[] = [];
  const write = (line: string): void => void lines.push(line);
  return { code: await main(argv, { out: write, error: write }), text: lines.join('\n') };
}

test('a pipe, an endless device and bad UTF-8 are refused as experiment and as measurements', async () => {
  const pipe = join(root, 'pipe.yaml');
  expect(spawnSync('mkfifo', [pipe]).status).toBe(0);
  const zero = join(root, 'zero.yaml');
  symlinkSync('/dev/zero', zero);
  const latin = join(root, 'latin.yaml');
  writeFileSync(latin, Buffer.from([0x61, 0xe9, 0x0a]));
  for (const [file, reason] of [
    [pipe, /not a regular file/],
    [zero, /not a regular file/],
    [latin, /not text in UTF-8/],
  ] as const) {
    expect(() => readInput(file, 'give another')).toThrow(reason);
    const asked = await call('experiment', file);
    expect(asked.code).toBe(2);
    expect(asked.text).toMatch(reason);
    const to = await call('calibrate', model, '--to', file, '--fit', 'brokers.time_per_request');
    expect(to.code).toBe(2);
    expect(to.text).toMatch(reason);
  }
});

function faultsOf(text: string): string {
  const parsed = parseExperiment(text, 'e.yaml');
  return 'faults' in parsed ? parsed.faults.map(formatDiagnostic).join('\n') : '';
}

const plain = 'question: q\nmodel: mmc\nvary: { users: [1, 2] }\n';

test('experiments/experimentFile: an experiment cannot name a folder outside results/, nor ask for what would be ignored', () => {
  expect(faultsOf(`name: ../../x\n${plain}`)).toMatch(/^e\.yaml:1:7: name: found "\.\.\/\.\.\/x"/);
  expect(faultsOf(`${plain}precision: 0.1\nreplications: 5\n`)).toMatch(/leave one out/);
  expect(faultsOf(`${plain}points: 5\n`)).toMatch(/points of a grid/);
  expect(faultsOf(plain)).toBe('');
});

test('cli/runExperiment, cli/experimentCommand: a model given as an experiment is one line that says how to run it', () => {
  expect(faultsOf(readFileSync(model, 'utf8'))).toMatch(
    /^[^\n]*found a model;[^\n]*highwater run e\.yaml$/,
  );
});

test.each([
  [['help', 'nope'], /help nope: there is no such command/],
  [['help', 'sweeep'], /write sweep/],
  [
    ['sweep', model, '--vary', 'users=1,2', '--replications', '3', '--precision', '5%'],
    /leave one out/,
  ],
  [['sweep', model, '--vary', 'users=1,2', '--points', '3'], /--points: a grid/],
  [['experiment', 'batching', '--replications', '3', '--budget', '1M'], /leave one out/],
  [['compare', model, '--b', 'users=7', '--set', 'users=8'], /given by --b and by --set/],
  [['compare', model, '--set', 'users=8'], /--b path=value/],
  [
    [
      'calibrate',
      model,
      '--to',
      'models/measured/msk-m5-xlarge.csv',
      '--fit',
      'brokers.time_per_request=10..20',
    ],
    /add a unit/,
  ],
] as const)('highwater %j is refused', async (argv, message) => {
  const { code, text } = await call(...argv);
  expect(code).toBe(2);
  expect(text).toMatch(message);
});

test('a fault in a CSV of measurements has its place in the CSV', () => {
  const csv = 'users,path,quantile,milliseconds\n100,publish,p50,1\nmany,publish,p50,2\n';
  const { settings } = readMeasured(csv, 'm.csv');
  const parsed = parseModel(readFileSync(model, 'utf8'), {
    fileName: model,
    overrides: settings[1].overrides,
  });
  expect('faults' in parsed && formatDiagnostic(parsed.faults[0])).toMatch(
    /^m\.csv:3:1: users: found "many"/,
  );
});

test('a value with quotes and a colon is written into a model as YAML reads it', () => {
  const value = 'say "x": y';
  for (const text of ['users: 1\nquestion: what?\n', 'users: 1\n']) {
    const written = parse(withValues(text, [{ path: 'question', value }])) as { question: string };
    expect(written.question).toBe(value);
  }
});
