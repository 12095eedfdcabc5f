/**
 * `npm run dev`: builds anew whenever a source has changed: the program, the live page, what tests
 * start; the engine, too, where one of its files has. Ends with Ctrl-C.
 */
import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { performance } from 'node:perf_hooks';
import process, { execPath, stderr } from 'node:process';
import { clearTimeout, setTimeout } from 'node:timers';

const run = (args) =>
  new Promise((resolve) => {
    spawn(execPath, args, { stdio: 'inherit' }).on('exit', (code) => resolve(code === 0));
  });

let waiting = null;
let isBuilding = false;

async function build() {
  if (isBuilding) return;
  isBuilding = true;
  do {
    waiting = null;
    const began = performance.now();
    const isBuilt =
      (await run(['src/engine/assembly/build.mjs'])) &&
      (await run(['tools/bundle.mjs'])) &&
      (await run(['tools/listExperiments.mjs'])) &&
      (await run(['tools/buildLive.mjs'])) &&
      (await run(['node_modules/typescript/bin/tsc', '-b', 'tsconfig.build.json'])) &&
      (await run(['tools/removeStale.mjs']));
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    stderr.write(isBuilt ? `built in ${seconds} s\n` : 'not built: see above\n');
  } while (waiting !== null);
  isBuilding = false;
}

/** Editors save in several steps: a moment after the last of them. */
function changed(file) {
  if (file === null || !/\.(?:tsx?|mjs|css|html)$/.test(file)) return;
  if (/(?:kernelBytes|engine\/rows|mathematics\/bytes)\.ts$/.test(file)) return;
  if (waiting !== null) clearTimeout(waiting);
  waiting = setTimeout(build, 100);
}

for (const folder of ['src', 'experiments', 'test/bench', 'test/conformance', 'tools']) {
  watch(folder, { recursive: true }, (_, file) => changed(file));
}
process.on('SIGINT', () => process.exit(0));
await build();
