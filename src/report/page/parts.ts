/** Who was hot, and when: partitions and instances by time, the darker the fuller. */
import { counted, percent } from '../format.js';
import { axisBelow, linearScale, fitted, text, timeUnit } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { coordinate, element, type Child } from './markup.js';
import { groupedBy, numberIn, textIn, type ModelResults, type Row } from './results.js';
import { roundMilliseconds, shortNumber } from './words.js';

/** All parts of one group or resource. */
interface Whole {
  readonly title: string;
  readonly parts: readonly Part[];
  readonly written: (value: number) => string;
  /** Of what is drawn darkest. */
  readonly most: number;
}

interface Part {
  readonly name: string;
  readonly values: readonly number[];
}

/** So many times the average of its whole is hot. */
const HOT = 1.25;
/** Cells of a row, and shades. */
const MOST_CELLS = 30;
const SHADES = 5;

/** None where nothing was looked at from near, or nothing has several parts. */
export function partsFigures({ rows }: ModelResults, brief: boolean): Figure[] {
  const all = rows('parts');
  const ofKind = (kind: string): Row[] => all.filter((row) => textIn(row, 'kind') === kind);
  const partitions = wholesOf(ofKind('partition'), 'waiting');
  const instances = wholesOf(ofKind('instance'), 'utilization');
  const wholes = [...partitions, ...instances];
  if (wholes.length === 0) return [];
  const times = [...new Set(all.map((row) => numberIn(row, 'time_s') ?? 0))];
  const hot = wholes.filter((whole) => heatOf(whole).times >= HOT);
  const shown = brief ? hot.slice(0, 1) : wholes;
  return [
    {
      name: 'parts',
      question: 'Is any partition or instance hotter than the others?',
      answer: answerOf(partitions, instances),
      reading: `A row a partition (records that wait to be read) or an instance (its servers’ time in use), the darker the fuller; one cell in one trial, since an average over trials would hide who is hot. Of each the twelve fullest are shown, and averages are theirs.${brief ? ' Of this model the hottest alone is drawn here.' : ''} Numbers count from 0. Every number: parts.csv.`,
      draw: shown.length === 0 ? null : (width) => draw(shown, times, width),
      data: [
        {
          columns: ['of', 'part', 'on average', 'at most'],
          rows: shown.flatMap(({ title, parts }) =>
            parts.map(({ name, values }) => [
              title,
              name,
              shortNumber(String(mean(values))),
              shortNumber(String(Math.max(...values))),
            ]),
          ),
        },
      ],
    },
  ];
}

function wholesOf(rows: readonly Row[], column: 'waiting' | 'utilization'): Whole[] {
  return [...groupedBy(rows, 'of')].map(([of, own]): Whole => {
    const parts = [...groupedBy(own, 'part')].map(([name, cells]) => ({
      name,
      values: cells.map((row) => numberIn(row, column) ?? 0),
    }));
    const most = Math.max(...parts.flatMap(({ values }) => values));
    return column === 'waiting'
      ? { title: `unread by ${of.replace('consumers.', '')}`, parts, written: counted, most }
      : { title: `${of}, of its time`, parts, written: percent, most };
  });
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The hottest part, and how many times the average of its whole that is. */
function heatOf({ parts }: Whole): { readonly part: Part; readonly times: number } {
  const means = parts.map(({ values }) => mean(values));
  const part = parts[means.indexOf(Math.max(...means))];
  const average = mean(means);
  return { part, times: average > 0 ? Math.max(...means) / average : 1 };
}

function answerOf(partitions: readonly Whole[], instances: readonly Whole[]): string {
  const hottest = (wholes: readonly Whole[]): Whole | null =>
    wholes.length === 0
      ? null
      : wholes.reduce((a, b) => (heatOf(b).times > heatOf(a).times ? b : a));
  const told = [
    { kind: 'partition', whole: hottest(partitions) },
    { kind: 'instance', whole: hottest(instances) },
  ].flatMap(({ kind, whole }) => {
    if (whole === null) return [];
    const { part, times } = heatOf(whole);
    if (times < HOT) return [`no ${kind} has more than ${counted(times)} times the average`];
    const value = whole.written(mean(part.values));
    return [
      `${kind} ${part.name} (${whole.title}) has ${counted(times)} times the average, ${value}`,
    ];
  });
  const all = told.join('; ');
  return `${all.slice(0, 1).toUpperCase()}${all.slice(1)}.`;
}

function draw(wholes: readonly Whole[], times: readonly number[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [150, width - 30] : [76, width - 18];
  const tall = wide ? 14 : 12;
  const cells = Math.min(times.length, wide ? MOST_CELLS : MOST_CELLS / 2);
  const step = (right - left) / cells;
  const body: Child[] = [];
  let y = 4;
  for (const { title, parts, written, most } of wholes) {
    y += 18;
    body.push(
      text(2, y - 5, `${title}; darkest: ${written(most)}`, { class: 'small strong' }),
      element('rect', {
        x: left,
        y,
        width: right - left,
        height: parts.length * tall,
        class: 'frame',
      }),
    );
    const names = parts.map(({ name }, row) =>
      text(left - 6, y + (row + 1) * tall - 2, fitted(name, left - 8)),
    );
    body.push(element('g', { class: 'tick', 'text-anchor': 'end' }, names));
    for (let shade = 1; shade <= SHADES; shade++) {
      const d = parts
        .map(({ values }, row) =>
          runsOf(levelsOf(values, cells, most), shade)
            .map(([from, to]) => {
              const [x, to2] = [left + from * step, left + to * step];
              return `M${coordinate(x)},${coordinate(y + (row + 0.5) * tall)}H${coordinate(to2)}`;
            })
            .join(''),
        )
        .join('');
      if (d !== '') body.push(element('path', { d, class: `heat s${shade} ${wide ? '' : 'n'}` }));
    }
    y += parts.length * tall + 6;
  }
  const end = times[times.length - 1];
  const x = linearScale([0, end], left, right).domain([0, end]);
  const unit = timeUnit([end * 1e3]) / 1e3;
  const written = (value: number): string => roundMilliseconds(value * 1e3);
  body.push(...axisBelow(x, y, y + 3, written, wide ? 8 : 3, unit));
  return { height: y + 24, body };
}

/** By cell a shade, 0 = nothing: of the average of its buckets. */
function levelsOf(values: readonly number[], cells: number, most: number): number[] {
  return Array.from({ length: cells }, (_, cell) => {
    const [from, to] = [cell, cell + 1].map((each) => Math.round((each * values.length) / cells));
    const value = mean(values.slice(from, Math.max(to, from + 1)));
    return most > 0 ? Math.min(SHADES, Math.ceil((value / most) * SHADES)) : 0;
  });
}

/** Cells of that shade side by side: from, to. */
function runsOf(levels: readonly number[], shade: number): (readonly [number, number])[] {
  const runs: [number, number][] = [];
  levels.forEach((level, cell) => {
    if (level !== shade) return;
    const last = runs.at(-1);
    if (last?.[1] === cell) last[1] = cell + 1;
    else runs.push([cell, cell + 1]);
  });
  return runs;
}
