/**
 * A model's text with some of its values replaced: comments, order and layout stay as they are. A
 * value that the text does not write yet is added to its section.
 */
import { Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { withArgument } from './distributionText.js';
import type { Override } from './parse.js';

/** The text with the overrides applied, in their order; throws where a path leads nowhere. */
export function withValues(text: string, overrides: readonly Override[]): string {
  return overrides.reduce(withValue, text);
}

function withValue(text: string, { path, value }: Override): string {
  const document = parseDocument(text);
  const keys = asNamed(document, path.split('.'));
  const whole = scalarAt(document, keys);
  if (whole !== null) return spliced(text, whole, value);
  const owner = scalarAt(document, keys.slice(0, -1));
  const changed = owner === null ? null : withArgument(owner.text, keys.at(-1) ?? '', value);
  if (owner !== null && changed !== null) return spliced(text, owner, changed);
  document.setIn(keys, value);
  return document.toString({ lineWidth: 0 });
}

/** Queues stand under topics, or alone under queues (shape.ts). */
function asNamed(document: Document, keys: readonly string[]): readonly string[] {
  const isQueue = keys[0] === 'topics' && document.has('queues') && !document.has('topics');
  return isQueue ? ['queues', ...keys.slice(1)] : keys;
}

interface Place {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** Within { ... }, where a comma would end the value. */
  readonly inline: boolean;
}

function scalarAt(document: Document, keys: readonly string[]): Place | null {
  let node: unknown = document.contents;
  let inline = false;
  for (const key of keys) {
    if (isMap(node) && node.flow === true) inline = true;
    if (isMap(node) || isSeq(node)) node = node.get(isSeq(node) ? Number(key) : key, true);
    else return null;
  }
  if (!isScalar(node) || !node.range) return null;
  const written = typeof node.value === 'string' ? node.value : (node.source ?? '');
  return { text: written, from: node.range[0], to: node.range[1], inline };
}

function spliced(text: string, { from, to, inline }: Place, value: string): string {
  const plain = /^[\w.+/µ][^:#{}[\]]*$/.test(value) && !(inline && value.includes(','));
  return text.slice(0, from) + (plain ? value : JSON.stringify(value)) + text.slice(to);
}
