#!/usr/bin/env node
import module from 'node:module';
import { reasonOf } from '../execution/files.js';
import { forTerminal } from '../report/terminal.js';

// Where Node can (22.8 and later), what it has compiled is kept for the next call.
(module as { enableCompileCache?: () => unknown }).enableCompileCache?.();
const { main } = await import('./program.js');

// A reader that has seen enough (head, less) closes the pipe.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  process.stderr.write(`the output cannot be written (${reasonOf(error)})\n`);
  process.exit(1);
});

const out = process.stdout;

/** Pipes and files have the text as it is. */
function shown(text: string): string {
  if (!out.isTTY) return text;
  // https://no-color.org: set to anything but the empty text.
  const color = (process.env['NO_COLOR'] ?? '') === '' && process.env['TERM'] !== 'dumb';
  return /^[[{#]/.test(text) ? text : forTerminal(text, { columns: out.columns, color });
}

process.exitCode = await main(process.argv.slice(2), {
  out: (text) => out.write(`${shown(text)}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
});
