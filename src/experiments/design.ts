/**
 * Factors and designs: which values of which paths of a model are tried together.
 *
 * A factor is written `path=value,value,...`, or `path=low..high` for whole numbers, with `by step` if not every one:
 * `users=100,10K,1M`, `brokers.count=3..12`, `topic.partitions=12..96 by 12`.
 */
export interface Factor {
  readonly path: string;
  readonly values: readonly string[];
}

/** What is wrong with a factor or a design, and how to mend it. */
export class DesignError extends Error {}

const MAXIMUM_POINTS = 1000;

export function parseFactor(text: string): Factor {
  const at = text.indexOf('=');
  if (at < 1) throw new DesignError(`${text}: expected path=values, for example users=100,10K`);
  const path = text.slice(0, at).trim();
  const given = text.slice(at + 1).trim();
  const range = /^(-?\d+)\.\.(-?\d+)(?: +by +(\d+))?$/.exec(given);
  const values = range === null ? listed(given) : counted(text, range);
  if (values.length === 0) throw new DesignError(`${text}: the range is empty; give low..high`);
  return { path, values };
}

function listed(text: string): string[] {
  // A comma within brackets belongs to a distribution: lognormal(5 ms, 0.5).
  return text
    .split(/,(?![^()]*\))/)
    .map((value) => value.trim())
    .filter((value) => value !== '');
}

function counted(text: string, range: RegExpExecArray): string[] {
  const low = Number(range[1]);
  const high = Number(range[2]);
  const step = Number(range.at(3) ?? 1);
  if (step === 0) throw new DesignError(`${text}: the step is 0; write by 1 or more`);
  if ((high - low) / step >= MAXIMUM_POINTS) {
    throw new DesignError(`${text}: more than ${MAXIMUM_POINTS} values; write a larger step`);
  }
  const values: string[] = [];
  for (let value = low; value <= high; value += step) values.push(String(value));
  return values;
}

/** Every combination, the last factor fastest; at most 1,000. */
export function fullGrid(factors: readonly Factor[]): Record<string, string>[] {
  const count = factors.reduce((product, { values }) => product * values.length, 1);
  if (count > MAXIMUM_POINTS) {
    const sizes = factors.map(({ values }) => values.length).join(' x ');
    throw new DesignError(
      `${sizes} = ${count} points; at most ${MAXIMUM_POINTS}: vary less at once`,
    );
  }
  let points: Record<string, string>[] = [{}];
  for (const { path, values } of factors) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [path]: value })));
  }
  return points;
}
