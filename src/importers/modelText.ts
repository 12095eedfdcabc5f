/**
 * The text of an imported model: a key a line, and behind each value, as a comment, where it comes
 * from.
 */
import { isPart, linesOf, type Imported, type Line, type Part } from './imported.js';

/** Comments stand at least so far to the right. */
const COMMENT_COLUMN = 40;
const MARKS = { taken: '', assumed: 'assumed: ', missing: 'FILL IN: ' } as const;

/** `call`: how it was made, for the first line. */
export function modelText(imported: Imported, call: string): string {
  const open = linesOf(imported.lines).filter(({ line }) => line.origin === 'missing');
  const head = [
    `Made by: ${call}`,
    'Behind each value stands where it comes from; what is assumed or to be filled in says so.',
    ...(open.length === 0 ? [] : [`To be filled in: ${open.map(({ path }) => path).join(', ')}.`]),
    ...imported.notes.map((note) => `Note: ${note}`),
  ];
  return [
    ...head.map((line) => `# ${flat(line)}`),
    `name: ${imported.name}`,
    `question: ${quoted(imported.question)}`,
    ...imported.lines.flatMap((each) => written(each, '')),
    '',
  ].join('\n');
}

function written(each: Line | Part, indent: string): string[] {
  if (!isPart(each)) {
    const value = typeof each.value === 'string' ? quoted(each.value) : listText(each.value);
    const text = `${indent}${each.key}: ${value}`;
    return [`${text.padEnd(COMMENT_COLUMN - 1)} # ${flat(MARKS[each.origin] + each.from)}`];
  }
  if (each.lines.length === 0) return [`${indent}${each.key}: {}`];
  return [`${indent}${each.key}:`, ...each.lines.flatMap((line) => written(line, `${indent}  `))];
}

function listText(values: readonly string[]): string {
  return `[${values.map(quoted).join(', ')}]`;
}

/** In quotes where YAML would read something else. */
function quoted(text: string): string {
  return /^[\w.+/][\w .+/%()-]*$/.test(text) ? text : JSON.stringify(text);
}

/** A comment ends with its line. */
function flat(text: string): string {
  // eslint-disable-next-line no-control-regex -- these characters are what is replaced
  return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}
