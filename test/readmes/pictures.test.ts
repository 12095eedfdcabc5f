/**
 * The pictures that READMEs show are what commands draw, byte for byte. To draw them anew: npm run
 * readmes
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';
import { loadExperiments } from '../../src/cli/findExperiment.js';
import { loadModel } from '../../src/execution/modelFiles.js';
import { FINDINGS } from './generated.js';

const PICTURES = 'experiments/pictures';

/** Of each: the call without what every one has, and the figure of its page. */
const DRAWN: readonly [string, string, string][] = [
  ['10k-users-stages.svg', 'run 10k-users --trials 8', 'stages'],
];

test.each(DRAWN)('%s is what "%s" draws', async (name, call, figure) => {
  const out = mkdtempSync(join(tmpdir(), 'highwater-picture-'));
  const silent = { out: () => undefined, error: () => undefined };
  const argv = [...call.split(' '), '--figures', 'svg', '--quiet', '--workers', '1', '--out', out];
  expect(await main(argv, silent)).toBe(0);
  const drawn = readFileSync(join(out, `figure-${figure}.svg`), 'utf8');
  rmSync(out, { recursive: true });
  const file = join(PICTURES, name);
  if (process.env['UPDATE_READMES'] === '1') writeFileSync(file, drawn);
  else expect(readFileSync(file, 'utf8'), `${file}: npm run readmes`).toBe(drawn);
});

test('each experiment has a finding and a picture, of its own points: npm run findings', async () => {
  const experiments = await loadExperiments();
  expect(Object.keys(FINDINGS)).toEqual(experiments.map(({ name }) => name));
  for (const { name } of experiments) {
    expect(FINDINGS[name].finding, name).toMatch(/\d.*\.$/);
    const picture = readFileSync(join(PICTURES, `${name}.svg`), 'utf8');
    expect(picture, name).toMatch(/^<svg[^]*<\/svg>\s*$/);
    // Interval, marked value and axis are words of every one; its own are of its tables.
    expect(picture.match(/<text/g)?.length, name).toBeGreaterThan(3);
  }
});

test('order-processing.svg, of a longer run, has every node of its model', () => {
  const { model } = loadModel('order-processing', []);
  const picture = readFileSync(join(PICTURES, 'order-processing.svg'), 'utf8');
  const nodes = [model.producers, model.topics, model.consumers, model.externals, model.stores];
  for (const { name } of nodes.flat()) expect(picture).toContain(`>${name}<`);
});
