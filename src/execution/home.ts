/** Where Highwater lies: what comes with it stands there, whether it runs from source or built. */
import { existsSync } from 'node:fs';

/** The folder of its package.json, with models/ and experiments/; ends in a slash. */
export const HOME = homeOf(import.meta.url);

/** What the build makes and the package holds: the program, its types, the live page. */
export const BUILT = new URL('dist/package/', HOME);

function homeOf(url: string): URL {
  const folder = new URL('.', url);
  return existsSync(new URL('package.json', folder)) ? folder : homeOf(folder.href.slice(0, -1));
}
