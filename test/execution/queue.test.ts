/**
 * What the coordinator promises whatever becomes of workers and server: every task is answered
 * once, with what a worker made of it and nothing else. Coordinator and workers in this process,
 * doing arithmetic in place of trials; a server of the test's own.
 */
import { randomBytes } from 'node:crypto';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readAddress, type QueueAddress } from '../../src/execution/queue/address.js';
import { namesOf } from '../../src/execution/queue/connect.js';
import { openCoordinator, TaskFailed } from '../../src/execution/queue/coordinator.js';
import { openEnvelope, toEnvelope } from '../../src/execution/queue/envelope.js';
import { serve, type ServeOptions } from '../../src/execution/queue/serve.js';
import { drainQueue, queueState } from '../../src/execution/queue/status.js';
import type { Task } from '../../src/execution/queue/task.js';
import { VERSION } from '../../src/execution/version.js';
import { HAS_REDIS, redisServer, type RedisServer } from '../support/redisServer.js';

test('execution/queue/address: an address: what is given, what is usual; its password is never in what may be shown', () => {
  const address = readAddress('rediss://me:s%40fe@[::1]:6400/3?prefix=team', {});
  expect(address).toMatchObject({
    host: '::1',
    port: 6400,
    database: 3,
    isSecure: true,
    username: 'me',
    password: 's@fe',
    prefix: 'team',
    shown: 'rediss://[::1]:6400/3?prefix=team',
  });
  const usual = readAddress('redis://queue', { HIGHWATER_QUEUE_PASSWORD: 'secret' });
  expect(usual).toMatchObject({ port: 6379, database: 0, prefix: 'highwater', password: 'secret' });
  expect(usual.shown).not.toContain('secret');
});

test.each([
  ['http://me:secret@a', /expected redis:/],
  ['redis://me:secret@a/x', /number of a database/],
  ['redis://me:secret@a?pool=3', /pool= is not known/],
  ['redis://me:secret@a?prefix=a:b', /letters, digits/],
  ['queue:secret', /expected redis:/],
])('%s is refused, without its password', (text, message) => {
  const refuse = (): unknown => readAddress(text, {});
  expect(refuse).toThrow(message);
  expect(refuse).not.toThrow(/secret/);
});

test('execution/queue/task: an envelope that was torn, changed, or is of another task does not open', () => {
  const bytes = toEnvelope({ id: 'a', worker: 'w', failed: null }, randomBytes(1000));
  expect(openEnvelope(bytes, 'a').head.worker).toBe('w');
  expect(() => openEnvelope(bytes, 'b')).toThrow();
  for (const at of [0, 4, 12, 60, bytes.length - 1]) {
    const changed = Uint8Array.from(bytes);
    changed[at] ^= 1;
    expect(() => openEnvelope(changed, 'a')).toThrow();
    expect(() => openEnvelope(bytes.slice(0, at), 'a')).toThrow();
  }
});

const square = (text: string): string => String(Number(text) * Number(text));

function task(number: number): Task {
  return {
    id: `t${number}`,
    kind: 'trial',
    shared: { id: 'm', text: 'times' },
    text: String(number),
    describe: (what) => `task ${number}: ${what}`,
  };
}

/** Squares, when it is told what the shared text says. */
const SQUARES: ServeOptions = {
  cores: 2,
  lockSeconds: 1,
  work: ({ shared, text }) =>
    shared === 'times'
      ? Promise.resolve(Buffer.from(square(text)))
      : Promise.reject(new Error(`shared text: ${shared}`)),
  say: () => undefined,
};

const NUMBERS = Array.from({ length: 200 }, (_, number) => number);

describe.skipIf(!HAS_REDIS)('with a server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await redisServer(['--appendonly', 'yes']);
  });
  afterAll(() => server.stop());

  /** A prefix of the test's own. */
  function fresh(): QueueAddress {
    return readAddress(`${server.url}?prefix=p${randomBytes(4).toString('hex')}`, {});
  }

  test('execution/queue/coordinator, execution/queue/connect, execution/queue/queueExecutor: each task is answered once, whoever asks how often; afterwards nothing of it is left', async () => {
    const address = fresh();
    const workers = [await serve(address, SQUARES), await serve(address, SQUARES)];
    const coordinator = await openCoordinator(address, () => undefined);
    let kept = 0;
    const ask = async (number: number): Promise<string> =>
      Buffer.from(await coordinator.ask(task(number), () => kept++)).toString();
    const answers = await Promise.all([...NUMBERS, ...NUMBERS].map(ask));
    expect(answers).toEqual([...NUMBERS, ...NUMBERS].map((number) => square(String(number))));
    expect(kept).toBe(NUMBERS.length);
    const state = await queueState(address);
    expect(state.workers.map(({ cores }) => cores)).toEqual([2, 2]);
    expect(state.coordinators).toHaveLength(1);
    expect(state.queues.map(({ waiting, active }) => waiting + active)).toEqual([0]);
    await coordinator.close();
    await Promise.all(workers.map((each) => each.close()));
    const redis = new Redis(server.url);
    expect(await redis.keys(namesOf(address).result('*'))).toEqual([]);
    expect((await queueState(address)).workers).toEqual([]);
    redis.disconnect();
  });

  test('execution/queue/serve: a task that fails is told in the words of its worker, and not tried again', async () => {
    const address = fresh();
    let calls = 0;
    const work = (): Promise<Uint8Array> => Promise.reject(new Error(`no ${++calls}`));
    const worker = await serve(address, { ...SQUARES, work });
    const coordinator = await openCoordinator(address, () => undefined);
    const failed = coordinator.ask(task(1), () => undefined);
    await expect(failed).rejects.toThrow(new TaskFailed('no 1'));
    await coordinator.close();
    await worker.close();
  });

  test('a result that is not what its checksum says is asked again, and its worker named; at the third the task has failed', async () => {
    const address = fresh();
    const redis = new Redis(server.url);
    const poison = async (number: number, how: (bytes: Buffer) => Buffer): Promise<void> => {
      const { id } = task(number);
      const bytes = toEnvelope({ id, worker: 'liar', failed: null }, Buffer.from('42'));
      await redis.set(namesOf(address).result(id), how(Buffer.from(bytes)));
    };
    await poison(3, (bytes) => bytes.subarray(0, bytes.length - 1));
    await poison(4, (bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.from('3')]));
    const said: string[] = [];
    const worker = await serve(address, SQUARES);
    const coordinator = await openCoordinator(address, (line) => said.push(line));
    const answers = [3, 4].map((number) => coordinator.ask(task(number), () => undefined));
    expect((await Promise.all(answers)).map((each) => Buffer.from(each).toString())).toEqual([
      '9',
      '16',
    ]);
    expect(said.sort()).toEqual([
      'task 3: the result of liar is not what its checksum says; asked again',
      'task 4: the result of liar is not what its checksum says (2 of its results were so: take it away); asked again',
    ]);
    // One that cannot be read although its checksum is right counts as well.
    const unreadable = coordinator.ask(task(5), () => {
      throw new Error('not measurements');
    });
    await expect(unreadable).rejects.toThrow(/3 results were not whole/);
    await coordinator.close();
    await worker.close();
    redis.disconnect();
  });

  test('a late second answer that differs is told, with both names; the first one counts', async () => {
    const address = fresh();
    const said: string[] = [];
    const coordinator = await openCoordinator(address, (line) => said.push(line));
    const honest = await serve(address, SQUARES);
    const answer = await coordinator.ask(task(7), () => undefined);
    await honest.close();
    const liar = await serve(address, {
      ...SQUARES,
      work: () => Promise.resolve(new Uint8Array(1)),
    });
    const redis = new Redis(server.url, { maxRetriesPerRequest: null });
    const queue = new Queue(namesOf(address).queue, { connection: redis, prefix: address.prefix });
    const data = { kind: 'trial', sharedId: 'm', text: '7' };
    await queue.add('trial', data, { jobId: task(7).id, removeOnComplete: true });
    while (said.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(said[0]).toMatch(/two workers gave different results/);
    expect(said[0]).toContain(`${honest.name}, whose result counts, and ${liar.name}`);
    expect(Buffer.from(answer).toString()).toBe('49');
    await Promise.all([coordinator.close(), liar.close(), queue.close()]);
    redis.disconnect();
  });

  test('a server killed and started again goes on; one that has lost everything is asked again', async () => {
    const address = fresh();
    const slow: ServeOptions['work'] = async (work) => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return SQUARES.work(work);
    };
    const worker = await serve(address, { ...SQUARES, work: slow });
    const said: string[] = [];
    const coordinator = await openCoordinator(address, (line) => said.push(line));
    let kept = 0;
    const ask = (numbers: readonly number[]): Promise<Uint8Array[]> =>
      Promise.all(numbers.map((number) => coordinator.ask(task(number), () => kept++)));
    const first = ask(NUMBERS);
    while (kept < 50) await new Promise((resolve) => setTimeout(resolve, 5));
    await server.kill();
    await server.start();
    await first;
    const again = NUMBERS.map((number) => number + 1000);
    const second = ask(again);
    while (kept < 250) await new Promise((resolve) => setTimeout(resolve, 5));
    const redis = new Redis(server.url);
    await redis.flushall();
    redis.disconnect();
    const answers = await second;
    expect(answers.map((each) => Buffer.from(each).toString())).toEqual(
      again.map((number) => square(String(number))),
    );
    // Those kept before and after: none twice.
    expect(kept).toBe(2 * NUMBERS.length);
    expect(said.join('\n')).toMatch(/is away .*\n.*is back/);
    await coordinator.close();
    await worker.close();
  }, 30_000);

  test('execution/queue/presence, execution/queue/crew: other code: a worker that comes later refuses, one that is there is told of, a coordinator waits aloud', async () => {
    const address = fresh();
    const redis = new Redis(server.url);
    const other = { name: 'old/1', host: 'old', version: VERSION, code: 'f00dfeedbeef' };
    const about = { ...other, cores: 1, done: 0, failed: 0, underWay: [] };
    const names = namesOf(address);
    for (const role of ['worker', 'coordinator'] as const) {
      await redis.sadd(names.all(role), other.name);
      await redis.set(names.one(role, other.name), JSON.stringify(about));
    }
    await expect(serve(address, SQUARES)).rejects.toThrow(
      /asks for Highwater .* \(code f00dfeed\) \(coordinator old\/1\), this is .*install the same here/,
    );
    const said: string[] = [];
    const coordinator = await openCoordinator(address, (line) => said.push(line));
    expect(said).toEqual([
      expect.stringMatching(/worker old\/1 is Highwater .*it is given no trial/),
    ]);
    await coordinator.close();
    redis.disconnect();
  });

  test('execution/queue/status: drain takes away what waits under its prefix, and nothing of another', async () => {
    const [one, other] = [fresh(), fresh()];
    const coordinators = [];
    for (const address of [one, other]) {
      const coordinator = await openCoordinator(address, () => undefined);
      coordinators.push(coordinator);
      for (const number of [1, 2, 3]) void coordinator.ask(task(number), () => undefined);
    }
    const waiting = async (address: QueueAddress): Promise<number> =>
      (await queueState(address)).queues.reduce((sum, each) => sum + each.waiting, 0);
    while ((await waiting(one)) < 3 || (await waiting(other)) < 3) await Promise.resolve();
    expect(await drainQueue(one)).toMatchObject({ jobs: 3, coordinators: 1 });
    expect(await waiting(one)).toBe(0);
    expect(await waiting(other)).toBe(3);
    await Promise.all(coordinators.map((each) => each.close()));
    // A coordinator that ends takes back what nobody has begun.
    expect(await waiting(other)).toBe(0);
  });
});
