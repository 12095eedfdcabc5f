/**
 * YAML text to a tree of nodes with places, or faults. Safe for hostile text: at most 1 MB and 64 levels, checked before
 * parsing; aliases, anchors, tags and merge keys are refused; nothing is ever turned into a live object.
 */
import {
  LineCounter,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
} from 'yaml';
import type { Fault } from './faults.js';

/** A node of the file: a text, a list or a mapping, with its place. Numbers stay texts, so that units can be read. */
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

const MAXIMUM_CHARACTERS = 1_000_000;
const MAXIMUM_DEPTH = 64;

export function readDocument(text: string, file: string): { tree: Tree } | { faults: Fault[] } {
  const start: Place = { file, line: 1, column: 1 };
  const refused = (
    place: Place,
    received: string,
    expected: string,
    hint: string,
  ): { faults: Fault[] } => ({
    faults: [{ ...place, path: '', received, expected, hint }],
  });
  if (text.trim() === '')
    return refused(start, 'an empty file', 'a model', 'begin with users, workload and consumers');
  if (text.length > MAXIMUM_CHARACTERS) {
    return refused(
      start,
      `${text.length} characters`,
      `at most ${MAXIMUM_CHARACTERS}`,
      'put data into a CSV file',
    );
  }
  const deep = tooDeep(text);
  if (deep > 0)
    return refused(
      { ...start, line: deep },
      `nesting deeper than ${MAXIMUM_DEPTH}`,
      `at most ${MAXIMUM_DEPTH} levels`,
      'remove brackets or indentation',
    );
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    strict: true,
    merge: false,
    prettyErrors: false,
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
        received: `not YAML (${error.message.split('\n')[0]})`,
        expected: 'YAML',
        hint: 'correct the syntax here',
      })),
    };
  }
  const faults = forbidden(document, placeAt);
  if (faults.length > 0) return { faults };
  return { tree: convert(document.contents, placeAt, start) };
}

/** The first line at which brackets or indentation nest too deep, or 0. */
function tooDeep(text: string): number {
  let depth = 0;
  let line = 1;
  for (const character of text) {
    if (character === '\n') line++;
    else if (character === '[' || character === '{') depth++;
    else if ((character === ']' || character === '}') && depth > 0) depth--;
    if (depth > MAXIMUM_DEPTH) return line;
  }
  let number = 0;
  for (const row of text.split('\n')) {
    number++;
    const lead = /^[\s-]*/.exec(row)?.[0].length ?? 0;
    if (lead > 2 * MAXIMUM_DEPTH && row.trim() !== '' && !row.trim().startsWith('#')) return number;
  }
  return 0;
}

function forbidden(document: Document.Parsed, placeAt: (offset: number) => Place): Fault[] {
  const faults: Fault[] = [];
  const refuse = (offset: number, received: string): void => {
    faults.push({
      ...placeAt(offset),
      path: '',
      received,
      expected: 'plain values',
      hint: 'write the value out',
    });
  };
  visit(document, {
    Node(_, node) {
      const offset = node.range?.[0] ?? 0;
      if (isAlias(node)) refuse(offset, 'an alias');
      else if (node.anchor !== undefined) refuse(offset, 'an anchor');
      else if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org'))
        refuse(offset, `the tag ${node.tag}`);
      return faults.length > 20 ? visit.BREAK : undefined;
    },
  });
  return faults;
}

function convert(node: unknown, placeAt: (offset: number) => Place, start: Place): Tree {
  if (isMap(node)) {
    const place = node.range ? placeAt(node.range[0]) : start;
    const entries = new Map<string, { key: Place; value: Tree }>();
    for (const pair of node.items) {
      const name = isScalar(pair.key) ? scalarText(pair.key.source, pair.key.value) : '';
      const key = isScalar(pair.key) && pair.key.range ? placeAt(pair.key.range[0]) : place;
      entries.set(name, { key, value: convert(pair.value, placeAt, key) });
    }
    return { kind: 'map', entries, place };
  }
  if (isSeq(node)) {
    const place = node.range ? placeAt(node.range[0]) : start;
    return { kind: 'list', items: node.items.map((item) => convert(item, placeAt, place)), place };
  }
  if (isScalar(node)) {
    const place = node.range ? placeAt(node.range[0]) : start;
    return { kind: 'text', text: scalarText(node.source, node.value), place };
  }
  return { kind: 'text', text: '', place: start };
}

function scalarText(source: string | undefined, value: unknown): string {
  if (typeof value === 'string') return value;
  if (source !== undefined) return source;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}
