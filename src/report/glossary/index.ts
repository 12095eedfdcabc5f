/**
 * Looks a word up wherever it may stand: stages, resources, words of the reports, columns of the
 * files, keys of the models.
 */
import { FAULT_KINDS } from '../../model/faultLanguage.js';
import { keysOf, sectionPaths } from '../../model/schema.js';
import { STUDY_TABLES } from '../studyTables.js';
import type { Entry } from './entry.js';
import { OTHER_NAMES } from './otherNames.js';
import { RESOURCE_ENTRIES, resourceEntry } from './resources.js';
import { STAGE_ENTRIES } from './stages.js';
import { WORD_ENTRIES } from './words.js';

export type { Entry };
export { RESOURCE_ENTRIES, STAGE_ENTRIES, WORD_ENTRIES };

/** What is known of a word, a heading a kind of it. */
export interface Found extends Entry {
  /** `a stage of a record's latency`, `a column of summary.csv`. */
  readonly kind: string;
}

/**
 * All that a word may be, in the order in which a reader of a report would mean it; where it is
 * nothing, of what others call so, and of its singular or plural; none where it is unknown.
 */
export function lookUp(given: string): Found[] {
  const word = given.trim();
  const called = OTHER_NAMES.get(plain(word)) ?? OTHER_NAMES.get(word.toLowerCase());
  const number = word.endsWith('s') ? word.slice(0, -1) : `${word}s`;
  const tries = [word, ...(called === undefined ? [] : [called]), number];
  return tries.map(exactly).find((found) => found.length > 0) ?? [];
}

function exactly(word: string): Found[] {
  const resource = resourceEntry(word) ?? RESOURCE_ENTRIES.find(({ name }) => alike(name, word));
  return [
    ...named(STAGE_ENTRIES, word, "a stage of a record's latency"),
    ...(resource === undefined ? [] : [{ ...resource, kind: 'a resource' }]),
    ...named(WORD_ENTRIES, word, 'a word of the reports'),
    ...columnsOf(word),
    ...keysNamed(word),
    ...FAULT_KINDS.filter((kind) => alike(kind, word)).map((kind) => ({
      name: kind,
      kind: 'a kind of fault',
      means: 'See highwater schema faults.',
      helps: [],
    })),
  ];
}

/** Every word that `lookUp` knows. */
export function knownWords(): string[] {
  const entries = [...STAGE_ENTRIES, ...RESOURCE_ENTRIES, ...WORD_ENTRIES].map(({ name }) => name);
  const columns = STUDY_TABLES.flatMap(({ columns: all }) => all.map(({ name }) => name));
  const keys = ['', ...sectionPaths()].flatMap((path) => keysOf(path) ?? []).map(({ key }) => key);
  return [...new Set([...entries, ...columns, ...keys, ...FAULT_KINDS])];
}

function alike(name: string, word: string): boolean {
  return plain(name) === plain(word);
}

/** Kafka's `max.poll.interval.ms` is `max_poll_interval` here. */
function plain(text: string): string {
  const words = text.toLowerCase().replace(/\.ms$/, '');
  return words.replaceAll(/[\s_-]+|(?<=[a-z])\.(?=[a-z])/g, ' ');
}

function named(entries: readonly Entry[], word: string, kind: string): Found[] {
  return entries.filter(({ name }) => alike(name, word)).map((entry) => ({ ...entry, kind }));
}

/** A column, said once of all the files that mean the same by it. */
function columnsOf(word: string): Found[] {
  const byMeaning = new Map<string, string[]>();
  for (const { name: file, columns } of STUDY_TABLES) {
    for (const { name, unit, meaning, empty } of columns) {
      if (!alike(name, word)) continue;
      const whenEmpty = empty === '' ? '' : ` Empty: ${empty}.`;
      const about = `${capital(meaning)} (${unit}).${whenEmpty}`;
      byMeaning.set(about, [...(byMeaning.get(about) ?? []), `${file}.csv`]);
    }
  }
  return [...byMeaning].map(([means, files]) => ({
    name: word,
    kind: `a column of ${files.join(', ')}`,
    means,
    helps: [],
  }));
}

/** A key, said once of all the sections that mean the same by it. */
function keysNamed(word: string): Found[] {
  const byMeaning = new Map<string, Found>();
  for (const path of ['', ...sectionPaths()]) {
    for (const { key, kind, preset, about } of keysOf(path) ?? []) {
      const name = path === '' ? key : `${path}.${key}`;
      if (!alike(key, word) && !alike(name, word)) continue;
      const means = keyMeaning(about);
      const text = `a key of the models: ${kind}${presetText(preset)}`;
      const before = byMeaning.get(text + means);
      const names = before === undefined ? name : `${before.name}, ${name}`;
      byMeaning.set(text + means, { name: names, kind: text, means, helps: [] });
    }
  }
  return [...byMeaning.values()];
}

/** As a sentence; the name of a Kafka setting alone is that setting. */
export function keyMeaning(about: string): string {
  return /^[a-z]+(?:\.[a-z]+)+$/.test(about) ? `Kafka's ${about}.` : `${capital(about)}.`;
}

/** `, 5 ms where left out`, as the tables of keys have it (schema.ts). */
export function presetText(preset: string): string {
  if (preset === '') return ', must be given';
  return preset === '-' ? '' : `, ${preset} where left out`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
