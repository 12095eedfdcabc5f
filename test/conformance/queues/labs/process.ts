/** A broker's process of our own: started, and ended by its number. */
import { spawn, type ChildProcess } from 'node:child_process';

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
