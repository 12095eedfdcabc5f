/**
 * The fenced blocks of the READMEs, and what stands in a comment right above each of them:
 *
 *     small: FLAGS            a console or sh block: its commands are run with these flags more, so
 *                             that it takes little time
 *     within: 30%             how far numbers without an interval may be off in the small form
 *     not run: REASON         a block of commands that no test runs
 *     recorded: COMMAND; FILE printed text that takes too long to be printed again: by which
 *                             command, held by which test
 *     added to: MODEL         a yaml block that is a part of a model: it is read at the end of that
 *                             one
 *     a fragment of: WHAT     a yaml block that is no model
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

export interface Block {
  readonly file: string;
  /** Of the fence, from 1. */
  readonly line: number;
  readonly language: string;
  readonly lines: readonly string[];
  readonly directives: ReadonlyMap<string, string>;
}

/** All READMEs of the repository, from the root. */
export function readmes(): string[] {
  const folders = ['.', 'src', 'test', 'models', 'experiments', 'results', 'tools'];
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' })
      .filter((name) => /(?:^|\/)README\.md$/.test(name) && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  );
}

export function blocksOf(file: string): Block[] {
  const lines = readFileSync(file, 'utf8').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; at++) {
    const fence = /^ *```(\w*)$/.exec(lines[at]);
    if (fence === null) continue;
    const end = lines.findIndex((line, index) => index > at && /^ *```$/.test(line));
    if (end < 0) throw new Error(`${file}:${at + 1}: a block that is not closed`);
    blocks.push({
      file,
      line: at + 1,
      language: fence[1],
      lines: lines.slice(at + 1, end),
      directives: directivesAbove(lines, at),
    });
    at = end;
  }
  return blocks;
}

/** Of the comments above the fence, blank lines between them. */
function directivesAbove(lines: readonly string[], fence: number): Map<string, string> {
  const found = new Map<string, string>();
  for (let at = fence - 1; at >= 0; at--) {
    if (lines[at] === '') continue;
    const directive = /^<!-- ([a-z ]+): (.*) -->$/.exec(lines[at].trim());
    if (directive === null) break;
    found.set(directive[1], directive[2]);
  }
  return found;
}

/** The commands of a sh block, each on one line; what follows # is a comment. */
export function commandsOf({ lines }: Block): string[] {
  return lines
    .join('\n')
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(?:^|\s+)# .*$/, '').trim())
    .filter((line) => line !== '');
}

export interface Printed {
  readonly command: string;
  readonly lines: readonly string[];
}

/** The commands of a console block, after `$`, each with what it printed. */
export function printedOf({ lines }: Block): Printed[] {
  const calls: { command: string; lines: string[] }[] = [];
  for (const line of lines) {
    const call = /^\$ (.*)$/.exec(line);
    if (call !== null) calls.push({ command: call[1].replace(/\s+# .*$/, ''), lines: [] });
    else calls.at(-1)?.lines.push(line);
  }
  return calls;
}

/** Words as a POSIX shell reads them: quotes may begin within a word, as in a='2 s'. */
export function wordsOf(command: string): string[] {
  return [...command.matchAll(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|"([^"]*)"/g,
      (_, single?: string, double?: string) => single ?? double ?? '',
    ),
  );
}
