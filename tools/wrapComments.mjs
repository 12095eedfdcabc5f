/**
 * `npm run format` begins with it: comments that are wider than 100 columns are wrapped, paragraph
 * by paragraph. Prettier wraps code, and leaves comments as they are.
 *
 * Left alone: tables (two spaces between words, or four before them), what stands between ```, and
 * what tells a tool something (eslint-, @ts-). A line that ends a sentence and had room for the
 * next word ends its paragraph. Only white space and the signs of a comment change; anything else
 * throws.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import ts from 'typescript';

const COLUMNS = 100;
const TOLD = /^\s*(?:eslint-|@ts-|prettier-|@vitest)/;
const TABLE = /\S {2,}\S|^\||^ {4,}\S/;
const MARK = /^\s*(?:[-*]|\d+[.)]|[a-z]\))\s+/;
/** What stands in `...` or {@link ...} stays on a line. */
const WORDS = /(?:`[^`]*`|\{@link [^}]*\}|\S)+/g;

for (const file of process.argv.length > 2 ? process.argv.slice(2) : sources()) {
  const text = readFileSync(file, 'utf8');
  const wrapped = wrapComments(text, file);
  if (bare(wrapped) !== bare(text)) throw new Error(`${file}: more than white space would change`);
  if (wrapped !== text) writeFileSync(file, wrapped);
}

function sources() {
  const kinds = ['src', 'test', 'experiments', 'tools'].flatMap((folder) =>
    ['ts', 'tsx', 'mjs'].map((kind) => `${folder}/*.${kind}`),
  );
  const listed = execFileSync('git', ['ls-files', ...kinds], { encoding: 'utf8' });
  return listed.split('\n').filter((file) => file !== '');
}

function bare(text) {
  const unsigned = text.replaceAll(/^\s*(?:\/\*\*?|\*\/|\*|\/\/)(?=\s|$)|\*\//gm, '');
  return unsigned.replaceAll(/\s+/g, '');
}

function wrapComments(text, file) {
  const lines = text.split('\n');
  const inTexts = linesOfTexts(text, file);
  const isLine = (at, indent) => !inTexts.has(at) && lines[at]?.startsWith(`${indent}// `);
  const wrapped = [];
  for (let at = 0; at < lines.length; at++) {
    const [indent] = /^\s*/.exec(lines[at]);
    let end = at;
    if (inTexts.has(at)) wrapped.push(lines[at]);
    else if (/^\s*\/\*/.test(lines[at])) {
      while (!lines[end].includes('*/')) end++;
      wrapped.push(...wrapBlock(lines.slice(at, end + 1), indent));
    } else if (isLine(at, indent)) {
      while (isLine(end + 1, indent)) end++;
      wrapped.push(...wrapLines(lines.slice(at, end + 1), `${indent}// `));
    } else wrapped.push(lines[at]);
    at = end;
  }
  return wrapped.join('\n');
}

/** Lines that are part of a text of several lines. */
function linesOfTexts(text, file) {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found = new Set();
  const lineOf = (at) => tree.getLineAndCharacterOfPosition(at).line;
  const visit = (node) => {
    if (ts.isLiteralExpression(node) || ts.isTemplateExpression(node)) {
      const [first, last] = [lineOf(node.getStart()), lineOf(node.end)];
      for (let line = first; line <= last && last > first; line++) found.add(line);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

function wrapBlock(block, indent) {
  const last = block.at(-1);
  const ends = /^(?:\s*\/?\*+)?(.*?)\s*\*\/$/.exec(last);
  if (block.every((line) => line.length <= COLUMNS) || ends === null) return block;
  const [open] = /\/\*+/.exec(block[0]);
  const inner = block.map((line) => line.replace(/^\s*(?:\/\*+|\*(?!\/)) ?/, ''));
  inner[inner.length - 1] = inner.at(-1).replace(/\s*\*\/$/, '');
  const prose = inner.filter(
    (line, index) => line !== '' || (index > 0 && index < inner.length - 1),
  );
  if (prose.some((line) => TOLD.test(line))) return block;
  return [`${indent}${open}`, ...wrapped(prose, `${indent} * `), `${indent} */`];
}

function wrapLines(block, lead) {
  if (block.every((line) => line.length <= COLUMNS)) return block;
  return wrapped(
    block.map((line) => line.slice(lead.length)),
    lead,
  );
}

function wrapped(prose, lead) {
  return paragraphsOf(prose)
    .flatMap((each) => wrapParagraph(each, COLUMNS - lead.length))
    .map((line) => `${lead}${line}`.trimEnd());
}

/**
 * Each its lines, and how far the lines after its first are indented; or lines to be left as they
 * are.
 */
function paragraphsOf(prose) {
  const widest = Math.max(...prose.map((line) => line.length));
  const paragraphs = [];
  let open;
  let isFenced = false;
  for (const [index, line] of prose.entries()) {
    const isFence = line.trim().startsWith('```');
    if (isFence) isFenced = !isFenced;
    if (isFence || isFenced || line.trim() === '' || TABLE.test(line) || TOLD.test(line)) {
      open = undefined;
      paragraphs.push({ lines: [line], isKept: true });
      continue;
    }
    const before = prose[index - 1] ?? '';
    const hadRoom = before.length + 1 + line.trim().split(' ')[0].length <= widest;
    const isNew = MARK.test(line) || line.startsWith('@') || (hadRoom && /[.:;!?]$/.test(before));
    const [indent] = /^\s*/.exec(line);
    if (open === undefined || isNew || indent.length !== (open.hang ?? indent).length) {
      const [lead] = MARK.exec(line) ?? [indent];
      const hang = line.startsWith('@') ? undefined : ' '.repeat(lead.length);
      paragraphs.push((open = { lines: [line], hang, isKept: false }));
    } else {
      open.hang ??= indent;
      open.lines.push(line);
    }
  }
  return paragraphs;
}

function wrapParagraph({ lines, hang = '  ', isKept }, width) {
  if (isKept || lines.every((line) => line.length <= width)) return lines;
  const [lead] = MARK.exec(lines[0]) ?? /^\s*/.exec(lines[0]);
  const words = [lines[0].slice(lead.length), ...lines.slice(1)].join(' ').match(WORDS);
  const out = [];
  let line = lead;
  for (const [index, word] of words.entries()) {
    // What would read as a mark at the begin of a line goes with the word before it.
    const follows = words[index + 1] ?? '';
    const needed = /^(?:[-*+]|\d+[.)]|@.*)$/.test(follows) ? `${word} ${follows}` : word;
    const isBegun = line.length > 0 && line !== lead && line !== hang;
    if (isBegun && line.length + 1 + needed.length > width) {
      out.push(line);
      line = `${hang}${word}`;
    } else line += isBegun ? ` ${word}` : word;
  }
  return [...out, line];
}
