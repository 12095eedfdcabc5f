/**
 * explain, init, completion, help: what a newcomer meets first; and that no command loads what it
 * does not need.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { offeredLoad } from '../../src/analysis/offeredLoad.js';
import { loadExperiments } from '../../src/cli/findExperiment.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { FIRST_MODEL } from '../../src/cli/firstModel.js';
import { main } from '../../src/cli/program.js';
import { shippedNames } from '../../src/execution/modelFiles.js';
import { loadModel, modelFrom } from '../../src/index.js';
import { STAGES } from '../../src/network/recording/stages.js';
import {
  RESOURCE_ENTRIES,
  STAGE_ENTRIES,
  WORD_ENTRIES,
  knownWords,
  lookUp,
} from '../../src/report/glossary/index.js';
import { OTHER_NAMES } from '../../src/report/glossary/otherNames.js';
import { resourceEntry } from '../../src/report/glossary/resources.js';

const folder = mkdtempSync(join(tmpdir(), 'highwater-words-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function call(...words: string[]): Promise<{ code: number; out: string; error: string }> {
  const said = { out: '', error: '' };
  const code = await main(words, {
    out: (text) => (said.out += `${text}\n`),
    error: (text) => (said.error += `${text}\n`),
  });
  return { code, ...said };
}

test('report/glossary/stages, report/glossary/words: every stage is explained, in the order of its life, with what helps; every word has a sentence', () => {
  expect(STAGE_ENTRIES.map(({ name }) => name)).toEqual(STAGES);
  for (const { name, helps } of STAGE_ENTRIES) expect(helps.length, name).toBeGreaterThan(0);
  for (const { name, means, helps } of [...STAGE_ENTRIES, ...RESOURCE_ENTRIES, ...WORD_ENTRIES]) {
    expect(means, name).toMatch(/^[\dA-Z`].*[.%)]$/);
    for (const each of helps) expect(each, name).not.toMatch(/\.$/);
  }
});

test('report/glossary/resources: every resource of every model that comes with Highwater is explained', () => {
  for (const name of shippedNames('models')) {
    for (const resource of offeredLoad(loadModel(name).model).resources) {
      expect(resourceEntry(resource.name), `${name}: ${resource.name}`).not.toBeNull();
    }
  }
});

test('cli/explainCommand, report/glossary/index: explain: a stage, a word, a resource of a model, a column, a key; no two meanings under one', async () => {
  expect((await call('explain', 'consumer_wait')).out).toMatch(/waits for a thread[^]*What helps/);
  expect((await call('explain', 'not', 'enough', 'data')).out).toContain(
    'independent slow records',
  );
  expect((await call('explain', 'consumers.payments')).out).toContain('more instances');
  expect((await call('explain', 'max_ms')).out).toContain('a column of summary.csv, paths.csv');
  expect((await call('explain', 'producers.linger')).out).toContain("Kafka's linger.ms.");
  expect((await call('explain')).out).toContain('producer_block');
  for (const word of knownWords()) expect(lookUp(word).length, word).toBeGreaterThan(0);
});

test('report/glossary/otherNames: what others call a word leads to it, and is no word of its own', () => {
  const known = new Set(knownWords());
  for (const [other, word] of OTHER_NAMES) {
    expect(known.has(other), other).toBe(false);
    expect(lookUp(other).length, `${other}: ${word}`).toBeGreaterThan(0);
    expect(lookUp(other), other).toEqual(lookUp(word));
  }
  expect(lookUp('max.poll.records')).toEqual(lookUp('max_poll_records'));
  expect(lookUp('linger.ms')[0].name).toContain('producers.linger');
  expect(lookUp('duplicate')).toEqual(lookUp('duplicates'));
  expect(lookUp('gibberish')).toEqual([]);
});

test('execution/modelFiles, cli/findExperiment: a slip: the nearest, and exit code 2', async () => {
  expect(await call('explain', 'consumer_wiat')).toMatchObject({
    code: 2,
    error: 'explain consumer_wiat: there is no such word; write consumer_wait\n',
  });
  const { code, error } = await call('help', 'chek');
  expect([code, error]).toEqual([2, 'help chek: there is no such command; write check\n']);
  expect((await call('help', 'nope')).code).toBe(2);
  expect((await call('chek')).error).toContain('Did you mean check?');
  expect((await call('completion', 'csh')).error).toContain('expected bash, zsh, fish');
});

test('cli/program: help names every command with its line, and its options where one is asked for', async () => {
  const { code, out } = await call('help');
  expect(code).toBe(0);
  const text = out.replaceAll(/\s+/g, ' ');
  for (const [name, { about }] of Object.entries(COMMANDS))
    expect(text).toContain(`${name} ${about}`);
  expect((await call('help', 'capacity')).out).toContain('--keep');
});

test('cli/initCommand: init writes a model that is one, says what next, and never writes over another', async () => {
  const file = join(folder, 'orders.yaml');
  const { code, out } = await call('init', join(folder, 'orders'));
  expect(code).toBe(0);
  expect(out).toContain(`highwater check ${file}`);
  const { model } = modelFrom(readFileSync(file, 'utf8'));
  expect(model.name).toBe('orders');
  // A group that is busy and not full: 10,000 records/s.
  const { eventsPerSecond, resources } = offeredLoad(model);
  expect(eventsPerSecond).toBe(10_000);
  const workers = resources.find(({ name }) => name === 'consumers.workers');
  expect(workers?.ceilingEventsPerSecond).toBeGreaterThan(10_000);
  expect(model.tune.length).toBe(2);
  expect(FIRST_MODEL.split('\n').filter((line) => /^\w/.test(line)).length).toBeLessThanOrEqual(11);
  const again = await call('init', file);
  expect(again).toMatchObject({
    code: 2,
    error: `${file} is there already; give another name, or remove it\n`,
  });
  expect((await call('init', join(folder, 'a b'))).error).toContain('no name for a model');
  expect(existsSync(join(folder, 'a b.yaml'))).toBe(false);
});

test('cli/completionCommand, cli/completionScripts: completion: bash completes commands, options, models and experiments', async () => {
  const script = join(folder, 'completion.bash');
  writeFileSync(script, (await call('completion', 'bash')).out);
  const completed = (...words: string[]): string[] =>
    execFileSync(
      'bash',
      [
        '-c',
        `cd '${folder}'; source '${script}'; COMP_WORDS=(highwater "$@"); COMP_CWORD=$#; _highwater; echo "\${COMPREPLY[@]}"`,
        'bash',
        ...words,
      ],
      { encoding: 'utf8' },
    )
      .trim()
      .split(' ');
  expect(completed('cap')).toEqual(['capacity']);
  expect(completed('run', '10k')).toEqual(['10k-users', '10k-users-services']);
  expect(completed('run', '--prec')).toEqual(['--precision']);
  expect(completed('experiment', 'hot')).toEqual(['hot-partition']);
  expect(completed('explain', 'consumer_w')).toEqual(['consumer_wait']);
});

test('completion: zsh and fish read their scripts, where they are there', async ({ skip }) => {
  const shells = ['zsh', 'fish'].filter((shell) => spawnSync(shell, ['--version']).status === 0);
  for (const shell of ['zsh', 'fish']) {
    const { out } = await call('completion', shell);
    for (const name of Object.keys(COMMANDS)) expect(out).toContain(name);
    const script = join(folder, `completion.${shell}`);
    writeFileSync(script, out);
    if (shells.includes(shell)) execFileSync(shell, ['-n', script]);
  }
  if (shells.length === 0) skip('neither zsh nor fish is here to read the scripts');
});

/** The files that a module loads when it is loaded. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const code = readFileSync(file, 'utf8').replaceAll(/\/\*[^]*?\*\/|\/\/.*/g, '');
  for (const [, names, path] of code.matchAll(/(?:import|export) ([^;]*?)from '([^']+)';/g)) {
    if (names.startsWith('type ')) continue;
    if (path.startsWith('.')) loadedBy(join(dirname(file), path.replace(/\.js$/, '.ts')), seen);
    else seen.add(path);
  }
  return seen;
}

test('what no command waits for: help loads no simulator, check no workers, pictures or reports of runs', () => {
  const packages = (loaded: Set<string>): string[] =>
    [...loaded].filter((name) => !/^(?:src\/|node:)/.test(name)).sort();
  expect(packages(loadedBy('src/cli/program.ts'))).toEqual(['commander']);
  const check = loadedBy('src/cli/checkCommand.ts');
  expect(packages(check)).not.toContain('piscina');
  expect(packages(check)).not.toContain('cli-progress');
  expect([...check].filter((name) => name.includes('report/page'))).toEqual([]);
  for (const name of Object.keys(COMMANDS)) {
    const loaded = [...loadedBy(`src/cli/${name}Command.ts`)];
    // Before its first word: what is read then is waited for, also where a bundle has it.
    expect(loaded.length, name).toBeLessThan(190);
    if (['check', 'mcp', 'trials', 'watch', 'work'].includes(name)) continue;
    expect(
      loaded.filter((file) => /src\/(?:engine|proof)\/|network\/simulate/.test(file)),
      name,
    ).toEqual([]);
  }
});

test('the list of experiments is as they themselves say it', async () => {
  const said = (await loadExperiments()).map(({ name, question }) => ({ name, question }));
  expect(JSON.parse(readFileSync('dist/package/questions.json', 'utf8'))).toEqual(said);
});
