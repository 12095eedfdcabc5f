/**
 * dist/package: the program as the package holds it. Node finds a few files faster than some
 * hundred, and a command's first word waits for it. Each thread's script is a file of its own; what
 * several need, and what only some commands need, are parts beside them.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stderr } from 'node:process';
import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';

const OUT = 'dist/package';
const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
const installed = [...Object.keys(dependencies), '@resvg/resvg-js'];
const ENTRIES = {
  main: 'src/cli/main.ts',
  worker: 'src/execution/worker.ts',
  queueThread: 'src/cli/queueThread.ts',
  coverageWorker: 'src/proof/coverage/coverageWorker.ts',
  index: 'src/index.ts',
  statistics: 'src/statistics/index.ts',
  engine: 'src/library/engine.ts',
  'scale-ladder': 'experiments/scale-ladder.ts',
};

mkdirSync(OUT, { recursive: true });
for (const name of readdirSync(OUT)) if (name.endsWith('.js')) rmSync(join(OUT, name));
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
  transform: { define: { BUNDLED: JSON.stringify({ hashes: await codeHashes() }) } },
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

/** As the code itself makes them, from the sources. */
async function codeHashes() {
  const file = resolve('dist/version.mjs');
  const version = await rolldown({ input: 'src/execution/version.ts', platform: 'node' });
  await version.write({ file, format: 'esm' });
  return (await import(pathToFileURL(file).href)).codeHashes();
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
