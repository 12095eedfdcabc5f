/** `highwater init`: a first model, small and with comments, to be changed. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { writeFiles } from '../execution/files.js';
import { dirname, basename } from 'node:path';
import { isName } from '../model/structured.js';
import { FIRST_MODEL } from './firstModel.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

export function initCommand(output: Output): Command {
  return new Command('init')
    .argument('[file]', 'where it is written', 'model.yaml')
    .option('--json', 'print where it is, and what comes next, as JSON')
    .action((given: string, flags: { readonly json?: boolean }) => {
      const file = /\.ya?ml$/.test(given) ? given : `${given}.yaml`;
      const name = basename(file).replace(/\.ya?ml$/, '');
      if (!isName(name)) {
        throw new UsageError(
          `init ${given}: no name for a model; use letters, digits, _ and -, as in init orders`,
        );
      }
      if (existsSync(file)) {
        throw new UsageError(`${file} is there already; give another name, or remove it`);
      }
      writeFiles(dirname(file), new Map([[basename(file), FIRST_MODEL.replace('NAME', name)]]));
      const next = nextSteps(file).map(([call, about]) => ({ call: `highwater ${call}`, about }));
      output.out(
        flags.json === true
          ? JSON.stringify({ format: 'highwater/init/1', file, next })
          : nextText(file),
      );
    });
}

function nextSteps(file: string): (readonly [call: string, about: string])[] {
  return [
    [`check ${file}`, 'what is full first, by arithmetic'],
    [`run ${file}`, 'latency, where it comes from; a page with pictures'],
    [`run ${file} --users 8K`, 'the same at another load'],
    [`capacity ${file} --keep 'p99 < 100 ms'`, 'how many users it carries'],
    [`tune ${file} --set users=12K --target 'p99 < 100 ms'`, 'what to buy for more'],
    ['schema producers', 'the keys of a section; highwater explain WORD tells the rest'],
  ];
}

function nextText(file: string): string {
  const steps = nextSteps(file);
  const width = Math.max(...steps.map(([call]) => call.length));
  const lines = steps.map(([call, what]) => `  highwater ${call.padEnd(width)}  ${what}`);
  return [`Written: ${file}. What next:`, ...lines].join('\n');
}
