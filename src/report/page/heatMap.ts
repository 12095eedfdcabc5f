/**
 * One response where two numbers are varied: a cell each, the darker the higher, with its value in
 * it.
 */
import { fitted, text, TEXT_WIDTH } from './drawing.js';
import { WIDE, type Drawing } from './figure.js';
import { element, type Child } from './markup.js';
import { placeOf, shownAt, type Outcomes, type Point } from './outcomes.js';
import { positionOf, type Quantity } from './quantity.js';
import { plusMinus } from './words.js';

/** In the order of their numbers, or as they come. */
export function levelsOf({ points }: Outcomes, axis: number): string[] {
  const all = [...new Set(points.map(({ labels }) => labels[axis]))];
  const places = all.map((label) => positionOf(label));
  if (places.includes(null)) return all;
  return all.sort((a, b) => (positionOf(a) ?? 0) - (positionOf(b) ?? 0));
}

/** The first of what was varied goes upwards, the second to the right. */
export function heatMap(outcomes: Outcomes, response: Quantity, width: number): Drawing {
  const wide = width === WIDE;
  const rows = levelsOf(outcomes, 0).reverse();
  const columns = levelsOf(outcomes, 1);
  const left = Math.max(40, Math.max(...rows.map((row) => row.length)) * 7 + 16);
  const cell = Math.min(140, (width - left - 4) / columns.length);
  const tall = wide ? 40 : 34;
  const top = 28;
  const values = outcomes.points.map((point) => shownAt(point, response)?.value ?? null);
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const bottom = top + rows.length * tall;
  const body: Child[] = [
    text(2, 16, `${outcomes.names[0]} upwards, ${outcomes.names[1]} to the right`, {
      class: 'small',
    }),
  ];
  rows.forEach((row, index) => {
    const y = top + (index + 0.5) * tall + 4;
    body.push(text(left - 8, y, row, { class: 'tick', 'text-anchor': 'end' }));
  });
  columns.forEach((column, index) => {
    const x = left + (index + 0.5) * cell;
    const shown = fitted(column, cell, TEXT_WIDTH);
    body.push(text(x, bottom + 17, shown, { class: 'tick', 'text-anchor': 'middle' }));
  });
  outcomes.points.forEach((point, index) => {
    const x = left + columns.indexOf(point.labels[1]) * cell;
    const y = top + rows.indexOf(point.labels[0]) * tall;
    const share = high > low ? ((values[index] ?? low) - low) / (high - low) : 0;
    body.push(...square(outcomes, point, response, { x, y, cell, tall, share }));
  });
  return { height: bottom + 26, body };
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly cell: number;
  readonly tall: number;
  /** Of the way from the least to the most. */
  readonly share: number;
}

function square(
  outcomes: Outcomes,
  point: Point,
  response: Quantity,
  { x, y, cell, tall, share }: Place,
): Child[] {
  const known = shownAt(point, response);
  const shown = known === null ? '✕' : response.written(known.value);
  const hint = `${placeOf(outcomes, point)}: ${known === null ? 'not known, or no steady state' : plusMinus(known, response.written)}`;
  const kind = known === null ? 'frame' : 'cell';
  const shade = known === null ? null : (0.06 + 0.5 * share).toFixed(2);
  const box = { x: x + 1, y: y + 1, width: cell - 2, height: tall - 2 };
  const fits = shown.length * TEXT_WIDTH < cell - 4;
  return [
    element('rect', { ...box, class: kind, 'fill-opacity': shade }, element('title', {}, hint)),
    fits
      ? text(x + cell / 2, y + tall / 2 + 4, shown, { class: 'small', 'text-anchor': 'middle' })
      : null,
  ];
}
