#!/usr/bin/env node
import { reasonOf } from '../execution/files.js';
import { main } from './program.js';

// A reader that has seen enough (head, less) closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`the output cannot be written (${reasonOf(error)})\n`);
  process.exit(1);
});

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
});
