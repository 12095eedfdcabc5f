/**
 * Sections that may be written in two ways: `producers: {count: 4}` is the only kind there is, `producers: {checkout:
 * {count: 4}}` gives each kind a name. What is written with names has a mapping under every key that is no key of the
 * section's own.
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

/** Writes out what may be written in brief: `sends: paid` and `sends: {paid: 0.97}` of a group. */
export function undoBriefForms(tree: Tree): void {
  const groups = tree.kind === 'map' ? tree.entries.get('consumers')?.value : undefined;
  if (groups?.kind !== 'map') return;
  for (const { value: group } of groups.entries.values()) {
    const sends = group.kind === 'map' ? group.entries.get('sends') : undefined;
    if (group.kind !== 'map' || sends === undefined) continue;
    const { key, value } = sends;
    const { place } = value;
    if (value.kind === 'text' && value.text !== '') {
      const empty: Tree = { kind: 'map', entries: new Map(), place };
      const entries = new Map([[value.text, { key: place, value: empty }]]);
      group.entries.set('sends', { key, value: { kind: 'map', entries, place } });
    } else if (value.kind === 'map') {
      for (const [topic, entry] of value.entries) {
        if (entry.value.kind !== 'text') continue;
        const entries = new Map([['share', { key: entry.key, value: entry.value }]]);
        const written: Tree = { kind: 'map', entries, place: entry.value.place };
        value.entries.set(topic, { key: entry.key, value: written });
      }
    }
  }
}
