/** `highwater live`: the live page on loopback, and the browser that shows it. */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { HOME } from '../execution/home.js';
import { readBeside, readModelText } from '../execution/inputFiles.js';
import { modelFile } from '../execution/modelFiles.js';
import type { GivenModel } from '../live/givenModel.js';
import { parseModel } from '../model/index.js';
import { serveLive } from './liveServer.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

interface Flags {
  readonly port: number;
  readonly open: boolean;
}

export function liveCommand(output: Output): Command {
  return new Command('live')
    .argument('[model]')
    .option('--port <n>', 'where it listens, on loopback; 0 = any that is free', readPort, 0)
    .option('--no-open', 'do not open the browser')
    .action(async (name: string | undefined, { port, open }: Flags) => {
      const page = livePage(name === undefined ? null : givenModel(name));
      const server = await serveLive(page, port).catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        throw new UsageError(`--port ${port}: cannot listen there (${reason}); leave --port out`);
      });
      output.out(`${server.url}\nEnds with Ctrl-C.`);
      if (open) openBrowser(server.url, output);
      await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM'] as const)
          process.once(signal, () => {
            resolve();
          });
      });
      await server.close();
    });
}

const MOST_PORT = 65_535;

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= MOST_PORT) return port;
  throw new UsageError(`--port ${text}: expected a number from 0 to ${MOST_PORT}`);
}

/** The file that the build made, with the model in it that it begins with. */
export function livePage(model: GivenModel | null): string {
  const file = fileURLToPath(new URL('dist/live.html', HOME));
  if (!existsSync(file)) throw new UsageError(`${file} is not there: npm run build makes it`);
  const page = readFileSync(file, 'utf8');
  if (model === null) return page;
  // Within a script element nothing ends it but </script.
  const json = JSON.stringify(model).replaceAll('<', '\\u003c');
  return page.replace('"gallery":', () => `"model":${json},"gallery":`);
}

/**
 * A model's text, whether it is right or not (the page says what is wrong), and the files that it
 * names.
 */
export function givenModel(name: string): GivenModel {
  const file = modelFile(name);
  const text = readModelText(file);
  const files: Record<string, string> = {};
  parseModel(text, {
    fileName: file,
    readFile: (path) => (files[path] = readBeside(file, path)),
  });
  return { name, text, files };
}

/** By whatever opens addresses here; where nothing does, the address has been printed. */
function openBrowser(url: string, output: Output): void {
  const [command, ...argv] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '', url]
        : ['xdg-open', url];
  const child = spawn(command, argv, { stdio: 'ignore', detached: true });
  child.on('error', () => {
    output.error('No browser could be opened: open the address yourself.');
  });
  child.unref();
}
