/**
 * Asks workers for tasks by way of the queue, and gives each answer once.
 *
 * - A task whose result already stands beside the queue is not asked again; any other is a job
 *   under the task's id, which the server takes once however often it is added.
 * - A job's completion is an event; its result is fetched, its seal held against it, handed over
 *   (`keep`), and only then unlinked. So a coordinator that dies loses nothing that it was not
 *   given yet.
 * - Events may be lost (a server that restarts) and jobs, too (one without an append-only file):
 *   every few seconds what has not been answered is looked for, and added again where it is not
 *   there.
 * - A result that is not what its seal says is unlinked and asked again, its worker named; after
 *   POISONED_MOST of them the task has failed. Two answers to one task that differ are told, with
 *   both workers' names.
 */
import type { Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { connect, namesOf, SHARED_SECONDS, type Client, type Names } from './connect.js';
import type { QueueAddress } from './address.js';
import { checksum, openEnvelope } from './envelope.js';
import { aboutSelf, announce, ownName } from './presence.js';
import type { JobData, JobReturn, Task } from './task.js';
import { watchWorkers, type Crew } from './crew.js';
import type { Held } from './window.js';

export interface Coordinator {
  /**
   * The answer's bytes; rejects with TaskFailed where a worker says that there is none. `keep`
   * takes them first; where it throws, they count as poisoned.
   */
  ask(task: Task, keep: (payload: Uint8Array) => void): Promise<Uint8Array>;
  /** Who is at work. */
  readonly crew: Crew;
  /** What stands on the server and waits to be fetched. */
  readonly held: Held;
  close(): Promise<void>;
}

/** There is no result: in the worker's words, or because nobody gave one that is whole. */
export class TaskFailed extends Error {}

const LOOK_MILLISECONDS = 3000;
const ASK_MILLISECONDS = 5;
const FETCHED_AT_ONCE = 8;
const POISONED_MOST = 3;
/** Of events, each some 200 bytes: what is missed is looked for. */
const EVENTS_KEPT = 2000;
const ATTEMPTS = 10;
const FIRST_PAUSE_MILLISECONDS = 500;

interface Asked {
  readonly task: Task;
  readonly keep: (payload: Uint8Array) => void;
  readonly resolve: (payload: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly answer: Promise<Uint8Array>;
  askedAt: number;
  poisoned: number;
  isFetched: boolean;
}

/**
 * `say` gets a line for whatever a person should know. Throws QueueError where the server cannot be
 * had.
 */
export async function openCoordinator(
  address: QueueAddress,
  say: (line: string) => void,
): Promise<Coordinator> {
  const client = await connect(address, say);
  const { redis, bullmq } = client;
  const names = namesOf(address);
  const connection = { connection: redis, prefix: address.prefix };
  const queue = new bullmq.Queue<JobData, JobReturn>(names.queue, {
    ...connection,
    streams: { events: { maxLen: EVENTS_KEPT } },
  });
  const events = new bullmq.QueueEvents(names.queue, {
    ...connection,
    connection: redis.duplicate(),
  });
  // The connection itself tells when it is away.
  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  await events.waitUntilReady();
  return new Asking(client, names, queue, events, say).begin(address);
}

class Asking {
  private readonly asked = new Map<string, Asked>();
  private fresh: string[] = [];
  private readonly toFetch: string[] = [];
  private fetching = 0;
  private timers: NodeJS.Timeout[] = [];
  private done = 0;
  /** Smoothed size of a result. */
  private usualBytes = 0;
  private readonly redis: Redis;
  /** Checksums of what was merged, and whose it was. */
  private readonly merged = new Map<string, { sum: string; worker: string }>();
  private readonly lies = new Map<string, number>();

  constructor(
    client: Client,
    private readonly names: Names,
    private readonly queue: Queue<JobData, JobReturn>,
    private readonly events: QueueEvents,
    private readonly say: (line: string) => void,
  ) {
    this.redis = client.redis;
  }

  async begin(address: QueueAddress): Promise<Coordinator> {
    // As it comes: what a job returned, read from JSON.
    this.events.on('completed', (event: { jobId: string; returnvalue: unknown }) => {
      this.completed(event.jobId, event.returnvalue as JobReturn);
    });
    this.events.on('failed', ({ jobId, failedReason }) => {
      this.end(jobId, new TaskFailed(reasonFor(failedReason)));
    });
    const self = aboutSelf(ownName());
    const takeBack = await announce(this.redis, address, 'coordinator', () => ({
      ...self,
      cores: 0,
      done: this.done,
      failed: 0,
      underWay: [],
    }));
    const crew = await watchWorkers(this.redis, address, this.say, () => this.asked.size);
    this.timers.push(
      setInterval(() => void this.lookAgain().catch(() => undefined), LOOK_MILLISECONDS),
    );
    const held = (): Held => ({
      unfetched: this.toFetch.length,
      usualBytes: this.usualBytes,
    });
    return {
      ask: (task, keep) => this.ask(task, keep),
      crew,
      get held() {
        return held();
      },
      close: async () => {
        for (const timer of this.timers) clearInterval(timer);
        crew.close();
        await this.leave(takeBack);
      },
    };
  }

  private ask(task: Task, keep: (payload: Uint8Array) => void): Promise<Uint8Array> {
    const before = this.asked.get(task.id);
    if (before !== undefined) return before.answer;
    let resolve: Asked['resolve'] = () => undefined;
    let reject: Asked['reject'] = () => undefined;
    const answer = new Promise<Uint8Array>((...both) => {
      [resolve, reject] = both;
    });
    const first = { askedAt: performance.now(), poisoned: 0, isFetched: false };
    this.asked.set(task.id, { task, keep, resolve, reject, answer, ...first });
    this.fresh.push(task.id);
    if (this.fresh.length === 1) {
      setTimeout(() => {
        const ids = this.fresh;
        this.fresh = [];
        // What the server does not take now is looked for again.
        this.add(ids).catch(() => undefined);
      }, ASK_MILLISECONDS);
    }
    return answer;
  }

  /** Fetches what has been answered before, and adds jobs for the rest. */
  private async add(ids: readonly string[]): Promise<void> {
    const asked = ids
      .flatMap((id) => this.asked.get(id) ?? [])
      .filter(({ isFetched }) => !isFetched);
    if (asked.length === 0) return;
    const look = this.redis.pipeline();
    for (const { task } of asked) look.exists(this.names.result(task.id));
    const found = (await look.exec()) ?? [];
    const there = asked.filter((_, index) => found[index][1] === 1);
    for (const { task } of there) this.fetchSoon(task.id);
    const missing = asked.filter((_, index) => found[index][1] !== 1);
    await this.share(missing.map(({ task }) => task));
    for (const each of missing) each.askedAt = performance.now();
    await this.queue.addBulk(
      missing.map(({ task }) => ({
        name: task.kind,
        data: { kind: task.kind, sharedId: task.shared?.id ?? null, text: task.text },
        opts: {
          jobId: task.id,
          removeOnComplete: true,
          removeOnFail: true,
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: FIRST_PAUSE_MILLISECONDS, jitter: 0.5 },
        },
      })),
    );
  }

  private async share(tasks: readonly Task[]): Promise<void> {
    const texts = new Map(
      tasks.flatMap(({ shared }) => (shared === null ? [] : [[shared.id, shared.text]])),
    );
    const put = this.redis.pipeline();
    for (const [id, text] of texts) put.set(this.names.shared(id), text, 'EX', SHARED_SECONDS);
    await put.exec();
  }

  private async lookAgain(): Promise<void> {
    const before = performance.now() - LOOK_MILLISECONDS;
    const quiet = [...this.asked.values()].filter(({ askedAt }) => askedAt < before);
    if (quiet.length > 0) await this.add(quiet.map(({ task }) => task.id));
  }

  private completed(id: string, { checksum: sum, worker }: JobReturn): void {
    const merged = this.merged.get(id);
    // A job that was run twice: a late second answer. It may be another coordinator's first one, so
    // it stays.
    if (merged !== undefined && sum !== null && merged.sum !== sum) {
      this.say(differing(id, merged.worker, worker));
    }
    if (this.asked.has(id)) this.fetchSoon(id);
  }

  private fetchSoon(id: string): void {
    const asked = this.asked.get(id);
    if (asked === undefined || asked.isFetched) return;
    asked.isFetched = true;
    this.toFetch.push(id);
    this.fetchNext();
  }

  private fetchNext(): void {
    while (this.fetching < FETCHED_AT_ONCE) {
      const id = this.toFetch.shift();
      if (id === undefined) return;
      this.fetching++;
      this.fetch(id)
        .catch(() => {
          this.askAgain(id);
        })
        .finally(() => {
          this.fetching--;
          this.fetchNext();
        });
    }
  }

  private askAgain(id: string): void {
    const asked = this.asked.get(id);
    if (asked !== undefined) asked.isFetched = false;
  }

  private async fetch(id: string): Promise<void> {
    const bytes = await this.redis.getBuffer(this.names.result(id));
    const asked = this.asked.get(id);
    if (asked === undefined) return;
    // Somebody else was given it, or it was lost: it is looked for again.
    if (bytes === null) {
      this.askAgain(id);
      return;
    }
    let opened: ReturnType<typeof openEnvelope>;
    try {
      opened = openEnvelope(bytes, id);
      if (opened.head.failed === null) asked.keep(opened.payload);
    } catch {
      await this.poisoned(asked, bytes);
      return;
    }
    const { head, payload } = opened;
    this.usualBytes += (bytes.length - this.usualBytes) / Math.min(this.done + 1, 50);
    this.done++;
    if (head.failed === null) this.merged.set(id, { sum: checksum(payload), worker: head.worker });
    this.asked.delete(id);
    this.redis.unlink(this.names.result(id)).catch(() => undefined);
    if (head.failed === null) asked.resolve(payload);
    else asked.reject(new TaskFailed(head.failed));
  }

  private async poisoned(asked: Asked, bytes: Uint8Array): Promise<void> {
    const { task } = asked;
    const worker = workerOf(bytes);
    const lies = (this.lies.get(worker) ?? 0) + 1;
    this.lies.set(worker, lies);
    const often = lies === 1 ? '' : ` (${lies} of its results were so: take it away)`;
    this.say(
      `${task.describe(`the result of ${worker} is not what its checksum says`)}${often}; asked again`,
    );
    await this.redis.unlink(this.names.result(task.id));
    asked.poisoned++;
    this.askAgain(task.id);
    if (asked.poisoned >= POISONED_MOST) {
      const last = `${POISONED_MOST} results were not whole, the last of ${worker}`;
      this.end(task.id, new TaskFailed(last));
      return;
    }
    await this.add([task.id]);
  }

  private end(id: string, error: Error): void {
    const asked = this.asked.get(id);
    if (asked === undefined || asked.isFetched) return;
    this.asked.delete(id);
    asked.reject(error);
  }

  /**
   * Takes back what nobody has begun, and says good-bye; a server that is away is not waited for.
   */
  private async leave(takeBack: () => Promise<void>): Promise<void> {
    const last = async (): Promise<void> => {
      for (const id of this.asked.keys()) await this.queue.remove(id).catch(() => 0);
      await takeBack();
      await Promise.all([this.events.close(), this.queue.close()]);
    };
    if (this.redis.status === 'ready') await Promise.race([last(), soon()]).catch(() => undefined);
    this.redis.disconnect();
  }
}

const FAREWELL_MILLISECONDS = 3000;

function soon(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, FAREWELL_MILLISECONDS).unref();
  });
}

/** As far as the head can be read. */
function workerOf(bytes: Uint8Array): string {
  const name = /"worker":"([^"]{1,200})"/.exec(
    Buffer.from(bytes.subarray(0, 1000)).toString('latin1'),
  );
  return name?.[1] ?? 'a worker without a name';
}

function reasonFor(failedReason: string): string {
  return /stalled/.test(failedReason)
    ? 'the workers that had it died one after the other'
    : failedReason;
}

function differing(id: string, first: string, second: string): string {
  return `two workers gave different results of one trial (${id}): ${first}, whose result counts, and ${second}; one of them computes wrongly`;
}
