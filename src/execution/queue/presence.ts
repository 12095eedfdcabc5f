/**
 * Who is there: each worker and each coordinator says so every few seconds, under a name that the
 * server forgets by itself when nothing has been heard for a while. No clocks are compared.
 */
import type { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { VERSION, workHash } from '../version.js';
import { namesOf, type Role } from './connect.js';
import type { QueueAddress } from './address.js';

export interface Presence {
  readonly name: string;
  readonly host: string;
  readonly version: string;
  readonly code: string;
  /** Of a worker: how many trials it runs at a time. */
  readonly cores: number;
  readonly done: number;
  readonly failed: number;
  /** Tasks under way, with the seconds that each has been so. */
  readonly underWay: readonly { readonly id: string; readonly seconds: number }[];
}

const SAY_MILLISECONDS = 2000;
const FORGET_SECONDS = 8;

/**
 * Unlike all others: the machine, the process, and what tells containers apart that have both
 * alike.
 */
export function ownName(): string {
  return `${hostname()}/${process.pid}-${randomBytes(3).toString('hex')}`;
}

export function aboutSelf(name: string): Pick<Presence, 'name' | 'host' | 'version' | 'code'> {
  return { name, host: hostname(), version: VERSION, code: workHash() };
}

/** Says so from now on; what it returns takes it back. Failures are the connection's to tell. */
export async function announce(
  redis: Redis,
  address: QueueAddress,
  role: Role,
  about: () => Presence,
): Promise<() => Promise<void>> {
  const names = namesOf(address);
  const { name, code, version } = about();
  const one = names.one(role, name);
  const say = async (): Promise<void> => {
    await redis
      .pipeline()
      .sadd(names.all(role), name)
      .set(one, JSON.stringify(about()), 'EX', FORGET_SECONDS)
      .hset(names.codes, code, version)
      .exec();
  };
  await say();
  const timer = setInterval(() => {
    say().catch(() => undefined);
  }, SAY_MILLISECONDS);
  return async () => {
    clearInterval(timer);
    await redis.pipeline().unlink(one).srem(names.all(role), name).exec();
  };
}

/** Those who are there, by name; those who were are forgotten. */
export async function present(
  redis: Redis,
  address: QueueAddress,
  role: Role,
): Promise<Presence[]> {
  const names = namesOf(address);
  const all = (await redis.smembers(names.all(role))).sort();
  if (all.length === 0) return [];
  const texts = await redis.mget(all.map((name) => names.one(role, name)));
  const gone = all.filter((_, index) => texts[index] === null);
  if (gone.length > 0) await redis.srem(names.all(role), ...gone);
  return texts.flatMap((text) => (text === null ? [] : [JSON.parse(text) as Presence]));
}

export function isOwnCode({ code }: Presence): boolean {
  return code === workHash();
}
