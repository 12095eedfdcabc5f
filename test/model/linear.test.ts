/**
 * The time to read a text grows with its length, not with the square of it. Each hostile text is
 * read at one length and at eight times as much: a linear reader takes eight times as long, a
 * quadratic one sixty-four times.
 */
import { expect, test } from 'vitest';
import { readNames } from '../../src/cli/arguments.js';
import { parsePromise } from '../../src/experiments/promise.js';
import { responseOf } from '../../src/experiments/responses.js';
import { splitDistribution } from '../../src/model/distributionText.js';
import { parseModel, parseRange } from '../../src/model/index.js';
import * as quantities from '../../src/model/quantities.js';
import { isName } from '../../src/model/structured.js';
import { checkText } from '../../src/model/textLimits.js';

const SHORT = 2_000;
const TIMES = 8;
const MOST_GROWTH = 24;
/**
 * Below this the machine's other work tells more than the text; the square of 16,000 takes far
 * longer.
 */
const LEAST_SECONDS = 0.05;

const hostile: Readonly<Record<string, (length: number) => string>> = {
  'digits, then what is no unit': (n) => `${'1'.repeat(n)}\n x`,
  'digits, then two lines': (n) => `${'1'.repeat(n)} x\ny`,
  'digits and points': (n) => `${'1.'.repeat(n / 2)}\n`,
  'digits with an exponent': (n) => `1e${'1'.repeat(n)}\n!`,
  'spaces after a number': (n) => `1${' '.repeat(n)}\n!`,
  'spaces in a range': (n) => `1..2${' '.repeat(n)}x`,
  'log and log and log': (n) => `1..2${' log'.repeat(n / 4)}x`,
  'by and by': (n) => `1..2${' by'.repeat(n / 3)}`,
  slashes: (n) => '/'.repeat(n),
  'slashes and spaces': (n) => '/ '.repeat(n / 2),
  commas: (n) => ','.repeat(n),
  'commas before an open bracket': (n) => `${'a,'.repeat(n / 2)}(`,
  'open brackets': (n) => 'a('.repeat(n / 2),
  'closed brackets': (n) => `exponential(${')'.repeat(n)}`,
  'spaces without a sign': (n) => ' '.repeat(n) + 'x',
  'words and spaces': (n) => 'a '.repeat(n / 2),
  'spaces in front of and': (n) => `p99 < 1 s${' '.repeat(n)}an`,
  points: (n) => '.'.repeat(n),
  'signs of a promise': (n) => '<'.repeat(n),
  'per and per': (n) => `1 ${'per'.repeat(n / 3)}1`,
  letters: (n) => 'a'.repeat(n),
  capitals: (n) => 'aB'.repeat(n / 2),
};

const model = (value: string): string =>
  `users: 1\nworkload: {events_per_user: ${JSON.stringify(value)}}\nconsumers: {g: {processing_time: ${JSON.stringify(value)}}}\n`;

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  duration: quantities.duration,
  size: quantities.size,
  bandwidth: quantities.bandwidth,
  rate: quantities.rate,
  'duration per byte': quantities.durationPerByte,
  count: quantities.count,
  distribution: (text) => quantities.distribution(text, quantities.duration, () => []),
  'distribution text': splitDistribution,
  range: (text) => parseRange(text),
  promise: parsePromise,
  response: responseOf,
  names: readNames,
  name: isName,
  'text limits': (text) => checkText(text, 'm.yaml'),
  model: (text) => parseModel(model(text), { fileName: 'm.yaml' }),
  override: (value) =>
    parseModel(model('1/s'), { fileName: 'm.yaml', overrides: [{ path: value, value }] }),
};

function secondsOf(read: (text: string) => unknown, text: string): number {
  const begin = performance.now();
  try {
    read(text);
  } catch {
    // A refusal is an answer, too.
  }
  return (performance.now() - begin) / 1000;
}

test.each(Object.entries(readers))(
  '%s: eight times the text, not sixty-four times the time',
  (_, read) => {
    for (const [name, text] of Object.entries(hostile)) {
      const longer = secondsOf(read, text(SHORT * TIMES));
      if (longer < LEAST_SECONDS) continue;
      // Whatever else the machine does can only make it slower: the least of three.
      const three = (length: number): number =>
        Math.min(...[0, 1, 2].map(() => secondsOf(read, text(length))));
      const growth =
        Math.min(longer, three(SHORT * TIMES)) / Math.max(three(SHORT), LEAST_SECONDS / TIMES);
      expect(growth, name).toBeLessThan(MOST_GROWTH);
    }
  },
);
