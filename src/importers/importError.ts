/**
 * A file that is not what it was given as, or a value in it that cannot be: its place, and what
 * would mend it.
 */
export class ImportError extends Error {
  constructor(place: string, found: string, expected: string, fix: string) {
    super(`${place}: found ${shown(found)}; expected ${expected}; fix: ${fix}`);
  }
}

const MOST_SHOWN = 80;

/** A piece of a file for a terminal: without what a terminal obeys, and short. */
export function shown(text: string): string {
  const cut = text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}...` : text;
  // eslint-disable-next-line no-control-regex -- these characters are what is replaced
  return cut.replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, ' ');
}
