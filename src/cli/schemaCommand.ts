/** `highwater schema`: the model language for editors. */
import { Command } from 'commander';
import { modelSchema } from '../model/schema.js';
import type { Output } from './program.js';

export function schemaCommand(output: Output): Command {
  return new Command('schema')
    .description('print the JSON Schema of the model language')
    .action(() => {
      output.out(JSON.stringify(modelSchema(), null, 2));
    });
}
