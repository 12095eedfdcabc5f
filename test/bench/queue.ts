/**
 * npm run bench:queue: what a queue costs, on this machine's cores, through a Redis of its own on
 * loopback.
 *
 * `local` and `queued`: the same trials of about 100 ms by a pool of threads here, and by one
 * `highwater work` with as many. `bytes`: tasks that take no time and give 200 KB. `memory`: 20,000
 * that give 100 KB, and the server's peak. `results`: real results of 84 KB, which the coordinator
 * reads, keeps on disk and adds up. `workers`: the same from 1, 2 and 4 workers of 4 tasks at a
 * time that wait for 100 ms first, as machines would whose cores are their own.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from '../../src/analysis/pool.js';
import { makeExecutor, type Executor } from '../../src/execution/executor.js';
import { pack } from '../../src/execution/packing.js';
import { readAddress } from '../../src/execution/queue/address.js';
import { openCoordinator } from '../../src/execution/queue/coordinator.js';
import { queueExecutor } from '../../src/execution/queue/queueExecutor.js';
import { queueState } from '../../src/execution/queue/status.js';
import type { Task } from '../../src/execution/queue/task.js';
import { parseModel } from '../../src/model/index.js';
import type { Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { HAS_REDIS, redisServer, type RedisServer } from '../support/redisServer.js';
import { sampleTrial } from './sampleTrial.js';
import { projectFolder } from './sides.js';

const CORES = availableParallelism();
const TRIAL_SECONDS = 0.1;

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

function print(what: string, figures: Readonly<Record<string, number>>): void {
  const words = Object.entries(figures).map(([name, value]) => `${name} ${value.toPrecision(4)}`);
  process.stdout.write(`${what}: ${words.join(', ')}\n`);
}

/** CPU seconds of a process so far (Linux): fields 14 and 15 of proc(5)'s stat, in ticks. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** A trial that takes about TRIAL_SECONDS on one core here. */
function usualTrial(): (replication: number) => Trial {
  const fileName = join(projectFolder(), 'models/100-users.yaml');
  const parsed = parseModel(readFileSync(fileName, 'utf8'), { fileName, overrides: [] });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  const trial = (replication: number, windowSeconds: number): Trial => ({
    model: parsed.model,
    placement: 0,
    cell: 0,
    replication,
    seed: 'queue bench',
    warmupSeconds: 0.1,
    windowSeconds,
    seriesBuckets: 60,
    speedup: {},
    maximumInside: 1e6,
  });
  const secondsOf = (windowSeconds: number): number => {
    const began = performance.now();
    simulate(trial(1, windowSeconds));
    return (performance.now() - began) / 1000;
  };
  // Compiled first.
  for (let time = 0; time < 5; time++) secondsOf(20);
  const window = (20 * TRIAL_SECONDS) / Math.min(...[1, 2, 3, 4, 5].map(() => secondsOf(20)));
  return (replication) => trial(replication, window);
}

/** Trials a second of the second of two rounds: in the first one threads compile. */
async function rateOf(
  executor: Executor,
  trial: (replication: number) => Trial,
  count: number,
): Promise<number> {
  const round = async (from: number, trials: number): Promise<number> => {
    const all = Array.from({ length: trials }, (_, index) => trial(from + index));
    const began = performance.now();
    await executor.run(all, () => undefined);
    return trials / ((performance.now() - began) / 1000);
  };
  await round(1, 10 * CORES);
  return round(1_000, count);
}

/** In turn, several times, so that what else the machine does is in both. */
async function localAndQueued(server: RedisServer, count: number): Promise<void> {
  const trial = usualTrial();
  const main = join(projectFolder(), 'dist/package/main.js');
  const words = [main, 'work', '--queue', server.url, '--workers', String(CORES)];
  const worker = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((resolve) => worker.stdout.once('data', resolve));
  const local = makeExecutor(CORES);
  const queued = await queueExecutor(readAddress(server.url, {}), null, say);
  const ratios: number[] = [];
  for (let time = 0; time < 5; time++) {
    const alone = await rateOf(local, trial, count);
    const by = await rateOf(
      queued,
      (replication) => trial(replication + 10_000 * (time + 1)),
      count,
    );
    ratios.push(by / alone);
    print('trials of 100 ms', {
      'local a second': alone,
      'queued a second': by,
      ratio: by / alone,
    });
  }
  ratios.sort((a, b) => a - b);
  print('median', { ratio: ratios[2] });
  await local.close();
  await queued.close();
  worker.kill('SIGTERM');
}

/** Whole: fetched, read, kept, added up. */
async function realResults(workers: number, milliseconds: number, count: number): Promise<void> {
  const server = await redisServer();
  const children = await startWorkers(server, workers, [4, milliseconds, 0]);
  const folder = mkdtempSync(join(tmpdir(), 'highwater-bench-'));
  const executor = await queueExecutor(readAddress(server.url, {}), folder, say);
  const run = async (from: number, trials: number): Promise<number> => {
    const all = Array.from({ length: trials }, (_, index) => sampleTrial(from + index));
    const pool = new Pool(all[0].model);
    const began = performance.now();
    await executor.run(all, (result) => {
      pool.add(result);
    });
    return (performance.now() - began) / 1000;
  };
  await run(1, 200);
  const own = process.cpuUsage();
  const ofServer = cpuSeconds(server.pid());
  const seconds = await run(1000, count);
  const used = process.cpuUsage(own);
  print(`real results, ${workers} workers, ${milliseconds} ms`, {
    'trials a second': count / seconds,
    'bytes of one': pack(simulate(sampleTrial(1))).length,
    'coordinator ms': (used.user + used.system) / 1e3 / count,
    'server ms': (1000 * (cpuSeconds(server.pid()) - ofServer)) / count,
  });
  await executor.close();
  await Promise.all(children.map(ended));
  await server.stop();
  rmSync(folder, { recursive: true });
}

/** Their cores, milliseconds and bytes: see queueWorker.ts. Settles when all are ready. */
async function startWorkers(
  server: RedisServer,
  workers: number,
  numbers: readonly number[],
): Promise<ChildProcess[]> {
  const script = join(projectFolder(), 'dist/test/bench/queueWorker.js');
  const words = [script, server.url, ...numbers.map(String)];
  const children = Array.from({ length: workers }, () => spawn(process.execPath, words));
  for (const child of children) child.stderr.pipe(process.stderr);
  await Promise.all(
    children.map((child) => new Promise((ready) => child.stdout.once('data', ready))),
  );
  return children;
}

interface Waiting {
  readonly workers: number;
  readonly cores: number;
  readonly milliseconds: number;
  readonly bytes: number;
  readonly tasks: number;
}

/** Tasks that wait: their rate, CPU milliseconds a task of each part, the server's peak. */
async function waitingTasks(name: string, asked: Waiting): Promise<void> {
  const server = await redisServer();
  const address = readAddress(server.url, {});
  const { workers, cores, milliseconds, bytes, tasks } = asked;
  const children = await startWorkers(server, workers, [cores, milliseconds, bytes]);
  const coordinator = await openCoordinator(address, say);
  const window = Math.max(64, 8 * workers * cores);
  const run = async (from: number, count: number): Promise<number> => {
    const began = performance.now();
    let next = from;
    const lane = async (): Promise<void> => {
      while (next < from + count) await coordinator.ask(task(next++), () => undefined);
    };
    await Promise.all(Array.from({ length: window }, lane));
    return (performance.now() - began) / 1000;
  };
  await run(0, Math.min(500, tasks));
  const own = process.cpuUsage();
  const ofServer = cpuSeconds(server.pid());
  const ofWorkers = children.map((child) => cpuSeconds(child.pid ?? 0));
  const seconds = await run(1_000_000, tasks);
  const used = process.cpuUsage(own);
  const each = (cpu: number): number => (1000 * cpu) / tasks;
  const workerCpu = children.map((child, index) => cpuSeconds(child.pid ?? 0) - ofWorkers[index]);
  const { peakBytes } = await queueState(address);
  print(name, {
    'tasks a second': tasks / seconds,
    'MB a second': (tasks * bytes) / seconds / 1e6,
    'coordinator ms': each((used.user + used.system) / 1e6),
    'server ms': each(cpuSeconds(server.pid()) - ofServer),
    'worker ms': each(workerCpu.reduce((sum, cpu) => sum + cpu, 0)),
    'server peak MB': peakBytes / 1e6,
    'server resident peak MB': residentPeak(server.pid()),
  });
  await coordinator.close();
  await Promise.all(children.map(ended));
  await server.stop();
}

function residentPeak(pid: number): number {
  const text = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return (Number(text?.[1]) * 1024) / 1e6;
}

function ended(child: ChildProcess): Promise<unknown> {
  const end = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end();
  return end;
}

function task(number: number): Task {
  const text = JSON.stringify({
    number,
    of: 'about as long as what is said of a trial '.repeat(6),
  });
  return { id: `task-${number}`, kind: 'trial', shared: null, text, describe: (what) => what };
}

const SECTIONS: Readonly<Record<string, () => Promise<void>>> = {
  local: async () => {
    const server = await redisServer();
    await localAndQueued(server, 100 * CORES);
    await server.stop();
  },
  results: () => realResults(2, 0, 2000),
  bytes: () =>
    waitingTasks('200 KB', { workers: 2, cores: 4, milliseconds: 0, bytes: 200_000, tasks: 5000 }),
  memory: () =>
    waitingTasks('100 KB', {
      workers: 2,
      cores: 4,
      milliseconds: 0,
      bytes: 100_000,
      tasks: 20_000,
    }),
  workers: async () => {
    for (const workers of [1, 2, 4]) await realResults(workers, 100, 400 * workers);
  },
};

if (!HAS_REDIS) process.exit(1);
const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(SECTIONS)) {
  if (wanted.length === 0 || wanted.includes(name)) await measure();
}
