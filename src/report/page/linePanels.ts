/**
 * What comes out against one number that was varied: a panel a response, a line for each value of
 * what else was.
 */
import { scaleLinear, scaleLog } from 'd3-scale';
import { curves } from './curves.js';
import { axisLeft, dots, line, text, upright, type Dot, type Scale } from './drawing.js';
import { WIDE, type Drawing } from './figure.js';
import { lattice, responseScale, type Box } from './lattice.js';
import { element, type Child } from './markup.js';
import { placeOf, shownAt, type Outcomes, type Point } from './outcomes.js';
import { positionOf, type Quantity } from './quantity.js';
import { plusMinus } from './words.js';

export interface Series {
  readonly name: string;
  readonly points: readonly Point[];
}

/** `axis`: which of what was varied stands below. */
export function linePanels(
  outcomes: Outcomes,
  responses: readonly Quantity[],
  axis: number,
  series: readonly Series[],
  width: number,
): Drawing {
  const wide = width === WIDE;
  const named = series.length > 1;
  const panels = responses.map((response) => ({
    title: response.title,
    draw: (box: Box) => panel(outcomes, response, axis, series, box, wide),
  }));
  return lattice(panels, width, { left: 58, right: named ? 104 : 14, height: wide ? 150 : 140 });
}

function panel(
  outcomes: Outcomes,
  response: Quantity,
  axis: number,
  series: readonly Series[],
  box: Box,
  hints: boolean,
): Child[] {
  const { left, top, right, bottom, edge } = box;
  const labels = [...new Set(outcomes.points.map((point) => point.labels[axis]))];
  const x = labelScale(labels, left + 10, right - 10);
  const at = (point: Point): number => x(positionOf(point.labels[axis]) ?? 0);
  const shown = series.flatMap(({ points }) => points.map((point) => shownAt(point, response)));
  const y = responseScale(response, shown, bottom, top);
  const body: Child[] = [
    ...axisLeft(y, left, right, response.tick, 4, response.unit(y.domain())),
    ...labelAxis(labels, x, bottom),
  ];
  const intervals: string[] = [];
  series.forEach(({ points }, index) => {
    const places = points.flatMap((point) => {
      const known = shownAt(point, response);
      if (known === null) {
        const why = point.verdict === 'overloaded' ? 'no steady state' : 'not known';
        body.push(cross(at(point), bottom - 6 - 10 * index, `${placeOf(outcomes, point)}: ${why}`));
        return [];
      }
      if (known.low !== null && known.high !== null) {
        intervals.push(upright(at(point), y(known.low), y(known.high)));
      }
      const hint = `${placeOf(outcomes, point)}: ${plusMinus(known, response.written)}`;
      return [{ x: at(point), y: y(known.value), hint }];
    });
    if (series.length === 1) body.push(curve(points, response, at, y));
    body.push(dots(places, index % 6, hints));
  });
  if (series.length > 1) {
    const lines = series.map(({ name, points }) => ({
      name,
      points: points.map((point) => ({
        x: positionOf(point.labels[axis]) ?? 0,
        y: shownAt(point, response)?.value ?? null,
      })),
    }));
    body.push(...curves(lines, x, y, right, edge, top, bottom));
  }
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  return body;
}

/** One line without a name. */
function curve(
  points: readonly Point[],
  response: Quantity,
  at: (point: Point) => number,
  y: Scale,
): Child {
  const places = points.flatMap((point) => {
    const known = shownAt(point, response);
    return known === null ? [] : [`${at(point).toFixed(1)},${y(known.value).toFixed(1)}`];
  });
  return element('polyline', { points: places.join(' '), class: 'line k0' });
}

function cross(x: number, y: number, hint: string): Child {
  const d = `M${(x - 4).toFixed(1)},${(y - 4).toFixed(1)}l8,8m0,-8l-8,8`;
  return element('path', { d, class: 'cross' }, element('title', {}, hint));
}

/** Where what was varied stands; logarithmic where the largest is at least 15 times the least. */
function labelScale(labels: readonly string[], from: number, to: number): Scale {
  const values = labels.map((label) => positionOf(label) ?? 0);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (low === high)
    return scaleLinear()
      .domain([low - 1, high + 1])
      .range([from, to]);
  const scale = low > 0 && high / low >= 15 ? scaleLog() : scaleLinear();
  return scale.domain([low, high]).range([from, to]);
}

/** The values themselves, those of them that have room. */
function labelAxis(labels: readonly string[], x: Scale, bottom: number): Child[] {
  const order = [...labels].sort((a, b) => (positionOf(a) ?? 0) - (positionOf(b) ?? 0));
  let free = -Infinity;
  return order.flatMap((label): Child[] => {
    const at = x(positionOf(label) ?? 0);
    const half = (label.length * 7) / 2;
    const tick = line(at, bottom, at, bottom + 4, 'edge');
    if (at - half < free) return [tick];
    free = at + half + 8;
    return [tick, text(at, bottom + 17, label, { class: 'tick', 'text-anchor': 'middle' })];
  });
}

/** Where many numbers are varied at once: a panel for each of them, one response. */
export function scatterPanels(outcomes: Outcomes, response: Quantity, width: number): Drawing {
  const wide = width === WIDE;
  const panels = outcomes.names.flatMap((name, axis) => {
    const labels = outcomes.points.map((point) => positionOf(point.labels[axis]));
    if (labels.includes(null)) return [];
    const draw = (box: Box): Child[] => scatter(outcomes, response, axis, box, wide);
    return [{ title: `${response.title} against ${name}`, draw }];
  });
  return lattice(panels, width, { left: 58, right: 14, height: 150 });
}

function scatter(
  outcomes: Outcomes,
  response: Quantity,
  axis: number,
  box: Box,
  hints: boolean,
): Child[] {
  const { left, top, right, bottom } = box;
  const { points } = outcomes;
  const x = labelScale(
    points.map(({ labels }) => labels[axis]),
    left + 10,
    right - 10,
  );
  const values = points.map((point) => shownAt(point, response));
  const y = responseScale(response, values, bottom, top);
  const places: Dot[] = [];
  const body: Child[] = [
    ...axisLeft(y, left, right, response.tick, 4, response.unit(y.domain())),
    ...labelAxis([...new Set(points.map(({ labels }) => labels[axis]))], x, bottom),
  ];
  points.forEach((point, index) => {
    const at = x(positionOf(point.labels[axis]) ?? 0);
    const known = values[index];
    const place = placeOf(outcomes, point);
    if (known === null) body.push(cross(at, bottom - 6, place));
    else {
      const hint = `${place}: ${plusMinus(known, response.written)}`;
      places.push({ x: at, y: y(known.value), hint });
    }
  });
  return [...body, dots(places, 0, hints)];
}
