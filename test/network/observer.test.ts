/** What an observer is told adds up to what the run counts, and telling it changes nothing. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Override } from '../../src/model/index.js';
import type { Happening } from '../../src/network/recording/observer.js';
import { simulate } from '../../src/network/simulate.js';
import type { Trial } from '../../src/network/measurements.js';
import { validModel } from '../support/validModel.js';

function trial(file: string, overrides: readonly Override[]): Trial {
  const model = validModel(readFileSync(`models/${file}`, 'utf8'), { fileName: file, overrides });
  return {
    model,
    placement: 0,
    cell: 0,
    replication: 0,
    seed: 'observer',
    warmupSeconds: 0.5,
    windowSeconds: 1,
    seriesBuckets: 10,
    speedup: {},
    maximumInside: 1e7,
  };
}

test.each([
  ['100-users.yaml', [{ path: 'producers.acks', value: '1' }]],
  ['100-users.yaml', [{ path: 'users', value: '10K' }]],
  ['direct.yaml', []],
])('%s %j: every delivery, drop, loss and publication is told once', (file, overrides) => {
  const run = trial(file, overrides);
  const end = run.warmupSeconds + run.windowSeconds;
  const told: Record<Happening, number> = {
    sent: 0,
    published: 0,
    dropped: 0,
    delivered: 0,
    duplicated: 0,
    lost: 0,
    failed: 0,
  };
  const seen = new Set<string>();
  let early = 0;
  const measured = simulate(run, (what, index, producer, arrival, time) => {
    if (time < arrival) early++;
    if (time >= run.warmupSeconds && time < end) told[what]++;
    if (what === 'delivered') seen.add(`${index} ${producer} ${arrival}`);
  });
  expect(early).toBe(0);
  expect(simulate(run)).toEqual(measured);
  expect(told.delivered).toBe(measured.deliveredInWindow);
  expect(told.dropped).toBe(measured.droppedInWindow);
  expect(told.lost).toBe(measured.lostInWindow);
  expect(told.duplicated).toBe(measured.duplicatesInWindow);
  const publish = measured.paths.find(({ name }) => name === 'publish');
  expect(told.published).toBe(publish?.histogram.count ?? 0);
  expect(seen.size).toBeGreaterThanOrEqual(told.delivered);
});
