/**
 * What an importer makes: a model as lines, each with where its value comes from, and what was seen
 * on the real system.
 *
 * A value is `taken` (it stands in a file), `assumed` (it does not, and this is the likeliest: a
 * default, or a way of the tool's), or `missing` (nobody can know it from these files: a number
 * stands there so that the model is one, to be filled in).
 */
export type Origin = 'taken' | 'assumed' | 'missing';

export interface Line {
  readonly key: string;
  /** As the model language writes it; a list is read as [a, b]. */
  readonly value: string | readonly string[];
  readonly origin: Origin;
  /** Where it comes from, or why it is assumed. */
  readonly from: string;
}

export interface Part {
  readonly key: string;
  readonly lines: readonly (Line | Part)[];
}

export interface Imported {
  /** Of the model: a name of the language. */
  readonly name: string;
  readonly question: string;
  readonly lines: readonly (Line | Part)[];
  /** What was read and does not fit into a model, or is known to differ; sentences. */
  readonly notes: readonly string[];
}

/** A text file as it was given, by its name. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export const taken = (key: string, value: Line['value'], from: string): Line => ({
  key,
  value,
  origin: 'taken',
  from,
});

export const assumed = (key: string, value: Line['value'], from: string): Line => ({
  key,
  value,
  origin: 'assumed',
  from,
});

export const missing = (key: string, value: Line['value'], from: string): Line => ({
  key,
  value,
  origin: 'missing',
  from,
});

export const part = (key: string, lines: readonly (Line | Part)[]): Part => ({ key, lines });

export function isPart(each: Line | Part): each is Part {
  return 'lines' in each;
}

/** Every line with its path in the model, in order. */
export function linesOf(
  lines: readonly (Line | Part)[],
  prefix = '',
): { readonly path: string; readonly line: Line }[] {
  return lines.flatMap((each) =>
    isPart(each)
      ? linesOf(each.lines, `${prefix}${each.key}.`)
      : [{ path: prefix + each.key, line: each }],
  );
}
