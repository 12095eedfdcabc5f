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
 * `queues: {jobs: {}}` without topics is a cluster of queues with them: `topics: {jobs: {}}` on
 * `brokers: {kind: queue, count: 1}`. Beside topics, or clusters, it stays: which is on which must
 * be said.
 */
export function undoQueues(tree: Tree): void {
  if (tree.kind !== 'map') return;
  const { entries } = tree;
  const queues = entries.get('queues');
  if (queues?.value.kind !== 'map' || entries.has('topics') || entries.has('clusters')) return;
  const { key } = queues;
  const said = (text: string) => ({ key, value: { kind: 'text', text, place: key } }) as const;
  const alone = new Map([['count', said('1')]]);
  const given = entries.get('brokers') ?? {
    key,
    value: { kind: 'map', entries: alone, place: key } as const,
  };
  if (given.value.kind !== 'map') return;
  if (!given.value.entries.has('kind')) given.value.entries.set('kind', said('queue'));
  entries.set('brokers', given);
  entries.set('topics', queues);
  entries.delete('queues');
}

/**
 * Writes out what may be written in brief: a name alone, several in a list, or a name with one
 * value, where a section has entries by name (`sends: paid`, `sends: [paid, mail]`, `sends: {paid:
 * 0.97}`, above 1 how many: `sends: {lines: 5}`), and one value where it has not (`rate_limit:
 * 500/s`). `part` is what the tree is read by.
 */
export function undoBriefForms(tree: Tree, part: Section): void {
  if (tree.kind !== 'map') return;
  for (const [key, inner] of Object.entries(part.sections ?? {})) {
    const entry = tree.entries.get(key);
    if (entry === undefined) continue;
    const { brief, form } = inner;
    if (brief !== undefined) {
      const value = form === 'many' ? namesOut(entry.value, inner) : valueOut(entry.value, brief);
      tree.entries.set(key, { key: entry.key, value });
    }
    const { value } = tree.entries.get(key) ?? entry;
    if (form === 'one') undoBriefForms(value, inner);
    else if (form === 'many' && value.kind === 'map') {
      for (const named of value.entries.values()) undoBriefForms(named.value, inner);
    }
  }
}

function namesOut(tree: Tree, { brief = '', briefAboveOne }: Section): Tree {
  const { place } = tree;
  const listed = tree.kind === 'list' ? tree.items : [tree];
  const names = listed.flatMap((each) => (each.kind === 'text' && each.text !== '' ? [each] : []));
  if (names.length > 0 && names.length === listed.length) {
    const entries = names.map((name) => {
      const { text, place: key } = name;
      return [text, { key, value: { kind: 'map', entries: new Map(), place: key } }] as const;
    });
    return { kind: 'map', entries: new Map(entries), place };
  }
  if (tree.kind !== 'map') return tree;
  for (const [name, { key, value }] of tree.entries) {
    const isMany = value.kind === 'text' && /^(?:[2-9]|[1-9]\d+)$/.test(value.text);
    const field = isMany ? (briefAboveOne ?? brief) : brief;
    tree.entries.set(name, { key, value: valueOut(value, field) });
  }
  return tree;
}

function valueOut(tree: Tree, brief: string): Tree {
  if (tree.kind !== 'text') return tree;
  const { place } = tree;
  return { kind: 'map', entries: new Map([[brief, { key: place, value: tree }]]), place };
}
