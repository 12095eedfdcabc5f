/** A trial that was broken off goes on from its last checkpoint, and ends in the same bytes. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkpointsOf, keptFile } from '../../src/execution/keptTrials.js';
import type { Checkpoint } from '../../src/network/checkpoint.js';
import type { Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { validModel } from '../support/validModel.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** About 200,000 events a simulated second: a connection carries one record a request. */
const TEXT = `name: small-batches
users: 1
workload: { events_per_user: 40K/s, record_size: 1 KB, arrivals: poisson }
producers: { count: 4, linger: 0 s, batch_size: 1 KB }
brokers: { count: 3, handlers: 8, time_per_request: 10 us }
topic: { partitions: 12, replication_factor: 3 }
consumers: { work: { instances: 4, threads: 4, processing_time: TIME } }
`;

const modelOf = (time: string): Trial['model'] =>
  validModel(TEXT.replace('TIME', time), { fileName: 'small-batches.yaml' });

function trialOf(changes: Partial<Trial>): Trial {
  return {
    model: modelOf('exponential(100 us)'),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'checkpoints',
    warmupSeconds: 0.5,
    windowSeconds: 4,
    seriesBuckets: 5,
    speedup: {},
    maximumInside: 1e6,
    ...changes,
  };
}

/**
 * Breaks a trial off at each offer, goes on from what was kept, until it ends; and how often that
 * was.
 */
function brokenOff(trial: Trial): { ended: unknown; breaks: number } {
  let kept: Checkpoint | null = null;
  for (let breaks = 0; ; breaks++) {
    try {
      const ended = simulate(trial, null, {
        kept,
        offer: (take) => {
          kept = take();
          throw new Error('broken off');
        },
      });
      return { ended, breaks };
    } catch (error) {
      if (!(error instanceof Error) || error.message !== 'broken off') throw error;
    }
  }
}

test.each([
  ['a whole trial', {}],
  [
    'one that fills up, in its first run and in its second',
    { model: modelOf('430 us'), maximumInside: 14_000, windowSeconds: 8 },
  ],
  ['one of several cells', { cells: 3, windowSeconds: 1.5 }],
])('%s, broken off again and again, ends in the same bytes', (_, changes) => {
  const trial = trialOf(changes);
  const straight = simulate(trial);
  const { ended, breaks } = brokenOff(trial);
  expect(breaks).toBeGreaterThan(2);
  expect(ended).toEqual(straight);
});

test('a checkpoint that is not whole counts as absent', () => {
  const file = keptFile(folder, trialOf({ seed: 'torn' }));
  const memory = new Uint8Array(1000).fill(7);
  const checkpoint = { cell: 2, before: null, filledAt: null, memory };
  checkpointsOf(file, 0).offer(() => checkpoint);
  expect(checkpointsOf(file, 0).kept).toEqual(checkpoint);
  checkpointsOf(file, 0).offer(() => ({ ...checkpoint, filledAt: 0 }));
  expect(checkpointsOf(file, 0).kept?.filledAt).toBe(0);
  // Not yet time for another.
  checkpointsOf(file, 1000).offer(() => ({ ...checkpoint, cell: 3 }));
  expect(checkpointsOf(file, 0).kept?.cell).toBe(2);
  const [name] = readdirSync(folder).filter((each) => each.endsWith('.checkpoint'));
  truncateSync(join(folder, name), 900);
  expect(checkpointsOf(file, 0).kept).toBeNull();
  truncateSync(join(folder, name), 3);
  expect(checkpointsOf(file, 0).kept).toBeNull();
});

test('a run killed in the middle of its only trial goes on from there, and forgets the checkpoint', async () => {
  const trial = trialOf({ windowSeconds: 12 });
  const kept = mkdtempSync(join(folder, 'killed-'));
  const index = new URL('../../dist/src/execution/executor.js', import.meta.url).href;
  const script = `import { makeExecutor } from ${JSON.stringify(index)};
    const executor = makeExecutor(1, ${JSON.stringify(kept)}, 2048, 0.05);
    await executor.run([${JSON.stringify(trial)}], () => undefined);
    await executor.close();`;
  const run = (): ReturnType<typeof spawn> =>
    spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const kindsIn = (): string[] => readdirSync(kept).map((name) => name.replace(/^.*\./, ''));
  const child = run();
  const ended = new Promise((resolve) => child.on('close', resolve));
  while (!kindsIn().includes('checkpoint') && child.exitCode === null) {
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  child.kill('SIGKILL');
  await ended;
  expect(kindsIn()).toContain('checkpoint');
  expect(kindsIn()).not.toContain('trial');
  expect(await new Promise((resolve) => run().on('close', resolve))).toBe(0);
  expect(kindsIn()).toEqual(['trial']);
});
