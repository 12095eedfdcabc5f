/**
 * The Java process that has the clients and the proxies: asked by lines of JSON, see
 * java/src/main/java/conformance/Driver.java.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Machine } from './machine.js';

interface Waiting {
  resolve(result: unknown): void;
  reject(reason: Error): void;
}

export interface Driver {
  readonly processId: number;
  /** What the driver answers; throws what it could not do. */
  ask<Result = unknown>(what: string, more?: Readonly<Record<string, unknown>>): Promise<Result>;
  stop(): Promise<void>;
}

const JAVA = ['-Xmx192m', '-XX:+UseSerialGC'];

/** The command and arguments that keep a process on one processor, before all others there. */
export function pinnedTo(processor: number): string[] {
  // Where that is not allowed, nice says so and starts it all the same.
  return ['nice', '-n', '-20', 'taskset', '-c', String(processor)];
}

/** On one processor alone, where it is said which. */
export function startDriver(
  machine: Machine,
  {
    processor,
    java = JAVA,
  }: { readonly processor?: number; readonly java?: readonly string[] } = {},
): Driver {
  const pinned = processor === undefined ? [] : pinnedTo(processor);
  const started = ['java', ...java, '-cp', machine.classPath, 'conformance.Driver'];
  const [command, ...options] = [...pinned, ...started];
  const child = spawn(command, options, { stdio: ['pipe', 'pipe', 'inherit'] });
  const waiting = new Map<number, Waiting>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const answer = JSON.parse(line) as { id: number; result?: unknown; error?: string };
    const asker = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) asker?.resolve(answer.result);
    else asker?.reject(new Error(answer.error));
  });
  child.once('exit', () => {
    for (const asker of waiting.values()) asker.reject(new Error('the driver has ended'));
  });
  let asked = 0;
  return {
    processId: child.pid ?? 0,
    ask: <Result>(what: string, more: Readonly<Record<string, unknown>> = {}) =>
      new Promise<Result>((resolve, reject) => {
        const id = asked++;
        waiting.set(id, {
          resolve: (result) => {
            resolve(result as Result);
          },
          reject,
        });
        child.stdin.write(`${JSON.stringify({ ...more, id, do: what })}\n`);
      }),
    stop: () => ended(child, 'SIGKILL'),
  };
}

/** Ends a process of our own and waits until it is gone. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await gone;
}
