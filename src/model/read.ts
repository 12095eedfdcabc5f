/** Reads a tree by the language's table: every value in its unit, every default filled in, every fault noted. */
import type { Distribution } from '../statistics/index.js';
import type { Place, Tree } from './document.js';
import { nearest, type Fault } from './faults.js';
import type { Field, Section } from './fields.js';
import * as quantities from './quantities.js';
import type { ArrivalProcess, KeyPopularity } from './model.js';

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

/** Values of a CSV column in the model's folder. */
export type ReadColumn = (argument: string) => readonly number[];

export class LanguageReader {
  readonly faults: Fault[] = [];

  constructor(private readonly readColumn: ReadColumn) {}

  fault(place: Place, path: string, received: string, expected: string, hint: string): void {
    this.faults.push({ ...place, path, received, expected, hint });
  }

  section(section: Section, tree: Tree, path: string): Reading {
    const reading = emptyReading(tree.place);
    if (tree.kind !== 'map') {
      const expected = 'a mapping of keys to values';
      this.fault(tree.place, path, described(tree), expected, 'write key: value lines');
      return this.assumedSection(section, tree.place);
    }
    this.unknownKeys(section, tree, path);
    for (const [key, field] of Object.entries(section.fields)) {
      this.field(reading, key, field, tree.entries.get(key)?.value ?? null, join(path, key));
    }
    for (const [key, part] of Object.entries(section.sections ?? {})) {
      const entry = tree.entries.get(key);
      if (entry !== undefined) this.part(reading, key, part, entry.value, join(path, key));
      else if (part.required === true) {
        this.fault(
          tree.place,
          join(path, key),
          'nothing',
          `the section ${key}`,
          `add ${key}: (${part.about})`,
        );
        if (part.form === 'one') reading.one.set(key, this.assumedSection(part, tree.place));
      }
    }
    if (section.open === true) this.ownKeys(section, tree, reading);
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

  private part(reading: Reading, key: string, part: Section, tree: Tree, path: string): void {
    if (part.form === 'one') {
      reading.one.set(key, this.section(part, tree, path));
    } else if (part.form === 'list') {
      if (tree.kind !== 'list') {
        this.fault(tree.place, path, described(tree), 'a list', 'begin each entry with a dash');
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
      for (const [name, entry] of tree.entries) {
        named.set(name, this.section(part, entry.value, join(path, name)));
      }
      reading.many.set(key, named);
    }
  }

  private unknownKeys(section: Section, tree: Tree & { kind: 'map' }, path: string): void {
    const known = [...Object.keys(section.fields), ...Object.keys(section.sections ?? {})];
    for (const [key, entry] of tree.entries) {
      if (known.includes(key)) continue;
      const near = nearest(kafkaName(key), known);
      const own = section.open === true && ownText(section, entry.value) !== null;
      if (own && (near === null || key === 'home')) continue;
      const hint = near === null ? `remove it, or use one of ${known.join(', ')}` : `write ${near}`;
      this.fault(
        entry.key,
        join(path, key),
        `the unknown key ${key}`,
        `a key of ${path === '' ? 'the model' : path}`,
        hint,
      );
    }
  }

  private ownKeys(section: Section, tree: Tree & { kind: 'map' }, reading: Reading): void {
    for (const [key, entry] of tree.entries) {
      const text = ownText(section, entry.value);
      if (!Object.hasOwn(section.fields, key) && text !== null) {
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
        this.fault(place, path, 'nothing', `${key}: ${field.about}`, `add ${key}`);
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
      reading.values.set(key, this.assumed(field));
    }
  }

  /** What stands in for a value that is missing or wrong, so that the other checks can go on. */
  private assumed(field: Field): Value {
    if (field.preset === null) return null;
    if (field.preset !== undefined) {
      return this.value(field, { kind: 'text', text: field.preset, place: NOWHERE });
    }
    if (field.kind === 'text') return field.choices?.[0] ?? '';
    return field.assumed ?? Math.max(1, field.minimum ?? 1);
  }

  private value(field: Field, tree: Tree): Value {
    if (field.kind === 'arrivals') return this.arrivals(tree);
    if (field.kind === 'keys') return keyPopularity(tree);
    if (field.kind === 'delays') return delays(tree);
    if (field.kind === 'names')
      return tree.kind === 'list' ? tree.items.map(textOf) : [textOf(tree)];
    return this.scalar(field, textOf(tree));
  }

  private scalar(field: Field, text: string): Value {
    switch (field.kind) {
      case 'text':
        if (field.choices !== undefined && !field.choices.includes(text)) {
          const near = nearest(text, field.choices) ?? field.choices[0];
          throw new quantities.QuantityError(`one of ${field.choices.join(', ')}`, `write ${near}`);
        }
        return text;
      case 'time_distribution':
        return quantities.distribution(
          text,
          (part) => within({ minimum: 0 }, quantities.duration(part)),
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
        return within({ minimum: 0, maximum: 1 }, quantities.count(text, 'a number from 0 to 1'));
      case 'count':
        return within(field, quantities.count(text));
      case 'duration':
        return within({ minimum: 0, ...field }, quantities.duration(text));
      case 'duration_per_byte':
        return within({ minimum: 0 }, quantities.durationPerByte(text));
      case 'size':
        return within({ minimum: 0, ...field }, quantities.size(text));
      case 'bandwidth':
        return within({ minimum: 1 }, quantities.bandwidth(text));
      case 'rate':
        return positive(quantities.rate(text));
      case 'names':
      case 'arrivals':
      case 'keys':
      case 'delays':
        throw new Error(`${field.kind} is not a scalar`);
      default:
        return field.kind satisfies never;
    }
  }

  private arrivals(tree: Tree): ArrivalProcess {
    const kind = kindOf(tree);
    const time = (key: string): number => positive(quantities.duration(entryText(tree, key)));
    switch (kind) {
      case 'poisson':
      case 'constant':
        return { kind };
      case 'on_off':
        return { kind, onSeconds: time('on'), offSeconds: time('off') };
      case 'diurnal':
        return {
          kind,
          periodSeconds: time('period'),
          amplitude: within(
            { minimum: 0, maximum: 1 },
            quantities.count(entryText(tree, 'amplitude')),
          ),
        };
      case 'trace':
        return { kind, timesSeconds: this.readColumn(entryText(tree, 'file')) };
      default:
        throw new quantities.QuantityError(
          'poisson, constant, on_off, diurnal or trace (a surge is one of the faults)',
          'write poisson',
        );
    }
  }
}

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

function keyPopularity(tree: Tree): KeyPopularity {
  const kind = kindOf(tree);
  if (kind === 'none') return { kind };
  if (kind !== 'uniform' && kind !== 'zipf' && kind !== 'hot') {
    throw new quantities.QuantityError(
      'none, uniform, zipf or hot',
      'write {kind: uniform, count: 1M}',
    );
  }
  const count = within(
    { minimum: 1, maximum: 2 ** 31 - 1 },
    Math.round(quantities.count(entryText(tree, 'count'))),
  );
  if (kind === 'uniform') return { kind, count };
  if (kind === 'zipf')
    return { kind, count, exponent: positive(quantities.count(entryText(tree, 'exponent'))) };
  return {
    kind,
    count,
    share: within({ minimum: 0, maximum: 1 }, quantities.count(entryText(tree, 'share'))),
  };
}

function delays(tree: Tree): Map<string, Map<string, number>> {
  const rows = new Map<string, Map<string, number>>();
  if (tree.kind !== 'map')
    throw new quantities.QuantityError('{from: {to: 34 ms}}', 'write the delays as mappings');
  for (const [from, entry] of tree.entries) {
    const row = new Map<string, number>();
    if (entry.value.kind !== 'map')
      throw new quantities.QuantityError('{from: {to: 34 ms}}', `write ${from}: {other: 34 ms}`);
    for (const [to, delay] of entry.value.entries) {
      row.set(to, within({ minimum: 0 }, quantities.duration(textOf(delay.value))));
    }
    rows.set(from, row);
  }
  return rows;
}

function kindOf(tree: Tree): string {
  return tree.kind === 'text' ? tree.text : entryText(tree, 'kind');
}

function entryText(tree: Tree, key: string): string {
  const entry = tree.kind === 'map' ? tree.entries.get(key) : undefined;
  if (entry?.value.kind !== 'text')
    throw new quantities.QuantityError(`a mapping with ${key}`, `add ${key}`);
  return entry.value.text;
}

function textOf(tree: Tree): string {
  if (tree.kind === 'text') return tree.text;
  throw new quantities.QuantityError('one value', 'write a single value here');
}

function within(
  range: { readonly minimum?: number; readonly maximum?: number },
  value: number,
): number {
  const { minimum = -Infinity, maximum = Number.MAX_SAFE_INTEGER } = range;
  if (value >= minimum && value <= maximum) return value;
  const expected = `a value from ${minimum} to ${maximum}`;
  throw new quantities.QuantityError(
    expected,
    value < minimum ? `at least ${minimum}` : `at most ${maximum}`,
  );
}

function positive(value: number): number {
  if (value > 0) return value;
  throw new quantities.QuantityError('a value above 0', 'make it positive');
}

function described(tree: Tree): string {
  if (tree.kind === 'list') return 'a list';
  if (tree.kind === 'map') return 'a mapping';
  return tree.text === '' ? 'nothing' : `"${tree.text.slice(0, 60)}"`;
}

/** Kafka writes linger.ms where this language writes linger: 5 ms. */
function kafkaName(key: string): string {
  const known: Readonly<Record<string, string>> = {
    'num.io.threads': 'handlers',
    'max.in.flight.requests.per.connection': 'max_in_flight',
    max_in_flight_requests_per_connection: 'max_in_flight',
  };
  if (Object.hasOwn(known, key)) return known[key];
  return key.replace(/\.ms$/, '').replaceAll('.', '_');
}

function join(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
