/**
 * What happened in the measured window: what goes in and comes out, latency, what waits; faults as
 * named bands.
 */
import { counted } from '../format.js';
import { curves, type Curve } from './curves.js';
import {
  axisBelow,
  axisLeft,
  fitted,
  linearScale,
  line,
  text,
  timeUnit,
  type Scale,
} from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import {
  groupedBy,
  numberIn,
  textIn,
  type FaultFacts,
  type ModelResults,
  type Row,
} from './results.js';
import { milliseconds, roundMilliseconds, shortNumber } from './words.js';

/** One of several above one another, over the same time. */
export interface Panel {
  readonly title: string;
  readonly curves: readonly Curve[];
  readonly written: (value: number) => string;
  /** What its ticks are whole numbers of. */
  readonly unit: (values: readonly number[]) => number;
}

/** Rows of the table on a page of several models: every third bucket. */
const BRIEF_STEP = 3;

/** `brief`: where nothing is planned to happen, latency alone is drawn. */
export function timelinesFigure(results: ModelResults, brief = false): Figure {
  const series = results.rows('timeseries');
  const faults = scheduledFaults(results);
  const isQuiet = brief && faults.length === 0;
  const all = panelsOf(results, series);
  const panels = isQuiet ? all.filter(({ title }) => title === LATENCY) : all;
  const step = brief ? BRIEF_STEP : 1;
  // Where nothing is dropped or lost, that is one word less.
  const columns = COLUMNS.filter((column) =>
    series.some((row) => !/^0?$/.test(textIn(row, column))),
  );
  return {
    name: 'time',
    question: 'What happens over time?',
    answer: answerOf(results),
    reading: `The measured window from its start, averaged over the trials${faults.length === 0 ? '' : '; gray bands are the faults'}. In: all that is sent, also by groups; out: what is processed, averaged over the groups. p99 is read off bins, at most 6.25% too high.${brief ? ' Every number: timeseries.csv.' : ''}`,
    draw: series.length < 2 ? null : (width) => timePanels(panels, faults, width),
    data: [
      {
        columns,
        rows: series
          .filter((_, bucket) => (bucket + 1) % step === 0)
          .map((row) => columns.map((column) => shortNumber(textIn(row, column)))),
      },
    ],
  };
}

/** Those whose time is known before. */
export function scheduledFaults({ facts }: ModelResults): FaultFacts[] {
  return (facts.faults ?? []).filter(({ at_s }) => at_s !== null);
}

const LATENCY = 'latency';

const COLUMNS = [
  'time_s',
  'arrived_per_second',
  'delivered_per_second',
  'dropped_per_second',
  'lost_per_second',
  'mean_ms',
  'p99_ms',
  'producer_backlog_records',
  'lag_records',
];

function panelsOf({ rows }: ModelResults, series: readonly Row[]): Panel[] {
  const of = (name: string, column: string, from: readonly Row[] = series): Curve => ({
    name,
    points: from.map((row) => ({ x: numberIn(row, 'time_s') ?? 0, y: numberIn(row, column) })),
  });
  const happened = (all: Curve): boolean => all.points.some(({ y }) => (y ?? 0) > 0);
  const instances = groupedBy(rows('instances'), 'group');
  const groups = [...instances].map(([group, own]) => of(group, 'instances', own));
  const change = groups.filter(
    ({ points }) => new Set(points.map(({ y }) => Math.round(y ?? 0))).size > 1,
  );
  const panels: Panel[] = [
    {
      title: 'records a second',
      written: counted,
      unit: () => 1,
      curves: [
        of('in', 'arrived_per_second'),
        of('out', 'delivered_per_second'),
        ...[of('dropped', 'dropped_per_second'), of('lost', 'lost_per_second')].filter(happened),
      ],
    },
    {
      title: LATENCY,
      written: roundMilliseconds,
      unit: timeUnit,
      curves: [of('mean', 'mean_ms'), of('p99', 'p99_ms')],
    },
    {
      title: 'records that wait',
      written: counted,
      unit: () => 1,
      curves: [
        of('in producers', 'producer_backlog_records'),
        of('unread (lag)', 'lag_records'),
      ].filter(happened),
    },
    { title: 'instances', written: counted, unit: () => 1, curves: change },
  ];
  return panels.filter((panel) => panel.curves.length > 0);
}

/** When the backlog and p99 are back after each scheduled fault; empty where there is none. */
export function recoveryText({ rows }: ModelResults): string {
  const after = rows('recovery').filter((row) => row['path'] === 'all');
  const told = after.map((row) => {
    const parts = [`backlog ${backText(row, 'backlog')}`, `p99 ${backText(row, 'p99')}`];
    return `After ${textIn(row, 'fault')}: ${parts.join(', ')}.`;
  });
  return told.join(' ');
}

/** What is told of the faults, or how much waits where there are none. */
function answerOf(results: ModelResults): string {
  const { facts, rows } = results;
  const told = recoveryText(results);
  if (told !== '') return told;
  const random = facts.faults?.filter(({ at_s }) => at_s === null) ?? [];
  if (random.length > 0)
    return `Faults come at random: ${random.map(({ name }) => name).join(', ')}.`;
  const lag = rows('timeseries').map((row) => numberIn(row, 'lag_records') ?? 0);
  const [from, to] = [lag.at(0) ?? 0, lag.at(-1) ?? 0];
  const most = lag.reduce((highest, each) => Math.max(highest, each), 0);
  if (most < 1) return 'Nothing is planned to happen, and hardly a record waits to be read.';
  return `Nothing is planned to happen: ${counted(from)} records wait to be read at the start, ${counted(to)} at the end, ${counted(most)} at the most.`;
}

function backText(row: Row, name: string): string {
  const back = numberIn(row, `${name}_s`);
  const outcome = textIn(row, name);
  if (outcome === 'back' && back !== null) return `is back after ${milliseconds(back * 1e3)}`;
  return outcome === '' ? 'is not known' : `is ${outcome}`;
}

/** Faults are named bands behind them. */
export function timePanels(
  panels: readonly Panel[],
  faults: readonly FaultFacts[],
  width: number,
): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [70, width - 110] : [54, width - 84];
  const [head, each, between] = [
    faults.length > 0 ? 14 + 14 * Math.min(faults.length, 3) : 6,
    wide ? 120 : 96,
    30,
  ];
  const times = panels.flatMap((panel) =>
    panel.curves.flatMap(({ points }) => points.map(({ x }) => x)),
  );
  const x = linearScale([0, ...times], left, right).domain([0, Math.max(...times)]);
  const bottom = head + panels.length * (each + between);
  const body: Child[] = [...bands(faults, x, bottom - 10, right)];
  panels.forEach((panel, index) => {
    const top = head + index * (each + between) + 18;
    const base = top + each;
    const values = panel.curves.flatMap(({ points }) => points.flatMap(({ y }) => y ?? []));
    const unit = panel.unit(values);
    const y = linearScale([0, ...values], base, top, unit);
    body.push(
      text(left, top - 6, panel.title, { class: 'strong' }),
      ...axisLeft(y, left, right, panel.written, 4, unit),
      ...curves(panel.curves, x, y, right, width, top, base),
    );
  });
  body.push(
    ...axisBelow(
      x,
      bottom - 12,
      bottom - 8,
      (value) => roundMilliseconds(value * 1e3),
      wide ? 8 : 4,
      timeUnit(times.map((time) => time * 1e3)) / 1e3,
    ),
  );
  return { height: bottom + 14, body };
}

/** Names in three lines in turn, so that neighbors do not meet. */
function bands(faults: readonly FaultFacts[], x: Scale, bottom: number, right: number): Child[] {
  return faults.map(({ name, kind, at_s, length_s }, index) => {
    const from = x(at_s ?? 0);
    const to = x((at_s ?? 0) + (length_s ?? 0));
    const level = 12 + 14 * (index % 3);
    const room = right + 80 - from;
    const hint = `${name} (${kind})`;
    return element(
      'g',
      {},
      element(
        'rect',
        {
          x: from,
          y: level + 3,
          width: Math.max(2, to - from),
          height: bottom - level,
          class: 'band',
        },
        element('title', {}, hint),
      ),
      line(from, level + 3, from, bottom, 'edge'),
      text(from, level, fitted(hint, room, 6.6), { class: 'small strong' }),
    );
  });
}
