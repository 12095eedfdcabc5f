/** dist/package/types: the types that the package's entry points lead to. */
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const OUT = 'dist/package/types';
const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const copied = new Set();

rmSync(OUT, { recursive: true, force: true });
for (const { types } of Object.values(exports)) {
  if (types !== undefined) copyTypes(relative(OUT, types));
}

/** A file of types and those that it needs, each at its place under dist/src. */
function copyTypes(file) {
  if (copied.has(file)) return;
  copied.add(file);
  const from = join('dist/src', file);
  cpSync(from, join(OUT, file));
  for (const [, path] of readFileSync(from, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    copyTypes(relative('dist/src', join(dirname(from), path)).replace(/\.js$/, '.d.ts'));
  }
}
