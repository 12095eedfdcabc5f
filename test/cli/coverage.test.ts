/** `highwater coverage`: its table, and studies kept by a run that was stopped. */
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';
import { coverageTable, type CoverageLine } from '../../src/proof/coverage/coverageReport.js';

async function run(out: string, ...more: string[]): Promise<string> {
  const lines: string[] = [];
  const output = {
    out: (text: string) => void lines.push(text),
    error: (text: string) => void lines.push(text),
  };
  const only = ['--only', 'M/M/1 at 0.5, 0.058 s'];
  expect(await main(['coverage', ...only, '--out', out, ...more], output)).toBe(0);
  return lines.join('\n');
}

test('cli/runCoverage, proof/coverage/coverageStudies: a stopped run goes on with the studies that it kept, also after a torn line, to the same table', async () => {
  const out = mkdtempSync(join(tmpdir(), 'coverage-'));
  const whole = await run(out, '--studies', '3');
  expect(whole).toMatch(/M\/M\/1 at 0\.5, 0\.058 s +p99 +3 +0\.0% .* refused/);
  const folder = join(out, '.studies');
  const [file] = readdirSync(folder);
  const lines = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  // Another median in a kept study shows that it is taken and not simulated again; the third line
  // is torn.
  const changed = lines[1].replace(/"intervals":.*/, '"intervals":[null,[8,10],null,null]}');
  writeFileSync(join(folder, file), `${lines[0]}\n${changed}\n${lines[2].slice(0, 20)}`);
  const resumed = await run(out, '--studies', '3', '--resume');
  expect(resumed).not.toBe(whole);
  expect(readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')).toEqual([
    lines[0],
    changed,
    ...lines.slice(2),
  ]);
  expect(await run(out, '--studies', '3')).toBe(whole);
});

test('proof/coverage/coverageReport: the table says whether coverage lies inside what is asked, and undersized runs are refused', () => {
  const line: CoverageLine = {
    name: 'a case',
    undersized: false,
    quantity: 'mean',
    studies: 2000,
    given: 2000,
    covered: 1870,
    tooLow: 65,
    tooHigh: 65,
    relativeHalfWidth: 0.01,
    low: 0.92,
    high: 0.945,
  };
  const last = (change: Partial<CoverageLine>): string =>
    coverageTable([{ ...line, ...change }])
      .trimEnd()
      .split('\n')[2];
  expect(last({})).toMatch(/100\.0% +93\.5% +92\.0 to 94\.5% .* in 93\.5 to 96\.5%$/);
  expect(last({ covered: 1869 })).toMatch(/NOT IN/);
  expect(last({ covered: 1931 })).toMatch(/NOT IN/);
  expect(last({ undersized: true, given: 20, covered: 19 })).toMatch(/1\.0% .* refused$/);
  expect(last({ undersized: true, given: 21, covered: 19 })).toMatch(/NOT REFUSED$/);
});
