/**
 * What latency people see: quantiles from the median to the far tail, a line a path, with
 * intervals.
 */
import { scaleLinear } from 'd3-scale';
import * as mathematics from '../../mathematics/index.js';
import { curves, kindOf } from './curves.js';
import { axisLeft, dots, line, logScale, text, upright } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import {
  groupedBy,
  known,
  numberIn,
  textIn,
  type Known,
  type MeasuredFacts,
  type ModelResults,
  type Row,
} from './results.js';
import { interval, milliseconds, plusMinus, roundMilliseconds, shortNumber } from './words.js';

interface Quantile {
  readonly p: number;
  readonly at: Known | null;
}

interface Path {
  readonly name: string;
  readonly quantiles: readonly Quantile[];
}

/** Of `quantiles.csv` where it is there, else of the columns of summary.csv and paths.csv. */
function pathsOf({ rows, summary }: ModelResults): Path[] {
  const grid = groupedBy(rows('quantiles'), 'path');
  if (grid.size > 0) {
    return [...grid].map(([name, own]) => ({
      name,
      quantiles: own.map((row) => ({
        p: numberIn(row, 'quantile') ?? 0,
        at: known(row, 'latency', 'ms'),
      })),
    }));
  }
  const of = (name: string, row: Row): Path => ({
    name,
    quantiles: NAMED.map(([column, p]) => ({ p, at: known(row, column, 'ms') })),
  });
  return [of('end_to_end', summary), ...rows('paths').map((row) => of(textIn(row, 'path'), row))];
}

const NAMED = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
  ['p999', 0.999],
] as const;

/** The rest stands in the table. */
const MOST_LINES = 9;

export function latenciesFigure(results: ModelResults): Figure {
  const paths = pathsOf(results);
  const told = paths.filter(({ quantiles }) => quantiles.some(({ at }) => at !== null));
  const drawn = told.slice(0, MOST_LINES);
  const measured = results.facts.measured ?? [];
  return {
    name: 'latency',
    question: 'What latency do people see?',
    answer: answerOf(results, measured, paths),
    reading: `A line a path, from the median on; each step to the right is rarer. Lines across a point are its 95% interval; a line ends where the data carry none.${told.length > drawn.length ? ` The first ${drawn.length} of ${told.length} are drawn.` : ''}${measured.length > 0 ? ' Rings are what was measured on the real system.' : ''}`,
    draw: drawn.length === 0 ? null : (width) => draw(drawn, measured, width),
    data: [
      {
        columns: ['path', 'quantile', 'ms', 'from', 'to'],
        rows: paths.flatMap(({ name, quantiles }) =>
          quantiles.map(({ p, at }) => [
            name,
            quantileName(p),
            ...[at?.value, at?.low, at?.high].map((each) => shortNumber(String(each ?? ''))),
          ]),
        ),
      },
    ],
  };
}

function answerOf(
  { summary }: ModelResults,
  measured: readonly MeasuredFacts[],
  paths: readonly Path[],
): string {
  if (textIn(summary, 'verdict') === 'overloaded') {
    return 'There is no steady state, so that latency grows for as long as it is measured: no quantile is given.';
  }
  const p99 = known(summary, 'p99', 'ms');
  const p50 = known(summary, 'p50', 'ms');
  if (p50 === null || p99 === null) {
    return `Too little was measured to say: ${textIn(summary, 'p99_note')}.`;
  }
  const range = interval(p99, milliseconds);
  const said = `Half of the records take at most ${plusMinus(p50, milliseconds)}; 99% at most ${plusMinus(p99, milliseconds)}${range === '' ? '' : ` (95% interval ${range})`}.`;
  const off = measured.flatMap(({ path, quantile, ms }) => {
    const own = paths.find(({ name }) => name === path);
    const at = own?.quantiles.find(({ p }) => Math.abs(p - quantile) < 1e-9)?.at ?? null;
    return at === null ? [] : [Math.abs(at.value / ms - 1)];
  });
  if (off.length === 0) return said;
  const close = off.filter((each) => each <= 0.1).length;
  return `${said} ${close} of ${off.length} measured quantiles are within 10%.`;
}

/** p99, p99.9. */
export function quantileName(p: number): string {
  return `p${Number((p * 100).toPrecision(6))}`;
}

/** How rare: 1 for p90, 2 for p99. */
function nines(p: number): number {
  return -mathematics.log(1 - p) / mathematics.log(10);
}

const TICKS = [0.5, 0.9, 0.99, 0.999, 0.9999];

function draw(paths: readonly Path[], measured: readonly MeasuredFacts[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [70, width - 170] : [54, width - 92];
  const [top, bottom] = [10, wide ? 330 : 260];
  const points = paths.flatMap(({ quantiles }) => quantiles.filter(({ at }) => at !== null));
  const rarest = Math.max(...points.map(({ p }) => p), ...measured.map(({ quantile }) => quantile));
  const x = scaleLinear()
    .domain([nines(0.5), nines(rarest)])
    .range([left + 8, right]);
  const values = points.flatMap(({ at }) => [at?.value ?? 0, at?.low ?? 0, at?.high ?? 0]);
  const y = logScale([...values, ...measured.map(({ ms }) => ms)], bottom, top, 1.1);
  const body: Child[] = [
    ...axisLeft(y, left, right, roundMilliseconds, 8),
    ...TICKS.filter((p) => p <= rarest + 1e-9).flatMap((p) => {
      const at = x(nines(p));
      return [
        line(at, top, at, bottom, 'grid'),
        text(at, bottom + 16, quantileName(p), { 'text-anchor': 'middle', class: 'tick' }),
      ];
    }),
  ];
  const intervals: string[] = [];
  paths.forEach(({ name, quantiles }, index) => {
    const places = quantiles.flatMap(({ p, at }) => {
      if (at === null) return [];
      const across = x(nines(p));
      if (at.low !== null && at.high !== null) {
        intervals.push(upright(across, y(at.low), y(at.high)));
      }
      const hint = `${name} ${quantileName(p)}: ${plusMinus(at, milliseconds)}`;
      return [{ x: across, y: y(at.value), hint }];
    });
    body.push(dots(places, index % 6, wide));
  });
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  const lines = paths.map(({ name, quantiles }) => ({
    name,
    points: quantiles.map(({ p, at }) => ({ x: nines(p), y: at?.value ?? null })),
  }));
  body.push(...curves(lines, x, y, right, width, top, bottom));
  measured.forEach(({ path, quantile, ms }) => {
    const index = paths.findIndex(({ name }) => name === path);
    const hint = `measured, ${path} ${quantileName(quantile)}: ${milliseconds(ms)}`;
    body.push(
      element(
        'circle',
        { cx: x(nines(quantile)), cy: y(ms), r: 6, class: `ring ${kindOf(Math.max(0, index))}` },
        element('title', {}, hint),
      ),
    );
  });
  return { height: bottom + 24, body };
}
