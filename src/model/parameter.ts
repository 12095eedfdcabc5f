/**
 * Numeric parameters of a model's text: what can be varied over a range, fitted, or screened.
 *
 * A parameter is a number with the unit that the file writes: `60 us` is 60 of `us`. An argument of
 * a distribution is a parameter of its own (`brokers.time_per_request.mean`); a path to a
 * distribution with one argument means that one.
 */
import { readDocument, type Tree } from './document.js';
import { splitDistribution } from './distributionText.js';
import { nearest } from './hints.js';
import type { Field, FieldKind, Section } from './fields.js';
import { LANGUAGE } from './language.js';
import * as quantities from './quantities.js';
import { asWritten, undoBriefForms, undoQueues } from './shape.js';

export interface Parameter {
  /** As an override takes it. */
  readonly path: string;
  readonly kind: Kind;
  /** The value in `unit`, which may be empty. */
  readonly number: number;
  readonly unit: string;
  /** Whole numbers only. */
  readonly whole: boolean;
  /** What the language allows, in `unit`. */
  readonly minimum: number;
  readonly maximum: number;
}

type Kind = 'number' | 'duration' | 'duration_per_byte' | 'size' | 'bandwidth' | 'rate';

/** A path or a range that a model does not have, and the way to mend it. */
export class ParameterError extends Error {}

/** Every numeric parameter that the text writes, in the language's order. */
export function writtenParameters(text: string, fileName: string): Parameter[] {
  const found: Parameter[] = [];
  walk(treeOf(text, fileName), (path, field, written) => {
    if (written !== null) found.push(...parametersOf(path, field, written));
  });
  return found;
}

/**
 * The parameters that a path names, in which `*` stands for any one part, and a last `*` for all
 * below; presets count where the text says nothing. Throws a ParameterError, with the nearest path
 * that there is, where it names none.
 */
export function findParameters(text: string, fileName: string, path: string): Parameter[] {
  const known: Parameter[] = [];
  walk(treeOf(text, fileName), (each, field, written) => {
    const value = written ?? field.preset ?? null;
    if (value !== null) known.push(...parametersOf(each, field, value));
  });
  const pattern = new RegExp(
    `^${path
      .split('.')
      .map((part, index, parts) => {
        if (part !== '*') return part.replaceAll(/[^\w-]/g, '');
        return index === parts.length - 1 ? '.+' : '[^.]+';
      })
      .join('\\.')}$`,
  );
  const exact = known.filter((each) => pattern.test(each.path));
  if (exact.length > 0) return exact;
  const inside = known.filter((each) => pattern.test(each.path.replace(/\.[^.]+$/, '')));
  const owners = new Set(inside.map((each) => each.path.replace(/\.[^.]+$/, '')));
  if (inside.length > 0 && owners.size === inside.length) return inside;
  if (inside.length > 0) {
    throw new ParameterError(
      `${path}: a distribution of several numbers; say which: ${inside.map((each) => each.path).join(', ')}`,
    );
  }
  // The distribution as a whole is meant by some: its path is a candidate, too.
  const near = nearest(
    path,
    known.flatMap((each) => [each.path, each.path.replace(/\.[^.]+$/, '')]),
  );
  const hint = near === null ? 'for its keys see highwater schema SECTION' : `write ${near}`;
  throw new ParameterError(`${path}: the model has no such number; ${hint}`);
}

/**
 * The text of a number in the parameter's unit, to `digits` significant digits; whole where the
 * parameter is.
 */
export function written(parameter: Parameter, number: number, digits = 12): string {
  const rounded = parameter.whole ? Math.round(number) : Number(number.toPrecision(digits));
  const space = parameter.unit === '' || parameter.unit.startsWith('/') ? '' : ' ';
  return `${rounded}${space}${parameter.unit}`;
}

/**
 * `low..high` in units of its own, the lower end in that of the upper one if it has none. Throws a
 * ParameterError.
 */
export function readRange(parameter: Parameter, text: string): { low: number; high: number } {
  const ends = text.split('..').map((end) => end.trim());
  if (ends.length !== 2) {
    throw new ParameterError(`${parameter.path}=${text}: expected low..high`);
  }
  const common = quantities.split(ends[1])?.unit ?? '';
  const [low, high] = ends.map((end) => {
    const complete = quantities.split(end)?.unit === '' ? `${end} ${common}`.trim() : end;
    try {
      return inUnit(parameter.kind, complete, parameter.unit);
    } catch (error) {
      if (!(error instanceof quantities.QuantityError)) throw error;
      throw new ParameterError(
        `${parameter.path}=${text}: expected ${error.expected}; ${error.hint}`,
      );
    }
  });
  if (!(low < high)) {
    throw new ParameterError(`${parameter.path}=${text}: the range is empty; give low..high`);
  }
  const { minimum, maximum } = parameter;
  if (low < minimum || high > maximum) {
    throw new ParameterError(
      `${parameter.path}=${text}: the language allows ${minimum} to ${maximum} ${parameter.unit}`,
    );
  }
  return { low, high };
}

function treeOf(text: string, fileName: string): Tree {
  const document = readDocument(text, fileName);
  if ('faults' in document) throw new ParameterError(`${fileName}: not a model`);
  undoQueues(document.tree);
  undoBriefForms(document.tree, LANGUAGE);
  return document.tree;
}

/**
 * Calls back for every field of the language that the model could have, with what the text writes.
 */
function walk(
  tree: Tree,
  visit: (path: string, field: Field, written: string | null) => void,
): void {
  const step = (section: Section, node: Tree | undefined, prefix: string): void => {
    const child = (key: string): Tree | undefined =>
      node?.kind === 'map' ? node.entries.get(key)?.value : undefined;
    for (const [key, field] of Object.entries(section.fields)) {
      const value = child(key);
      visit(prefix + key, field, value?.kind === 'text' ? value.text : null);
    }
    for (const [key, either] of Object.entries(section.sections ?? {})) {
      const value = child(key);
      if (value === undefined) continue;
      const part = asWritten(either, value);
      if (part.form === 'one') step(part, value, `${prefix}${key}.`);
      else if (value.kind === 'map') {
        for (const [name, entry] of value.entries)
          step(part, entry.value, `${prefix}${key}.${name}.`);
      } else if (value.kind === 'list') {
        value.items.forEach((item, index) => {
          step(part, item, `${prefix}${key}.${index}.`);
        });
      }
    }
  };
  step(LANGUAGE, tree, '');
}

const KINDS: Readonly<Partial<Record<FieldKind, Kind>>> = {
  count: 'number',
  whole: 'number',
  fraction: 'number',
  duration: 'duration',
  duration_per_byte: 'duration_per_byte',
  size: 'size',
  bandwidth: 'bandwidth',
  rate: 'rate',
  time_distribution: 'duration',
  factor_distribution: 'number',
};

function parametersOf(path: string, field: Field, text: string): Parameter[] {
  // What was measured is no parameter.
  if (path.startsWith('measured.')) return [];
  const kind = KINDS[field.kind];
  if (kind === undefined) return [];
  const parts = field.kind.endsWith('_distribution') ? splitDistribution(text) : null;
  if (parts === null) {
    const parameter = parameterOf(path, kind, text, field);
    return parameter === null ? [] : [parameter];
  }
  return parts.values.flatMap(({ name, text: value, plain }) => {
    const least = ['shape', 'phases'].includes(name) ? 1e-3 : 0;
    const most = name === 'probability' ? { maximum: 1 } : {};
    const whole = name === 'phases' ? { kind: 'whole' as const, minimum: 1 } : { minimum: least };
    const limits = { ...field, ...whole, ...most };
    const one = parameterOf(`${path}.${name}`, plain ? 'number' : kind, value, limits);
    return one === null ? [] : [one];
  });
}

function parameterOf(
  path: string,
  kind: Kind,
  text: string,
  field: Pick<Field, 'kind' | 'minimum' | 'maximum'>,
): Parameter | null {
  let number: number;
  let unit = '';
  try {
    if (field.kind === 'fraction') number = quantities.share(text);
    else if (kind === 'number') number = quantities.count(text);
    else if (kind === 'rate') {
      unit = `/${text.split('/').at(1)?.trim() ?? ''}`;
      number = inUnit(kind, text, unit);
    } else {
      unit = quantities.split(text)?.unit ?? '';
      number = inUnit(kind, text, unit);
    }
  } catch (error) {
    if (error instanceof quantities.QuantityError) return null;
    throw error;
  }
  const scale = kind === 'number' ? 1 : base(kind, unit);
  const fraction = field.kind === 'fraction' ? 1 : Infinity;
  return {
    path,
    kind,
    number,
    unit,
    whole: field.kind === 'whole',
    minimum: (field.minimum ?? 0) / scale,
    maximum: Math.min(fraction, (field.maximum ?? Infinity) / scale),
  };
}

/** How many of `unit` a text is. */
function inUnit(kind: Kind, text: string, unit: string): number {
  const ratio = quantity(kind, text) / (kind === 'number' ? 1 : base(kind, unit));
  // The written digits, not their product with a unit's factor: 60 us is 60, not
  // 60.000000000000007.
  return Number(ratio.toPrecision(14));
}

function base(kind: Kind, unit: string): number {
  return quantity(kind, kind === 'rate' ? `1${unit}` : `1 ${unit}`);
}

function quantity(kind: Kind, text: string): number {
  switch (kind) {
    case 'number':
      return quantities.count(text);
    case 'duration':
      return quantities.duration(text);
    case 'duration_per_byte':
      return quantities.durationPerByte(text);
    case 'size':
      return quantities.size(text);
    case 'bandwidth':
      return quantities.bandwidth(text);
    case 'rate':
      return quantities.rate(text);
    default:
      return kind satisfies never;
  }
}
