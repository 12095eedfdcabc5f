/** Lines over a common x axis, each with its name at its end; kinds differ in dashes, not in colour alone. */
import { line as curve } from 'd3-shape';
import { apart, fitted, text, TEXT_WIDTH, type Scale } from './drawing.js';
import { element, type Child } from './markup.js';

export interface Curve {
  readonly name: string;
  /** Null values are gaps. */
  readonly points: readonly { readonly x: number; readonly y: number | null }[];
}

/** Kinds of lines in the style. */
const KINDS = 6;

export function kindOf(index: number): string {
  return `line k${index % KINDS}`;
}

/** `top` and `bottom` bound the names, which stand between `right` and `width`. */
export function curves(
  all: readonly Curve[],
  x: Scale,
  y: Scale,
  right: number,
  width: number,
  top: number,
  bottom: number,
): Child[] {
  const path = curve<{ x: number; y: number }>()
    .x((point) => x(point.x))
    .y((point) => y(point.y))
    .digits(1);
  const known = all.map(({ name, points }) => ({
    name,
    points: points.map((point) => (point.y === null ? null : { x: point.x, y: point.y })),
  }));
  const ends = known.map(({ points }) => y(points.findLast((point) => point !== null)?.y ?? 0));
  const heights = apart(ends, 14, top + 6, bottom);
  return known.flatMap(({ name, points }, index) => {
    const d = runs(points)
      .map((run) => path(run) ?? '')
      .join('');
    return [
      element('path', { d, class: kindOf(index) }, element('title', {}, name)),
      text(right + 6, heights[index] + 4, fitted(name, width - right - 6, TEXT_WIDTH), {
        class: `small t${index % KINDS}`,
      }),
    ];
  });
}

/** Stretches without gaps. */
function runs<T>(points: readonly (T | null)[]): T[][] {
  const all: T[][] = [[]];
  for (const point of points) {
    if (point === null) all.push([]);
    else all[all.length - 1].push(point);
  }
  return all.filter((run) => run.length > 0);
}
