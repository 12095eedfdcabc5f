/**
 * The same bytes from other versions of Node: three models run by this Node and by those that npm
 * has under the given versions (default 22 and 24), their CSV files compared.
 * `npm run determinism`; exit code 1 where a byte differs.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MODELS = ['100-users', 'direct', '1m-users'];
const MAIN = 'dist/package/main.js';
const root = mkdtempSync(join(tmpdir(), 'highwater-nodes-'));

function call(command: string, argv: readonly string[], folder = process.cwd()): string {
  const ended = spawnSync(command, argv, { encoding: 'utf8', cwd: folder });
  if (ended.status !== 0) throw new Error(`${command} ${argv.join(' ')}: ${ended.stderr}`);
  return ended.stdout.trim();
}

/** Of all CSV files of a run of each model: their bytes, hashed. */
function hashes(node: string, name: string): string[] {
  return MODELS.map((model) => {
    const out = join(root, name, model);
    const few = ['--trials', '6', '--seed', 'nodes', '--workers', '2', '--quiet', '--out', out];
    call(node, [MAIN, 'run', `models/${model}.yaml`, ...few]);
    const hash = createHash('sha256');
    for (const file of readdirSync(out).sort()) {
      if (file.endsWith('.csv')) hash.update(file).update(readFileSync(join(out, file)));
    }
    return hash.digest('hex');
  });
}

try {
  const here = hashes(process.execPath, 'here');
  console.log(`${process.version}: ${here.map((hash) => hash.slice(0, 12)).join(' ')}`);
  const versions = process.argv.length > 2 ? process.argv.slice(2) : ['22', '24'];
  for (const version of versions) {
    call('npm', [
      'install',
      '--silent',
      '--no-save',
      '--prefix',
      join(root, version),
      `node@${version}`,
    ]);
    const node = join(root, version, 'node_modules/node/bin/node');
    const there = hashes(node, `results-${version}`);
    const equal = there.join() === here.join();
    if (!equal) process.exitCode = 1;
    const shown = there.map((hash) => hash.slice(0, 12)).join(' ');
    console.log(
      `${call(node, ['--version'])}: ${shown} ${equal ? 'the same bytes' : 'OTHER BYTES'}`,
    );
  }
} finally {
  rmSync(root, { recursive: true });
}
