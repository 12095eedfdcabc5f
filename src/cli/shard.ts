/**
 * Which part of the planned trials a process is to run: as it is told, or from what batch systems
 * set for each task.
 *
 * Kubernetes sets JOB_COMPLETION_INDEX, AWS Batch AWS_BATCH_JOB_ARRAY_INDEX (and _SIZE), both from
 * 0; Slurm SLURM_ARRAY_TASK_ID, from SLURM_ARRAY_TASK_MIN on, with SLURM_ARRAY_TASK_COUNT.
 */
import { UsageError } from './usageError.js';

export interface Shard {
  /** From 1 to `shards`. */
  readonly number: number;
  readonly shards: number;
}

interface Flags {
  /** `3/50`. */
  readonly shard?: string;
  /** How many there are, where only the number comes from the batch system. */
  readonly shards?: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

interface Source {
  readonly index: string;
  readonly count: string | null;
  /** Of the first task. */
  readonly first: string | null;
  readonly last: string | null;
}

const SOURCES: readonly Source[] = [
  { index: 'JOB_COMPLETION_INDEX', count: null, first: null, last: null },
  {
    index: 'SLURM_ARRAY_TASK_ID',
    count: 'SLURM_ARRAY_TASK_COUNT',
    first: 'SLURM_ARRAY_TASK_MIN',
    last: 'SLURM_ARRAY_TASK_MAX',
  },
  {
    index: 'AWS_BATCH_JOB_ARRAY_INDEX',
    count: 'AWS_BATCH_JOB_ARRAY_SIZE',
    first: null,
    last: null,
  },
];

const HINT = 'give --shard I/N, I from 1 to N';

/** Throws UsageError where nothing says which part, or it is none of them. */
export function shardFrom({ shard, shards }: Flags, environment: Environment): Shard {
  if (shard !== undefined) {
    if (shards !== undefined) throw new UsageError('--shard and --shards: leave one out');
    const [, number, count] = /^(\d+)\/(\d+)$/.exec(shard) ?? [];
    return checked(`--shard ${shard}`, Number(number), Number(count));
  }
  const source = SOURCES.find(({ index }) => environment[index] !== undefined);
  if (source === undefined) {
    throw new UsageError(
      `which shard? ${HINT} (or run it in an array of Kubernetes, Slurm or AWS Batch, which say so)`,
    );
  }
  const index = wholeFrom(environment, source.index);
  if (shards !== undefined)
    return checked(source.index, index + 1, shards, ', which counts from 0');
  if (source.count === null || environment[source.count] === undefined) {
    throw new UsageError(`${source.index}=${index}: of how many? give --shards N`);
  }
  const count = wholeFrom(environment, source.count);
  const first = source.first === null ? 0 : wholeFrom(environment, source.first);
  const last = source.last === null ? count - 1 : wholeFrom(environment, source.last);
  if (last - first + 1 !== count) {
    throw new UsageError(
      `${source.index}: the array has ${count} tasks from ${first} to ${last}, with gaps; give --shards N and --array=0-(N-1)`,
    );
  }
  return checked(source.index, index - first + 1, count);
}

function wholeFrom(environment: Environment, name: string): number {
  const text = environment[name] ?? '';
  if (/^\d+$/.test(text)) return Number(text);
  throw new UsageError(`${name}=${text}: expected a whole number; ${HINT}`);
}

function checked(what: string, number: number, shards: number, note = ''): Shard {
  if (number >= 1 && number <= shards) return { number, shards };
  throw new UsageError(
    Number.isNaN(number)
      ? `${what}: expected a number of how many, such as 3/50; ${HINT}`
      : `${what}: shard ${number} of ${shards} there is not${note}; ${HINT}`,
  );
}
