/**
 * The house: no circles, no function too long to read, no line too wide, nothing exported for
 * nobody, one spelling.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  circles,
  fieldsOf,
  functionsOf,
  importsOf,
  readsOf,
  sourcesIn,
  valuesOf,
  wideLines,
} from './support/sources.js';
import { hasOwnTest, namedInTitles, needsTest, testedAs } from './support/tested.js';

const SRC = sourcesIn('src');
const ALL = [...SRC, ...sourcesIn('test', 'experiments')];
const isEngine = (file: string): boolean => file.startsWith('src/engine/assembly/');

test('no circle of imports between files, not of types either', () => {
  // The engine's handlers call each other as events do: one compiled unit, whose files are
  // chapters.
  const files = SRC.filter(({ file }) => !isEngine(file));
  expect(circles(new Map(files.map((each) => [each.file, importsOf(each)])))).toEqual([]);
});

test('circles are found', () => {
  const imports = new Map([
    ['a', ['b']],
    ['b', ['c', 'd']],
    ['c', ['a']],
    ['d', []],
    ['e', ['d', 'e2']],
    ['e2', ['e']],
  ]);
  expect(circles(imports).map((each) => each.sort())).toEqual([
    ['a', 'b', 'c'],
    ['e', 'e2'],
  ]);
});

/**
 * Longer than 70 lines, and why they stay: kernels are one loop each; the others are one list, to
 * be cut when next changed.
 */
const LONGER: Readonly<Record<string, number>> = {
  deliverRun: 230,
  deliverWhole: 145,
  dispatch: 110,
  recordDirect: 76,
  fillExponentials: 75,
  summarize: 130,
  cellFacts: 110,
  layOut: 120,
  calibrate: 90,
};

test('a function has at most 70 lines', () => {
  for (const source of [...SRC, ...sourcesIn('experiments')]) {
    for (const { name, lines } of functionsOf(source)) {
      expect(lines, `${source.file}: ${name}`).toBeLessThanOrEqual(
        Object.hasOwn(LONGER, name) ? LONGER[name] : 70,
      );
    }
  }
});

test('a line of code has at most 100 columns, and so has a comment: npm run format wraps both', () => {
  for (const source of ALL) expect(wideLines(source, 100), source.file).toEqual([]);
  for (const { file, text } of ALL) {
    const wide = text
      .split('\n')
      .filter((line) => line.length > 100 && /^\s*(?:\*|\/[*/])/.test(line));
    expect(wide, file).toEqual([]);
  }
});

test('a source of more than 50 lines has a test of its name', () => {
  const named = namedInTitles(ALL.filter(({ file }) => file.endsWith('.test.ts')));
  const sources = SRC.filter((source) => needsTest(source, 50) && !/\/rows\.ts$/.test(source.file));
  const without = sources.filter(({ file }) => !hasOwnTest(file) && !named.has(testedAs(file)));
  expect(without.map(({ file }) => testedAs(file))).toEqual([]);
});

test('titles of tests name sources that there are', () => {
  const there = new Set(SRC.map(({ file }) => testedAs(file)));
  const titles = namedInTitles(ALL.filter(({ file }) => file.endsWith('.test.ts')));
  expect([...titles].filter((name) => !there.has(name))).toEqual([]);
});

test('a function, class or constant is exported for somebody', () => {
  const others = [...ALL, ...sourcesIn('tools')].map(({ file, text }) => [file, text] as const);
  const scripts = readdirSync('tools').map((name) => readFileSync(join('tools', name), 'utf8'));
  const index = readFileSync('src/index.ts', 'utf8');
  const unused: string[] = [];
  for (const source of SRC.filter(({ file }) => !isEngine(file))) {
    // What users import needs no other user.
    if (index.includes(`export * from './${source.file.replace(/^src\/|\.ts$/g, '')}.js'`))
      continue;
    if (/^src\/statistics\/|^src\/library\//.test(source.file)) continue;
    for (const name of valuesOf(source)) {
      const word = new RegExp(`\\b${name}\\b`);
      const isUsed =
        others.some(([file, text]) => file !== source.file && word.test(text)) ||
        scripts.some((text) => word.test(text));
      if (!isUsed) unused.push(`${source.file}: ${name}`);
    }
  }
  expect(unused, 'exported, and nobody imports it').toEqual([]);
});

/** What users' programs read; what libraries do of their settings; what a browser calls. */
const READ_BY_OTHERS = /^src\/library\/|page\/(?:dagre|workerScope)\.ts$|cli\/pictureFiles\.ts$/;

test('a field is read by somebody', () => {
  const read = new Set(ALL.flatMap((each) => [...readsOf(each)]));
  for (const source of SRC.filter(({ file }) => !isEngine(file) && !READ_BY_OTHERS.test(file))) {
    const unread = fieldsOf(source).filter((name) => !read.has(name));
    expect(unread, source.file).toEqual([]);
  }
});

/**
 * What one run of some machine once gave: no command gives it again. Relief is of `10% faster` by
 * definition.
 */
const ONCE_MEASURED =
  /(?<!10)% (?:faster|slower|cheaper|less CPU)|\b(?:takes?|took|costs?|gave)\b (?:about )?\d[\d.,]* (?:ns|us|ms|instructions)\b[^.;]*\b(?:took|against|a record|an event)|\bof \d[\d,]* (?:studies|runs)\b/;

test('no comment in src tells what some run once gave', () => {
  for (const { file, text } of SRC) {
    const comments = text.match(/\/\*\*?[^]*?\*\/|\/\/.*/g) ?? [];
    const words = comments.map((each) => each.replaceAll(/\s*\n\s*\*?\s?/g, ' '));
    expect(
      words.filter((each) => ONCE_MEASURED.test(each)),
      file,
    ).toEqual([]);
  }
});

/** British endings and words whose American ones stand everywhere else. */
const BRITISH =
  /\b(?:colour|behaviour|favour|neighbour|labour|centre|metre|licence|catalogue|grey|judgement|towards|(?:cancel|model|travel|label|signal)l(?:ed|ing)|(?:organ|recogn|util|serial|optim|minim|maxim|initial|normal|general|random|synchron|summar|visual|character|emphas|priorit|standard|categor|custom|final|memor|parallel|stabil)is(?:e|es|ed|ing|ation|ations))\b/i;

test('one spelling: American', () => {
  const folders = ['.', 'src', 'models', 'experiments', 'test'];
  const read = (file: string): { file: string; text: string } => {
    return { file, text: readFileSync(file, 'utf8') };
  };
  const texts = [
    read('results/README.md'),
    ...folders.flatMap((folder) =>
      readdirSync(folder, { recursive: folder !== '.', encoding: 'utf8' })
        .filter((name) => /\.(?:md|ya?ml)$/.test(name))
        .map((name) => read(join(folder, name))),
    ),
  ];
  for (const { file, text } of [...ALL, ...texts]) {
    if (file === 'test/house.test.ts') continue;
    // The name of a model.
    const told = text.replaceAll('call-centre', '');
    const found = told.split('\n').filter((line) => BRITISH.test(line));
    expect(found, file).toEqual([]);
  }
});
