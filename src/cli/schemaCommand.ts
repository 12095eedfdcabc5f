/**
 * `highwater schema`: the model language for editors, or the keys of one of its sections for
 * people.
 */
import { Command } from 'commander';
import { writeOneOf } from '../model/index.js';
import { keysOf, modelSchema, sectionPaths } from '../model/schema.js';
import { outputSchema } from '../report/outputSchema.js';
import { presetText } from '../report/glossary/index.js';
import { wrapped } from '../report/wrapped.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

export function schemaCommand(output: Output): Command {
  return new Command('schema')
    .argument('[section]', 'for example producers, brokers.disk; model for the top')
    .option('--output', 'the schema of what --json prints, in place of that of the models')
    .action((section: string | undefined, flags: { readonly output?: boolean }) => {
      if (flags.output === true && section !== undefined) {
        throw new UsageError(`schema ${section} --output: sections are of models; leave one out`);
      }
      const whole = flags.output === true ? outputSchema() : modelSchema();
      output.out(section === undefined ? JSON.stringify(whole, null, 2) : keysText(section));
    });
}

function keysText(section: string): string {
  const rows = keysOf(section === 'model' ? '' : section);
  if (rows === null) {
    const hint = writeOneOf(section, ['model', ...sectionPaths()], 'highwater schema model');
    throw new UsageError(`schema ${section}: the language has no such section; ${hint}`);
  }
  return rows
    .flatMap(({ key, kind, preset, about }) => [
      ...wrapped(`${key}: ${kind}${presetText(preset)}`, 0),
      ...wrapped(about, 2),
    ])
    .join('\n');
}
