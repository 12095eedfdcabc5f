/**
 * The order in which results are given, whatever the order in which trials end; stopping; failing.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import type * as compiled from '../../src/execution/executor.js';
import { describeTrial, inOrder } from '../../src/execution/executor.js';
import { countKept } from '../../src/execution/keptTrials.js';
import { closeUp, type CloseUp } from '../../src/network/closeUp.js';
import type { Measurements, Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

const trials = Array.from({ length: 40 }, (_, cell) => ({ cell, model: { name: 'm' } }) as Trial);
const FOUR = { underWay: 4, cellsAhead: 4 };
const resultOf = (trial: Trial): Measurements => ({ cell: trial.cell }) as Measurements;

/** Ends trials in an order of its own: the one begun last first. */
function backwards(): {
  run: (trial: Trial) => Promise<Measurements>;
  most: () => number;
} {
  const open: (() => void)[] = [];
  let most = 0;
  return {
    run: (trial) =>
      new Promise((resolve) => {
        open.push(() => {
          resolve(resultOf(trial));
        });
        most = Math.max(most, open.length);
        setImmediate(() => open.pop()?.());
      }),
    most: () => most,
  };
}

test('execution/inOrder: results come in trial order, and trials stay side by side to the end', async () => {
  const pool = backwards();
  const given: number[] = [];
  await inOrder(trials, FOUR, (result) => given.push(result.cell), {}, pool.run);
  expect(given).toEqual(trials.map((trial) => trial.cell));
  expect(pool.most()).toBe(4);
});

test('a slow trial holds back no other until so many wait for it', async () => {
  let finish = (): void => undefined;
  const begun: number[] = [];
  const run = (trial: Trial): Promise<Measurements> => {
    begun.push(trial.cell);
    if (trial.cell > 0) return Promise.resolve(resultOf(trial));
    return new Promise((resolve) => {
      finish = () => {
        resolve(resultOf(trial));
      };
    });
  };
  const given: number[] = [];
  const limits = { underWay: 2, cellsAhead: 9 };
  const done = inOrder(trials, limits, (result) => given.push(result.cell), {}, run);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(given).toEqual([]);
  expect(begun).toHaveLength(9);
  finish();
  await done;
  expect(given).toEqual(trials.map((trial) => trial.cell));
});

test('stop ends with a prefix', async () => {
  const given: number[] = [];
  await inOrder(
    trials,
    FOUR,
    (result) => given.push(result.cell),
    { stop: () => given.length >= 7 },
    backwards().run,
  );
  expect(given.length).toBeGreaterThanOrEqual(7);
  expect(given.length).toBeLessThan(40);
  expect(given).toEqual(given.map((_, index) => index));
});

test('a failed trial is reported and the rest goes on; without a listener it rejects', async () => {
  const run = (trial: Trial): Promise<Measurements> =>
    trial.cell === 5
      ? Promise.reject(new Error('out of memory'))
      : Promise.resolve(resultOf(trial));
  const given: number[] = [];
  const failed: string[] = [];
  const control = {
    failed: (trial: Trial, message: string) => failed.push(`${trial.cell} ${message}`),
  };
  await inOrder(trials, FOUR, (result) => given.push(result.cell), control, run);
  expect(failed).toEqual(['5 out of memory']);
  expect(given).toEqual(trials.map((trial) => trial.cell).filter((cell) => cell !== 5));
  await expect(inOrder(trials, FOUR, () => undefined, {}, run)).rejects.toThrow('out of memory');
});

/**
 * A trial of a small cell in which an instance is slow every 2 ms: the times are drawn ahead,
 * objects of the worker.
 */
function smallTrial(replication: number, windowSeconds: number): Trial {
  const fileName = 'models/100-users.yaml';
  const when = 'time_to_failure: 1 ms, time_to_repair: 1 ms';
  const fault = `{ kind: slow_consumer, group: workers, index: 0, factor: 2, ${when} }`;
  const text = `${readFileSync(fileName, 'utf8')}\nfaults: { slow: ${fault} }\n`;
  return {
    model: validModel(text, { fileName, overrides: [] }),
    placement: 0,
    cell: 0,
    replication,
    seed: 'memory',
    warmupSeconds: 0.1,
    windowSeconds,
    seriesBuckets: 5,
    speedup: {},
    maximumInside: 1e6,
  };
}

test('a worker that runs out of memory costs its own trial; the rest goes on, and is kept', async () => {
  // Worker threads need compiled code: `npm test` builds it first.
  const file = pathToFileURL('dist/src/execution/executor.js').href;
  const { makeExecutor } = (await import(file)) as typeof compiled;
  const folder = mkdtempSync(join(tmpdir(), 'highwater-'));
  const mixed = [1, 2, 3, 4].map((each) => smallTrial(each, each === 2 ? 5000 : 0.2));
  const given: Measurements[] = [];
  const failed: string[] = [];
  const executor = makeExecutor(2, folder, 48);
  await executor.run(mixed, (result) => given.push(result), {
    failed: (trial, message) => failed.push(describeTrial(trial, message)),
  });
  await executor.close();
  expect(failed).toEqual([
    '100-users: placement 0, cell 0, replication 2, seed memory: its worker ran out of memory; write more, smaller cells, fewer partitions or producers',
  ]);
  const others = mixed.filter(({ replication }) => replication !== 2);
  expect(given).toEqual(others.map((trial) => simulate(trial)));
  expect(countKept(folder)).toBe(3);
  rmSync(folder, { recursive: true });
}, 60_000);

test('execution/worker: a worker looks at a trial as closely as this thread does', async () => {
  const file = pathToFileURL('dist/src/execution/executor.js').href;
  const { makeExecutor } = (await import(file)) as typeof compiled;
  const executor = makeExecutor(1);
  const trial = smallTrial(1, 1);
  const end = { group: 0, every: 1, sampleEvery: 10, slowest: 20, share: 0.02 };
  const what = { ends: [end], parts: true };
  const seen: CloseUp[] = [];
  const given: Measurements[] = [];
  const looks = { of: () => what, seen: (each: CloseUp) => seen.push(each) };
  await executor.run([trial], (result) => given.push(result), { looks });
  await executor.close();
  const alone = await closeUp(trial, what, () => Promise.resolve());
  expect(alone.seen.told[0].journeys.length).toBeGreaterThan(0);
  expect(seen).toEqual([alone.seen]);
  expect(given).toEqual([simulate(trial)]);
});
