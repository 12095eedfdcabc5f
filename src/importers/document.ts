/**
 * YAML and JSON files of other tools, read with the place of every value. Nothing in them is run or
 * resolved: tags are refused, references within the file at most a hundred times.
 */
import { LineCounter, isMap, isNode, isSeq, parseAllDocuments, type Document } from 'yaml';
import { ImportError } from './importError.js';
import type { TextFile } from './imported.js';

type Key = string | number;

/** More text than this takes the YAML parser too long. */
const MOST_CHARACTERS = 4_000_000;

/** A value of a file with its path and place; absent values are there too, as undefined. */
export class Item {
  constructor(
    readonly value: unknown,
    readonly path: readonly Key[],
    private readonly placeOf: (path: readonly Key[]) => string,
  ) {}

  get(key: Key): Item {
    const { value } = this;
    const inner: unknown =
      typeof value === 'object' && value !== null && Object.hasOwn(value, key)
        ? (value as Record<Key, unknown>)[key]
        : undefined;
    return new Item(inner, [...this.path, key], this.placeOf);
  }

  /** `a.b.c`. */
  at(path: string): Item {
    return path.split('.').reduce<Item>((item, key) => item.get(key), this);
  }

  get there(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Where it stands: `file:line:column: path`. */
  get place(): string {
    const path = this.path.join('.');
    return `${this.placeOf(this.path)}${path === '' ? '' : `: ${path}`}`;
  }

  /** The text of a scalar; null where there is none. */
  text(): string | null {
    const { value } = this;
    if (!this.there) return null;
    if (typeof value === 'string') return value;
    if (typeof value === 'number' || typeof value === 'boolean') return String(value);
    throw this.not('a text', 'write one value');
  }

  /** A number, at least `minimum`; null where there is none. */
  number(minimum = 0): number | null {
    const text = this.text();
    if (text === null || text.trim() === '') return null;
    const value = Number(text.replaceAll('_', ''));
    if (Number.isFinite(value) && value >= minimum) return value;
    throw this.not(`a number of at least ${minimum}`, 'correct the number');
  }

  whole(minimum = 0): number | null {
    const value = this.number(minimum);
    if (value === null || Number.isInteger(value)) return value;
    throw this.not('a whole number', 'correct the number');
  }

  /** The items of a list; none where there is no list. */
  list(): Item[] {
    if (!this.there) return [];
    if (!Array.isArray(this.value)) throw this.not('a list', 'write a list, each entry after a -');
    return this.value.map((_, index) => this.get(index));
  }

  /** The entries of a mapping; none where there is none. */
  entries(): [string, Item][] {
    if (!this.there) return [];
    if (typeof this.value !== 'object' || Array.isArray(this.value)) {
      throw this.not('a mapping of keys to values', 'write key: value lines');
    }
    return Object.keys(this.value as object).map((key) => [key, this.get(key)]);
  }

  not(expected: string, fix: string): ImportError {
    const { value } = this;
    const found = this.there ? JSON.stringify(value) : 'nothing';
    return new ImportError(this.place, found, expected, fix);
  }
}

/**
 * The documents of a YAML file (a JSON file is one), the empty ones left out. Throws ImportError.
 */
export function readYaml({ name, text }: TextFile, what: string): Item[] {
  if (text.length > MOST_CHARACTERS) {
    const expected = `at most ${MOST_CHARACTERS} characters`;
    throw new ImportError(name, `${text.length} characters`, expected, `give ${what} alone`);
  }
  const lines = new LineCounter();
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`;
  };
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    merge: true,
    logLevel: 'silent',
  });
  const given = Array.isArray(documents) ? documents : [];
  return given.flatMap((document) => {
    const error = document.errors.at(0);
    if (error !== undefined) {
      const found = `no YAML (${error.message.split(/[\n;]/)[0]})`;
      throw new ImportError(place(error.pos[0]), found, what, 'correct the syntax here');
    }
    if (document.contents === null) return [];
    return [new Item(plainOf(document, name, what), [], (path) => place(offsetOf(document, path)))];
  });
}

function plainOf(document: Document, name: string, what: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    throw new ImportError(name, found, what, 'write the values out, without references');
  }
}

/** Of the value, or of the nearest one around it that is there. */
function offsetOf(document: Document, path: readonly Key[]): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const key of path) {
    if (!isMap(node) && !isSeq(node)) break;
    node = node.get(key, true);
    if (!isNode(node)) break;
    offset = node.range?.[0] ?? offset;
  }
  return offset;
}

/** A JSON file, which may be large. Throws ImportError. */
export function readJson({ name, text }: TextFile, what: string): Item {
  try {
    return new Item(JSON.parse(text), [], () => name);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const at = /position (\d+)/.exec(message)?.[1];
    const place = at === undefined ? name : `${name}:${placeIn(text, Number(at))}`;
    throw new ImportError(place, `no JSON (${message})`, what, 'give the whole file, as written');
  }
}

function placeIn(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${(before.at(-1) ?? '').length + 1}`;
}
