/**
 * The call that gives the same bytes again: the same command, whatever was left to its defaults
 * written out.
 */
import type { Override } from '../model/index.js';

/**
 * `npx highwater NAME ...`: options whose value is null are left out, true is a flag, a list is
 * given again and again.
 */
export function commandLine(
  name: string,
  operands: readonly string[],
  options: Readonly<Record<string, string | number | boolean | null | readonly string[]>>,
): string {
  const words = ['npx', 'highwater', name, ...operands];
  for (const [key, value] of Object.entries(options)) {
    const values = typeof value === 'object' && value !== null ? value : [value];
    for (const each of values) {
      if (each === null || each === false) continue;
      words.push(`--${key}`);
      if (each !== true) words.push(String(each));
    }
  }
  return words.map(quoted).join(' ');
}

/** As --set takes them. */
export function changeTexts(changes: readonly Override[]): string[] {
  return changes.map(({ path, value }) => `${path}=${value}`);
}

/** As a POSIX shell reads it back. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
