/**
 * What may be written at a place of a model's text, from the table of the language. The place is
 * found from indentation and braces alone, since a text that is being written is no YAML yet.
 */
import { LANGUAGE, type Field, type Section } from '../model/index.js';

export interface Completion {
  readonly label: string;
  /** `duration, default 5 ms`. */
  readonly detail: string;
  readonly about: string;
  /** What is to be written after it. */
  readonly more: string;
}

/** `from`: where the word begins that these complete. */
export interface Completions {
  readonly from: number;
  readonly all: readonly Completion[];
}

/** At `at`, a place between two characters; null where nothing is known. */
export function completionsAt(text: string, at: number): Completions | null {
  const place = placeAt(text, at);
  if (place === null) return null;
  const section = sectionAt(place.keys);
  if (section === null) return null;
  const from = at - place.word.length;
  if (place.value === null) return { from, all: keysIn(section) };
  const field = Object.hasOwn(section.fields, place.value)
    ? section.fields[place.value]
    : undefined;
  const values = (field?.choices ?? []).map((label) => ({
    label,
    detail: '',
    about: '',
    more: '',
  }));
  return values.length > 0 ? { from, all: values } : null;
}

/** What the key at a place means; null where it is none of the language's. */
export function aboutKey(
  text: string,
  at: number,
): { readonly key: string; readonly detail: string; readonly about: string } | null {
  const end = at + (/^[\w-]*/.exec(text.slice(at))?.[0].length ?? 0);
  if (!/^\s*:/.test(text.slice(end))) return null;
  const place = placeAt(text, end);
  if (place === null || place.value !== null || place.word === '') return null;
  const section = sectionAt(place.keys);
  if (section === null) return null;
  const found = keysIn(section).find(({ label }) => label === place.word);
  return found === undefined
    ? null
    : { key: found.label, detail: found.detail, about: found.about };
}

/** The keys that lead to a place, the word before it, and whether that is a key's value. */
interface Place {
  readonly keys: readonly string[];
  readonly word: string;
  readonly value: string | null;
}

const KEY = /^(\s*(?:- )?)(?:([\w.*-]+|"[^"]*"|'[^']*')\s*:(?=\s|$))?/;

/** How far a line is indented, and the key that it begins with; null = with none. */
function beginOf(line: string): { readonly indent: number; readonly key: string | null } {
  const found = KEY.exec(line);
  return { indent: found?.at(1)?.length ?? 0, key: found?.at(2) ?? null };
}

function placeAt(text: string, at: number): Place | null {
  const lines = text.slice(0, at).split('\n');
  const line = lines.pop() ?? '';
  if (/(?:^|\s)#/.test(line)) return null;
  const { indent, key } = beginOf(line);
  const above = parentsOf(lines, indent);
  const inner = bracesIn(line);
  if (inner !== null) return { ...inner, keys: [...above, ...inner.keys] };
  if (key === null) return { keys: above, word: line.slice(indent), value: null };
  const word = /\S*$/.exec(line)?.[0] ?? '';
  return { keys: above, word: word === `${key}:` ? '' : word, value: key };
}

/** The keys of the lines above that a line of this indentation stands under. */
function parentsOf(lines: readonly string[], indent: number): string[] {
  const keys: string[] = [];
  let least = indent;
  for (let number = lines.length - 1; number >= 0 && least > 0; number--) {
    const { indent: before, key } = beginOf(lines[number]);
    if (key === null || before >= least) continue;
    keys.unshift(key);
    least = before;
  }
  return keys;
}

/** Within the last `{` of a line that is still open; null where there is none. */
function bracesIn(line: string): Place | null {
  const keys: string[] = [];
  let [open, rest] = [0, line];
  let last: string | null = null;
  for (const found of line.matchAll(/([\w.-]+)\s*:\s|[{},]/g)) {
    const [sign] = found;
    const key = found.at(1);
    if (key !== undefined) last = key;
    else if (sign === '{') {
      keys.push(last ?? '');
      [open, last] = [open + 1, null];
    } else if (sign === '}') {
      keys.pop();
      [open, last] = [open - 1, null];
    } else last = null;
    rest = line.slice(found.index + sign.length);
  }
  if (open <= 0) return null;
  return { keys, word: rest.trimStart(), value: last };
}

/** Names that people choose are passed over. */
function sectionAt(keys: readonly string[]): Section | null {
  let section: Section = LANGUAGE;
  for (let index = 0; index < keys.length; index++) {
    const inner: Section | undefined = ownSection(section, keys[index]);
    if (inner === undefined) return null;
    const next = keys.at(index + 1);
    const named = inner.named !== undefined && next !== undefined && !isOwn(inner, next);
    section = named ? (inner.named ?? inner) : inner;
    if (section.form === 'many') index++;
    if (section.form === 'many' && next === undefined) return null;
  }
  return section;
}

function ownSection({ sections = {} }: Section, key: string): Section | undefined {
  return Object.hasOwn(sections, key) ? sections[key] : undefined;
}

function isOwn({ fields, sections = {} }: Section, key: string): boolean {
  return Object.hasOwn(fields, key) || Object.hasOwn(sections, key);
}

function keysIn({ fields, sections = {} }: Section): Completion[] {
  return [
    ...Object.entries(fields).map(([label, field]) => ({
      label,
      detail: detailOf(field),
      about: field.about,
      more: ': ',
    })),
    ...Object.entries(sections).map(([label, { about, form }]) => ({
      label,
      detail: form === 'one' ? 'section' : 'sections by name',
      about,
      more: ':',
    })),
  ];
}

function detailOf({ kind, choices, preset }: Field): string {
  const what = choices?.join(' | ') ?? kind.replaceAll('_', ' ');
  if (preset === undefined) return `${what}, must be given`;
  return preset === null || preset === '' ? what : `${what}, default ${preset}`;
}
