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
