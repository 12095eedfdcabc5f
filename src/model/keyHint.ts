/** What to write in place of a key that a section does not have. */
import type { Section } from './fields.js';
import { listed, nearest } from './hints.js';
import { meaningOf, notModeled, saidOtherwise } from './otherWords.js';

export interface KeyHint {
  readonly hint: string;
  /** The key of this section that is meant; null where it is none. */
  readonly means: string | null;
}

/**
 * In this order: what is said in another way than by a key; another system's word for a key, with
 * its unit and its section; a slip of the pen; a key of another section; else the nearest keys and
 * how to see all. `value` is what stands after the key, where it is a text.
 */
export function keyHint(
  language: Section,
  section: Section,
  path: string,
  key: string,
  value: string | null,
): KeyHint {
  const known = [...Object.keys(section.fields), ...Object.keys(section.sections ?? {})];
  // Only a model has sections that these words are about.
  const isModel = language.noun === undefined;
  const top = path.split('.')[0];
  const said = isModel ? saidOtherwise(key, top) : null;
  if (said !== null) return { hint: said, means: null };
  const meaning = isModel ? meaningOf(key, wordsOf(path)) : null;
  if (meaning !== null) {
    const text = `write ${meaning.key}${valued(value, meaning.unit)}`;
    if (known.includes(meaning.key)) return { hint: text, means: meaning.key };
    return { hint: `${text}, ${under(language, meaning.section)}`, means: null };
  }
  const absent = isModel ? notModeled(key) : null;
  if (absent !== null) return { hint: absent, means: null };
  const owners = isModel ? ownersOf(language, key) : [];
  if (owners.length > 0) {
    return {
      hint: `write it ${owners.map((name) => under(language, name)).join(' or ')}`,
      means: null,
    };
  }
  const near = nearest(key, known);
  if (near !== null) return { hint: `write ${near}`, means: near };
  if (known.length === 0) return { hint: 'remove it', means: null };
  const all = `highwater schema ${top === '' ? 'model' : schemaPath(language, path)}`;
  return { hint: `remove it, or use ${listed(key, known, all)}`, means: null };
}

/** The section whose words are meant: that at the top, or one that has words of its own. */
function wordsOf(path: string): string {
  // Theirs, a cluster's or a mirror's.
  if (path.includes('.brokers') || path.startsWith('clusters.')) return 'brokers';
  return /\.autoscaler(?:\.|$)/.test(path) ? 'autoscaler' : path.split('.')[0];
}

/** `: 5 ms`: the value with the unit that its number has there. */
function valued(value: string | null, unit: string): string {
  if (value === null || value === '' || value.length > 40) return '';
  return unit === '' || !/^\d+$/.test(value) ? `: ${value}` : `: ${value} ${unit}`;
}

/** Where a section stands, as one says it. */
function under(language: Section, name: string): string {
  if (name === '') return 'at the top';
  return language.sections?.[name]?.form === 'many' ? `under a name in ${name}` : `under ${name}`;
}

/** Sections at the top that have the key; those inside others are too many to guess at. */
function ownersOf(language: Section, key: string): string[] {
  const own = Object.hasOwn(language.fields, key) ? [''] : [];
  const parts = Object.entries(language.sections ?? {});
  return [
    ...own,
    ...parts
      .filter(([, part]) => part.open !== true && Object.hasOwn(part.fields, key))
      .map(([name]) => name),
  ];
}

/**
 * The path without the names that people chose: consumers.workers.autoscaler is
 * consumers.autoscaler.
 */
function schemaPath(language: Section, path: string): string {
  const words: string[] = [];
  let section: Section | undefined = language;
  let skip = false;
  const parts = path.split('.');
  for (const [index, part] of parts.entries()) {
    if (skip) {
      skip = false;
      continue;
    }
    words.push(part);
    const next: Section | undefined = section?.sections?.[part];
    section = index + 2 < parts.length ? (next?.named ?? next) : next;
    skip = section !== undefined && section.form !== 'one';
  }
  return words.join('.');
}
