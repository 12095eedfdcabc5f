/** `highwater mcp`: a Model Context Protocol server over stdin and stdout, for assistants. */
import { Command } from 'commander';
import { VERSION } from '../execution/version.js';
import { readCount, readDuration } from './arguments.js';
import { addTools, type Bounds } from './mcpTools.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly timeLimit: number;
  readonly budget: number;
  readonly workers: number;
}

/** A minute, 8 million records, one worker thread a call. */
const USUAL = { timeLimit: 60, budget: 8_000_000, workers: 1 };

export function mcpCommand(output: Output): Command {
  return new Command('mcp')
    .option('--time-limit <duration>', 'of a call; then it is ended', readDuration, USUAL.timeLimit)
    .option('--budget <records>', 'that a call may simulate at most', readCount, USUAL.budget)
    .option('--workers <n>', 'worker threads of a call', readCount, USUAL.workers)
    .action(async ({ timeLimit, budget, workers }: Flags) => {
      await serve({ seconds: timeLimit, records: budget, workers }, output);
    });
}

/** Until the other side closes its end. */
async function serve(bounds: Bounds, output: Output): Promise<void> {
  const { McpServer } = await import('@modelcontextprotocol/server').catch(() => {
    throw new UsageError(
      'mcp: needs @modelcontextprotocol/server; npm install it beside highwater',
    );
  });
  const { serveStdio } = await import('@modelcontextprotocol/server/stdio');
  const handle = serveStdio(
    () => {
      const server = new McpServer({ name: 'highwater', version: VERSION });
      addTools(server, bounds);
      return server;
    },
    {
      onerror: ({ message }) => {
        output.error(`mcp: ${message}`);
      },
    },
  );
  await new Promise<void>((resolve) => {
    process.stdin.once('end', resolve);
    process.stdin.once('close', resolve);
  });
  await handle.close();
}
