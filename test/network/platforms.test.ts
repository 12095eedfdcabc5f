/**
 * The same bytes from every engine of JavaScript: some 50 models measured in this Node, from the
 * sources, and by one script in other Nodes and in Chromium, where those are there; there in a page
 * that is opened from a file, and so is not isolated.
 */
import fc from 'fast-check';
import { readFileSync, readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import type { Measurements } from '../../src/network/measurements.js';
import { models } from '../oracle/models.js';
import { ALL_FAULTS } from '../oracle/sections.js';
import { goldenHash } from '../support/goldenHash.js';
import { chromium, otherNodes, scriptOf } from '../support/platforms.js';
import { SLOW_MODELS } from '../support/slowModels.js';
import { measureAll, type TextTrial } from './platforms.js';

const RANDOM = 20;
const SEED = 3;

const own = readdirSync('models')
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => {
    const drawn = { text: readFileSync(`models/${name}`, 'utf8'), trace: null, seed: name };
    const windowSeconds = SLOW_MODELS[name] ?? 0.1;
    return { drawn, more: { warmupSeconds: 0.1, windowSeconds } };
  });
const any = { policies: true, retries: true, members: true, faults: ALL_FAULTS };
const random = fc.sample(models(any), { seed: SEED, numRuns: RANDOM });
const trials: readonly TextTrial[] = [...own, ...random.map((drawn) => ({ drawn, more: {} }))];

let here: readonly string[];
let script: string;
const measured = `highwater.measureAll(${JSON.stringify(trials)})`;
const expression = `({ isolated: globalThis.crossOriginIsolated === true, measured: ${measured} })`;

beforeAll(async () => {
  here = measureAll(trials);
  script = await scriptOf('test/network/platforms.ts', 'highwater');
});

function hashes(each: readonly string[]): string[] {
  return each.map((text) => goldenHash(text));
}

test('the models deliver, drop, lose, send again, and have members that come and go', () => {
  const all = here.map((each) => JSON.parse(each) as Measurements);
  expect(all.length).toBeGreaterThanOrEqual(20);
  const total = (count: (each: Measurements) => number): number =>
    all.reduce((sum, each) => sum + count(each), 0);
  // A drawn one may lose all that it has.
  const known = all.slice(0, own.length);
  expect(known.filter(({ deliveredInWindow }) => deliveredInWindow > 0).length).toBe(own.length);
  expect(total((each) => each.droppedInWindow)).toBeGreaterThan(100);
  expect(total((each) => each.lostInWindow)).toBeGreaterThan(100);
  expect(total((each) => each.duplicatesInWindow)).toBeGreaterThan(10);
  expect(total((each) => each.retriesInWindow)).toBeGreaterThan(10);
  const comeAndGo = all.filter(({ series }) =>
    series.instances.some((counts) => new Set(counts).size > 1),
  );
  expect(comeAndGo.length).toBeGreaterThan(1);
});

const platforms = [...otherNodes(), ...chromium()];
test.each(platforms.map(({ name, evaluate }) => [name, evaluate] as const))(
  'the same bytes from %s',
  (_name, evaluate) => {
    const there = evaluate(script, expression) as { isolated: boolean; measured: string[] };
    expect(there.isolated).toBe(false);
    expect(hashes(there.measured)).toEqual(hashes(here));
  },
);
