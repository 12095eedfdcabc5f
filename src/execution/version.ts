/** What results depend on besides the trial: the version, and the code itself. */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Part of every manifest: results are the same for the same version. */
export const VERSION = '0.1.0';

const LAYERS = ['statistics', 'engine', 'components', 'network'];
let hash: string | null = null;

/** Of the layers that a trial runs through: kept trials of other code are not taken, whatever its version says. */
export function simulatorHash(): string {
  if (hash !== null) return hash;
  const all = createHash('sha256').update(VERSION);
  for (const layer of LAYERS) {
    const folder = fileURLToPath(new URL(`../${layer}/`, import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const file of files.filter((name) => /\.(js|ts|wasm)$/.test(name)).sort()) {
      if (file.endsWith('.d.ts')) continue;
      all.update(file).update(readFileSync(join(folder, file)));
    }
  }
  return (hash = all.digest('hex'));
}
