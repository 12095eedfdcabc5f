/**
 * Which configuration keeps the promise for the least money: what was tried, the chosen one, its
 * neighbors, and what less latency costs.
 */
import { counted, percent } from '../format.js';
import {
  axisBelow,
  axisLeft,
  fitted,
  line,
  linearScale,
  logScale,
  text,
  upright,
} from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { answerIn, legend, mark, type Answer } from './marks.js';
import { element, type Child } from './markup.js';
import { valueOf } from './quantity.js';
import { numberIn, textIn, type Known, type Manifest, type Results, type Row } from './results.js';
import { rowsTable } from './rowsTable.js';
import { milliseconds, plusMinus, roundMilliseconds } from './words.js';

interface Tried {
  /** A month, in the currency. */
  readonly cost: number;
  /** `brokers.count 3, ...` */
  readonly values: string;
  readonly answer: Answer;
  readonly p99: Known | null;
  readonly late: Known | null;
  readonly trials: number;
  readonly why: string;
}

interface Costs {
  readonly currency: string;
  readonly tried: readonly Tried[];
  readonly chosen: Tried | null;
  readonly neighbors: readonly Tried[];
  readonly curve: readonly Tried[];
  readonly allowed: number | null;
  readonly boundMs: number | null;
}

export function costFigures(results: Results): Figure[] {
  const costs = costsOf(results);
  const { tables } = results.manifest;
  const files = tables ?? [];
  const data = (index: number): Figure['data'] => [
    rowsTable(results.tables.get(files.at(index)?.file ?? '') ?? []),
  ];
  const search: Figure = {
    name: 'costs',
    question: 'What is the cheapest that keeps the promise?',
    answer: answerOf(costs, results.manifest),
    reading: readingOf(costs),
    draw: costs.tried.length === 0 ? null : (width) => draw(costs, width),
    data: costs.chosen === null ? data(-1) : [...data(-1), ...data(0)],
  };
  if (costs.chosen === null) return [search];
  const curve: Figure = {
    name: 'curve',
    question: 'What does a lower p99 cost?',
    answer: curveAnswer(costs),
    reading: `Configurations that keep the promise, of which none is both cheaper and faster, by cost a month; the short lines are 95% intervals of p99.`,
    draw: costs.curve.length < 2 ? null : (width) => drawCurve(costs, width),
    data: data(1),
  };
  return [search, curve];
}

function costsOf({ manifest, tables }: Results): Costs {
  const { facts = {}, tables: files = [] } = manifest;
  const rowsOf = (index: number): readonly Row[] => tables.get(files.at(index)?.file ?? '') ?? [];
  const labels = files.at(0)?.labels ?? 1;
  const read = (row: Row): Tried => triedIn(row, labels);
  const found = files.length > 1;
  const [best, , ...neighbors] = found ? rowsOf(0).map(read) : [];
  const number = (name: string): number | null => {
    const value = facts[name];
    return typeof value === 'number' ? value : null;
  };
  return {
    currency: String(facts['currency'] ?? ''),
    tried: rowsOf(-1).map(read),
    chosen: found ? best : null,
    neighbors,
    curve: found ? rowsOf(1).map(read) : [],
    allowed: number('late_share_allowed'),
    boundMs: number('bound_ms'),
  };
}

function triedIn(row: Row, labels: number): Tried {
  const [cost, ...names] = Object.keys(row).slice(0, labels);
  return {
    cost: numberIn(row, cost) ?? 0,
    values: names.map((name) => `${name} ${textIn(row, name)}`).join(', '),
    answer: answerIn(textIn(row, 'answer')),
    p99: valueOf(row, 'p99_ms'),
    late: valueOf(row, 'late_share'),
    trials: numberIn(row, 'trials') ?? 0,
    why: textIn(row, 'promise'),
  };
}

function answerOf({ chosen, currency, tried }: Costs, { finding = '' }: Manifest): string {
  if (chosen === null) return finding;
  const broken = tried.filter(({ answer }) => answer === 'broken').length;
  return `${chosen.values}: ${counted(chosen.cost)} ${currency} a month, the cheapest of ${tried.length} that were tried, of which ${broken} ${broken === 1 ? 'breaks' : 'break'} the promise.`;
}

function readingOf({ allowed, boundMs, chosen }: Costs): string {
  const shapes =
    'Each mark is a configuration that was simulated, by what it costs a month: a disc keeps the promise, a ring is not told, a cross breaks it.';
  const up =
    allowed === null || boundMs === null
      ? ''
      : ` Upwards: the share of records that take longer than ${milliseconds(boundMs)}, with its 95% interval, on a logarithmic scale; the dashed line is what is allowed. Marks at the top have no steady state.`;
  return `${shapes}${up}${chosen === null ? '' : ' The large ring is the chosen one, small squares its neighbors one step cheaper.'}`;
}

function draw(costs: Costs, width: number): Drawing {
  const wide = width === WIDE;
  const { tried, allowed, chosen, neighbors, currency } = costs;
  const [left, right] = wide ? [70, width - 30] : [56, width - 14];
  const [top, bottom] = [30, wide ? 330 : 290];
  const x = linearScale([], left, right).domain(moneyDomain(tried));
  const late = tried.flatMap((each) => (each.late === null ? [] : [each.late]));
  const bound = allowed !== null && late.length > 0;
  const least = (allowed ?? 0.01) / 20;
  const values = late.flatMap(({ value, high }) => [value, high ?? value]);
  const y = logScale(
    [least, allowed ?? 0.01, ...values.filter((each) => each > least)],
    bottom - 10,
    top + 30,
    1.2,
  );
  const body: Child[] = [
    ...legend(left - 6, 10),
    ...axisBelow(x, top, bottom, counted, wide ? 7 : 4),
    text(right, bottom + 32, `${currency} a month`, { class: 'tick', 'text-anchor': 'end' }),
  ];
  if (bound) {
    const written = (share: number): string =>
      share < 1e-3
        ? `${Number((share * 100).toPrecision(1))}%`
        : percent(share).replace('.0%', '%');
    body.push(
      ...axisLeft(y, left, right, written, 5),
      line(left, y(allowed), right, y(allowed), 'today'),
      text(left + 4, y(allowed) - 6, `allowed: ${written(allowed)}`, { class: 'strong halo' }),
    );
  }
  const heightOf = ({ late: known, answer }: Tried): number => {
    if (known !== null && bound) return y(Math.max(known.value, least / 2));
    return bound ? top + 12 : answer === 'kept' ? bottom - 60 : top + 60;
  };
  const intervals = tried.flatMap(({ cost, late: known }) =>
    known === null || known.low === null || known.high === null || !bound
      ? []
      : [upright(x(cost), y(Math.max(known.low, least / 2)), y(Math.max(known.high, least / 2)))],
  );
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  for (const each of tried) {
    const hint = `${each.values}: ${counted(each.cost)} ${currency} a month, ${each.why}, ${each.trials} trials`;
    body.push(mark(x(each.cost), heightOf(each), each.answer, hint));
  }
  for (const each of neighbors) {
    const [at, up] = [
      x(each.cost),
      heightOf(tried.find(({ values: v }) => v === each.values) ?? each),
    ];
    const box = { x: at - 8, y: up - 8, width: 16, height: 16 };
    body.push(element('rect', { ...box, class: 'frame' }));
  }
  if (chosen !== null) {
    const same = tried.find((each) => each.values === chosen.values) ?? chosen;
    const [at, up] = [x(same.cost), heightOf(same)];
    const toLeft = at > (left + right) / 2;
    body.push(
      element('circle', { cx: at, cy: up, r: 10, class: 'ring k1' }),
      text(
        at + (toLeft ? -14 : 14),
        up - 8,
        fitted(same.values, toLeft ? at - left : right - at, 6.8),
        { class: 'small strong halo', 'text-anchor': toLeft ? 'end' : 'start' },
      ),
    );
  }
  return { height: bottom + 40, body };
}

function moneyDomain(tried: readonly Tried[]): [number, number] {
  const all = tried.map(({ cost }) => cost);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = (high - low || high) * 0.06;
  return [low - room, high + room];
}

function curveAnswer({ curve, currency }: Costs): string {
  const [first, last] = [curve.at(0), curve.at(-1)];
  if (first === undefined || last === undefined)
    return 'Nothing that keeps it was tried often enough.';
  const said = ({ cost, p99 }: Tried): string =>
    `p99 ${plusMinus(p99, milliseconds)} for ${counted(cost)} ${currency} a month`;
  if (curve.length === 1) return `${said(first)}; nothing that was tried is faster for more.`;
  return `From ${said(first)} to ${said(last)}.`;
}

function drawCurve({ curve, boundMs, currency }: Costs, width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [70, width - 30] : [56, width - 14];
  const [top, bottom] = [12, wide ? 230 : 210];
  const x = linearScale([], left, right).domain(moneyDomain(curve));
  const ends = curve.flatMap(({ p99 }) => [p99?.value ?? 0, p99?.high ?? 0]);
  const y = linearScale([0, ...ends], bottom, top);
  const line0 = curve.flatMap(({ cost, p99 }) =>
    p99 === null ? [] : [`${x(cost).toFixed(1)},${y(p99.value).toFixed(1)}`],
  );
  const intervals = curve.flatMap(({ cost, p99 }) =>
    p99 === null || p99.low === null || p99.high === null
      ? []
      : [upright(x(cost), y(p99.low), y(p99.high))],
  );
  const body: Child[] = [
    ...axisLeft(y, left, right, roundMilliseconds, 5),
    ...axisBelow(x, top, bottom, counted, wide ? 7 : 4),
    text(right, bottom + 32, `${currency} a month`, { class: 'tick', 'text-anchor': 'end' }),
    element('polyline', { points: line0.join(' '), class: 'line k0' }),
    element('path', { class: 'whisker', d: intervals.join('') }),
    ...curve.map(({ cost, p99, values, answer }) =>
      mark(x(cost), y(p99?.value ?? 0), answer, `${values}: p99 ${plusMinus(p99, milliseconds)}`),
    ),
  ];
  if (boundMs !== null && boundMs <= y.domain()[1]) {
    body.push(line(left, y(boundMs), right, y(boundMs), 'today'));
  }
  return { height: bottom + 40, body };
}
