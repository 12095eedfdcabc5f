/** `highwater work`: takes trials off a queue until it is told to stop. */
import { availableParallelism } from 'node:os';
import { Command } from 'commander';
import { Piscina } from 'piscina';
import type { QueueAddress } from '../execution/queue/address.js';
import { serve, type Work } from '../execution/queue/serve.js';
import { readCount, readDuration, readQueue, readWorkers } from './arguments.js';
import type { Output } from './output.js';

interface Flags {
  readonly queue: QueueAddress;
  readonly workers: number;
  readonly lock: number;
  readonly memory: number;
  readonly quiet?: boolean;
}

const LOCK_SECONDS = 10;
/** As a thread has alone: see executor.ts. */
const THREAD_MEGABYTES = 2048;

export function workCommand(output: Output): Command {
  return new Command('work')
    .requiredOption('--queue <address>', 'redis://HOST[:PORT][/DB][?prefix=NAME]', readQueue)
    .option(
      '--workers <n>',
      'threads; all cores where not given',
      readWorkers,
      availableParallelism(),
    )
    .option('--memory <megabytes>', 'heap of a thread at the most', readCount, THREAD_MEGABYTES)
    .option('--lock <duration>', 'not heard of for so long it has died', readDuration, LOCK_SECONDS)
    .option('--quiet', 'print nothing but what goes wrong')
    .action((flags: Flags) => work(flags, output));
}

async function work(flags: Flags, output: Output): Promise<void> {
  if (flags.quiet !== true) output.error(`connects to ${flags.queue.shown}`);
  const pool = new Piscina<Work, Uint8Array>({
    filename: new URL('./queueThread.js', import.meta.url).href,
    minThreads: flags.workers,
    maxThreads: flags.workers,
    resourceLimits: { maxOldGenerationSizeMb: flags.memory },
  });
  try {
    const serving = await serve(flags.queue, {
      cores: flags.workers,
      lockSeconds: flags.lock,
      work: (task) => pool.run(task),
      say: output.error,
    });
    if (flags.quiet !== true) {
      output.out(`${serving.name}: ${flags.workers} threads take trials from ${flags.queue.shown}`);
    }
    await interrupted();
    if (flags.quiet !== true) output.out('ends what is under way; once more ends at once');
    process.once('SIGINT', () => process.exit(130));
    process.once('SIGTERM', () => process.exit(130));
    await serving.close();
  } finally {
    await pool.destroy();
  }
  // Connections to a server that is away would be tried again for ever.
  process.exit(0);
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
  });
}
