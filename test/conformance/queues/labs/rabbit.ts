/** What a scenario does with a real RabbitMQ: queues, who sends, who works. */
import { connect, type ChannelModel, type Message, type Options } from 'amqplib';
import { Hands } from '../hands.js';
import { Notes } from '../notes.js';
import type { RabbitServer } from './rabbitServer.js';

export interface RabbitWorker {
  readonly worker: number;
  /** null: as many as there are. */
  readonly prefetch: number | null;
  /** A task's. */
  readonly seconds: number;
  readonly threads?: number;
  /** When it has worked on one; reject: it is not to come back. */
  readonly then?: 'ack' | 'reject' | 'requeue' | 'nothing';
  /** It is never asked for an acknowledgement. */
  readonly noAck?: boolean;
}

export interface Worker {
  /** It is gone without a word. */
  die(): void;
  /** It closes its channel, as one that ends in order. */
  close(): Promise<void>;
}

export class RabbitLab {
  readonly notes = new Notes();
  private readonly connections: ChannelModel[] = [];
  private queues = 0;

  constructor(readonly server: RabbitServer) {}

  /** With its arguments as AMQP has them; its name. */
  async queue(settings: Readonly<Record<string, string | number>> = {}): Promise<string> {
    const channel = await (await this.connection()).createChannel();
    const name = `queue${process.hrtime.bigint()}-${this.queues++}`;
    await channel.assertQueue(name, { durable: true, arguments: settings });
    await channel.close();
    return name;
  }

  /** A queue, and another for its dead letters, which are noted. */
  async queueWithDead(settings: Readonly<Record<string, string | number>>): Promise<string> {
    const dead = await this.queue();
    await this.undertaker(dead);
    return this.queue({
      ...settings,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': dead,
    });
  }

  /**
   * Sends tasks, each at its moment (seconds of the scenario), as persistent messages, and notes
   * what it hears of them. Returns when all are sent.
   */
  async send(
    queue: string,
    times: readonly number[],
    { first = 0, priority = 0 }: { first?: number; priority?: number } = {},
  ): Promise<void> {
    const channel = await (await this.connection()).createConfirmChannel();
    for (const [index, at] of times.entries()) {
      await this.notes.until(at);
      const task = first + index;
      const options: Options.Publish = { persistent: true, priority };
      channel.sendToQueue(queue, Buffer.from(String(task)), options, (refused: unknown) => {
        this.notes.add(refused === null ? 'confirmed' : 'refused', task);
      });
    }
  }

  async worker(queue: string, said: RabbitWorker, node = 0): Promise<Worker> {
    return (await this.prepare(queue, said, node))();
  }

  /** A worker that is connected; called, it begins to consume. */
  async prepare(queue: string, said: RabbitWorker, node = 0): Promise<() => Promise<Worker>> {
    const connection = await this.connection(node);
    const channel = await connection.createChannel();
    const { worker, prefetch, seconds, threads = 1, then = 'ack', noAck = false } = said;
    if (prefetch !== null) await channel.prefetch(prefetch);
    const hands = new Hands(this.notes, worker, seconds, threads);
    const settle = (message: Message): void => {
      if (noAck || then === 'nothing') return;
      if (then === 'ack') channel.ack(message);
      else channel.nack(message, false, then === 'requeue');
    };
    const take = (message: Message | null): void => {
      if (message === null) return;
      const task = Number(message.content.toString());
      const again = message.fields.redelivered;
      hands.take({
        task,
        again,
        settle: () => {
          settle(message);
        },
      });
    };
    const begun: Worker = {
      die: () => {
        hands.drop();
        cut(connection);
      },
      close: async () => {
        hands.drop();
        await channel.close();
      },
    };
    return async () => {
      await channel.consume(queue, take, { noAck });
      return begun;
    };
  }

  private async undertaker(queue: string): Promise<void> {
    const channel = await (await this.connection()).createChannel();
    await channel.consume(
      queue,
      (message) => {
        if (message !== null) this.notes.add('dead', Number(message.content.toString()));
      },
      { noAck: true },
    );
  }

  /** Without heartbeats, whose timers would outlive a connection that is cut. */
  async connection(node = 0): Promise<ChannelModel> {
    const connection = await connect(`amqp://127.0.0.1:${this.server.port(node)}?heartbeat=0`);
    // Of nodes and workers that are killed.
    connection.on('error', () => undefined);
    this.connections.push(connection);
    return connection;
  }

  end(): void {
    for (const connection of this.connections) cut(connection);
  }
}

/** Closes a connection as a dead process does: its client says no word. */
function cut(connection: ChannelModel): void {
  const { stream } = connection.connection as unknown as { stream: { destroy(): void } };
  stream.destroy();
}
