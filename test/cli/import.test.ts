/**
 * `highwater import`: the model goes to its file or to the screen, whole or not at all; what is
 * amiss is one line.
 */
import { existsSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';

const files = 'test/importers/files';
const root = mkdtempSync(join(tmpdir(), 'highwater-import-'));

async function call(...argv: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' };
  const code = await main(['import', ...argv], {
    out: (text) => (said.out += `${text}\n`),
    error: (text) => (said.error += `${text}\n`),
  });
  return { code, ...said };
}

const omb = ['omb', ...['workload.yaml', 'driver.yaml'].map((name) => `${files}/omb/2018-${name}`)];

test('cli/importCommand: with --out the model is written and the report printed; check takes it', async () => {
  const out = join(root, 'new', 'shop.yaml');
  const { code, out: said } = await call(...omb, `${files}/omb/2018-result.json`, '--out', out);
  expect(code).toBe(0);
  expect(said).toMatch(
    /^taken \(\d+\):\n {2}workload\.rate +20000\/s +2018-workload\.yaml, producerRate$/m,
  );
  expect(said).toMatch(/^assumed \(\d+\):$/m);
  expect(said).toMatch(/^ {2}highwater calibrate .*shop\.yaml --fit auto$/m);
  expect(readFileSync(out, 'utf8')).toMatch(
    /^# Made by: highwater import omb .*2018-result\.json$/m,
  );
  expect(readdirSync(join(root, 'new'))).toEqual(['shop.yaml']);
  expect(await main(['check', out], { out: () => undefined, error: () => undefined })).toBe(0);
  // What is there is not written over.
  const again = await call(...omb, '--out', out);
  expect([again.code, again.error]).toEqual([2, expect.stringMatching(/is there already/)]);
});

test('report/importReport: without, the model alone is printed, so that it can be sent to a file', async () => {
  const { code, out, error } = await call(...omb);
  expect(code).toBe(0);
  expect(out).toMatch(/^# Made by: [^]*\nconsumers:\n/);
  expect(error).toMatch(/^taken \(/);
});

test.each([
  [['omc'], /there is no such format; write omb/],
  [omb.slice(0, 2), /found 1 file; give highwater import omb WORKLOAD\.yaml DRIVER\.yaml/],
  [['omb', 'no.yaml', 'none.yaml'], /^no\.yaml: cannot be read/],
  [['kafka', '--topics', 'x'], /needs --topics and --groups/],
  [['kafka', '--topics', 'x', '--groups', 'y', '--groups-later', 'z'], /add --apart/],
  [[...omb, '--out', join(root, 'x.json')], /a model's file ends in \.yaml/],
])('%j is answered in one line, nothing is written', async (argv, message) => {
  const { code, out, error } = await call(...argv);
  expect(code).toBe(2);
  expect(error).toMatch(message);
  expect(error.trim().split('\n')).toHaveLength(1);
  expect(out).toBe('');
  expect(existsSync(join(root, 'x.json'))).toBe(false);
});

test('Kafka by its tools, and metrics saved twice', async () => {
  const of = (name: string): string => `${files}/kafka/2.8-${name}.txt`;
  const kafka = await call(
    ...['kafka', '--topics', of('topics'), '--groups', of('groups'), '--apart', '60s'],
    ...['--groups-later', of('groups-later'), '--configs', of('configs')],
    ...['--log-dirs', of('log-dirs'), '--log-dirs-later', of('log-dirs-later')],
  );
  expect(kafka).toMatchObject({
    code: 0,
    out: expect.stringMatching(/rate: 899\.167\/s/) as string,
  });
  const metrics = ['strimzi-rules.txt', 'strimzi-rules-later.txt'].map(
    (each) => `${files}/prometheus/${each}`,
  );
  const seen = await call('prometheus', ...metrics, '--apart', '1 min');
  expect(seen).toMatchObject({ code: 0, out: expect.stringMatching(/rate: 90\/s/) as string });
});
