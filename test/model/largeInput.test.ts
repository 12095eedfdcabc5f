/**
 * Texts made to be slow or to overflow a stack: each is answered within two seconds of processor
 * time. The texts of one megabyte are refused before parsing; those with just as many signs as are
 * allowed go through the YAML parser.
 */
import { expect, test } from 'vitest';
import { formatDiagnostic, parseModel } from '../../src/model/index.js';
import { MAXIMUM_CHARACTERS, MAXIMUM_SIGNS } from '../../src/model/limits.js';

const MOST_SECONDS = 2;
const HEAD = 'users: 100\nworkload: { events_per_user: 10/s }\nconsumers: { g: {} }\n';

/** Repeated to a megabyte, and to the number of signs that is allowed. */
const REPEATED = {
  'open brackets': '[\n',
  'closed brackets': ']',
  'open braces': '{\n',
  'nested brackets': `${'['.repeat(60)}${']'.repeat(60)}, `,
  'empty lists': '[], ',
  commas: ', ',
  colons: ': ',
  dashes: '- ',
  'dashes on lines': '-\n',
  'question marks': '? ',
  'question marks on lines': '?\n',
  'equal keys': 'a: 1\n',
  'keys without value': 'a:\n',
  tags: '!a b, ',
  'tags of tags': '! ',
  anchors: '&a b, ',
  aliases: '*a, ',
  comments: '#\n',
  quotes: '"',
  'single quotes': "' ",
  directives: '%a\n',
  documents: '--- a\n',
  'block scalars': '|\n',
  'reserved characters': '@\n',
  spaces: ' ',
  tabs: '\t',
  'line ends': '\n',
  'carriage returns': '\r',
  words: 'word ',
  emoji: '\u{1F600}',
};

function timed(text: string): { seconds: number; messages: string[] } {
  const began = process.cpuUsage();
  const parsed = parseModel(text, { fileName: 'm.yaml' });
  const messages = 'faults' in parsed ? parsed.faults.map(formatDiagnostic) : [];
  const { user, system } = process.cpuUsage(began);
  return { seconds: (user + system) / 1e6, messages };
}

const signsOf = (text: string): number => text.match(/[[\]{},:?\-&*!|>"'%@`\n\r]/g)?.length ?? 0;

test.each(Object.entries(REPEATED))('a megabyte of %s', (_, part) => {
  const whole = part.repeat(Math.floor(MAXIMUM_CHARACTERS / part.length));
  const allowed = part.repeat(Math.floor(MAXIMUM_SIGNS / Math.max(1, signsOf(part))));
  for (const text of [whole, allowed, HEAD + allowed]) {
    const { seconds, messages } = timed(text.slice(0, MAXIMUM_CHARACTERS));
    expect(seconds, messages[0]).toBeLessThan(MOST_SECONDS);
    expect(messages.length).toBeLessThanOrEqual(51);
    expect(messages.join('').length).toBeLessThan(50_000);
  }
});

const many = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

/** Models with as much of something as goes into the limits. */
const LARGE = {
  'one long key': `${HEAD}${'k'.repeat(900_000)}: 1`,
  'long unknown keys': HEAD + many(900, (index) => `${'k'.repeat(1000)}${index}: 1`),
  'many unknown keys': HEAD + many(12_000, (index) => `key${index}: 1`),
  'a long text': `${HEAD}question: ${'x'.repeat(900_000)}`,
  'a long number': `users: ${'1'.repeat(900_000)}`,
  'a number before many spaces': `users: 1${' '.repeat(900_000)}x`,
  'many brackets in a value': `${HEAD}name: "${'('.repeat(900_000)}"`,
  'many escapes': `${HEAD}name: "${'\\t'.repeat(450_000)}"`,
  'a long comment': `${HEAD}# ${'x'.repeat(900_000)}`,
  'many groups': HEAD.replace('{ g: {} }', `\n${many(8000, (index) => `  g${index}: {}`)}`),
  'many faults': `${HEAD}faults:\n${many(2700, (index) => `  f${index}: { kind: surge, group: h }`)}`,
  'many cells': `${HEAD}cells:\n${many(6000, () => '  - { home: x }')}`,
  'many regions': `${HEAD}regions: { names: [${'r, '.repeat(20_000)}] }`,
  'regions without delays': `${HEAD}regions: { names: [${Array.from({ length: 200 }, (_, index) => `r${index}`).join(',')}] }`,
};

test.each(Object.entries(LARGE))('%s', (_, text) => {
  const { seconds, messages } = timed(text);
  expect(seconds, messages[0]).toBeLessThan(MOST_SECONDS);
  expect(messages.join('').length).toBeLessThan(50_000);
});

test('model/textLimits: a text of more than a megabyte is refused', () => {
  expect(timed('x'.repeat(MAXIMUM_CHARACTERS + 1)).messages[0]).toContain('1000001 characters');
});

test('as many signs as are allowed are read, one more is not', () => {
  const room = MAXIMUM_SIGNS - signsOf(HEAD);
  expect(timed(`${HEAD}#${':'.repeat(room)}`).messages).toEqual([]);
  expect(timed(`${HEAD}#${':'.repeat(room + 1)}`).messages).toHaveLength(1);
});
