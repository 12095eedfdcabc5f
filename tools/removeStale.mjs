/**
 * Removes from dist what was compiled from sources that are gone, so that neither a test nor the
 * package finds it.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

for (const folder of ['src', 'experiments', 'test']) {
  const built = join('dist', folder);
  if (!existsSync(built)) continue;
  for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
    const source = name.replace(/(?:\.d\.ts|\.js|\.js\.map)$/, '');
    if (source === name) continue;
    const isThere = ['.ts', '.mts'].some((ending) => existsSync(join(folder, source + ending)));
    if (!isThere || name.endsWith('.map')) rmSync(join(built, name));
  }
}
