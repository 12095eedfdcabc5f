/** A broker's process of our own: started, and ended by its number. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createConnection } from 'node:net';

export interface Running {
  readonly pid: number;
  signal(which: NodeJS.Signals): void;
  /** Waits until it is gone. */
  end(which?: NodeJS.Signals): Promise<void>;
}

export function start(
  command: string,
  options: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Running {
  const child: ChildProcess = spawn(command, options, { stdio: 'ignore', env: environment });
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
    child.once('error', () => {
      resolve();
    });
  });
  return {
    pid: child.pid ?? 0,
    signal: (which) => void child.kill(which),
    end: async (which = 'SIGKILL') => {
      child.kill(which);
      await gone;
    },
  };
}

/** A minute at most: a loaded machine's start included. */
export async function answering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (await accepts(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody answers on port ${port}`);
}

export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}
