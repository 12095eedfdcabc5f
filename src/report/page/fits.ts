/**
 * What was fitted to measurements: quantiles before and after beside the measured ones, the fitted
 * numbers, and which pairs the data cannot tell apart.
 */
import { percent } from '../format.js';
import { axisBelow, bar, fitted, line, logScale, text, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { quantileName } from './latencies.js';
import { element, type Child } from './markup.js';
import { valueOf } from './quantity.js';
import { numberIn, textIn, type Known, type Results, type Row } from './results.js';
import { rowsTable } from './rowsTable.js';
import { listed, milliseconds, shortNumber } from './words.js';

/**
 * As the text of the command has it: further off is called off; so much correlation, confounded.
 */
const [CLOSE, CONFOUNDED] = [0.1, 0.9];

export function fitFigures({ tables }: Results): Figure[] {
  const rows = (name: string): readonly Row[] => tables.get(name) ?? [];
  const parameters = rows('parameters');
  return [
    quantilesFigure(rows('quantiles')),
    parametersFigure(parameters),
    ...(parameters.length > 1 ? [pairsFigure(rows('correlations'))] : []),
  ];
}

interface Target {
  readonly name: string;
  readonly measured: number;
  /** Over measured. */
  readonly before: number;
  readonly after: Known;
}

function targetOf(row: Row): Target {
  const measured = numberIn(row, 'measured_ms') ?? 1;
  const over = (known: Known | null): Known => ({
    value: (known?.value ?? 0) / measured,
    low: known === null || known.low === null ? null : known.low / measured,
    high: known === null || known.high === null ? null : known.high / measured,
  });
  const setting = textIn(row, 'setting');
  // Also the mean and the maximum may have been measured.
  const cell = textIn(row, 'quantile');
  const quantile = Number.isFinite(Number(cell)) ? quantileName(Number(cell)) : cell;
  return {
    name: `${setting === '' ? '' : `${setting}: `}${textIn(row, 'path')} ${quantile}`,
    measured,
    before: over(valueOf(row, 'before_ms')).value,
    after: over(valueOf(row, 'fitted_ms')),
  };
}

function quantilesFigure(rows: readonly Row[]): Figure {
  const targets = rows.map(targetOf);
  const off = targets.filter(({ after }) => Math.abs(after.value - 1) > CLOSE);
  const said = off
    .slice(0, 4)
    .map(({ name, after }) => `${name} (${after.value.toFixed(2)} times)`);
  return {
    name: 'quantiles',
    question: 'Does the model say what was measured?',
    answer:
      off.length === 0
        ? `Yes: all ${targets.length} quantiles are within ${percent(CLOSE)} of the measured ones.`
        : `${targets.length - off.length} of ${targets.length} quantiles are within ${percent(CLOSE)} of the measured ones; further off: ${listed(said)}${off.length > said.length ? ` and ${off.length - said.length} more` : ''}.`,
    reading:
      'Simulated over measured: a ring before the fit, a disc after it, on fresh random numbers, with its 95% interval; the line is the measured value, the band 10% around it. The scale is logarithmic.',
    draw: targets.length === 0 ? null : (width) => drawTargets(targets, width),
    data: [rowsTable(rows)],
  };
}

function drawTargets(targets: readonly Target[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [260, width - 130] : [10, width - 16];
  const [head, step] = [28, wide ? (targets.length > 20 ? 20 : 26) : 38];
  const bottom = head + targets.length * step;
  const ends = targets.flatMap(({ before, after }) => [before, after.low ?? 1, after.high ?? 1]);
  const x = logScale([...ends, 1 / (1 + CLOSE), 1 + CLOSE], left, right, 1.1);
  const body: Child[] = [
    element('circle', { cx: left + 6, cy: 10, r: 5, class: 'open' }),
    text(left + 16, 14, 'before', { class: 'small' }),
    element('circle', { cx: left + 84, cy: 10, r: 5, class: 'keeps' }),
    text(left + 94, 14, 'fitted', { class: 'small' }),
    bar(x(1 - CLOSE), head, x(1 + CLOSE) - x(1 - CLOSE), bottom - head, 'band'),
    ...axisBelow(x, head, bottom, (value) => `${Number(value.toPrecision(2))}`, wide ? 8 : 5),
    line(x(1), head, x(1), bottom, 'today'),
  ];
  const intervals: string[] = [];
  const circles: Child[] = [];
  targets.forEach(({ name, measured, before, after }, index) => {
    const y = head + index * step + (wide ? step / 2 : 26);
    body.push(
      wide
        ? text(left - 10, y + 4, fitted(name, left - 14), { class: 'name', 'text-anchor': 'end' })
        : text(2, y - 10, fitted(`${name}: ${milliseconds(measured)}`, width), {
            class: 'name halo',
          }),
      wide ? text(right + 8, y + 4, `of ${milliseconds(measured)}`, { class: 'tick' }) : null,
      element('path', {
        class: 'step',
        d: `M${x(before).toFixed(1)},${y}H${x(after.value).toFixed(1)}`,
      }),
    );
    if (after.low !== null && after.high !== null) {
      intervals.push(whisker(x(after.low), x(after.high), y));
    }
    circles.push(
      element('circle', { cx: x(before), cy: y, r: 4.5, class: 'open' }),
      element('circle', { cx: x(after.value), cy: y, r: 4.5, class: 'keeps' }),
    );
  });
  body.push(element('path', { class: 'whisker', d: intervals.join('') }), ...circles);
  return { height: bottom + 24, body };
}

interface Parameter {
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly fitted: Known;
  readonly low: number;
  readonly high: number;
}

function parametersFigure(rows: readonly Row[]): Figure {
  const parameters = rows.map((row) => ({
    name: textIn(row, 'parameter'),
    unit: textIn(row, 'unit'),
    before: numberIn(row, 'before') ?? 0,
    fitted: valueOf(row, 'fitted') ?? { value: NaN, low: null, high: null },
    low: numberIn(row, 'range_low') ?? 0,
    high: numberIn(row, 'range_high') ?? 1,
  }));
  const said = parameters.map(
    (each) => `${each.name} is ${written(each, each.fitted.value)}${intervalOf(each)}`,
  );
  return {
    name: 'parameters',
    question: 'What was fitted, and how well is it known?',
    answer: `${said.join('; ')}.`,
    reading:
      'A line is the range that was searched, the disc the fitted value with its 95% interval, the ring the value of the model before. Where no interval is drawn, the value is at the edge of its range, or the data do not see it.',
    draw: parameters.length === 0 ? null : (width) => drawParameters(parameters, width),
    data: [rowsTable(rows)],
  };
}

function written({ unit }: Parameter, value: number): string {
  return `${shortNumber(String(value))}${unit === '' ? '' : ` ${unit}`}`;
}

function intervalOf(each: Parameter): string {
  const { low, high } = each.fitted;
  if (low === null || high === null) return ', at the edge of its range or not seen by the data';
  return ` (${written(each, low)} to ${written(each, high)})`;
}

function drawParameters(parameters: readonly Parameter[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [290, width - 70] : [30, width - 30];
  const step = wide ? 52 : 80;
  const body: Child[] = [];
  parameters.forEach((each, index) => {
    const y = index * step + (wide ? 20 : 46);
    const x =
      each.low > 0
        ? logScale([each.low, each.high], left, right, 1)
        : logScale([each.high / 1e3, each.high], left, right, 1);
    const { value, low, high } = each.fitted;
    body.push(
      wide
        ? text(left - 24, y + 4, fitted(each.name, left - 28), {
            class: 'name',
            'text-anchor': 'end',
          })
        : text(2, y - 30, fitted(each.name, width), { class: 'name' }),
      line(left, y, right, y, 'edge'),
      text(left, y + 20, written(each, each.low), { class: 'tick', 'text-anchor': 'middle' }),
      text(right, y + 20, written(each, each.high), { class: 'tick', 'text-anchor': 'middle' }),
      each.before < each.low || each.before > each.high
        ? null
        : element('circle', { cx: x(each.before), cy: y, r: 5, class: 'open' }),
      low === null || high === null
        ? null
        : element('path', { class: 'whisker', d: whisker(x(low), x(high), y) }),
      Number.isFinite(value)
        ? [
            element('circle', { cx: x(value), cy: y, r: 5, class: 'keeps' }),
            text(x(value), y - 9, written(each, value), {
              class: 'small strong',
              'text-anchor': 'middle',
            }),
          ]
        : null,
    );
  });
  return { height: parameters.length * step + 14, body };
}

function pairsFigure(rows: readonly Row[]): Figure {
  const names = rows.map((row) => textIn(row, 'parameter'));
  const pairs = names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => ({ a, b, r: numberIn(rows[i], b) ?? 0 })),
  );
  const confounded = pairs.filter(({ r }) => Math.abs(r) > CONFOUNDED);
  const said = confounded.map(({ a, b, r }) => `${a} and ${b} (${r.toFixed(2)})`);
  return {
    name: 'pairs',
    question: 'Which of them can the data not tell apart?',
    answer:
      confounded.length === 0
        ? `None: all correlations are below ${CONFOUNDED}.`
        : `Hardly told apart: ${listed(said)}; more of the one with less of the other fits as well.`,
    reading: `A bar is the correlation of two fitted values: to the right they rise together, to the left one makes up for the other. Beyond ${CONFOUNDED} (hatched) only what they do together is known.`,
    draw: pairs.length === 0 ? null : (width) => drawPairs(pairs.slice(0, 20), width),
    data: [rowsTable(rows)],
  };
}

function drawPairs(
  pairs: readonly { readonly a: string; readonly b: string; readonly r: number }[],
  width: number,
): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [440, width - 80] : [14, width - 56];
  const [head, step] = [8, wide ? 28 : 44];
  const bottom = head + pairs.length * step;
  const place = (r: number): number => left + ((r + 1) / 2) * (right - left);
  const zero = place(0);
  const body: Child[] = [-1, -0.5, 0, 0.5, 1].flatMap((tick) => [
    line(place(tick), head, place(tick), bottom, 'grid'),
    text(place(tick), bottom + 16, String(tick), { class: 'tick', 'text-anchor': 'middle' }),
  ]);
  const atZero = line(zero, head, zero, bottom, 'today');
  if (!wide) body.push(atZero);
  [...pairs]
    .sort((x, y) => Math.abs(y.r) - Math.abs(x.r))
    .forEach(({ a, b, r }, index) => {
      const y = head + index * step + (wide ? 2 : 18);
      const name = `${a} and ${b}`;
      body.push(
        wide
          ? text(left - 12, y + 16, fitted(name, left - 14, 6.6), {
              class: 'small',
              'text-anchor': 'end',
            })
          : text(2, y - 3, fitted(name, width, 6.6), { class: 'small halo' }),
        bar(
          Math.min(zero, place(r)),
          y + 4,
          Math.max(1, Math.abs(place(r) - zero)),
          16,
          Math.abs(r) > CONFOUNDED ? 'hatched' : 'blue',
        ),
        text(right + 8, y + 16, r.toFixed(2), { class: 'value' }),
      );
    });
  if (wide) body.push(atZero);
  return { height: bottom + 24, body };
}
