/**
 * Numbers that READMEs say in their text: of each section that has some, where they come from. It
 * stands below the heading as
 *
 *     numbers: SOURCE; SOURCE ...
 *
 * in a comment; a source is `npm run NAME` or `npm test`, `highwater COMMAND ...`, a file of the
 * repository (a test, a recording, the table of limits), or `published:` with what was.
 */
import { readFileSync } from 'node:fs';

/** What is so by definition. */
const DEFINED = /`[^`]*`|\bslowest 1%|\b95% (?:confidence )?interval|\b10% faster/g;

/** A number with a unit that somebody must have measured, counted or set. */
const QUANTITY =
  /(?<![\w.-])\d[\d,.]*(?:[KMB](?![a-zA-Z]))?(?:\.\d+)?(?: to -?\d[\d.,]*)? ?(?:ns|us|ms|s|min|h|minutes?|seconds?|hours?|[KMGT]B|times|instructions)(?![\w])|(?<![\w.-])\d[\d,]+ (?:trials|studies|models|seeds)\b|(?<![\w.-])\d[\d,.]* ?%|(?<![\w.-])\d[\d,.]*[KMB]?(?:\/s| records\/s)|\b(?:a|one|two|three|four) (?:third|quarter|fifth|sixth|seventh|eighth|tenth)s?\b/;

export interface Numbered {
  readonly file: string;
  readonly line: number;
  readonly heading: string;
  readonly sources: readonly string[];
  /** Lines of text with a quantity, outside blocks, code and what is made from the code. */
  readonly said: readonly string[];
}

/** The sections of a README, from heading to heading. */
export function sectionsOf(file: string): Numbered[] {
  const sections: (Numbered & { said: string[] })[] = [];
  let isBlock = false;
  let isMade = false;
  for (const [index, line] of readFileSync(file, 'utf8').split('\n').entries()) {
    if (/^ *```/.test(line)) isBlock = !isBlock;
    if (/^<!-- made:/.test(line)) isMade = true;
    if (/^<!-- end -->/.test(line)) isMade = false;
    if (isBlock || isMade) continue;
    if (/^#{1,4} /.test(line)) {
      sections.push({ file, line: index + 1, heading: line, sources: [], said: [] });
      continue;
    }
    const section = sections.at(-1);
    if (section === undefined) continue;
    const given = /^<!-- numbers: (.*) -->$/.exec(line);
    if (given !== null) Object.assign(section, { sources: given[1].split('; ') });
    else if (!line.startsWith('<!--') && QUANTITY.test(line.replaceAll(DEFINED, '')))
      section.said.push(line);
  }
  return sections;
}
