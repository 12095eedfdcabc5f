/**
 * Reads a tree by the language's table: every value in its unit, every default filled in, every
 * fault noted.
 */
import type { Distribution } from '../statistics/index.js';
import type { Place, Tree } from './document.js';
import type { Diagnostic } from './diagnostics.js';
import { keyHint } from './keyHint.js';
import { nearest } from './hints.js';
import type { Field, Section } from './fields.js';
import { MAXIMUM_ENTRIES, MAXIMUM_FAULTS, MAXIMUM_PLACEMENTS } from './limits.js';
import * as quantities from './quantities.js';
import type { ArrivalProcess, KeyPopularity } from './model.js';
import { positive, within } from './ranges.js';
import { asWritten } from './shape.js';
import {
  NAME,
  delays,
  isName,
  keyPopularity,
  names,
  texts,
  textOf,
  type ReadColumn,
} from './structured.js';
import { arrivals } from './arrivals.js';

export type Value =
  | string
  | number
  | null
  | Distribution
  | ArrivalProcess
  | KeyPopularity
  | readonly string[]
  | ReadonlyMap<string, ReadonlyMap<string, number>>;

/** What a section held. */
export interface Reading {
  readonly place: Place;
  readonly values: Map<string, Value>;
  readonly places: Map<string, Place>;
  readonly one: Map<string, Reading>;
  readonly many: Map<string, Map<string, Reading>>;
  readonly list: Map<string, Reading[]>;
  /** Keys that the author chose. */
  readonly own: Map<string, string>;
}

const NOWHERE: Place = { file: '', line: 1, column: 1 };

export class LanguageReader {
  readonly faults: Diagnostic[] = [];
  /** Paths of values that others stand in for. */
  private readonly stoodIn = new Set<string>();

  /** `language`: the table that it reads by. */
  constructor(
    private readonly language: Section,
    private readonly readColumn: ReadColumn,
  ) {}

  /** What stands in for a wrong value is not the author's: no fault is found with it. */
  fault(place: Place, path: string, received: string, expected: string, hint: string): void {
    if (this.stoodIn.has(path)) return;
    this.faults.push({ ...place, path, received, expected, hint });
  }

  section(section: Section, tree: Tree, path: string): Reading {
    const reading = emptyReading(tree.place);
    if (tree.kind !== 'map') {
      const expected = 'a mapping of keys to values';
      const example = Object.keys(section.fields).at(0) ?? 'key';
      const hint =
        path === ''
          ? 'write key: value lines'
          : `write ${path.slice(path.lastIndexOf('.') + 1)}: { ${example}: ... }`;
      this.fault(tree.place, path, described(tree), expected, hint);
      return this.assumedSection(section, tree.place);
    }
    const meant = this.unknownKeys(section, tree, path);
    for (const [key, field] of Object.entries(section.fields)) {
      const value = tree.entries.get(key)?.value ?? null;
      // A mistyped key is one fault, not two.
      if (value === null && meant.has(key)) reading.values.set(key, this.assumed(field));
      else this.field(reading, key, field, value, join(path, key));
    }
    for (const [key, part] of Object.entries(section.sections ?? {})) {
      const entry = tree.entries.get(key);
      if (entry !== undefined) this.part(reading, key, part, entry.value, join(path, key));
      else if (part.required === true) {
        const add = `add ${key}: (${part.about})`;
        const unless = part.unless !== undefined && tree.entries.has(part.unless);
        if (!meant.has(key) && !unless)
          this.fault(tree.place, join(path, key), 'nothing', `the section ${key}`, add);
        if (part.form === 'one') reading.one.set(key, this.assumedSection(part, tree.place));
      }
    }
    if (section.open === true) this.ownKeys(section, tree, reading, path);
    return reading;
  }

  /** A section as if all its values were their presets: the others are still checked against it. */
  private assumedSection(section: Section, place: Place): Reading {
    const reading = emptyReading(place);
    for (const [key, field] of Object.entries(section.fields)) {
      reading.values.set(key, this.assumed(field));
    }
    for (const [key, part] of Object.entries(section.sections ?? {})) {
      if (part.required === true) reading.one.set(key, this.assumedSection(part, place));
    }
    return reading;
  }

  private part(reading: Reading, key: string, section: Section, tree: Tree, path: string): void {
    const part = asWritten(section, tree);
    reading.places.set(key, tree.place);
    if (part.form === 'one') {
      reading.one.set(key, this.section(part, tree, path));
    } else if (part.form === 'list') {
      if (tree.kind !== 'list') {
        this.fault(tree.place, path, described(tree), 'a list', 'begin each entry with a dash');
        return;
      }
      if (tree.items.length > MAXIMUM_PLACEMENTS) {
        const most = `at most ${MAXIMUM_PLACEMENTS}`;
        this.fault(tree.place, path, `${tree.items.length} entries`, most, 'join alike entries');
        return;
      }
      reading.list.set(
        key,
        tree.items.map((item, index) => this.section(part, item, join(path, String(index)))),
      );
    } else if (tree.kind !== 'map') {
      this.fault(
        tree.place,
        path,
        described(tree),
        'a mapping from names',
        `write ${key}: {name: {...}}`,
      );
    } else {
      const named = new Map<string, Reading>();
      const most = part.maximum ?? MAXIMUM_ENTRIES;
      if (tree.entries.size > most) {
        const received = `${tree.entries.size} entries`;
        this.fault(tree.place, path, received, `at most ${most}`, 'join alike entries');
        return;
      }
      for (const [name, entry] of tree.entries) {
        if (!isName(name))
          this.fault(entry.key, path, `the name "${name}"`, NAME, 'choose another');
        named.set(name, this.section(part, entry.value, join(path, name)));
      }
      reading.many.set(key, named);
    }
  }

  /** Notes keys that the section does not have; returns those that were probably meant. */
  private unknownKeys(
    section: Section,
    tree: Tree & { kind: 'map' },
    path: string,
  ): ReadonlySet<string> {
    const meant = new Set<string>();
    const known = [...Object.keys(section.fields), ...Object.keys(section.sections ?? {})];
    // Later ones are counted, not shown.
    let seen = 0;
    for (const [key, entry] of tree.entries) {
      if (known.includes(key)) continue;
      const own = section.open === true && ownText(section, entry.value) !== null;
      if (own && (nearest(key, known) === null || key === 'home')) continue;
      const value = entry.value.kind === 'text' ? entry.value.text : null;
      const { hint, means } =
        seen++ < MAXIMUM_FAULTS
          ? keyHint(this.language, section, path, key, value)
          : { hint: 'remove it', means: null };
      const owner = path === '' ? `the ${this.language.noun ?? 'model'}` : path;
      const received = `the unknown key ${key}`;
      this.fault(entry.key, join(path, key), received, `a key of ${owner}`, hint);
      if (means !== null) meant.add(means);
    }
    return meant;
  }

  private ownKeys(
    section: Section,
    tree: Tree & { kind: 'map' },
    reading: Reading,
    path: string,
  ): void {
    for (const [key, entry] of tree.entries) {
      const text = ownText(section, entry.value);
      if (!Object.hasOwn(section.fields, key) && text !== null) {
        if (section.paths !== true && !isName(key))
          this.fault(entry.key, path, `the name "${key}"`, NAME, 'choose another');
        reading.own.set(key, text);
        reading.places.set(key, entry.value.place);
      }
    }
  }

  private field(
    reading: Reading,
    key: string,
    field: Field,
    tree: Tree | null,
    path: string,
  ): void {
    const place = tree?.place ?? reading.place;
    reading.places.set(key, place);
    let source = tree;
    if (source === null) {
      if (field.preset === undefined) {
        const example = field.kind === 'whole' ? `${key}: 1` : key;
        this.fault(place, path, 'nothing', `${key}: ${field.about}`, `add ${example}`);
        reading.values.set(key, this.assumed(field));
        return;
      }
      if (field.preset === null) {
        reading.values.set(key, null);
        return;
      }
      source = { kind: 'text', text: field.preset, place };
    }
    try {
      reading.values.set(key, this.value(field, source));
    } catch (error) {
      if (!(error instanceof quantities.QuantityError)) throw error;
      this.fault(place, path, described(source), error.expected, error.hint);
      this.stoodIn.add(path);
      reading.values.set(key, this.assumed(field));
    }
  }

  /** What stands in for a value that is missing or wrong, so that the other checks can go on. */
  private assumed(field: Field): Value {
    if (field.preset === null) return field.assumed ?? null;
    if (field.preset !== undefined) {
      return this.value(field, { kind: 'text', text: field.preset, place: NOWHERE });
    }
    if (field.kind === 'text') return field.choices?.[0] ?? '';
    return field.assumed ?? Math.max(1, field.minimum ?? 1);
  }

  private value(field: Field, tree: Tree): Value {
    if (field.kind === 'arrivals') return arrivals(tree, this.readColumn);
    if (field.kind === 'keys') return keyPopularity(tree);
    if (field.kind === 'delays') return delays(tree);
    if (field.kind === 'names') return names(tree);
    if (field.kind === 'texts') return texts(tree, field.example);
    return this.scalar(field, textOf(tree));
  }

  private scalar(field: Field, text: string): Value {
    switch (field.kind) {
      case 'text':
        if (field.choices !== undefined && !field.choices.includes(text)) {
          const last = text.slice(text.lastIndexOf('.') + 1);
          const means = field.means ?? {};
          const near = Object.hasOwn(means, last) ? means[last] : nearest(text, field.choices);
          const hint = near ?? `one of ${field.choices.join(', ')}`;
          throw new quantities.QuantityError(`one of ${field.choices.join(', ')}`, `write ${hint}`);
        }
        if (/[\r\n]/.test(text)) throw new quantities.QuantityError('one line', 'write one line');
        if (/(?!\t)\p{Cc}/u.test(text)) {
          throw new quantities.QuantityError('text without control characters', 'remove them');
        }
        return text;
      case 'time_distribution':
        return quantities.distribution(
          text,
          (part) => within({ minimum: 0 }, quantities.duration(part), 's'),
          this.readColumn,
        );
      case 'factor_distribution':
        return quantities.distribution(
          text,
          (part) => within({ minimum: 0 }, quantities.count(part)),
          this.readColumn,
        );
      case 'whole': {
        const value = quantities.count(text);
        if (!Number.isSafeInteger(value))
          throw new quantities.QuantityError('a whole number', 'remove the fraction');
        return within(field, value);
      }
      case 'fraction':
        return within({ minimum: 0, maximum: 1, ...field }, quantities.share(text));
      case 'count':
        return within(field, quantities.count(text));
      case 'duration':
        return within({ minimum: 0, ...field }, quantities.duration(text), 's');
      case 'duration_per_byte':
        return within({ minimum: 0 }, quantities.durationPerByte(text), 's/B');
      case 'size':
        return within({ minimum: 0, ...field }, quantities.size(text), 'B');
      case 'bandwidth':
        return within({ minimum: 1 }, quantities.bandwidth(text), 'B/s');
      case 'rate':
        return within({ minimum: 1e-9 }, positive(quantities.rate(text)), '/s');
      case 'names':
      case 'texts':
      case 'arrivals':
      case 'keys':
      case 'delays':
        throw new Error(`${field.kind} is not a scalar`);
      default:
        return field.kind satisfies never;
    }
  }
}

/** `90%` is meant as 0.9. */
/** The value of a key that the author chose, or null where it may not stand there. */
function ownText(section: Section, tree: Tree): string | null {
  if (tree.kind === 'text') return tree.text;
  if (tree.kind === 'map' || section.lists !== true) return null;
  const items = tree.items.map((item) => (item.kind === 'text' ? item.text : null));
  return items.includes(null) ? null : items.join(', ');
}

function emptyReading(place: Place): Reading {
  return {
    place,
    values: new Map(),
    places: new Map(),
    one: new Map(),
    many: new Map(),
    list: new Map(),
    own: new Map(),
  };
}

function described(tree: Tree): string {
  if (tree.kind === 'text') return tree.text === '' ? 'nothing' : `"${tree.text.slice(0, 60)}"`;
  const parts = tree.kind === 'list' ? tree.items.map(inside) : pairs(tree);
  if (parts.length === 0) return tree.kind === 'list' ? 'an empty list' : 'an empty mapping';
  const [open, close] = tree.kind === 'list' ? '[]' : '{}';
  const all = `${open}${parts.slice(0, 8).join(', ')}${parts.length > 8 ? ', ...' : ''}${close}`;
  return all.length > 80 ? `${all.slice(0, 80)}...` : all;
}

function pairs(tree: Tree & { kind: 'map' }): string[] {
  return [...tree.entries].map(([key, { value }]) => `${key}: ${inside(value)}`);
}

function inside(tree: Tree): string {
  if (tree.kind === 'text') return tree.text;
  return tree.kind === 'list' ? '[...]' : '{...}';
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
