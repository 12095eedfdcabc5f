/** `highwater explain`: what a word of the reports or of the models means, and what helps. */
import { Command } from 'commander';
import { writeOneOf } from '../model/hints.js';
import {
  knownWords,
  lookUp,
  RESOURCE_ENTRIES,
  STAGE_ENTRIES,
  WORD_ENTRIES,
  type Entry,
  type Found,
} from '../report/glossary/index.js';
import { wrapped } from '../report/wrapped.js';
import type { Output } from './output.js';
import { UsageError } from './usageError.js';

export function explainCommand(output: Output): Command {
  return new Command('explain')
    .argument(
      '[word...]',
      'p99, consumer_wait, brokers.handlers, linger, ...; none = all there are',
    )
    .option('--json', 'print it as JSON')
    .action((words: string[], flags: { readonly json?: boolean }) => {
      const word = words.join(' ');
      if (flags.json === true)
        output.out(JSON.stringify((word === '' ? entries() : found(word)).map(plain)));
      else output.out(word === '' ? overview() : explained(word));
    });
}

function overview(): string {
  const group = (title: string, entries: readonly Entry[]): string =>
    [title, ...wrapped(entries.map(({ name }) => name).join(', '), 2)].join('\n');
  return [
    group('Stages of a latency:', STAGE_ENTRIES),
    group('Resources (G, M, S, E: names of the model):', RESOURCE_ENTRIES),
    group('Words:', WORD_ENTRIES),
    'And every column of the files, and every key of the models: highwater explain max_ms, linger, ...',
  ].join('\n\n');
}

/** As the published schema has it. */
function plain({ name, kind, means, helps }: Found): Found {
  return { name, kind, means, helps };
}

/** All stages, resources and words. */
function entries(): Found[] {
  return [...STAGE_ENTRIES, ...RESOURCE_ENTRIES, ...WORD_ENTRIES].flatMap(({ name }) =>
    lookUp(name),
  );
}

export function explained(word: string): string {
  return found(word).map(textOf).join('\n\n');
}

/** Throws UsageError, with the nearest, for a word that there is not. */
function found(word: string): Found[] {
  const all = lookUp(word);
  if (all.length > 0) return [...all];
  const hint = writeOneOf(word, knownWords(), 'highwater explain');
  throw new UsageError(`explain ${word}: there is no such word; ${hint}`);
}

function textOf({ name, kind, means, helps }: Found): string {
  const lines = [`${name}: ${kind}`, ...wrapped(means, 2)];
  if (helps.length === 0) return lines.join('\n');
  const items = helps.flatMap((each) => {
    const [first, ...rest] = wrapped(each, 4);
    return [`  - ${first.trim()}`, ...rest];
  });
  return [...lines, '  What helps:', ...items].join('\n');
}
