/**
 * What pictures are drawn with: texts, lines, axes, and labels that keep apart. Coordinates in px,
 * y downwards.
 */
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from 'd3-scale';
import { coordinate, element, type Child, type Markup } from './markup.js';

export type Scale = ScaleContinuousNumeric<number, number>;

/** Of the monospaced text of names at 12 px, and of other text, on average. */
const NAME_WIDTH = 7.3;
export const TEXT_WIDTH = 6.6;

export function text(
  x: number,
  y: number,
  content: string,
  attributes: Readonly<Record<string, string | number>> = {},
): Markup {
  return element('text', { x, y, ...attributes }, content);
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): Markup {
  return element('line', { x1, y1, x2, y2, class: kind });
}

/** A rectangle; `hint`: what is shown when the pointer rests on it. */
export function bar(
  x: number,
  y: number,
  width: number,
  height: number,
  kind: string,
  hint: string | null = null,
): Markup {
  const inner: Child = hint === null ? null : element('title', {}, hint);
  return element('rect', { x, y, width: Math.max(0, width), height, class: kind }, inner);
}

/** Where a dot stands, and what is shown when the pointer rests on it. */
export interface Dot {
  readonly x: number;
  readonly y: number;
  readonly hint: string;
}

/**
 * Dots of one kind. Nobody hovers over a phone, and the table has the numbers: there they are one
 * short path.
 */
export function dots(all: readonly Dot[], kind: number, hints: boolean): Markup {
  if (hints) {
    const circles = all.map(({ x, y, hint }) =>
      element('circle', { cx: x, cy: y, r: 3.5 }, element('title', {}, hint)),
    );
    return element('g', { class: `dot d${kind}` }, circles);
  }
  const d = all.map(({ x, y }) => `M${coordinate(x)},${coordinate(y)}h0`).join('');
  return element('path', { d, class: `points k${kind}` });
}

/** An interval with ends, along x, as a part of a path of class `whisker`. */
export function whisker(x1: number, x2: number, y: number): string {
  const [a, b, middle] = [x1, x2, y].map(coordinate);
  const [top, bottom] = [y - 3, y + 3].map(coordinate);
  return `M${a},${top}V${bottom}M${b},${top}V${bottom}M${a},${middle}H${b}`;
}

/** The same along y. */
export function upright(x: number, y1: number, y2: number): string {
  const [a, b, middle] = [y1, y2, x].map(coordinate);
  const [left, right] = [x - 3, x + 3].map(coordinate);
  return `M${left},${a}H${right}M${left},${b}H${right}M${middle},${a}V${b}`;
}

/** Ends that are not positive are drawn at the least that is. */
export function logScale(values: readonly number[], from: number, to: number, room = 1.3): Scale {
  const positive = values.filter((value) => value > 0 && Number.isFinite(value));
  const low = positive.reduce((least, value) => Math.min(least, value), Infinity);
  const high = positive.reduce((most, value) => Math.max(most, value), 0);
  const domain = positive.length === 0 ? [1, 10] : [low / room, high * room];
  return scaleLog().domain(domain).range([from, to]).clamp(true);
}

/** From zero, or from the least value below it; ends are round in `unit`. */
export function linearScale(values: readonly number[], from: number, to: number, unit = 1): Scale {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), 0);
  const high = finite.reduce((most, value) => Math.max(most, value), 0);
  const end = high === low ? low + 1 : high;
  const round = scaleLinear()
    .domain([low / unit, end / unit])
    .nice(5)
    .domain();
  return scaleLinear()
    .domain(round.map((each) => each * unit))
    .range([from, to])
    .clamp(true);
}

/** In ms: a second, minute or hour where the values are several of them. */
export function timeUnit(values: readonly number[]): number {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  if (most < 1e3) return 1;
  if (most < 120e3) return 1e3;
  return most < 7200e3 ? 60e3 : 3600e3;
}

/**
 * About `count` ticks, round in `unit`; of a logarithmic scale tens, or 1, 2 and 5 where those are
 * few.
 */
function ticksOf(scale: Scale, count: number, unit = 1): number[] {
  const [low, high] = scale.domain();
  if (!('base' in scale)) {
    const inUnit = scaleLinear().domain([low / unit, high / unit]);
    return inUnit.ticks(count).map((tick) => tick * unit);
  }
  const decades = scale.ticks(count).filter((tick) => /^[125]/.test(tick.toExponential()));
  const tens = decades.filter((tick) => tick.toExponential().startsWith('1e'));
  const few = decades.filter((tick) => tick >= low && tick <= high);
  // Within less than a decade there may be none of them, or one.
  if (few.length < 2) return scaleLinear().domain([low, high]).ticks(count);
  if (few.length <= count) return few;
  const step = Math.ceil(tens.length / count);
  return tens.filter((_, index) => index % step === 0);
}

/** Of a character of an axis's numbers. */
const TICK_WIDTH = 6.6;
const TICK_GAP = 6;

/** Lines from top to bottom with their numbers below. */
export function axisBelow(
  scale: Scale,
  top: number,
  bottom: number,
  written: (value: number) => string,
  count: number,
  unit = 1,
): Markup[] {
  const ticks = ticksOf(scale, count, unit);
  const lines = ticks.map(
    (tick) => `M${coordinate(scale(tick))},${coordinate(top)}V${coordinate(bottom)}`,
  );
  const stride = 'base' in scale ? 1 : strideOf(ticks.map(scale), ticks.map(written));
  // Zero, where it is there, keeps its number.
  const first = Math.max(0, ticks.indexOf(0)) % stride;
  const numbers = ticks
    .filter((_, index) => index % stride === first)
    .map((tick) => text(scale(tick), bottom + 16, written(tick)));
  return [
    element('path', { class: 'grid', d: lines.join('') }),
    element('g', { class: 'tick', 'text-anchor': 'middle' }, numbers),
  ];
}

/** Of evenly spaced numbers every so many-th is written, that they do not run into each other. */
function strideOf(places: readonly number[], numbers: readonly string[]): number {
  const gap = places.length < 2 ? Infinity : Math.abs(places[1] - places[0]);
  const widest = Math.max(...numbers.map((each) => each.length), 0) * TICK_WIDTH + TICK_GAP;
  return Math.max(1, Math.ceil(widest / gap));
}

/** Lines from left to right with their numbers at the left. */
export function axisLeft(
  scale: Scale,
  left: number,
  right: number,
  written: (value: number) => string,
  count: number,
  unit = 1,
): Markup[] {
  const ticks = ticksOf(scale, count, unit);
  const lines = ticks.map(
    (tick) => `M${coordinate(left)},${coordinate(scale(tick))}H${coordinate(right)}`,
  );
  const numbers = ticks.map((tick) => text(left - 6, scale(tick) + 4, written(tick)));
  return [
    element('path', { class: 'grid', d: lines.join('') }),
    element('g', { class: 'tick', 'text-anchor': 'end' }, numbers),
  ];
}

/**
 * Heights near the given ones, in their order, at least `gap` apart and from `top` to `bottom`
 * where there is room.
 */
export function apart(
  wanted: readonly number[],
  gap: number,
  top: number,
  bottom: number,
): number[] {
  const order = [...wanted.keys()].sort((a, b) => wanted[a] - wanted[b]);
  const placed = [...wanted];
  let least = top;
  for (const index of order) {
    placed[index] = Math.max(placed[index], least);
    least = placed[index] + gap;
  }
  let most = bottom;
  for (const index of order.reverse()) {
    placed[index] = Math.min(placed[index], most);
    most = placed[index] - gap;
  }
  return placed;
}

/** As much of a name as there is room for. */
export function fitted(name: string, room: number, each = NAME_WIDTH): string {
  const most = Math.max(4, Math.floor(room / each));
  return name.length <= most ? name : `${name.slice(0, most - 1)}…`;
}
