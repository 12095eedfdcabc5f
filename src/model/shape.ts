/**
 * Sections that may be written in two ways: `producers: {count: 4}` is the only kind there is,
 * `producers: {checkout: {count: 4}}` gives each kind a name. What is written with names has a
 * mapping under every key that is no key of the section's own.
 */
import type { Tree } from './document.js';
import type { Section } from './fields.js';

/** The section that the tree is to be read by: `part`, or the same with names. */
export function asWritten(part: Section, tree: Tree | undefined): Section {
  const { named } = part;
  if (named === undefined || tree?.kind !== 'map') return part;
  const own = [...tree.entries].filter(([key]) => !Object.hasOwn(part.sections ?? {}, key));
  const isNamed = own.length > 0 && own.every(([, { value }]) => value.kind === 'map');
  return isNamed ? named : part;
}

/** The section that a path goes on in: `key` is what follows in it. */
export function asMeant(part: Section, key: string | undefined): Section {
  const { named } = part;
  if (named === undefined || key === undefined) return part;
  const isOwn = Object.hasOwn(part.fields, key) || Object.hasOwn(part.sections ?? {}, key);
  return isOwn ? part : named;
}

/**
 * Writes out what may be written in brief: a name alone, or a name with one value, where a section
 * has entries by name (`sends: paid`, `sends: {paid: 0.97}`), and one value where it has not
 * (`rate_limit: 500/s`). `part` is what the tree is read by.
 */
export function undoBriefForms(tree: Tree, part: Section): void {
  if (tree.kind !== 'map') return;
  for (const [key, inner] of Object.entries(part.sections ?? {})) {
    const entry = tree.entries.get(key);
    if (entry === undefined) continue;
    const { brief, form } = inner;
    if (brief !== undefined) {
      const value = form === 'many' ? namesOut(entry.value, brief) : valueOut(entry.value, brief);
      tree.entries.set(key, { key: entry.key, value });
    }
    const { value } = tree.entries.get(key) ?? entry;
    if (form === 'one') undoBriefForms(value, inner);
    else if (form === 'many' && value.kind === 'map') {
      for (const named of value.entries.values()) undoBriefForms(named.value, inner);
    }
  }
}

function namesOut(tree: Tree, brief: string): Tree {
  const { place } = tree;
  if (tree.kind === 'text' && tree.text !== '') {
    const empty: Tree = { kind: 'map', entries: new Map(), place };
    return { kind: 'map', entries: new Map([[tree.text, { key: place, value: empty }]]), place };
  }
  if (tree.kind !== 'map') return tree;
  for (const [name, { key, value }] of tree.entries) {
    tree.entries.set(name, { key, value: valueOut(value, brief) });
  }
  return tree;
}

function valueOut(tree: Tree, brief: string): Tree {
  if (tree.kind !== 'text') return tree;
  const { place } = tree;
  return { kind: 'map', entries: new Map([[brief, { key: place, value: tree }]]), place };
}
