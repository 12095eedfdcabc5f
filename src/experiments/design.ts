/**
 * Designs: which values of which paths of a model are tried together. A design is a list of points;
 * every one of them is run on the same seed, so that points are compared on common random numbers.
 *
 * Factors are texts (`3..12`, see model/factor.ts) or lists of values, by path.
 */
import { Stream, streamKey } from '../engine/stream.js';
import { DesignError, levelsOf, parseRange, valueAt, type Factor } from '../model/index.js';
import { SOBOL_DIMENSIONS, latinHypercubePoints, sobolPoints } from '../statistics/index.js';

export type Changes = Readonly<Record<string, string | number>>;

export interface DesignPoint {
  /** Column name to the value shown for it; the same columns in every point of a design. */
  readonly labels: Readonly<Record<string, string | number>>;
  /** Path to value: what is changed in the model. */
  readonly changes: Changes;
  /** In place of the experiment's model. */
  readonly model?: string;
}

export type Design = readonly DesignPoint[];

/** Path to its range as text, or to its values. */
export type Factors = Readonly<Record<string, string | readonly (string | number)[]>>;

const MAXIMUM_POINTS = 1000;

/** Throws DesignError for an empty or unreadable range. */
export function factorsOf(factors: Factors): Factor[] {
  return Object.entries(factors).map(([path, given]) => {
    if (typeof given === 'string') return { path, range: parseRange(given, `${path}=${given}`) };
    if (given.length === 0) throw new DesignError(`${path}: no value; give some, or low..high`);
    return { path, range: { kind: 'values', values: given.map(String) } };
  });
}

/**
 * Every combination, the last factor fastest; at most 1,000. A range of real numbers counts as five
 * values.
 */
export function fullGrid(factors: readonly Factor[]): DesignPoint[] {
  const levels = factors.map(({ range }) => levelsOf(range));
  const count = levels.reduce((product, values) => product * values.length, 1);
  if (count > MAXIMUM_POINTS) {
    const sizes = levels.map((values) => values.length).join(' x ');
    throw new DesignError(
      `${sizes} = ${count} points; at most ${MAXIMUM_POINTS}: vary less at once, or sample with latin_hypercube or sobol`,
    );
  }
  let points: Record<string, string>[] = [{}];
  factors.forEach(({ path }, index) => {
    points = points.flatMap((point) => levels[index].map((value) => ({ ...point, [path]: value })));
  });
  return points.map(asPoint);
}

export function grid(factors: Factors): DesignPoint[] {
  return fullGrid(factorsOf(factors));
}

/** The model as it is, then each value of each factor alone. */
export function oneAtATime(factors: readonly Factor[]): DesignPoint[] {
  const unchanged: DesignPoint = { labels: { factor: 'none', value: '' }, changes: {} };
  const others = factors.flatMap(({ path, range }) =>
    levelsOf(range).map((value) => ({
      labels: { factor: path, value },
      changes: { [path]: value },
    })),
  );
  return [unchanged, ...others];
}

/** So many points, each factor's range cut into as many equal parts with one point in each. */
export function latinHypercube(
  factors: readonly Factor[],
  count: number,
  seed: string,
): DesignPoint[] {
  const stream = new Stream(streamKey(seed, '0', 'design', 'latin_hypercube'));
  return sampled(
    factors,
    latinHypercubePoints(factors.length, limited(count), () => stream.next()),
  );
}

/**
 * The first points of Sobol's sequence: evenly spread, and more of them fill the gaps. At most 53
 * factors.
 */
export function sobol(factors: readonly Factor[], count: number): DesignPoint[] {
  if (factors.length > SOBOL_DIMENSIONS) {
    throw new DesignError(`${factors.length} factors; a Sobol design has ${SOBOL_DIMENSIONS}`);
  }
  return sampled(factors, sobolPoints(factors.length, limited(count)));
}

/** Shares 0 <= u < 1 of the factors' ranges, a row a point, as points. */
export function sampled(
  factors: readonly Factor[],
  shares: readonly (readonly number[])[],
): DesignPoint[] {
  return shares.map((row) =>
    asPoint(
      Object.fromEntries(
        factors.map(({ path, range }, index) => [path, valueAt(range, row[index])]),
      ),
    ),
  );
}

/** Cases that are named and differ in more than one value: a column of names. */
export function cases(column: string, named: Readonly<Record<string, Changes>>): DesignPoint[] {
  return Object.entries(named).map(([name, changes]) => ({ labels: { [column]: name }, changes }));
}

/** The same points of another model. */
export function ofModel(model: string, design: Design): DesignPoint[] {
  return design.map((point) => ({ ...point, model }));
}

/** Changes of what stands below one path: under('faults.f', { at: '3 s' }) changes faults.f.at. */
export function under(path: string, changes: Changes): Changes {
  return Object.fromEntries(
    Object.entries(changes).map(([key, value]) => [`${path}.${key}`, value]),
  );
}

/** Every point of one with every point of the other; what both change, the second does. */
export function cross(first: Design, second: Design): DesignPoint[] {
  return first.flatMap((a) =>
    second.map((b) => ({
      ...a,
      ...b,
      labels: { ...a.labels, ...b.labels },
      changes: { ...a.changes, ...b.changes },
    })),
  );
}

function asPoint(changes: Record<string, string>): DesignPoint {
  return { labels: changes, changes };
}

function limited(count: number): number {
  if (Number.isInteger(count) && count >= 1 && count <= MAXIMUM_POINTS) return count;
  throw new DesignError(`${count} points: a whole number from 1 to ${MAXIMUM_POINTS}`);
}
