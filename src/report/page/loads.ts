/**
 * Which loads keep the promise: of each that was tried the share of records that take too long,
 * beside what is allowed.
 */
import { counted, percent } from '../format.js';
import {
  axisBelow,
  axisLeft,
  bar,
  line,
  linearScale,
  logScale,
  text,
  upright,
  type Scale,
} from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { answerIn, legend, mark, type Answer } from './marks.js';
import { element, type Child } from './markup.js';
import { valueOf } from './quantity.js';
import { numberIn, textIn, type Known, type Manifest, type Row } from './results.js';
import { rowsTable } from './rowsTable.js';
import { milliseconds, plusMinus } from './words.js';

interface Step {
  readonly load: number;
  readonly answer: Answer;
  readonly late: Known | null;
  readonly trials: number;
  readonly broken: string;
}

interface Search {
  readonly unit: string;
  readonly steps: readonly Step[];
  readonly keptAt: number | null;
  readonly brokenAt: number | null;
  /** Share of the records; null where no latency is promised. */
  readonly allowed: number | null;
  readonly latency: string;
  readonly boundMs: number;
}

export function loadsFigure({ facts = {}, finding = '' }: Manifest, rows: readonly Row[]): Figure {
  const unit = String(facts['unit'] ?? 'users');
  const number = (name: string): number | null => {
    const value = facts[name];
    return typeof value === 'number' ? value : null;
  };
  const column = unit.replace('/', '_per_');
  const search: Search = {
    unit,
    steps: rows.map((row) => ({
      load: numberIn(row, column) ?? 0,
      answer: answerIn(textIn(row, 'promise')),
      late: valueOf(row, 'late_share'),
      trials: numberIn(row, 'trials') ?? 0,
      broken: textIn(row, 'broken'),
    })),
    keptAt: number('kept_at'),
    brokenAt: number('broken_at'),
    allowed: number('late_share_allowed'),
    latency: String(facts['latency'] ?? ''),
    boundMs: number('bound_ms') ?? 0,
  };
  return {
    name: 'loads',
    question: `How many ${unit} keep the promise?`,
    answer: answerOf(search, finding),
    reading: readingOf(search),
    draw: search.steps.length === 0 ? null : (width) => draw(search, width),
    data: [rowsTable(rows)],
  };
}

function answerOf({ keptAt, brokenAt, unit }: Search, finding: string): string {
  if (keptAt === null) return finding;
  if (brokenAt === null) {
    return `It is kept at every load tried, up to ${counted(keptAt)} ${unit}.`;
  }
  return `It is kept up to ${counted(keptAt)} ${unit} and broken from ${counted(brokenAt)} on; between the two it is not known.`;
}

function readingOf({ allowed, boundMs }: Search): string {
  const shapes =
    'A disc is a load that keeps the promise, a ring one of which the trials do not tell, a cross one that breaks it; between the lines of kept and broken lies the answer.';
  if (allowed === null) return shapes;
  return `${shapes} Upwards: the share of records that take longer than ${milliseconds(boundMs)}, with its 95% interval, on a logarithmic scale; the dashed line is what is allowed. Crosses at the top have no steady state.`;
}

function draw(search: Search, width: number): Drawing {
  const wide = width === WIDE;
  const { steps, allowed, keptAt, brokenAt } = search;
  const [left, right] = wide ? [70, width - 30] : [56, width - 12];
  const [top, bottom] = [62, wide ? 330 : 290];
  const x = loadScale(
    steps.map(({ load }) => load),
    left,
    right,
  );
  const body: Child[] = [
    ...legend(left - 6, 12),
    ...axisBelow(x, top, bottom, counted, wide ? 8 : 4),
    ...bracket(x(keptAt ?? x.domain()[0]), keptAt, 'kept', top, bottom, width),
    ...bracket(x(brokenAt ?? x.domain()[1]), brokenAt, 'broken', top, bottom, width),
  ];
  if (keptAt !== null && brokenAt !== null) {
    body.push(bar(x(keptAt), top, x(brokenAt) - x(keptAt), bottom - top, 'band'));
  }
  const late = steps.flatMap((step) => (step.late === null ? [] : [step.late]));
  const hintOf = (step: Step): string =>
    `${counted(step.load)} ${search.unit}: ${step.answer} after ${step.trials} trials${step.late === null ? '' : `, ${plusMinus(step.late, percent)} too late`}${step.broken === '' ? '' : ` (${step.broken})`}`;
  if (allowed === null || late.length === 0) {
    const middle = (top + bottom) / 2;
    body.push(...steps.map((step) => mark(x(step.load), middle, step.answer, hintOf(step))));
    return { height: bottom + 24, body };
  }
  const least = allowed / 20;
  const values = late.flatMap(({ value, high }) => [value, high ?? value]);
  const y = logScale(
    [least, allowed, ...values.filter((each) => each > least)],
    bottom - 10,
    top + 26,
    1.2,
  );
  const written = (share: number): string => percent(share).replace('.0%', '%');
  body.push(
    ...axisLeft(
      y,
      left,
      right,
      (share) => (share < 1e-3 ? `${Number((share * 100).toPrecision(1))}%` : written(share)),
      5,
    ),
    line(left, y(allowed), right, y(allowed), 'today'),
    allowedAt(
      steps.map(({ load }) => x(load)),
      left,
      right,
      y(allowed),
      written(allowed),
    ),
  );
  const intervals = steps.flatMap(({ late: known, load }) =>
    known === null || known.low === null || known.high === null
      ? []
      : [upright(x(load), y(Math.max(known.low, least / 2)), y(Math.max(known.high, least / 2)))],
  );
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  for (const step of steps) {
    const at = step.late === null ? top + 10 : y(Math.max(step.late.value, least / 2));
    body.push(mark(x(step.load), at, step.answer, hintOf(step)));
  }
  return { height: bottom + 24, body };
}

/** Linear where the loads are near each other. */
function loadScale(loads: readonly number[], left: number, right: number): Scale {
  const [low, high] = [Math.min(...loads), Math.max(...loads)];
  if (low <= 0 || high / low > 8) return logScale(loads, left, right, 1.12);
  const room = 0.1 * (high - low || high);
  return linearScale(loads, left, right).domain([Math.max(0, low - room), high + room]);
}

function bracket(
  x: number,
  load: number | null,
  word: string,
  top: number,
  bottom: number,
  width: number,
): Child[] {
  if (load === null) return [];
  const isKept = word === 'kept';
  const said = `${word} at ${counted(load)}`;
  // Where there is no room behind its line it stands before it, above the other.
  const isBefore = isKept || x + said.length * BOLD_WIDTH > width;
  return [
    line(x, top - (isKept || !isBefore ? 16 : 30), x, bottom, 'edge'),
    text(x + (isBefore ? -4 : 4), top - (isKept || !isBefore ? 12 : 26), said, {
      class: 'small strong',
      'text-anchor': isBefore ? 'end' : 'start',
    }),
  ];
}

/** Of a bold character at 12 px, about. */
const BOLD_WIDTH = 7.4;

/** Where fewer marks are: at the left or at the right. */
function allowedAt(
  marks: readonly number[],
  left: number,
  right: number,
  y: number,
  allowed: string,
): Child {
  const atRight = marks.filter((x) => x > (left + right) / 2).length < marks.length / 2;
  return text(atRight ? right - 4 : left + 4, y - 6, `allowed: ${allowed}`, {
    class: 'strong halo',
    'text-anchor': atRight ? 'end' : 'start',
  });
}
