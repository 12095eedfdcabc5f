/** Latency against load: the median and p99 up to the first ceiling, and where the knee is. */
import { counted } from '../format.js';
import { curves } from './curves.js';
import {
  axisBelow,
  axisLeft,
  dots,
  line,
  linearScale,
  logScale,
  text,
  upright,
} from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { headroomOf, type Headroom } from './headroom.js';
import { element, type Child } from './markup.js';
import { known, numberIn, textIn, type Known, type ModelResults } from './results.js';
import { rowsTable } from './rowsTable.js';
import { milliseconds, plusMinus, roundMilliseconds } from './words.js';

interface At {
  readonly load: number;
  readonly isSteady: boolean;
  readonly p50: Known | null;
  readonly p99: Known | null;
}

/** Of those who have asked for it; else none. */
export function loadCurveFigures(results: ModelResults): Figure[] {
  const rows = results.rows('curve');
  if (rows.length === 0) return [];
  const points = rows.map((row): At => ({
    load: numberIn(row, 'load') ?? 0,
    isSteady: textIn(row, 'verdict') === 'steady',
    p50: known(row, 'p50', 'ms'),
    p99: known(row, 'p99', 'ms'),
  }));
  const headroom = headroomOf(results);
  return [
    {
      name: 'curve',
      question: 'How far is the knee?',
      answer: answerOf(points, headroom),
      reading: `The median and p99 of short studies at several loads, on the same random numbers, with 95% intervals; latency is on a logarithmic scale. Lines upright: today's load, and where the first resources are full by arithmetic. A cross: no steady state.`,
      draw: (width) => draw(points, headroom, width),
      data: [rowsTable(rows)],
    },
  ];
}

/** p99 is said to have left the ground when it is twice that of the least load. */
const TWICE = 2;

function answerOf(points: readonly At[], { unit, load, ceilings }: Headroom): string {
  const steady = points.filter(({ p99 }) => p99 !== null);
  const [first, last] = [steady.at(0)?.p99 ?? null, steady.at(-1)];
  if (first === null || last === undefined) return 'At none of the loads p99 is known.';
  const bend = steady.find(({ p99 }) => (p99?.value ?? 0) > TWICE * first.value);
  const bends =
    bend === undefined
      ? `p99 does not double up to ${counted(last.load)} ${unit}`
      : `p99 has doubled at ${counted(bend.load)} ${unit}, ${counted(bend.load / load)} times today's load`;
  const full = ceilings.at(0);
  const ends =
    full === undefined ? '' : `; ${full.resource} is full at ${counted(full.at)} ${unit}`;
  return `At ${counted(steady[0].load)} ${unit} p99 is ${plusMinus(first, milliseconds)}, and ${plusMinus(last.p99, milliseconds)} at ${counted(last.load)}; ${bends}${ends}.`;
}

/** Ceilings beyond the last load, and many at one place, would hide the curve. */
const MOST_RULES = 2;

function draw(points: readonly At[], headroom: Headroom, width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [80, width - 70] : [58, width - 36];
  const [top, bottom] = [52, wide ? 330 : 300];
  const most = Math.max(...points.map(({ load }) => load));
  const x = linearScale([0, most], left, right).domain([0, most * 1.02]);
  const both = points.flatMap(({ p50, p99 }) => [p50, p99]).filter((each) => each !== null);
  const y = logScale(
    both.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]),
    bottom,
    top + 14,
    1.15,
  );
  const line50 = points.map(({ load, p50 }) => ({ x: load, y: p50?.value ?? null }));
  const line99 = points.map(({ load, p99 }) => ({ x: load, y: p99?.value ?? null }));
  const intervals = points.flatMap(({ load, p50, p99 }) =>
    [p50, p99].flatMap((each) =>
      each === null || each.low === null || each.high === null
        ? []
        : [upright(x(load), y(each.low), y(each.high))],
    ),
  );
  const body: Child[] = [
    ...axisBelow(x, top, bottom, counted, wide ? 8 : 4),
    ...axisLeft(y, left, right, roundMilliseconds, 5),
    ...rulesOf(headroom, x, bottom, most),
    element('path', { class: 'whisker', d: intervals.join('') }),
    ...curves(
      [
        { name: 'p50', points: line50 },
        { name: 'p99', points: line99 },
      ],
      x,
      y,
      right,
      width,
      top,
      bottom,
    ),
    ...[line50, line99].map((all, kind) =>
      dots(
        all.flatMap(({ x: load, y: value }) =>
          value === null
            ? []
            : [{ x: x(load), y: y(value), hint: `${counted(load)}: ${milliseconds(value)}` }],
        ),
        kind,
        wide,
      ),
    ),
    ...points
      .filter(({ isSteady }) => !isSteady)
      .map(({ load }) =>
        element('path', { d: `M${x(load) - 5},${top + 3}l10,10m0,-10l-10,10`, class: 'cross' }),
      ),
  ];
  return { height: bottom + 24, body };
}

/** Each with its name, one above the other, where they are within the loads. */
function rulesOf(
  { load, ceilings, unit }: Headroom,
  x: (value: number) => number,
  bottom: number,
  most: number,
): Child[] {
  const all = [
    ...(load <= most ? [{ at: load, said: `today: ${counted(load)} ${unit}` }] : []),
    ...ceilings
      .filter(({ at }) => at <= most)
      .slice(0, MOST_RULES)
      .map(({ resource, at }) => ({ at, said: `${resource}: ${counted(at)}` })),
  ];
  return all.flatMap(({ at, said }, index) => {
    const height = 14 + 14 * index;
    const isLeft = x(at) < (x(0) + x(most)) / 2;
    return [
      line(x(at), height + 2, x(at), bottom, index === 0 && at === load ? 'today' : 'edge'),
      text(x(at) + (isLeft ? 4 : -4), height, said, {
        class: 'small strong halo',
        'text-anchor': isLeft ? 'start' : 'end',
      }),
    ];
  });
}
