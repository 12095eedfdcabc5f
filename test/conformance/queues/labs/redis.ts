/** What a scenario does with a real Redis: a stream with its group, or a list, and who works. */
import { Redis } from 'ioredis';
import { redisServer, type RedisServer } from '../../../support/redisServer.js';
import { Hands, type Task } from '../hands.js';
import { Notes } from '../notes.js';

const GROUP = 'workers';

export interface RedisWorker {
  readonly worker: number;
  /** Messages that it asks for at once. */
  readonly receive: number;
  /** A task's. */
  readonly seconds: number;
  readonly threads?: number;
  /** Of streams: it takes over what others have had for so long (XAUTOCLAIM); null = nothing. */
  readonly idleSeconds?: number | null;
}

export interface RedisReader {
  die(): void;
}

type Entry = [id: string, fields: string[]];

export class RedisLab {
  readonly notes = new Notes();
  private readonly clients: Redis[] = [];
  private readonly name = `queue${process.hrtime.bigint()}`;

  constructor(private readonly server: RedisServer) {}

  /** Makes the stream and its group. */
  async stream(): Promise<void> {
    await this.client().xgroup('CREATE', this.name, GROUP, '$', 'MKSTREAM');
  }

  /** Sends tasks, each at its moment, to the stream or the list. */
  async send(to: 'stream' | 'list', times: readonly number[]): Promise<void> {
    const client = this.client();
    for (const [task, at] of times.entries()) {
      await this.notes.until(at);
      if (to === 'stream') await client.xadd(this.name, '*', 'task', String(task));
      else await client.lpush(this.name, String(task));
    }
  }

  /** Messages that were read and not acknowledged. */
  async pending(): Promise<number> {
    const [count] = (await this.client().xpending(this.name, GROUP)) as [number];
    return count;
  }

  /**
   * Reads the stream as its group's consumers do: what others have had for too long first, then
   * what is new; and again when all is done.
   */
  reader(said: RedisWorker): RedisReader {
    const { worker, receive, idleSeconds = null } = said;
    const claims = async (client: Redis): Promise<readonly (readonly [Entry, boolean])[]> => {
      if (idleSeconds === null) return [];
      const idle = 1000 * idleSeconds;
      const name = String(worker);
      const claimed = await client.xautoclaim(this.name, GROUP, name, idle, '0', 'COUNT', receive);
      return (claimed[1] as Entry[]).map((entry) => [entry, true]);
    };
    return this.loop(said, async (client, ackWith) => {
      const claimed = await claims(client);
      const fresh =
        claimed.length > 0
          ? null
          : // Looks for what is idle ten times a second.
            await client.xreadgroup(
              ...(['GROUP', GROUP, String(worker), 'COUNT', receive] as const),
              ...(['BLOCK', 100, 'STREAMS', this.name, '>'] as const),
            );
      const entries = fresh === null ? [] : (fresh as [string, Entry[]][])[0][1];
      return [...claimed, ...entries.map((entry) => [entry, false] as const)].map(
        ([[id, [, task]], again]) => ({
          task: Number(task),
          again,
          settle: () => void ackWith.xack(this.name, GROUP, id),
        }),
      );
    });
  }

  /** Takes from the list one by one: what it has is nobody else's, whatever becomes of it. */
  popper(said: RedisWorker): RedisReader {
    return this.loop(said, async (client) => {
      const popped = await client.brpop(this.name, 0.1);
      return popped === null
        ? []
        : [{ task: Number(popped[1]), again: false, settle: () => undefined }];
    });
  }

  /** Asks, works on what has come, and asks again. */
  private loop(
    { worker, seconds, threads = 1 }: RedisWorker,
    ask: (client: Redis, ackWith: Redis) => Promise<readonly Task[]>,
  ): RedisReader {
    const client = this.client();
    const ackWith = this.client();
    const hands = new Hands(this.notes, worker, seconds, threads);
    let alive = true;
    const run = async (): Promise<void> => {
      while (alive) {
        const tasks = await ask(client, ackWith);
        if (tasks.length === 0) continue;
        await Promise.all(
          tasks.map(
            (task) =>
              new Promise<void>((resolve) => {
                hands.take({
                  ...task,
                  settle: () => {
                    task.settle();
                    resolve();
                  },
                });
              }),
          ),
        );
      }
    };
    run().catch(() => undefined);
    return {
      die: () => {
        alive = false;
        hands.drop();
        client.disconnect();
        ackWith.disconnect();
      },
    };
  }

  private client(): Redis {
    const client = new Redis(this.server.port, '127.0.0.1');
    client.on('error', () => undefined);
    this.clients.push(client);
    return client;
  }

  end(): void {
    for (const client of this.clients) client.disconnect();
  }
}

export async function openRedis(): Promise<{ lab(): RedisLab; end(): Promise<void> }> {
  const server = await redisServer();
  return { lab: () => new RedisLab(server), end: () => server.stop() };
}
