/** The JSON Schema (draft 2020-12) of the model language, for editors. */
import type { Field, Section } from './fields.js';
import { LANGUAGE } from './language.js';

export type Schema = { readonly [key: string]: unknown };

export function modelSchema(): Schema {
  const all = sectionSchema(LANGUAGE);
  const properties = all['properties'] as Readonly<Record<string, Schema>>;
  const { topics } = LANGUAGE.sections ?? {};
  const description = 'topics that are queues, on one cluster of kind: queue';
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Highwater model',
    ...all,
    properties: { ...properties, queues: { ...namedSchema(topics), description } },
    anyOf: LOADS,
  };
}

/** What a load is made of (checks.ts): users with their events, a rate, or callers that think. */
const LOADS: readonly Schema[] = [
  {
    required: ['users'],
    properties: { workload: { type: 'object', required: ['events_per_user'] } },
  },
  { properties: { workload: { type: 'object', required: ['rate'] } } },
  { required: ['topics'] },
  { required: ['queues'] },
  { properties: { workload: { type: 'object', required: ['callers', 'think_time'] } } },
];

export interface KeyRow {
  readonly key: string;
  readonly kind: string;
  /** Empty where the key must be given; `-` where it may be left out. */
  readonly preset: string;
  /** `1 to 1024`, `at least 0 s`; empty where any value of the kind may stand. */
  readonly range: string;
  /**
   * Where the default comes from: `Kafka`, or `assumed` (a value to be replaced by a measured one);
   * else empty.
   */
  readonly source: string;
  readonly about: string;
}

/**
 * The keys of a section, by its path without the names that people choose (`consumers.autoscaler`);
 * null where there is none.
 */
export function keysOf(path: string): KeyRow[] | null {
  let section: Section | undefined = LANGUAGE;
  for (const part of path === '' ? [] : path.split('.')) {
    if (!Object.hasOwn(section?.sections ?? {}, part)) return null;
    section = section?.sections?.[part];
  }
  // With names there are all the keys that there are without, and more.
  section = section?.named ?? section;
  const fields = Object.entries(section?.fields ?? {}).map(([key, field]): KeyRow => {
    const kind = field.choices?.join(' | ') ?? field.kind.replaceAll('_', ' ');
    return {
      key,
      kind,
      preset: field.preset === null ? '-' : (field.preset ?? ''),
      range: rangeOf(field),
      source: sourceOf(key, field),
      about: field.about,
    };
  });
  const parts = Object.entries(section?.sections ?? {}).map(([key, part]): KeyRow => {
    const kind = { one: 'section', many: 'sections by name', list: 'list of sections' }[part.form];
    const preset = part.required === true ? '' : '-';
    return { key, kind, preset, range: '', source: '', about: part.about };
  });
  return [...fields, ...parts];
}

const UNITS: Readonly<Partial<Record<Field['kind'], string>>> = { duration: ' s', size: ' B' };

function rangeOf({ kind, minimum, maximum }: Field): string {
  if (kind === 'fraction') return minimum === undefined ? '0 to 1' : `${minimum} to 1`;
  const unit = UNITS[kind] ?? '';
  const said = (value: number): string => `${value.toLocaleString('en-US')}${unit}`;
  if (minimum !== undefined && maximum !== undefined) return `${said(minimum)} to ${said(maximum)}`;
  if (maximum !== undefined) return `at most ${said(maximum)}`;
  return minimum === undefined || minimum === 0 ? '' : `at least ${said(minimum)}`;
}

/** Settings of Kafka begin with their name there, or are called as they are there. */
const KAFKA = /^(?:[a-z]+(?:\.[a-z]+)+|acks$|retries$)/;
/** Kinds of values that a real system has one of, which nobody but who measures it knows. */
const MEASURED = /^(?:duration|duration_per_byte|time_distribution|bandwidth)$/;

function sourceOf(key: string, { kind, preset, about }: Field): string {
  if (preset === undefined || preset === null) return '';
  if (KAFKA.test(about) || /\((?:num|quota|heartbeat)\.[a-z.]+/.test(about)) return 'Kafka';
  return MEASURED.test(kind) && /time|bandwidth|nic|propagation|hit/.test(key) ? 'assumed' : '';
}

/** Paths of all sections, as `keysOf` takes them. */
export function sectionPaths(section: Section = LANGUAGE, prefix = ''): string[] {
  return Object.entries(section.sections ?? {}).flatMap(([key, part]) => [
    prefix + key,
    ...sectionPaths(part, `${prefix}${key}.`),
  ]);
}

function sectionSchema(section: Section): Schema {
  const properties: Record<string, Schema> = {};
  for (const [key, field] of Object.entries(section.fields)) properties[key] = fieldSchema(field);
  for (const [key, part] of Object.entries(section.sections ?? {})) {
    const one = sectionSchema(part);
    if (part.named !== undefined) properties[key] = { anyOf: [one, namedSchema(part.named)] };
    else if (part.form === 'one') properties[key] = oneSchema(part, one);
    else if (part.form === 'list') properties[key] = { type: 'array', items: one };
    else properties[key] = namedSchema(part);
  }
  const required = [
    ...Object.entries(section.fields).filter(([, field]) => field.preset === undefined),
    ...Object.entries(section.sections ?? {}).filter(
      ([, part]) => part.required === true && part.unless === undefined,
    ),
  ].map(([key]) => key);
  const own = section.lists === true ? ['string', 'number', 'array'] : 'string';
  const additionalProperties = section.open === true ? { type: own } : false;
  return { type: 'object', description: section.about, properties, required, additionalProperties };
}

/** A section that may be given by one of its values alone. */
function oneSchema({ brief, fields }: Section, one: Schema): Schema {
  return brief === undefined ? one : { anyOf: [one, fieldSchema(fields[brief])] };
}

function namedSchema(part: Section): Schema {
  const { about: description, brief } = part;
  const one = sectionSchema(part);
  if (brief === undefined) return { type: 'object', additionalProperties: one, description };
  const briefs = [brief, ...(part.briefAboveOne === undefined ? [] : [part.briefAboveOne])];
  const additionalProperties = {
    anyOf: [one, ...briefs.map((key) => fieldSchema(part.fields[key]))],
  };
  const name = { type: 'string' };
  const names = { type: 'array', items: name };
  return { anyOf: [{ type: 'object', additionalProperties }, name, names], description };
}

function fieldSchema(field: Field): Schema {
  const description =
    field.preset === null || field.preset === undefined
      ? field.about
      : `${field.about} (default ${field.preset})`;
  switch (field.kind) {
    case 'whole':
    case 'count':
    case 'fraction':
    case 'factor_distribution':
      return { type: ['number', 'string'], description };
    case 'names':
    case 'texts':
      return { type: ['array', 'string'], items: { type: 'string' }, description };
    case 'arrivals':
    case 'keys':
      return { type: ['string', 'object'], description };
    case 'delays':
      return { type: 'object', description };
    case 'text':
      return field.choices === undefined
        ? { type: 'string', description }
        : { enum: choices(field.choices), description };
    case 'duration':
    case 'duration_per_byte':
    case 'size':
    case 'bandwidth':
    case 'rate':
    case 'time_distribution':
      return { type: 'string', description };
    default:
      return field.kind satisfies never;
  }
}

/** YAML reads 0 and 1 as numbers, true and false as what they are. */
function choices(given: readonly string[]): (string | number | boolean)[] {
  return given.flatMap((choice): (string | number | boolean)[] => {
    if (/^\d+$/.test(choice)) return [choice, Number(choice)];
    return choice === 'true' || choice === 'false' ? [choice, choice === 'true'] : [choice];
  });
}
