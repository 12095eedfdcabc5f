/**
 * Connections to a queue's server, and the names of everything there. BullMQ and its client are
 * loaded when they are first needed: a run without a queue does not wait for them.
 *
 * All names begin with the address's prefix. The queue's own have the code of who asks and answers
 * in them, so that a worker of other code never takes a job; beside them stand results, shared
 * texts, and who is there (presence.ts).
 */
import type * as BullMq from 'bullmq';
import type { Redis } from 'ioredis';
import { workHash } from '../version.js';
import type { QueueAddress } from './address.js';

/** The server cannot be reached, or does not let us in: says which, why, and what to do. */
export class QueueError extends Error {}

/** A result that nobody fetched, and a text that nobody uses, are gone after so long. */
export const RESULT_SECONDS = 86_400;
export const SHARED_SECONDS = 7 * 86_400;

const CONNECT_MILLISECONDS = 10_000;
/** Before it is said that there is no server. */
const PATIENCE_MILLISECONDS = 4000;
const LONGEST_PAUSE_MILLISECONDS = 1000;

export interface Names {
  readonly queue: string;
  readonly codes: string;
  readonly result: (id: string) => string;
  readonly shared: (id: string) => string;
  /** Of `workers` or `coordinators`: the set of their names, and what each says of itself. */
  readonly all: (kind: Role) => string;
  readonly one: (kind: Role, name: string) => string;
}

export type Role = 'worker' | 'coordinator';

export function namesOf({ prefix }: QueueAddress): Names {
  return {
    queue: queueName(workHash()),
    codes: `${prefix}:codes`,
    result: (id) => `${prefix}:result:${id}`,
    shared: (id) => `${prefix}:shared:${id}`,
    all: (kind) => `${prefix}:${kind}s`,
    one: (kind, name) => `${prefix}:${kind}:${name}`,
  };
}

export function queueName(code: string): string {
  return `trials-${code.slice(0, 16)}`;
}

export interface Client {
  readonly redis: Redis;
  readonly bullmq: typeof BullMq;
}

/**
 * A connection that waits while the server is away, for as long as it takes: what is under way goes
 * on when it is back. `say` hears when it goes and comes. Throws QueueError where it cannot be had
 * at first.
 */
export async function connect(address: QueueAddress, say: (line: string) => void): Promise<Client> {
  const [{ Redis }, bullmq] = await Promise.all([import('ioredis'), import('bullmq')]);
  const { host, port, database, isSecure, username, password } = address;
  const redis = new Redis({
    host,
    port,
    db: database,
    ...(username === null ? {} : { username }),
    ...(password === null ? {} : { password }),
    ...(isSecure ? { tls: {} } : {}),
    lazyConnect: true,
    connectTimeout: CONNECT_MILLISECONDS,
    maxRetriesPerRequest: null,
    retryStrategy: (times) => Math.min(50 * times, LONGEST_PAUSE_MILLISECONDS),
  });
  let last: Error | null = null;
  let isAway = false;
  let isOpen = false;
  redis.on('error', (error: Error) => {
    last = error;
  });
  redis.on('reconnecting', () => {
    if (!isOpen || isAway) return;
    isAway = true;
    say(`${address.shown} is away (${reasonOf(last)}): waiting for it`);
  });
  redis.on('ready', () => {
    if (isAway) say(`${address.shown} is back`);
    isAway = false;
  });
  try {
    await ready(redis, () => last);
    isOpen = true;
    return { redis, bullmq };
  } catch (error) {
    redis.disconnect();
    throw new QueueError(`${address.shown}: ${reachable(reasonOf(error))}`);
  }
}

/**
 * Settles when commands are answered. A server that has just been started, or is again, is waited
 * for a little.
 */
async function ready(redis: Redis, last: () => Error | null): Promise<void> {
  const patience = new Promise<never>((_resolve, reject) => {
    setTimeout(() => {
      reject(last() ?? new Error('no answer'));
    }, PATIENCE_MILLISECONDS).unref();
  });
  const refused = new Promise<never>((_resolve, reject) => {
    redis.on('error', (error: Error) => {
      if (FOR_GOOD.test(error.message)) reject(error);
    });
  });
  // That it failed at first is known from the errors.
  redis.connect().catch(() => undefined);
  await Promise.race([redis.ping(), patience, refused]);
}

/** What does not get better by waiting. */
const FOR_GOOD = /NOAUTH|WRONGPASS|NOPERM|ENOTFOUND|certificate|DB index/;

function reachable(reason: string): string {
  if (/NOAUTH|WRONGPASS|NOPERM/.test(reason)) {
    return `does not let us in (${reason.split(' ')[0]}); give HIGHWATER_QUEUE_PASSWORD (and _USERNAME), or USER:PASSWORD@ in the address`;
  }
  return `cannot be reached (${reason}); start redis-server there, or give another --queue`;
}

/** ioredis has the addresses that it tried in an error without words. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the connection was closed';
  if (error.message !== '') return error.message.split('\n')[0];
  return 'code' in error ? String(error.code) : error.name;
}
