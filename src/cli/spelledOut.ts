/**
 * Two spellings of a call that stand for another one, undone before it is read:
 *
 * - `... --resume FOLDER` is `... --resume --out FOLDER`, where FOLDER is one and nothing else says
 *   --out. (A word that is not a folder belongs to the command, as it always has:
 *   `run --resume models/a.yaml`.)
 * - `trials plan FOLDER COMMAND ...` is `COMMAND ... --plan --out FOLDER`.
 */
import { statSync } from 'node:fs';

export function spelledOut(argv: readonly string[]): string[] {
  const [first, second, folder, ...command] = argv;
  if (first === 'trials' && second === 'plan' && isCommand(command)) {
    return spelledOut([...command, '--plan', '--out', folder]);
  }
  const at = argv.indexOf('--resume');
  const next = argv.at(at + 1);
  if (at < 0 || next === undefined || hasOut(argv) || !isFolder(next)) return [...argv];
  return [...argv.slice(0, at + 1), '--out', ...argv.slice(at + 1)];
}

/** Whether words begin with one that may be a command's name. */
function isCommand(words: readonly string[]): boolean {
  return words.length > 0 && !words[0].startsWith('-');
}

function hasOut(argv: readonly string[]): boolean {
  return argv.some((word) => word === '--out' || word.startsWith('--out='));
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
