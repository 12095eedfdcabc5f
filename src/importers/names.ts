/** Names of other systems as names of the model language, which have no dots, slashes or spaces. */
import { MAXIMUM_NAME_CHARACTERS } from '../model/limits.js';

/** Words that mean something of their own where groups, stores and mirrors have names. */
const RESERVED = new Set(['publish', 'end_to_end', 'none', 'cluster']);

/** Gives each text a name of its own, always the same one for the same text. */
export class Names {
  private readonly given = new Map<string, string>();
  private readonly used = new Set<string>();

  of(text: string): string {
    const known = this.given.get(text);
    if (known !== undefined) return known;
    const plain = asName(text);
    let name = plain;
    for (let again = 2; this.used.has(name); again++) name = `${plain.slice(0, 58)}-${again}`;
    this.given.set(text, name);
    this.used.add(name);
    return name;
  }

  /** Names that had to be changed: `what.it.was` to what it is. */
  changed(): [string, string][] {
    return [...this.given].filter(([text, name]) => text !== name);
  }
}

/** The nearest name that the language takes. */
export function asName(text: string): string {
  const plain = text
    .replaceAll(/[^\p{L}\p{N}_-]+/gu, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, MAXIMUM_NAME_CHARACTERS);
  if (plain === '') return 'unnamed';
  return RESERVED.has(plain) ? `${plain}2` : plain;
}
