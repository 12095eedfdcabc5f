/**
 * Studies by way of a queue: the built command line in processes of their own, a server of the
 * test's own on loopback. The bytes of the same study alone are what must come out, whoever dies
 * meanwhile.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { HAS_REDIS, redisServer, type RedisServer } from '../support/redisServer.js';

const MAIN = resolve('dist/package/main.js');
const root = mkdtempSync(join(tmpdir(), 'highwater-queue-'));
const model = join(root, 'one.yaml');
writeFileSync(
  model,
  `users: 10
workload: { events_per_user: 50/s }
consumers: { server: { instances: 1, processing_time: exponential(1 ms), propagation: 0 s } }
prices: { currency: USD, consumer_hour: 0.1 }
run: { duration: 1 s }
`,
);
const STUDY = ['run', model, '--trials', '30', '--seed', 'queue', '--no-html', '--quiet'];

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

interface Process {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

function start(argv: readonly string[]): Process {
  const child = spawn(process.execPath, [MAIN, ...argv], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const ended = new Promise<Ended>((done) => {
    child.on('close', (code) => {
      done({ code, output });
    });
  });
  return { child, ended };
}

function bytesOf(out: string): Record<string, string> {
  const names = readdirSync(out).filter((name) => !name.startsWith('.'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'latin1')]));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

test('cli/workCommand: an address is never printed with its password, not even where it is none', async () => {
  for (const words of [
    ['queue', 'redis://me:secret@x/y'],
    ['work', '--queue', 'http://me:secret@x'],
    [...STUDY, '--queue', 'redis://me:secret@127.0.0.1:1/99x'],
  ]) {
    const { code, output } = await start(words).ended;
    expect(code).toBe(2);
    expect(output).toMatch(/^queue: .*expected redis:/);
    expect(output).not.toMatch(/secret/);
  }
});

/** Moments by the clock, different from run to run; `npm run queue-kills` does a hundred. */
const KILLS = Number(process.env['HIGHWATER_QUEUE_KILLS'] ?? 1);

describe.skipIf(!HAS_REDIS)('studies by way of a queue', () => {
  let server: RedisServer;
  const running = new Set<Process>();
  const work = (...more: string[]): Process => {
    const words = ['work', '--queue', server.url, '--workers', '1', '--lock', '1 s', ...more];
    const worker = start(words);
    running.add(worker);
    void worker.ended.then(() => running.delete(worker));
    return worker;
  };
  const stopped = async (worker: Process): Promise<Ended> => {
    worker.child.kill('SIGTERM');
    return worker.ended;
  };
  beforeAll(async () => {
    server = await redisServer(['--appendonly', 'yes']);
  });
  afterAll(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await server.stop();
  });

  const COMMANDS: Record<string, string[]> = {
    study: STUDY,
    tune: [
      'tune',
      model,
      ...['--target', 'p99 < 8 ms', '--vary', 'consumers.server.instances=1..3'],
      ...['--trials', '12', '--seed', 'queue', '--quiet'],
    ],
    coverage: ['coverage', '--studies', '2', '--only', 'M/M/1 at 0.5', '--seed', 'queue'],
  };

  /** One after the other: the long form (KILLS above 1) has 1, 2 and 4. */
  const WORKERS = KILLS > 1 ? [1, 2, 4] : [2];

  test.each(Object.keys(COMMANDS))(
    `%s: the same bytes alone, and with ${WORKERS.join(', ')} workers`,
    async (name) => {
      const words = COMMANDS[name];
      const alone = join(root, `${name}-alone`);
      const first = start([...words, '--out', alone]);
      const workers: Process[] = [];
      for (const count of WORKERS) {
        while (workers.length < count) workers.push(work());
        const out = join(root, `${name}-${count}`);
        const ended = await start([...words, '--out', out, '--queue', server.url]).ended;
        expect(ended.code, ended.output).toBe(0);
        expect(await first.ended).toMatchObject({ code: 0 });
        expect(bytesOf(out)).toEqual(bytesOf(alone));
      }
      for (const ended of await Promise.all(workers.map(stopped))) {
        expect(ended.code, ended.output).toBe(0);
      }
    },
    120_000,
  );

  test('the compose example: what its containers run gives the same bytes', async () => {
    interface Service {
      readonly command: string[];
      readonly deploy?: { readonly replicas: number };
    }
    const file = resolve('experiments/machines/compose.yaml');
    const { services } = parse(readFileSync(file, 'utf8')) as { services: Record<string, Service> };
    const here = (name: string): string[] =>
      services[name].command
        .slice(1)
        .map((word) =>
          word.replace('redis://redis', server.url).replace('/study/model.yaml', model),
        )
        .map((word) => word.replace('/study', join(root, 'composed')));
    const replicas = services['worker'].deploy?.replicas ?? 0;
    expect(replicas).toBe(4);
    const workers = Array.from({ length: replicas }, () => start(here('worker')));
    for (const worker of workers) running.add(worker);
    const ended = await start([...here('coordinator'), ...STUDY.slice(2)]).ended;
    expect(ended.code, ended.output).toBe(0);
    expect(bytesOf(join(root, 'composed', 'results'))).toEqual(bytesOf(join(root, 'study-alone')));
    expect(services['redis'].command.join(' ')).toContain('--maxmemory-policy noeviction');
    for (const worker of workers) {
      expect((await stopped(worker)).code).toBe(0);
      running.delete(worker);
    }
  }, 60_000);

  test('a worker that runs out of memory costs its own trial, which is named; exit code 4', async () => {
    const when = 'time_to_failure: 1 ms, time_to_repair: 1 ms';
    const fault = `{ kind: slow_consumer, group: workers, index: 0, factor: 2, ${when} }`;
    const big = join(root, 'big.yaml');
    const text = readFileSync('models/100-users.yaml', 'utf8').replace(
      'name: 100-users',
      'name: big',
    );
    const run = 'run: { warmup: 0.1 s, duration: 5000 s }';
    writeFileSync(big, `${text}faults: { slow: ${fault} }\n${run}\n`);
    const worker = work('--memory', '48');
    const words = ['run', big, '--trials', '1', '--seed', 'big', '--quiet'];
    const ended = await start([...words, '--queue', server.url, '--out', join(root, 'big')]).ended;
    expect(ended.output).toMatch(
      /big: placement 0, cell 0, replication 1, seed big: its worker ran out of memory/,
    );
    expect(ended.code).toBe(4);
    expect((await stopped(worker)).code).toBe(0);
  }, 60_000);

  test('Ctrl-C of the coordinator leaves what is done, and the same command goes on', async () => {
    const alone = join(root, 'study-alone');
    const out = join(root, 'cut');
    const words = [...STUDY, '--out', out, '--queue', server.url];
    const worker = work();
    const cut = start(words);
    const kept = (): number => {
      try {
        return readdirSync(join(out, '.trials')).filter((each) => each.endsWith('.trial')).length;
      } catch {
        return 0;
      }
    };
    while (kept() < 5 && cut.child.exitCode === null) await pause(5);
    cut.child.kill('SIGINT');
    const ended = await cut.ended;
    expect(ended.code).toBe(130);
    expect(ended.output).toMatch(/interrupted: \d+ finished trials are kept/);
    expect(await start(words).ended).toMatchObject({ code: 0 });
    expect(bytesOf(out)).toEqual(bytesOf(alone));
    await stopped(worker);
  }, 60_000);

  test(`kill -9 of workers (${KILLS}), coordinator and server at random moments: the same bytes`, async () => {
    const alone = bytesOf(join(root, 'study-alone'));
    const began = performance.now();
    let worker = work();
    const whole = await start([...STUDY, '--out', join(root, 'timed'), '--queue', server.url])
      .ended;
    expect(whole.code, whole.output).toBe(0);
    const usual = performance.now() - began;
    const killed = { worker: 0, coordinator: 0, server: 0, studies: 0 };
    const wanted = {
      worker: KILLS,
      coordinator: Math.ceil(KILLS / 5),
      server: Math.ceil(KILLS / 5),
    };
    const missing = (): ('worker' | 'coordinator' | 'server')[] =>
      (['worker', 'coordinator', 'server'] as const).filter((each) => killed[each] < wanted[each]);
    while (missing().length > 0) {
      const out = join(root, `killed-${killed.studies++}`);
      const words = [...STUDY, '--out', out, '--queue', server.url];
      for (;;) {
        const coordinator = start(words);
        const left = missing();
        const victim = left.length === 0 ? null : left[killed.studies % left.length];
        await Promise.race([coordinator.ended, pause(0.8 * Math.random() * usual)]);
        if (victim === 'worker') {
          worker.child.kill('SIGKILL');
          await worker.ended;
          worker = work();
        } else if (victim === 'server') {
          await server.kill();
          await pause(50);
          await server.start();
        } else if (victim === 'coordinator') coordinator.child.kill('SIGKILL');
        if (victim !== null && coordinator.child.exitCode === null) killed[victim]++;
        const { code, output } = await coordinator.ended;
        // Killed; or it came while there was no server, and said so.
        if (code === null || (code === 1 && /cannot be reached/.test(output))) continue;
        expect(code, output).toBe(0);
        break;
      }
      expect(bytesOf(out)).toEqual(alone);
    }
    await stopped(worker);
    console.log(`killed: ${JSON.stringify(killed)}; every study ended with the same bytes`);
  }, 3_600_000);
});
