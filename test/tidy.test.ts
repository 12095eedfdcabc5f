/** The layers' invariants, as the README's code map states them. */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { LAYERS } from './support/layers.js';

function files(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

test('each layer imports only what lies below it', () => {
  for (const [layer, { mayImport }] of Object.entries(LAYERS)) {
    for (const file of files(`src/${layer}`)) {
      const text = readFileSync(file, 'utf8');
      for (const [, path] of text.matchAll(/from '(\.[^']*)'/g)) {
        const [, target] = join(dirname(file), path).split('/');
        // Elementary functions are everybody's.
        if (target === 'mathematics' || target === layer) continue;
        expect(mayImport, `${file} imports ${target}`).toContain(target);
      }
    }
  }
});

test('only cli, execution, proof and the live page touch the clock, files, process or console; nothing uses Math.random', () => {
  for (const file of files('src')) {
    const text = readFileSync(file, 'utf8');
    expect(text, file).not.toMatch(/Math\.random\(/);
    if (/^src\/(?:cli|execution|proof|live\/page)\//.test(file)) continue;
    expect(text, file).not.toMatch(
      /Date\.now|performance\.now|from 'node:|\bprocess\.(argv|env|exit|std|on|pid|cwd)|\bconsole\./,
    );
  }
});

/** Exact, or correctly rounded everywhere; all others come from src/mathematics. */
const SAME_EVERYWHERE = /^(?:abs|ceil|clz32|floor|fround|imul|max|min|round|sign|sqrt|trunc)$/;

test('no power operator, and no function whose bits differ between platforms, in what reaches a result', () => {
  for (const file of files('src').filter((name) => !name.startsWith('src/engine/assembly'))) {
    const code = readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
    expect(code, file).not.toMatch(/\*\*/);
    for (const [, name] of code.matchAll(/\bMath\.([a-z]\w*)/g)) {
      expect(name, `${file}: Math.${name}`).toMatch(SAME_EVERYWHERE);
    }
  }
});

test('nothing needs the page that knows the DOM', () => {
  for (const file of files('src').filter((name) => !name.startsWith('src/live/page/'))) {
    expect(readFileSync(file, 'utf8'), file).not.toMatch(
      /from '[./]+\/(?:live\/)?page\/(?=main|app)/,
    );
  }
});

test('only the arena makes views of its memory: a buffer kept from before it grew is too short', () => {
  for (const layer of ['engine', 'network']) {
    for (const file of files(`src/${layer}`).filter((name) => !name.endsWith('engine/arena.ts'))) {
      expect(readFileSync(file, 'utf8'), file).not.toMatch(
        /\w+Array(<\w*>)?\([^)]*\b(buffer|memory)\b/,
      );
    }
  }
});

/** Written by the build, and not kept. */
const MADE = ['src/engine/rows.ts', 'src/engine/kernelBytes.ts', 'src/mathematics/bytes.ts'];

test('no file is longer than 400 lines', () => {
  for (const file of [...files('src'), ...files('test'), ...files('experiments')]) {
    if (MADE.includes(file)) continue;
    const lines = readFileSync(file, 'utf8').split('\n');
    expect(lines.length, file).toBeLessThanOrEqual(400);
  }
});

test('closed forms and simulator never import each other', () => {
  for (const file of files('src/analysis/closedForm')) {
    const text = readFileSync(file, 'utf8');
    expect(text, file).not.toMatch(/from '[./]+\/(engine|network|proof|execution)\//);
  }
  for (const layer of ['engine', 'network']) {
    for (const file of files(`src/${layer}`)) {
      expect(readFileSync(file, 'utf8'), file).not.toMatch(/closedForm/);
    }
  }
});
