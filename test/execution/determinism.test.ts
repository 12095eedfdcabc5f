/**
 * The same trial gives the same measurements, whatever else is done around it: other trials before
 * it, another order of ending, a detour over the disk, parts of the model that nobody uses. Random
 * models of the second simulator's tests, faults included; HIGHWATER_DETERMINISM sets how many of
 * each kind.
 */
import fc from 'fast-check';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { inOrder } from '../../src/execution/executor.js';
import { keep, keptFile, readKept } from '../../src/execution/keptTrials.js';
import { pack } from '../../src/execution/packing.js';
import { type Model } from '../../src/model/index.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { mergeMeasurements } from '../../src/network/merge.js';
import { simulate } from '../../src/network/simulate.js';
import { trialOf, type Drawn } from '../oracle/drawn.js';
import { models } from '../oracle/models.js';
import type { Allowed } from '../oracle/sections.js';
import { validModel } from '../support/validModel.js';
import { withTrace } from '../support/withTrace.js';

const EACH = Number(process.env['HIGHWATER_DETERMINISM'] ?? 6);
const SEED = 4;
const KINDS: readonly Allowed[] = [
  { policies: true, retries: false, members: false, faults: [] },
  {
    policies: true,
    retries: false,
    members: false,
    faults: ['slow_disk', 'link_slow', 'slow_consumer', 'consumer_down'],
  },
];
const drawn: readonly Drawn[] = KINDS.flatMap((kind) =>
  fc.sample(models(kind), { seed: SEED, numRuns: EACH }),
);

const folder = mkdtempSync(join(tmpdir(), 'highwater-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Three trials of each model, and their measurements when run one after the other. */
const trials: readonly Trial[] = drawn.flatMap((each) =>
  [0, 1, 2].map((replication) => ({ ...trialOf(each), replication })),
);
const alone: readonly Measurements[] = trials.map((trial) => simulate(trial));

test(`the trials of ${drawn.length} models do something, each its own`, () => {
  expect(alone.reduce((sum, { recordsIn }) => sum + recordsIn, 0)).toBeGreaterThan(
    50 * alone.length,
  );
  expect(new Set(alone.map((each) => JSON.stringify(each))).size).toBe(alone.length);
});

test('they are equal when run backwards, and given in order when they end in another', async () => {
  const backwards = [...trials].reverse().map((trial) => simulate(trial));
  expect(backwards.reverse()).toEqual(alone);
  const open: (() => void)[] = [];
  const given: Measurements[] = [];
  const run = (trial: Trial): Promise<Measurements> =>
    new Promise((resolve) => {
      open.push(() => {
        resolve(simulate(trial));
      });
      setImmediate(() => open.pop()?.());
    });
  await inOrder(trials, { underWay: 7, cellsAhead: 7 }, (result) => given.push(result), {}, run);
  expect(given).toEqual(alone);
});

test('they are equal after a resume from kept trials', () => {
  const resumed = trials.map((trial, index) => {
    const file = keptFile(folder, trial);
    // Every other one had been done when the run was cut off.
    if (index % 2 === 0) keep(file, pack(simulate(trial)));
    return readKept(file) ?? simulate(trial);
  });
  expect(resumed.map((each) => JSON.stringify(each))).toEqual(
    alone.map((each) => JSON.stringify(each)),
  );
});

/** The model with what `change` does to its text, under another file name. */
function changed({ text, trace }: Drawn, change: (sections: Sections) => Sections): Model {
  const changedText = JSON.stringify(change(JSON.parse(text) as Sections));
  const model = validModel(changedText, { fileName: 'another/name.yaml' });
  return trace === null ? model : withTrace(model, trace);
}

interface Sections {
  readonly [name: string]: unknown;
  readonly stores?: Readonly<Record<string, unknown>> | undefined;
  readonly regions?: { readonly names: readonly string[]; readonly delay?: object } | undefined;
}

test('another name of the file, a store and a region that nobody uses, prices and a question change no number', () => {
  for (const [index, each] of drawn.entries()) {
    const before = alone[3 * index];
    const trial = { ...trialOf(each), replication: 0 };
    const direct = trial.model.clusters.length === 0;
    const model = changed(each, (sections) => ({
      ...sections,
      question: 'is it the same?',
      prices: { broker_hour: 1, source: 'nobody', date: 'today' },
      regions:
        sections.regions === undefined
          ? undefined
          : {
              ...sections.regions,
              names: [...sections.regions.names, 'nowhere'],
              delay: {
                ...sections.regions.delay,
                nowhere: Object.fromEntries(sections.regions.names.map((name) => [name, '3 s'])),
              },
            },
      // First, so that the others' numbers in the list change.
      stores: direct ? undefined : { aaa: { shards: 3 }, ...sections.stores },
    }));
    expect(model.name).toBe('name');
    const { resources, caches, audits, ...rest } = simulate({ ...trial, model });
    expect(resources.filter(({ name }) => name !== 'stores.aaa')).toEqual(before.resources);
    expect(audits.filter(({ where }) => where !== 'stores.aaa')).toEqual(before.audits);
    expect(caches).toEqual(before.caches);
    expect({ ...before, ...rest }).toEqual(before);
  }
});

test('a group of cells gives the sum of its cells, added up in their order', () => {
  for (const trial of trials.slice(0, 4)) {
    const cells = [3, 4, 5].map((cell) => simulate({ ...trial, cell }));
    expect(simulate({ ...trial, cell: 3, cells: 3 })).toEqual(cells.reduce(mergeMeasurements));
  }
});
