/** What a scenario does with a real NATS: a stream of JetStream, its consumer, and who works. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  AckPolicy,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
  type JsMsg,
} from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { answering, freePorts } from '../../../support/ports.js';
import { Hands } from '../hands.js';
import { Notes } from '../notes.js';
import { start } from './process.js';

const CONSUMER = 'workers';

export interface NatsSettings {
  readonly ackWaitSeconds: number;
  readonly maxDeliver?: number;
  readonly maxAckPending?: number;
}

export interface NatsWorker {
  readonly worker: number;
  /** Messages that it asks for at once. */
  readonly receive: number;
  /** A task's. */
  readonly seconds: number;
  readonly threads?: number;
  readonly then?: 'ack' | 'nak' | 'nothing';
}

export interface NatsReader {
  die(): void;
}

export class NatsLab {
  readonly notes = new Notes();
  private readonly connections: NatsConnection[] = [];
  private readonly name = `queue${process.hrtime.bigint()}`;

  constructor(private readonly port: number) {}

  /** A stream from which goes what is acknowledged, and one consumer that all workers share. */
  async queue({
    ackWaitSeconds,
    maxDeliver = -1,
    maxAckPending = 1000,
  }: NatsSettings): Promise<void> {
    const manager = await jetstreamManager(await this.connection());
    const { name } = this;
    await manager.streams.add({ name, subjects: [name], retention: RetentionPolicy.Workqueue });
    await manager.consumers.add(name, {
      durable_name: CONSUMER,
      ack_policy: AckPolicy.Explicit,
      ack_wait: nanos(1000 * ackWaitSeconds),
      max_deliver: maxDeliver,
      max_ack_pending: maxAckPending,
    });
  }

  /** Sends tasks, each at its moment, and notes the confirms. */
  async send(times: readonly number[]): Promise<void> {
    const client = jetstream(await this.connection());
    for (const [task, at] of times.entries()) {
      await this.notes.until(at);
      await client.publish(this.name, String(task));
      this.notes.add('confirmed', task);
    }
  }

  /** Messages that the stream still has. */
  async left(): Promise<number> {
    const manager = await jetstreamManager(await this.connection());
    return (await manager.streams.info(this.name)).state.messages;
  }

  /** Asks, works on what has come, and asks again when all is done. */
  async reader(said: NatsWorker): Promise<NatsReader> {
    const { worker, receive, seconds, threads = 1, then = 'ack' } = said;
    const connection = await this.connection();
    const consumer = await jetstream(connection).consumers.get(this.name, CONSUMER);
    const hands = new Hands(this.notes, worker, seconds, threads);
    let alive = true;
    const work = (message: JsMsg): Promise<void> =>
      new Promise((resolve) => {
        hands.take({
          task: Number(message.string()),
          again: message.redelivered,
          settle: () => {
            if (then === 'ack') message.ack();
            if (then === 'nak') message.nak();
            resolve();
          },
        });
      });
    const run = async (): Promise<void> => {
      while (alive) {
        const messages = await consumer.fetch({ max_messages: receive, expires: 5000 });
        const all: Promise<void>[] = [];
        for await (const message of messages) all.push(work(message));
        await Promise.all(all);
      }
    };
    run().catch(() => undefined);
    return {
      die: () => {
        alive = false;
        hands.drop();
        void connection.close();
      },
    };
  }

  private async connection(): Promise<NatsConnection> {
    const connection = await connect({ servers: `127.0.0.1:${this.port}`, reconnect: false });
    this.connections.push(connection);
    return connection;
  }

  end(): void {
    for (const connection of this.connections) void connection.close();
  }
}

export async function openNats(): Promise<{ lab(): NatsLab; end(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-nats-'));
  const [port] = await freePorts(1);
  const options = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
  const running = start('nats-server', options);
  await answering(port);
  return {
    lab: () => new NatsLab(port),
    end: async () => {
      await running.end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
