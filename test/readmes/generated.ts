/**
 * The parts of the READMEs that are made from the code, by name: what stands between
 * `<!-- made: NAME -->` and `<!-- end -->`.
 */
import { readFileSync } from 'node:fs';
import { COMMANDS } from '../../src/cli/commands.js';
import { loadExperiments } from '../../src/cli/findExperiment.js';
import { shippedNames } from '../../src/execution/modelFiles.js';
import { loadModel } from '../../src/index.js';
import { keysOf, sectionPaths, type KeyRow } from '../../src/model/schema.js';
import {
  DIFFERENCE_HEADERS,
  differenceRows,
  SCENARIO_HEADERS,
  scenarioRows,
} from '../conformance/table.js';
import { APART_HEADERS, apartRows } from '../conformance/repeats.js';
import {
  QUEUE_DIFFERENCE_HEADERS,
  QUEUE_HEADERS,
  queueDifferenceRows,
  queueScenarioRows,
} from '../conformance/queues/table.js';
import { LATENCY_HEADERS, latencyRows } from '../conformance/latency/table.js';
import { LAYERS } from '../support/layers.js';
import {
  RESOURCE_ENTRIES,
  STAGE_ENTRIES,
  WORD_ENTRIES,
  keyMeaning,
  type Entry,
} from '../../src/report/glossary/index.js';
import { STUDY_TABLES } from '../../src/report/studyTables.js';

/** What `npm run findings` kept. */
export const FINDINGS = JSON.parse(readFileSync('experiments/findings.json', 'utf8')) as Readonly<
  Record<string, { readonly finding: string; readonly claims?: readonly string[] }>
>;

export const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  commands: () =>
    [...new Set(Object.values(COMMANDS).map(({ group }) => group))]
      .map((group) => {
        const names = Object.entries(COMMANDS).filter(([, entry]) => entry.group === group);
        return `- ${group} ${names.map(([name]) => code(name)).join(', ')}`;
      })
      .join('\n'),
  models: () =>
    tableText(
      ['model', 'question'],
      shippedNames('models').map((name) => [code(name), loadModel(name).model.question]),
    ),
  stages: () => entriesText(STAGE_ENTRIES),
  resources: () => entriesText(RESOURCE_ENTRIES),
  words: () =>
    tableText(
      ['word', 'meaning'],
      WORD_ENTRIES.map(({ name, means }) => [name, means]),
    ),
  keys: () => ['', ...sectionPaths()].map(sectionText).join('\n\n'),
  conformance: () => tableText(SCENARIO_HEADERS, scenarioRows()),
  queueConformance: () => tableText(QUEUE_HEADERS, queueScenarioRows()),
  queueDifferences: () => tableText(QUEUE_DIFFERENCE_HEADERS, queueDifferenceRows()),
  repeats: () => tableText(APART_HEADERS, apartRows()),
  latency: () => tableText(LATENCY_HEADERS, latencyRows()),
  differences: () => tableText(DIFFERENCE_HEADERS, differenceRows()),
  experiments: async () =>
    tableText(
      ['experiment', 'question'],
      (await loadExperiments()).map(({ name, question }) => [code(name), question]),
    ),
  findings: async () =>
    (await loadExperiments())
      .map(({ name, question }) =>
        [
          `### ${code(name)}`,
          `${question.charAt(0).toUpperCase()}${question.slice(1)}`,
          `_${FINDINGS[name].finding}_`,
          `![What ${name} gives, with intervals](pictures/${name}.svg)`,
        ].join('\n\n'),
      )
      .join('\n\n'),
  claims: () =>
    [
      '<!-- recorded: npm run findings claims; test/experiments/experiments.test.ts -->',
      ['```text', ...(FINDINGS['claims'].claims ?? []), '```'].join('\n'),
    ].join('\n\n'),
  files: () => STUDY_TABLES.map(fileText).join('\n\n'),
  layers: () =>
    tableText(
      ['folder under src/', 'its one job', 'may import'],
      Object.entries(LAYERS).map(([name, { job, mayImport }]) => [
        name,
        job,
        mayImport.length === 0 ? 'nothing' : mayImport.join(', '),
      ]),
    ),
};

function code(text: string): string {
  return `\`${text}\``;
}

/** As prettier writes it: columns as wide as their widest cell. */
function tableText(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headers, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = headers.map((_, index) => Math.max(3, ...cells.map((row) => row[index].length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, index) => cell.padEnd(widths[index])).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  const [head, ...body] = cells.map(line);
  return [head, rule, ...body].join('\n');
}

function entriesText(entries: readonly Entry[]): string {
  return tableText(
    ['name', 'what it is', 'what helps'],
    entries.map(({ name, means, helps }) => [code(name), means, helps.join('; ')]),
  );
}

function sectionText(path: string): string {
  const rows = keysOf(path) ?? [];
  const title = path === '' ? 'the top of the file' : code(path);
  if (rows.length === 0)
    return `### ${title}\n\nPaths of the model, each with a range or a list of values.`;
  return `### ${title}\n\n${tableText(
    ['key', 'value', 'range', 'default', 'from', 'meaning'],
    rows.map((row) => [
      code(row.key),
      row.kind,
      row.range,
      presetOf(row),
      row.source,
      keyMeaning(row.about),
    ]),
  )}`;
}

function presetOf({ preset }: KeyRow): string {
  if (preset === '') return 'must be given';
  return preset === '-' ? '' : preset;
}

function fileText({ name, row, columns }: (typeof STUDY_TABLES)[number]): string {
  const rows = columns.map((each) => [code(each.name), each.unit, each.meaning, each.empty]);
  return `### ${code(`${name}.csv`)}\n\nA row: ${row}.\n\n${tableText(
    ['column', 'unit', 'meaning', 'empty where'],
    rows,
  )}`;
}
