/**
 * A worker: takes jobs off the queue, has them done (in threads: this process only waits, so that
 * it renews its locks in time), puts each result beside the queue, and only then says that the job
 * is done.
 *
 * A worker that dies is not heard of any more: after `lockSeconds` its jobs go to others. A job
 * whose workers have died STALLS_MOST times over is given up, and its trial named. A server that
 * does not take a result now (its memory is full) is tried again, by whoever comes next.
 */
import type { Job, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { reasonOf } from '../inOrder.js';
import { codeName } from '../plannedTrials.js';
import { VERSION, workHash } from '../version.js';
import type { QueueAddress } from './address.js';
import { connect, namesOf, QueueError, RESULT_SECONDS, type Names } from './connect.js';
import { checksum, toEnvelope } from './envelope.js';
import { aboutSelf, announce, isOwnCode, ownName, present, type Presence } from './presence.js';
import type { JobData, JobReturn, TaskKind } from './task.js';

/** What a thread does. */
export interface Work {
  readonly kind: TaskKind;
  /** The text that many tasks share, or none. */
  readonly shared: string;
  readonly text: string;
}

export interface ServeOptions {
  /** Tasks done at a time. */
  readonly cores: number;
  /** A worker that has not been heard of for so long has died. */
  readonly lockSeconds: number;
  /** Does a task; what it throws is the task's failure. */
  readonly work: (work: Work) => Promise<Uint8Array>;
  readonly say: (line: string) => void;
}

export interface Serving {
  readonly name: string;
  /** Takes no more, ends what is under way, says good-bye. */
  close(): Promise<void>;
}

const STALLS_MOST = 5;
/** Texts that are kept at hand. */
const SHARED_KEPT = 32;
/** Short tasks wait here for a core, so that no core waits for the server. */
const AHEAD_LEAST = 1;
const AHEAD_MOST = 4;
/** A task that takes longer hides the server's answers behind itself. */
const LONG_SECONDS = 2;

/**
 * Throws QueueError where the server cannot be had, or holds work of other code and none of this.
 */
export async function serve(address: QueueAddress, options: ServeOptions): Promise<Serving> {
  const { redis, bullmq } = await connect(address, options.say);
  try {
    await refuseOtherCode(redis, address);
  } catch (error) {
    redis.disconnect();
    throw error;
  }
  const serving = new Doing(redis, namesOf(address), options);
  const { cores, lockSeconds } = options;
  const worker = new bullmq.Worker<JobData, JobReturn>(
    namesOf(address).queue,
    (job) => serving.process(job),
    {
      connection: redis,
      prefix: address.prefix,
      // Until it is known how long tasks take.
      concurrency: cores + AHEAD_LEAST,
      lockDuration: lockSeconds * 1000,
      stalledInterval: lockSeconds * 500,
      maxStalledCount: STALLS_MOST,
      drainDelay: 2,
      name: serving.name,
    },
  );
  serving.follow(worker);
  const takeBack = await announce(redis, address, 'worker', () => serving.about());
  return {
    name: serving.name,
    close: async () => {
      // A server that is away hears of nothing; what was under way is another's after a while.
      if (redis.status === 'ready') {
        const farewell = worker.close().then(() => takeBack().catch(() => undefined));
        await Promise.race([farewell, goneAway(redis)]);
      }
      redis.disconnect();
    },
  };
}

const ANSWER_MILLISECONDS = 5000;

/**
 * Settles when the server is away: the connection is closed, or a question is not answered in time.
 */
function goneAway(redis: Redis): Promise<void> {
  return new Promise((resolve) => {
    redis.once('close', resolve);
    const ask = (): void => {
      const late = setTimeout(() => {
        resolve();
      }, ANSWER_MILLISECONDS).unref();
      redis.ping().then(
        () => {
          clearTimeout(late);
          setTimeout(ask, ANSWER_MILLISECONDS).unref();
        },
        () => undefined,
      );
    };
    ask();
  });
}

async function refuseOtherCode(redis: Redis, address: QueueAddress): Promise<void> {
  const coordinators = await present(redis, address, 'coordinator');
  if (coordinators.length === 0 || coordinators.some(isOwnCode)) return;
  const { name, version, code } = coordinators[0];
  throw new QueueError(
    `${address.shown}: asks for Highwater ${codeName(version, code)} (coordinator ${name}), this is ${codeName(VERSION, workHash())}; install the same here`,
  );
}

class Doing {
  readonly name = ownName();
  private readonly shared = new Map<string, string>();
  private readonly underWay = new Map<string, number>();
  private done = 0;
  private failed = 0;
  /** Smoothed seconds of a task; NaN before the first. */
  private taskSeconds = NaN;
  private worker: Worker<JobData, JobReturn> | null = null;
  private readonly said = new Set<string>();

  constructor(
    private readonly redis: Redis,
    private readonly names: Names,
    private readonly options: ServeOptions,
  ) {}

  about(): Presence {
    const now = performance.now();
    return {
      ...aboutSelf(this.name),
      cores: this.options.cores,
      done: this.done,
      failed: this.failed,
      underWay: [...this.underWay].map(([id, since]) => ({ id, seconds: (now - since) / 1000 })),
    };
  }

  /** Says what goes wrong, once; what is tried again by itself is no news every time. */
  follow(worker: Worker<JobData, JobReturn>): void {
    this.worker = worker;
    const once = (line: string): void => {
      if (this.said.has(line)) return;
      this.said.add(line);
      this.options.say(line);
    };
    worker.on('error', (error) => {
      // That the server is away is told by the connection.
      if ('syscall' in error || /closed|LOADING/.test(error.message)) return;
      // Another one has taken over what this one was thought to have died with: the answers are
      // equal.
      if (/Missing (?:lock|key)/.test(error.message)) return;
      once(error.message.split('\n')[0]);
    });
    worker.on('failed', (job, error) => {
      once(`${job?.id ?? 'a trial'}: ${error.message.split('\n')[0]}`);
    });
  }

  async process(job: Job<JobData, JobReturn>): Promise<JobReturn> {
    const id = job.id ?? '';
    const { kind, sharedId, text } = job.data;
    const began = performance.now();
    let payload: Uint8Array = new Uint8Array();
    let failed: string | null = null;
    const shared = sharedId === null ? '' : await this.sharedText(sharedId);
    this.underWay.set(id, began);
    try {
      payload = await this.options.work({ kind, shared, text });
    } catch (error) {
      failed = reasonOf(error);
      this.failed++;
    } finally {
      this.underWay.delete(id);
    }
    const envelope = Buffer.from(toEnvelope({ id, worker: this.name, failed }, payload).buffer);
    await this.redis.set(this.names.result(id), envelope, 'EX', RESULT_SECONDS);
    this.done++;
    this.adapt((performance.now() - began) / 1000);
    const sum = failed === null ? checksum(payload) : null;
    return { bytes: payload.length, checksum: sum, worker: this.name };
  }

  /** Long tasks are not hoarded, so that at the end of a round no machine waits for another's. */
  private adapt(seconds: number): void {
    this.taskSeconds = Number.isNaN(this.taskSeconds)
      ? seconds
      : 0.9 * this.taskSeconds + 0.1 * seconds;
    if (this.worker === null) return;
    const { cores } = this.options;
    const ahead = this.taskSeconds > LONG_SECONDS ? AHEAD_LEAST : AHEAD_MOST;
    const concurrency = ahead === AHEAD_LEAST ? cores + 1 : cores * ahead;
    if (this.worker.concurrency !== concurrency) this.worker.concurrency = concurrency;
  }

  /**
   * From the server when it is new; a text that is not there yet comes with the coordinator's next
   * look.
   */
  private async sharedText(id: string): Promise<string> {
    const known = this.shared.get(id);
    if (known !== undefined) return known;
    const text = await this.redis.get(this.names.shared(id));
    if (text === null) throw new Error('its model is not on the server (yet)');
    this.shared.set(id, text);
    for (const oldest of this.shared.keys()) {
      if (this.shared.size <= SHARED_KEPT) break;
      this.shared.delete(oldest);
    }
    return text;
  }
}
