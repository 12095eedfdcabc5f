/**
 * YAML text to a tree of nodes with places, or faults. Safe for hostile text: its length, nesting
 * and number of signs are checked before it is parsed; aliases, anchors, tags, merge keys and
 * control characters are refused; keys stay in Maps, so that `__proto__` is a word like any other;
 * nothing is ever turned into a live object.
 */
import {
  LineCounter,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Pair,
} from 'yaml';
import type { Diagnostic } from './diagnostics.js';
import { checkText } from './textLimits.js';

/**
 * A node of the file: a text, a list or a mapping, with its place. Numbers stay texts, so that
 * units can be read.
 */
export type Tree =
  | { readonly kind: 'text'; readonly text: string; readonly place: Place }
  | { readonly kind: 'list'; readonly items: readonly Tree[]; readonly place: Place }
  | {
      readonly kind: 'map';
      readonly entries: Map<string, { key: Place; value: Tree }>;
      readonly place: Place;
    };

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function readDocument(
  text: string,
  file: string,
): { tree: Tree } | { faults: Diagnostic[] } {
  const refused = checkText(text, file);
  if (refused !== null) return { faults: [refused] };
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    merge: false,
    prettyErrors: false,
    // The parser's own check takes time in the square of the keys; Converter looks for keys given
    // twice.
    uniqueKeys: false,
  });
  const placeAt = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  if (document.errors.length > 0) {
    return {
      faults: document.errors.map((error) => ({
        ...placeAt(error.pos[0]),
        path: '',
        received: `not YAML (${error.message.split(/[\n;]/)[0].slice(0, 120)})`,
        expected: 'YAML',
        hint: mend(error.message),
      })),
    };
  }
  const faults = forbidden(document, placeAt);
  if (faults.length > 0) return { faults };
  const converter = new Converter(placeAt);
  const tree = converter.convert(document.contents, { file, line: 1, column: 1 });
  return converter.faults.length > 0 ? { faults: converter.faults } : { tree };
}

/** What most often lies behind an error of the parser. */
function mend(message: string): string {
  if (/end with a \]/.test(message)) return 'close the list with ]';
  if (/end with a \}/.test(message)) return 'close the mapping with }';
  if (/Nested mappings/.test(message)) return 'put quotes round a value with a colon';
  if (/Tabs/.test(message)) return 'use spaces';
  if (/indentation|indented|same column/i.test(message))
    return 'begin the line at the column of its neighbors';
  if (/quote/.test(message)) return 'close the quotes';
  if (/reserved|cannot start/.test(message)) return 'put quotes round the value';
  if (/multiple documents/.test(message)) return 'keep one model in a file';
  if (/escape/.test(message)) return 'write the backslash twice, or use single quotes';
  return 'correct the syntax here';
}

function forbidden(document: Document.Parsed, placeAt: (offset: number) => Place): Diagnostic[] {
  const faults: Diagnostic[] = [];
  const refuse = (offset: number, received: string): void => {
    const fault = { path: '', received, expected: 'plain values', hint: 'write the value out' };
    faults.push({ ...placeAt(offset), ...fault });
  };
  visit(document, {
    Node(_, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) refuse(offset, 'an alias');
      else if (node.anchor !== undefined) refuse(offset, 'an anchor');
      else if (node.tag !== undefined) refuse(offset, `the tag ${node.tag}`);
    },
  });
  return faults;
}

class Converter {
  readonly faults: Diagnostic[] = [];

  constructor(private readonly placeAt: (offset: number) => Place) {}

  convert(node: unknown, near: Place): Tree {
    if (isMap(node)) {
      const place = node.range ? this.placeAt(node.range[0]) : near;
      const entries = new Map<string, { key: Place; value: Tree }>();
      for (const pair of node.items) this.enter(entries, pair, place);
      return { kind: 'map', entries, place };
    }
    if (isSeq(node)) {
      const place = node.range ? this.placeAt(node.range[0]) : near;
      return { kind: 'list', items: node.items.map((item) => this.convert(item, place)), place };
    }
    if (!isScalar(node)) return { kind: 'text', text: '', place: near };
    const place = node.range ? this.placeAt(node.range[0]) : near;
    const text = scalarText(node.source, node.value);
    if (CONTROL.test(text)) {
      const hint = 'remove the escape';
      this.refuse(
        place,
        `the text ${JSON.stringify(text)}`,
        'text without control characters',
        hint,
      );
    }
    return { kind: 'text', text, place };
  }

  private enter(
    entries: Map<string, { key: Place; value: Tree }>,
    { key, value }: Pair,
    map: Place,
  ): void {
    const place = isNode(key) && key.range ? this.placeAt(key.range[0]) : map;
    const name = isScalar(key) ? scalarText(key.source, key.value) : '';
    if (name === '') {
      this.refuse(
        place,
        isScalar(key) ? 'an empty key' : 'a key that is not a word',
        'a word',
        'name the key',
      );
    } else if (name === '<<') {
      this.refuse(place, 'a merge key <<', 'keys and values', 'write the keys out');
    } else if (entries.has(name)) {
      const first = entries.get(name)?.key.line ?? map.line;
      this.refuse(
        place,
        `${name} a second time`,
        'every key once',
        `remove it: it stands on line ${first}`,
      );
    } else if (/[()]/.test(name) && value === null) {
      this.refuse(place, `"${name}" without a value`, 'key: value', quoted(entries, name));
    }
    entries.set(name, { key: place, value: this.convert(value, place) });
  }

  private refuse(place: Place, received: string, expected: string, hint: string): void {
    this.faults.push({ ...place, path: '', received, expected, hint });
  }
}

/**
 * `{ time: erlang(2, 5 ms) }` is read as `time: erlang(2` and a key `5 ms)`: a comma ends a value
 * within { }.
 */
function quoted(entries: ReadonlyMap<string, { value: Tree }>, rest: string): string {
  const [key, before] = [...entries].at(-1) ?? [];
  const hint = 'put quotes round a value with a comma';
  if (key === undefined || before?.value.kind !== 'text') return hint;
  return `${hint}: ${key}: '${before.value.text}, ${rest}'`;
}

/** What a terminal or a spreadsheet would obey: C0 but tab and line ends, DEL, C1. */
// eslint-disable-next-line no-control-regex -- these characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

function scalarText(source: string | undefined, value: unknown): string {
  if (typeof value === 'string') return value;
  if (source !== undefined) return source;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
