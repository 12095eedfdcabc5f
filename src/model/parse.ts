/**
 * Text to a validated Model: document, overrides, reading by the language's table, building,
 * cross-checks.
 */
import { withArgument } from './distributionText.js';
import { readColumn } from './csvColumn.js';
import { readDocument, type Place, type Tree } from './document.js';
import type { Diagnostic } from './diagnostics.js';
import { listed, nearest } from './hints.js';
import type { Section } from './fields.js';
import { LANGUAGE } from './language.js';
import { MAXIMUM_FAULTS } from './limits.js';
import { buildModel } from './build.js';
import { LanguageReader } from './read.js';
import { asMeant, asWritten, undoBriefForms, undoQueues } from './shape.js';
import type { Model } from './model.js';

export interface Override {
  readonly path: string;
  readonly value: string;
  /** Where it is written, if in a file; default: `--set path=value`. */
  readonly place?: Place;
}

export interface ParseOptions {
  readonly fileName: string;
  readonly overrides?: readonly Override[];
  /** Reads a file in the model's folder; absent = no files may be read. */
  readonly readFile?: (relativePath: string) => string;
}

export function parseModel(
  text: string,
  options: ParseOptions,
): { model: Model } | { faults: Diagnostic[] } {
  const document = readDocument(text, options.fileName);
  if ('faults' in document) return { faults: firstOf(document.faults) };
  const { tree } = document;
  undoQueues(tree);
  undoBriefForms(tree, LANGUAGE);
  const faults: Diagnostic[] = [];
  for (const override of options.overrides ?? []) applyOverride(tree, override, faults);
  const reader = new LanguageReader(LANGUAGE, (argument) => readColumn(argument, options.readFile));
  const reading = reader.section(LANGUAGE, tree, '');
  const fallbackName = (options.fileName.split('/').pop() ?? '').replace(/\.ya?ml$/, '');
  const model = buildModel(reading, reader, fallbackName);
  const tune = reading.one.get('tune');
  for (const { path } of model.tune) {
    if (!isPathOf(tree, path)) refuse(path, tree, tune?.places.get(path) ?? reading.place, faults);
  }
  faults.push(...reader.faults);
  return faults.length > 0 ? { faults: firstOf(faults) } : { model };
}

/** In the order of the file; the first ones, and how many more there are. */
function firstOf(faults: readonly Diagnostic[]): Diagnostic[] {
  const sorted = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  const first = sorted.slice(0, MAXIMUM_FAULTS);
  if (sorted.length === first.length) return first;
  const { file, line, column } = sorted[MAXIMUM_FAULTS];
  const received = `${sorted.length - first.length} more faults`;
  const rest = { path: '', received, expected: 'none', hint: 'mend the ones above first' };
  return [...first, { file, line, column, ...rest }];
}

/** Sections whose entries an override may make; elsewhere an unknown name is a mistyped one. */
const MADE_BY_SET =
  /^(?:faults|measured|workload|regions|producers|brokers|topic|run|tune|prices)$/;

/** Sets one value in the tree; keys that the language has and the file omits are made. */
function applyOverride(tree: Tree, override: Override, faults: Diagnostic[]): void {
  const option = `--set ${override.path}=${override.value}`;
  const place: Place = override.place ?? { file: option, line: 1, column: 1 };
  const keys = override.path.split('.');
  let node = tree;
  for (let depth = 0; depth < keys.length; depth++) {
    const key = keys[depth];
    const last = depth === keys.length - 1;
    if (node.kind === 'list') {
      const index = Number(key);
      if (!(index in node.items) || last) {
        refuse(override.path, tree, place, faults);
        return;
      }
      node = node.items[index];
      continue;
    }
    if (node.kind !== 'map') {
      refuse(override.path, tree, place, faults);
      return;
    }
    if (depth === keys.length - 2 && setArgument(node, keys, override, place)) return;
    if (last) {
      if (!knownPath(keys)) refuse(override.path, tree, place, faults);
      else
        node.entries.set(key, { key: place, value: { kind: 'text', text: override.value, place } });
      return;
    }
    let entry = node.entries.get(key);
    if (entry === undefined) {
      if (!knownPath(keys) || (depth === 1 && !MADE_BY_SET.test(keys[0])) || keys[0] === 'cells') {
        refuse(override.path, tree, place, faults);
        return;
      }
      entry = { key: place, value: { kind: 'map', entries: new Map(), place } };
      node.entries.set(key, entry);
    }
    node = entry.value;
  }
}

/** Sets an argument of a distribution that the tree writes: brokers.time_per_request.mean. */
function setArgument(
  node: Tree & { kind: 'map' },
  keys: readonly string[],
  override: Override,
  place: Place,
): boolean {
  const [key, argument] = keys.slice(-2);
  const entry = node.entries.get(key);
  if (entry?.value.kind !== 'text') return false;
  const text = withArgument(entry.value.text, argument, override.value);
  if (text === null) return false;
  node.entries.set(key, { key: place, value: { kind: 'text', text, place } });
  return true;
}

const A_PATH = 'a path of the model';

/** Whether the fault is an override's path, which no value could mend. */
export function isPathFault(fault: Diagnostic): boolean {
  return fault.expected === A_PATH;
}

/** Whether an override could set it: a field of what the model has, or an argument of one. */
function isPathOf(tree: Tree, path: string): boolean {
  const paths = languagePaths(tree);
  return paths.includes(path) || paths.includes(path.replace(/\.[^.]+$/, ''));
}

function refuse(path: string, tree: Tree, place: Place, faults: Diagnostic[]): void {
  const known = languagePaths(tree);
  const near = nearest(path, known);
  const section = path.split('.')[0];
  const inside = known.filter((each) => each.startsWith(`${section}.`));
  const all = `highwater schema${inside.length > 0 ? ` ${section}` : ''}`;
  const hint =
    near === null
      ? `write ${listed(path, inside.length > 0 ? inside : known, all)}`
      : `write ${near}`;
  faults.push({
    ...place,
    path: '',
    received: `the path ${path}`,
    expected: A_PATH,
    hint,
  });
}

function knownPath(keys: readonly string[]): boolean {
  let section: Section | undefined = LANGUAGE;
  for (let depth = 0; depth < keys.length; depth++) {
    if (section === undefined) return false;
    if (depth === keys.length - 2 && isStructured(section, keys[depth])) return true;
    if (depth === keys.length - 1)
      return Object.hasOwn(section.fields, keys[depth]) || section.open === true;
    if (!Object.hasOwn(section.sections ?? {}, keys[depth])) return false;
    const part: Section | undefined = section.sections?.[keys[depth]];
    section = part === undefined ? undefined : asMeant(part, keys[depth + 1]);
    if (section !== undefined && section.form !== 'one') depth++;
  }
  return false;
}

/** Whether a field's value is itself a mapping: {kind: zipf, count: ...}. */
function isStructured(section: Section, key: string): boolean {
  if (!Object.hasOwn(section.fields, key)) return false;
  const { kind } = section.fields[key];
  return kind === 'arrivals' || kind === 'keys' || kind === 'delays';
}

/** Every path that a model with these names could set. */
function languagePaths(tree: Tree): string[] {
  const paths: string[] = [];
  const walk = (section: Section, node: Tree | undefined, prefix: string): void => {
    for (const key of Object.keys(section.fields)) paths.push(prefix + key);
    for (const [key, either] of Object.entries(section.sections ?? {})) {
      const child = node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
      const part = asWritten(either, child);
      if (part.form === 'one') walk(part, child, `${prefix}${key}.`);
      else if (child?.kind === 'map') {
        for (const [name, entry] of child.entries)
          walk(part, entry.value, `${prefix}${key}.${name}.`);
      } else if (child?.kind === 'list') {
        child.items.forEach((item, index) => {
          walk(part, item, `${prefix}${key}.${index}.`);
        });
      }
    }
  };
  walk(LANGUAGE, tree, '');
  return paths;
}
