/**
 * A Redis of the test's own on loopback, in a folder of its own, ended by its process number. Where
 * none is installed the tests that need it are skipped, aloud.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answering, freePorts } from './ports.js';

export const HAS_REDIS = spawnSync('redis-server', ['--version']).status === 0;
if (!HAS_REDIS) {
  console.warn(
    'redis-server is not installed: what needs one is NOT tested (apt-get install redis-server)',
  );
}

export interface RedisServer {
  readonly url: string;
  readonly port: number;
  pid(): number;
  /** As a power cut would, the machine's disk apart. */
  kill(): Promise<void>;
  /** On the same port and folder. */
  start(): Promise<void>;
  /** Ends it and forgets its folder. */
  stop(): Promise<void>;
}

/** `more`: its options, such as `--appendonly yes`. */
export async function redisServer(more: readonly string[] = []): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'highwater-redis-'));
  const [port] = await freePorts(1);
  const options = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder];
  let child: ChildProcess | null = null;
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = child;
    if (running === null) return;
    child = null;
    const ended = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await ended;
  };
  const server: RedisServer = {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: () => child?.pid ?? 0,
    kill: () => end('SIGKILL'),
    start: async () => {
      child = spawn('redis-server', [...options, ...more], { stdio: 'ignore' });
      await answering(port);
    },
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}
