/**
 * Values of the language that are mappings or lists themselves: key popularity, delays, names.
 */
import type { Tree } from './document.js';
import { nearest } from './hints.js';
import { MAXIMUM_NAME_CHARACTERS, MAXIMUM_REGIONS } from './limits.js';
import type { KeyPopularity } from './model.js';
import * as quantities from './quantities.js';
import { within } from './ranges.js';

/** Values of a CSV column in the model's folder. */
export type ReadColumn = (argument: string) => readonly number[];

/** Offered to who writes a kind like a call, or one that there is not. */
const KEY_FORMS = [
  '{kind: uniform, count: 1M}',
  '{kind: zipf, count: 1M, exponent: 0.9}',
  '{kind: hot, count: 1M, share: 10%}',
];

/** Which key a record has. */
export function keyPopularity(tree: Tree): KeyPopularity {
  const kind = kindOf(tree);
  if (kind === 'none') return { kind };
  if (kind !== 'uniform' && kind !== 'zipf' && kind !== 'hot') {
    throw new quantities.QuantityError(
      'none, uniform, zipf or hot',
      `write ${KEY_FORMS.find((form) => form.includes(` ${kind.replace(/\W.*/, '')},`)) ?? KEY_FORMS[0]}`,
    );
  }
  const extra = { uniform: [], zipf: ['exponent'], hot: ['share'] };
  onlyKeys(tree, ['count', ...extra[kind]]);
  const count = within(
    { minimum: 1, maximum: 0x7fffffff },
    Math.round(quantities.count(entryText(tree, 'count'))),
  );
  if (kind === 'uniform') return { kind, count };
  if (kind === 'zipf')
    return {
      kind,
      count,
      exponent: within(
        { minimum: 0.01, maximum: 100 },
        quantities.count(entryText(tree, 'exponent')),
      ),
    };
  return {
    kind,
    count,
    share: within({ minimum: 0, maximum: 1 }, quantities.share(entryText(tree, 'share'))),
  };
}

/** One-way delays, seconds: from, to. */
export function delays(tree: Tree): Map<string, Map<string, number>> {
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

export function kindOf(tree: Tree): string {
  return tree.kind === 'text' ? tree.text : entryText(tree, 'kind');
}

export function entryText(tree: Tree, key: string): string {
  const entry = tree.kind === 'map' ? tree.entries.get(key) : undefined;
  if (entry?.value.kind !== 'text') {
    const example = { count: '1M', exponent: '0.9', share: '10%' }[key];
    const fix = example === undefined ? `add ${key}` : `add ${key}: ${example}`;
    throw new quantities.QuantityError(`a mapping with ${key}`, fix);
  }
  return entry.value.text;
}

/** A key that means nothing to this kind would be taken for one that does. */
export function onlyKeys(tree: Tree, keys: readonly string[]): void {
  if (tree.kind !== 'map') return;
  const known = ['kind', ...keys];
  for (const key of tree.entries.keys()) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    throw new quantities.QuantityError(
      `the keys ${known.join(', ')}`,
      near === null ? `remove ${key}` : `write ${near} for ${key}`,
    );
  }
}

export const NAME = `a name: a letter or digit, then letters, digits, _ and -, at most ${MAXIMUM_NAME_CHARACTERS}`;

/**
 * Names are parts of paths, of keys of random streams and of cells in reports: no dots, slashes or
 * signs.
 */
export function isName(text: string): boolean {
  return text.length <= MAXIMUM_NAME_CHARACTERS && /^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u.test(text);
}

/** A list of names, or one. */
export function names(tree: Tree): readonly string[] {
  const given = tree.kind === 'list' ? tree.items.map(textOf) : [textOf(tree)];
  const odd = given.find((name, index) => !isName(name) || given.indexOf(name) < index);
  if (given.length === 0 || given.length > MAXIMUM_REGIONS) {
    throw new quantities.QuantityError(`1 to ${MAXIMUM_REGIONS} names`, 'name each region once');
  }
  if (odd !== undefined && isName(odd)) {
    throw new quantities.QuantityError('each name once', `remove the second ${odd}`);
  }
  if (odd !== undefined) throw new quantities.QuantityError(NAME, `choose another for "${odd}"`);
  return given;
}

/** A list of texts, or one, as in the example. */
export function texts(tree: Tree, example = '[first, second]'): readonly string[] {
  const items = tree.kind === 'list' ? tree.items : [tree];
  return items.map((item) => {
    if (item.kind === 'text') return item.text;
    throw new quantities.QuantityError('a list of texts', `write for example ${example}`);
  });
}

/** A single value. */
export function textOf(tree: Tree): string {
  if (tree.kind === 'text') return tree.text;
  throw new quantities.QuantityError('one value', `write ${alone(tree) ?? 'a single value here'}`);
}

/** What was meant as the value: `{ name: db }` as db, `{ min: 2, max: 8 }` as what scales. */
function alone(tree: Tree): string | null {
  if (tree.kind === 'list') return tree.items.length === 1 ? onlyText(tree.items[0]) : null;
  if (tree.kind === 'text') return null;
  const given = (...keys: readonly string[]): string | null => {
    const key = keys.find((each) => tree.entries.has(each));
    return key === undefined ? null : onlyText(tree.entries.get(key)?.value);
  };
  const [least, most] = [given('min', 'minimum'), given('max', 'maximum')];
  if (least !== null && most !== null) {
    return `${least}, and autoscaler: { minimum: ${least}, maximum: ${most} } beside it`;
  }
  return given('name', 'value', 'mean') ?? (tree.entries.size === 1 ? onlyOf(tree) : null);
}

function onlyOf(tree: Tree & { kind: 'map' }): string | null {
  return onlyText([...tree.entries.values()][0].value);
}

function onlyText(tree: Tree | undefined): string | null {
  return tree?.kind === 'text' && tree.text !== '' ? tree.text : null;
}
