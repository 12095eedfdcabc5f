/**
 * Lines over a common x axis, each with its name at its end; kinds differ in dashes, not in color
 * alone.
 */
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
  const known = all.map(({ name, points }) => ({
    name,
    points: points.map((point) => (point.y === null ? null : { x: point.x, y: point.y })),
  }));
  const ends = known.map(({ points }) => y(points.findLast((point) => point !== null)?.y ?? 0));
  const heights = apart(ends, 14, top + 6, bottom);
  return known.flatMap(({ name, points }, index) => {
    const d = runs(points)
      .map((run) => pathOf(run.map((point) => [x(point.x), y(point.y)])))
      .join('');
    return [
      element('path', { d, class: kindOf(index) }, element('title', {}, name)),
      text(right + 6, heights[index] + 4, fitted(name, width - right - 6, TEXT_WIDTH), {
        class: `small t${index % KINDS}`,
      }),
    ];
  });
}

/**
 * A line from point to point, to a tenth of a pixel, each as far from the one before: half as long
 * as with their places.
 */
function pathOf(points: readonly (readonly [x: number, y: number])[]): string {
  const tenths = points.map((point) => point.map((each) => Math.round(each * 10)));
  const steps = tenths.slice(1).map(([x, y], index) => {
    const [fromX, fromY] = tenths[index];
    return `${short(x - fromX)}${behind(short(y - fromY))}`;
  });
  const [x, y] = tenths[0];
  return `M${short(x)},${short(y)}${steps.length > 0 ? `l${steps.join(' ')}` : ''}`;
}

/** A number behind another: a sign parts them, too. */
function behind(number: string): string {
  return number.startsWith('-') ? number : `,${number}`;
}

/** So many tenths, without a zero in front of the point. */
function short(tenths: number): string {
  return String(tenths / 10).replace(/^(-?)0\./, '$1.');
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
