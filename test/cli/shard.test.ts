/**
 * Which part of a plan a process runs: what a user or a batch system says, and the spellings of a
 * call.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { shardFrom } from '../../src/cli/shard.js';
import { spelledOut } from '../../src/cli/spelledOut.js';

test('--shard counts from 1; Kubernetes, AWS and Slurm from where they do', () => {
  expect(shardFrom({ shard: '3/50' }, {})).toEqual({ number: 3, shards: 50 });
  const kubernetes = { JOB_COMPLETION_INDEX: '0' };
  expect(shardFrom({ shards: 50 }, kubernetes)).toEqual({ number: 1, shards: 50 });
  const aws = { AWS_BATCH_JOB_ARRAY_INDEX: '49', AWS_BATCH_JOB_ARRAY_SIZE: '50' };
  expect(shardFrom({}, aws)).toEqual({ number: 50, shards: 50 });
  const slurm = {
    SLURM_ARRAY_TASK_ID: '12',
    SLURM_ARRAY_TASK_COUNT: '10',
    SLURM_ARRAY_TASK_MIN: '11',
    SLURM_ARRAY_TASK_MAX: '20',
  };
  expect(shardFrom({}, slurm)).toEqual({ number: 2, shards: 10 });
  // What is said goes before what the system says.
  expect(shardFrom({ shard: '1/2' }, slurm)).toEqual({ number: 1, shards: 2 });
});

test.each([
  [{}, {}, /which shard\? give --shard I\/N/],
  [{ shard: '0/4' }, {}, /shard 0 of 4 there is not/],
  [{ shard: '5/4' }, {}, /shard 5 of 4 there is not/],
  [{ shard: 'half' }, {}, /expected a number of how many/],
  [{ shard: '1/4', shards: 4 }, {}, /leave one out/],
  [{}, { JOB_COMPLETION_INDEX: '3' }, /of how many\? give --shards N/],
  [{ shards: 3 }, { JOB_COMPLETION_INDEX: '3' }, /shard 4 of 3 there is not, which counts from 0/],
  [{ shards: 3 }, { JOB_COMPLETION_INDEX: 'x' }, /JOB_COMPLETION_INDEX=x: expected a whole/],
  [
    {},
    {
      SLURM_ARRAY_TASK_ID: '7',
      SLURM_ARRAY_TASK_COUNT: '2',
      SLURM_ARRAY_TASK_MIN: '3',
      SLURM_ARRAY_TASK_MAX: '7',
    },
    /2 tasks from 3 to 7, with gaps/,
  ],
])('%j in %j is refused', (flags, environment, message) => {
  expect(() => shardFrom(flags, environment)).toThrow(message);
});

test('--resume FOLDER is --out FOLDER --resume, and a model behind --resume stays a model', () => {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-'));
  expect(spelledOut(['run', 'a.yaml', '--resume', folder])).toEqual([
    'run',
    'a.yaml',
    '--resume',
    '--out',
    folder,
  ]);
  for (const words of [
    ['run', '--resume', 'models/mmc.yaml'],
    ['run', 'a.yaml', '--out', folder, '--resume'],
    ['run', '--out', 'x', '--resume', folder],
    ['run', 'a.yaml', '--resume', '--quiet'],
  ]) {
    expect(spelledOut(words)).toEqual(words);
  }
  expect(spelledOut(['trials', 'plan', folder, 'run', 'a.yaml', '--seed', '7'])).toEqual([
    'run',
    'a.yaml',
    '--seed',
    '7',
    '--plan',
    '--out',
    folder,
  ]);
  expect(spelledOut(['trials', 'plan', folder])).toEqual(['trials', 'plan', folder]);
});
