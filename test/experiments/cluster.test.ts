/**
 * Highwater's own model of its queue agrees with what was measured of it. Recorded by
 * `npm run bench:queue` (section `workers`): trials a second of 1, 2 and 4 workers, each of 4
 * trials at a time that take 100 ms and give 84 KB; the table in src/execution/README.md has the
 * same numbers.
 */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { inlineExecutor } from '../../src/execution/executor.js';
import { NESTED_STUDY_OPTIONS, study } from '../../src/experiments/study.js';
import type { Model } from '../../src/model/index.js';
import { validModel } from '../support/validModel.js';

const FILE = 'models/highwater-cluster.yaml';
const MEASURED = new Map([
  [1, 39.7],
  [2, 79.1],
  [4, 157],
]);

function cluster(machines: number, trialsPerSecond: number): Model {
  return validModel(readFileSync(FILE, 'utf8'), {
    fileName: FILE,
    overrides: [
      { path: 'users', value: String(machines) },
      { path: 'producers.study.events_per_user', value: `${trialsPerSecond / machines}/s` },
      { path: 'consumers.workers.instances', value: String(machines) },
      { path: 'run.warmup', value: '5 s' },
      { path: 'run.duration', value: '10 s' },
    ],
  });
}

test.each([...MEASURED])(
  '%d workers did %d trials/s: the model carries 80% of that, and breaks at 120%, at the workers',
  async (machines, measured) => {
    expect(readFileSync('src/execution/README.md', 'utf8')).toContain(` ${measured} `);
    const options = {
      ...NESTED_STUDY_OPTIONS,
      seed: 'cluster',
      precision: 0.05,
      budgetRecords: 1e6,
      trials: 8,
    };
    const below = await study(cluster(machines, 0.8 * measured), inlineExecutor(), options);
    expect(below.verdict.kind).toBe('steady');
    const above = await study(cluster(machines, 1.2 * measured), inlineExecutor(), options);
    expect(above.verdict.kind).toBe('overloaded');
    const [first] = [...offeredLoad(cluster(machines, measured)).resources].sort(
      (a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond,
    );
    expect(first.name).toBe('consumers.workers');
    expect(first.ceilingEventsPerSecond / measured).toBeGreaterThan(0.8);
    expect(first.ceilingEventsPerSecond / measured).toBeLessThan(1.2);
  },
);
