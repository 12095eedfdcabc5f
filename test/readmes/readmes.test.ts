/**
 * The READMEs keep their word: every command in them runs, every printed block is what is printed
 * (numbers within their intervals, from a small form of the same call), every model in them is one,
 * every link leads somewhere.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../../src/cli/program.js';
import { shippedFolder } from '../../src/execution/modelFiles.js';
import { parseModel } from '../../src/model/index.js';
import { formatDiagnostic } from '../../src/model/diagnostics.js';
import { blocksOf, commandsOf, printedOf, readmes, wordsOf, type Block } from './blocks.js';
import { difference } from './compare.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-readmes-'));
const root = process.cwd();
const pages = readmes();
const blocks = pages.flatMap(blocksOf);
const nameOf = ({ file, line }: Block): string => `${file}:${line}`;

beforeAll(() => {
  for (const name of ['models', 'experiments']) symlinkSync(resolve(name), join(folder, name));
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(root);
  rmSync(folder, { recursive: true, force: true });
});

/** Flags that make a call small, by command; a block's own come after them. */
const SMALL: Readonly<Record<string, string>> = {
  run: '--trials 3 --no-html --quiet',
  sweep: '--replications 3 --quiet',
  experiment: '--replications 3 --quiet',
  compare: '--replications 3 --quiet',
  capacity: '--trials 8 --tolerance 40% --quiet',
  tune: '--trials 8 --quiet',
  sensitivity: '--rows 0 --trajectories 2 --records 300 --quiet',
  calibrate: '--trials 1 --records 200 --iterations 1 --scan 0 --quiet',
};

async function call(command: string, more: string): Promise<{ code: number; out: string[] }> {
  const said: string[] = [];
  const take = (text: string): void => {
    said.push(...text.split('\n'));
  };
  const words = wordsOf(command.replace(/^(?:npx )?highwater /, '').replace(/\s*[|>] .*$/, ''));
  const code = await main([...words, ...wordsOf(more)], { out: take, error: take });
  return { code, out: said };
}

const isCall = (command: string): boolean => /^(?:npx )?highwater /.test(command);

test('every block says what it is, and one that no test repeats says why', () => {
  for (const block of blocks) {
    const where = nameOf(block);
    expect(['sh', 'console', 'yaml', 'ts', 'text'], where).toContain(block.language);
    if (block.language === 'text') {
      expect([...block.directives.keys()], where).toSatisfy((keys: string[]) =>
        keys.some((key) => ['recorded', 'a picture of'].includes(key)),
      );
    }
    const recorded = block.directives.get('recorded');
    if (recorded === undefined) continue;
    const [, held] = /; (\S+)$/.exec(recorded) ?? [];
    expect(existsSync(join(root, held)), `${where}: held by ${held}`).toBe(true);
  }
});

describe('commands run', () => {
  const shown = blocks.filter(
    ({ language, directives }) => language === 'sh' && !directives.has('not run'),
  );
  for (const block of shown) {
    test(nameOf(block), async () => {
      for (const command of commandsOf(block)) {
        const script = /^npm (?:run )?([\w-]+)/.exec(command);
        if (script !== null && !isCall(command)) {
          const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
            scripts: Readonly<Record<string, string>>;
          };
          expect(['ci', 'install', 'pack', ...Object.keys(scripts)], command).toContain(script[1]);
          continue;
        }
        expect(isCall(command), command).toBe(true);
        const small = SMALL[wordsOf(command.replace(/^npx /, ''))[1]] ?? '';
        const own = block.directives.get('small') ?? '';
        const { code, out } = await call(command, own === '' ? small : own);
        // 5: nothing tried keeps the promise, which a small form may not tell.
        expect([0, 5], `${command}\n${out.join('\n')}`).toContain(code);
      }
    });
  }
});

describe('what is printed', () => {
  for (const block of blocks.filter(({ language }) => language === 'console')) {
    test(nameOf(block), async () => {
      const within = Number((block.directives.get('within') ?? '0%').replace('%', '')) / 100;
      for (const { command, lines } of printedOf(block)) {
        const asked =
          command === 'npm start'
            ? 'highwater run 100-users 10k-users 1m-users 100m-users --no-html'
            : command;
        const { out } = await call(asked, block.directives.get('small') ?? '');
        expect(difference(lines, out, within), `${command}\n${out.join('\n')}`).toBeNull();
      }
    });
  }
});

describe('models are models', () => {
  for (const block of blocks.filter(({ language }) => language === 'yaml')) {
    if (block.directives.has('a fragment of')) continue;
    test(nameOf(block), () => {
      const base = block.directives.get('added to');
      const before =
        base === undefined
          ? ''
          : readFileSync(join(shippedFolder('models'), `${base}.yaml`), 'utf8');
      const text = `${before}\n${block.lines.join('\n')}\n`;
      const parsed = parseModel(text, { fileName: nameOf(block) });
      expect('faults' in parsed ? parsed.faults.map(formatDiagnostic) : []).toEqual([]);
    });
  }
});

test('the first README is for the first ten minutes: at most 200 lines', () => {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(200);
});

test('every link and every file that is named leads somewhere', () => {
  for (const file of pages.map((name) => join(root, name))) {
    const text = readFileSync(file, 'utf8');
    for (const [, target] of text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)) {
      expect(existsSync(join(dirname(file), target)), `${file}: ${target}`).toBe(true);
    }
    const named = text.matchAll(/`((?:src|test|models|experiments|tools)\/[\w./-]*\w)`/g);
    for (const [, path] of named) {
      const isThere = [root, dirname(file)].some((folder) => existsSync(join(folder, path)));
      expect(isThere, `${file}: ${path}`).toBe(true);
    }
  }
});
