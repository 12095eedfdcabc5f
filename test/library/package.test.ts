/**
 * The package as users get it: what `npm pack` holds, unpacked into an empty folder, where a script
 * of theirs is checked by a strict compiler and run, and the commands work.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { blocksOf, readmes } from '../readmes/blocks.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-package-'));
const installed = join(folder, 'node_modules', 'highwater');
let packed: readonly string[] = [];

interface Pack {
  readonly files: readonly { readonly path: string }[];
}

beforeAll(() => {
  const args = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const [pack] = JSON.parse(execFileSync('npm', args, { encoding: 'utf8' })) as Pack[];
  packed = pack.files.map(({ path }) => path);
  for (const path of packed) {
    mkdirSync(dirname(join(installed, path)), { recursive: true });
    cpSync(path, join(installed, path));
  }
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    readonly dependencies: Readonly<Record<string, string>>;
  };
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
}, 120_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('it holds what runs, its types, models and experiments, and says what it may be used for', () => {
  const kinds =
    /^(?:dist\/live\.html|dist\/package\/(?:[\w-]+\.js|questions\.json|LICENSES\.txt|types\/.*\.d\.ts)|experiments\/[\w-]+\.yaml|experiments\/machines\/.*|models\/.*\.(?:yaml|csv|json|md))$/;
  const others = packed.filter((path) => !kinds.test(path));
  expect(others.sort()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'package.json']);
  for (const path of ['models/10k-users.yaml', 'dist/package/main.js', 'dist/package/worker.js']) {
    expect(packed).toContain(path);
  }
});

test('each module that a packed one imports is packed, too', () => {
  for (const path of packed.filter((each) => /\.(?:js|d\.ts)$/.test(each))) {
    const code = readFileSync(path, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
    for (const [, target] of code.matchAll(
      /(?:from|import\(|import)\s*['"](\.{1,2}\/[^'"]+)['"]/g,
    )) {
      const wanted = join(dirname(path), target);
      const found = path.endsWith('.d.ts') ? wanted.replace(/\.js$/, '.d.ts') : wanted;
      expect(packed, `${path} imports ${target}`).toContain(found);
    }
    expect(code, path).not.toContain('sourceMappingURL');
  }
});

const SCRIPT = `import { check, loadModel, study, tune, type Study } from 'highwater';
import { relativeHalf } from 'highwater/statistics';
import { Stream } from 'highwater/engine';

const model = loadModel('100-users').with({ users: 3000, 'run.warmup': '50 ms', 'run.duration': '200 ms' });
const { first } = check(model);
const found: Study = await study(model, { seed: '7', trials: 3, workers: 0, relief: false });
const vary = { 'consumers.workers.instances': [2] };
const tuned = await tune(model, { target: 'throughput > 25K/s', vary, trials: 8 });
const half: number = relativeHalf(found.throughputPerSecond);
const draw: number = new Stream('mine').next();
console.log(JSON.stringify([first.name, found.endToEnd.quantiles.p99.value, half, draw, tuned.best?.tried.cost]));
`;

/** In the folder, as a user's project would; throws what the compiler says. */
function compile(more: string, names: readonly string[]): void {
  const strict = `--strict --exactOptionalPropertyTypes ${more}`;
  const target = '--target es2023 --module nodenext --types node';
  const args = `${strict} ${target} ${names.join(' ')}`.split(' ');
  execFileSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), ...args], {
    cwd: folder,
    encoding: 'utf8',
  });
}

test('the experiments that come with Highwater are scripts against the package, but for the ladder of npm start', () => {
  cpSync('experiments', join(folder, 'experiments'), { recursive: true });
  const names = readdirSync('experiments', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && name !== 'scale-ladder.ts')
    .map((name) => join('experiments', name));
  expect(names.length).toBeGreaterThan(20);
  compile('--noEmit --skipLibCheck', names);
});

test('a script that checks, runs and tunes passes a strict compiler, and runs', () => {
  writeFileSync(join(folder, 'script.ts'), SCRIPT);
  // What the READMEs show is such a script, too.
  const shown = readmes().flatMap(blocksOf);
  const scripts = shown.filter(({ language }) => language === 'ts');
  expect(scripts.length).toBeGreaterThan(1);
  for (const lines of [SCRIPT.trimEnd().split('\n'), ...scripts.map((each) => each.lines)]) {
    expect(lines.length).toBeLessThanOrEqual(15);
  }
  const names = ['script.ts', ...scripts.map((_, index) => `shown${index}.ts`)];
  scripts.forEach(({ lines }, index) => {
    writeFileSync(join(folder, names[index + 1]), lines.join('\n'));
  });
  compile('--noUncheckedIndexedAccess --skipLibCheck false', names);
  const out = execFileSync(process.execPath, ['script.js'], { cwd: folder, encoding: 'utf8' });
  const [first, p99, half, draw, cost] = JSON.parse(out) as [
    string,
    number,
    number,
    number,
    number,
  ];
  expect(first).toBe('brokers.handlers');
  // Half of the 5 ms of linger, and no more than a second.
  expect(p99).toBeGreaterThan(0.0025);
  expect(p99).toBeLessThan(1);
  expect(half).toBeLessThan(0.5);
  expect(draw).toBeGreaterThanOrEqual(0);
  expect(draw).toBeLessThan(1);
  expect(cost).toBeGreaterThan(0);
});

test('the commands work there, by name', () => {
  const run = (...args: string[]): { status: number | null; stdout: string; stderr: string } =>
    spawnSync(process.execPath, [join(installed, 'dist/package/main.js'), ...args], {
      cwd: folder,
      encoding: 'utf8',
    });
  const version = run('--version');
  expect(version.stdout.trim()).toBe(
    (JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version,
  );
  expect(run('check', '10k-users').stdout).toContain('First to saturate: consumers.workers');
  expect(run('experiment', '--list').stdout).toContain('tenfold-growth');
  expect(existsSync(join(folder, 'results'))).toBe(false);
  const wrong = run('check', '10k-user');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain('write 10k-users');
});
