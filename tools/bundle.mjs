/**
 * dist/package: the program as the package holds it. Node finds a few files faster than some
 * hundred, and a command's first word waits for it. Each thread's script is a file of its own; what
 * several need, and what only some commands need, are parts beside them. The types are those that
 * the entry points lead to.
 */
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { stderr } from 'node:process';
import { rolldown } from 'rolldown';
import { codeHashes } from '../dist/src/execution/version.js';

const OUT = 'dist/package';
const { dependencies, exports } = JSON.parse(readFileSync('package.json', 'utf8'));
const installed = [...Object.keys(dependencies), '@resvg/resvg-js'];
const ENTRIES = {
  main: 'dist/src/cli/main.js',
  worker: 'dist/src/execution/worker.js',
  queueThread: 'dist/src/cli/queueThread.js',
  coverageWorker: 'dist/src/proof/coverage/coverageWorker.js',
  index: 'dist/src/index.js',
  statistics: 'dist/src/statistics/index.js',
  engine: 'dist/src/library/engine.js',
};

rmSync(OUT, { recursive: true, force: true });
const bundle = await rolldown({
  input: ENTRIES,
  platform: 'node',
  // What is installed with the package, or beside it by who wants it.
  external: [/^node:/, ...installed.map((name) => new RegExp(`^${name}($|/)`))],
  // Experiments are written with the package's name.
  resolve: {
    alias: {
      'highwater/statistics': resolve(ENTRIES.statistics),
      'highwater/engine': resolve(ENTRIES.engine),
      highwater: resolve(ENTRIES.index),
    },
  },
  transform: { define: { BUNDLED: JSON.stringify({ hashes: codeHashes() }) } },
  onLog: (level, log) => {
    if (level === 'warn') stderr.write(`${log.message}\n`);
  },
});
const { output } = await bundle.write({
  dir: OUT,
  format: 'esm',
  comments: false,
  // Beside the threads' scripts, which it finds there.
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();

writeFileSync(`${OUT}/LICENSES.txt`, licenses(output.flatMap(({ moduleIds = [] }) => moduleIds)));
const typed = new Set();
for (const { types } of Object.values(exports)) {
  if (types !== undefined) copyTypes(types.replace('./dist/package/types/', ''));
}

/** Of the packages whose code is in it. */
function licenses(modules) {
  const folders = modules.map((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0]);
  return [...new Set(folders.filter((folder) => folder !== undefined))]
    .sort()
    .map((folder) => {
      const { name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
      const text =
        file === undefined
          ? headOf(modules.filter((id) => id.startsWith(`${folder}/`)))
          : readFileSync(join(folder, file), 'utf8');
      return `${name} ${version}\n\n${text.trim()}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** Some write it only in their code. */
function headOf(modules) {
  const comments = modules.flatMap(
    (id) => readFileSync(id, 'utf8').match(/(?:^\/\/.*\n)+/gm) ?? [],
  );
  const found = comments.filter((text) => text.includes('Permission is hereby granted'));
  if (found.length === 0) throw new Error(`no license in ${modules.join()}`);
  return found.join('\n').replaceAll(/^\/\/ ?/gm, '');
}

/** A file of types and those that it needs, each at its place under dist/src. */
function copyTypes(file) {
  if (typed.has(file)) return;
  typed.add(file);
  const from = join('dist/src', file);
  cpSync(from, join(OUT, 'types', file));
  for (const [, path] of readFileSync(from, 'utf8').matchAll(/(?:from|import\() ?'(\.[^']+)'/g)) {
    copyTypes(relative('dist/src', join(dirname(from), path)).replace(/\.js$/, '.d.ts'));
  }
}
