/** What is on a queue's server under a prefix, and how to clear it. */
import type { Redis } from 'ioredis';
import type { QueueAddress } from './address.js';
import { connect, namesOf, queueName } from './connect.js';
import { present, type Presence } from './presence.js';

export interface QueueState {
  readonly version: string;
  readonly code: string;
  readonly waiting: number;
  readonly active: number;
  /** To be tried again, since a server did not take a result. */
  readonly delayed: number;
}

export interface ServerState {
  readonly workers: readonly Presence[];
  readonly coordinators: readonly Presence[];
  readonly queues: readonly QueueState[];
  /** Of the whole server, whoever uses it. */
  readonly usedBytes: number;
  readonly peakBytes: number;
}

/** Throws QueueError where the server cannot be had. */
export async function queueState(address: QueueAddress): Promise<ServerState> {
  const { redis, bullmq } = await connect(address, () => undefined);
  try {
    const queues: QueueState[] = [];
    for (const [code, version] of await codes(redis, address)) {
      const queue = new bullmq.Queue(queueName(code), {
        connection: redis,
        prefix: address.prefix,
      });
      const counts = await queue.getJobCounts('waiting', 'active', 'delayed');
      const { waiting = 0, active = 0, delayed = 0 } = counts;
      queues.push({ version, code, waiting, active, delayed });
    }
    const memory = await redis.info('memory');
    const bytes = (name: string): number =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(memory)?.[1]);
    return {
      workers: await present(redis, address, 'worker'),
      coordinators: await present(redis, address, 'coordinator'),
      queues,
      usedBytes: bytes('used_memory'),
      peakBytes: bytes('used_memory_peak'),
    };
  } finally {
    redis.disconnect();
  }
}

const SCANNED_AT_ONCE = 1000;

/**
 * Takes away what waits, and results that nobody has fetched; what is under way ends. Returns how
 * many of each. Others' prefixes are not touched.
 */
export async function drainQueue(
  address: QueueAddress,
): Promise<{ readonly jobs: number; readonly results: number; readonly coordinators: number }> {
  const { redis, bullmq } = await connect(address, () => undefined);
  try {
    let jobs = 0;
    for (const [code] of await codes(redis, address)) {
      const queue = new bullmq.Queue(queueName(code), {
        connection: redis,
        prefix: address.prefix,
      });
      const { waiting = 0, delayed = 0 } = await queue.getJobCounts('waiting', 'delayed');
      jobs += waiting + delayed;
      await queue.drain(true);
    }
    const names = namesOf(address);
    const coordinators = (await present(redis, address, 'coordinator')).length;
    const results = await unlinkAll(redis, names.result('*'));
    await unlinkAll(redis, names.shared('*'));
    return { jobs, results, coordinators };
  } finally {
    redis.disconnect();
  }
}

/** Of all who were ever there: the code, and its version. */
async function codes(redis: Redis, address: QueueAddress): Promise<[string, string][]> {
  return Object.entries(await redis.hgetall(namesOf(address).codes)).sort();
}

async function unlinkAll(redis: Redis, pattern: string): Promise<number> {
  let count = 0;
  let cursor = '0';
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', SCANNED_AT_ONCE);
    cursor = next;
    if (keys.length > 0) count += await redis.unlink(...keys);
  } while (cursor !== '0');
  return count;
}
