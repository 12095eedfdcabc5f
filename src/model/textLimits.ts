/**
 * What is checked of a text before a parser sees it: length, characters, nesting, number of signs.
 * Linear in its length.
 */
import type { Diagnostic } from './diagnostics.js';
import { MAXIMUM_CHARACTERS, MAXIMUM_DEPTH, MAXIMUM_SIGNS } from './limits.js';

/** The first thing that forbids parsing the text, or null. */
export function checkText(text: string, file: string): Diagnostic | null {
  const fault = (
    line: number,
    column: number,
    received: string,
    expected: string,
    hint: string,
  ): Diagnostic => ({ file, line, column, path: '', received, expected, hint });
  if (text.length > MAXIMUM_CHARACTERS) {
    const most = `at most ${MAXIMUM_CHARACTERS}`;
    return fault(1, 1, `${text.length} characters`, most, 'put data into a CSV file');
  }
  if (text.trim() === '')
    return fault(1, 1, 'an empty file', 'a model', 'begin with users, workload and consumers');
  const odd = UNPRINTABLE.exec(text);
  if (odd !== null) {
    const { line, column } = placeOf(text, odd.index);
    const code = (text.codePointAt(odd.index) ?? 0).toString(16).toUpperCase().padStart(4, '0');
    return fault(line, column, `the character U+${code}`, 'printable text', 'remove it');
  }
  const signs = text.match(SIGNS)?.length ?? 0;
  if (signs > MAXIMUM_SIGNS) {
    const received = `${signs} brackets, commas, colons, quotes and lines`;
    return fault(1, 1, received, `at most ${MAXIMUM_SIGNS}`, 'put data into a CSV file');
  }
  const deep = tooDeep(text);
  if (deep === 0) return null;
  const expected = `at most ${MAXIMUM_DEPTH} levels`;
  return fault(
    deep,
    1,
    `nesting deeper than ${MAXIMUM_DEPTH}`,
    expected,
    'remove brackets or indentation',
  );
}

/**
 * What YAML does not allow in a file: C0 but tab and line ends, DEL, C1 but NEL, halves of
 * surrogates, a BOM within.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex -- these characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff]|(?<=[^])\ufeff/u;

const SIGNS = /[[\]{},:?\-&*!|>"'%@`\n\r]/g;

function placeOf(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  return { line, column: offset - before.lastIndexOf('\n') };
}

/**
 * The first line at which it nests too deep, or 0: open brackets (also those in comments and
 * quotes: it may only be too strict), the indentation of the lines around, and the dashes and
 * question marks in front of its text.
 */
function tooDeep(text: string): number {
  const indents: number[] = [];
  let brackets = 0;
  let number = 0;
  for (const row of text.split('\n')) {
    number++;
    const lead = /^[\s\-?]*/.exec(row)?.[0] ?? '';
    if (lead.length === row.length && !/[-?]/.test(lead)) continue;
    while ((indents.at(-1) ?? -1) >= leadingSpaces(row)) indents.pop();
    indents.push(leadingSpaces(row));
    const within = row.match(/(?:^|\s)[-?](?=\s|$)/g)?.length ?? 0;
    let deepest = brackets;
    for (const sign of row) {
      if (sign === '[' || sign === '{') deepest = Math.max(deepest, ++brackets);
      else if ((sign === ']' || sign === '}') && brackets > 0) brackets--;
    }
    if (indents.length + within + deepest > MAXIMUM_DEPTH) return number;
  }
  return 0;
}

function leadingSpaces(row: string): number {
  return row.length - row.trimStart().length;
}
