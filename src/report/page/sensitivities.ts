/**
 * Which numbers of a model matter: a tornado of elementary effects, and the shares of the variance,
 * all with intervals.
 */
import { percent } from '../format.js';
import { axisBelow, bar, fitted, line, linearScale, text, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import { quantityOf, type Quantity } from './quantity.js';
import { groupedBy, numberIn, textIn, type Known, type Results, type Row } from './results.js';
import { rowsTable } from './rowsTable.js';

interface Effect {
  readonly factor: string;
  readonly range: string;
  readonly mu: Known;
  readonly size: number;
}

const MOST_BARS = 15;

export function sensitivityFigures({ tables }: Results): Figure[] {
  const effects = groupedBy(tables.get('effects') ?? [], 'response');
  const indices = groupedBy(tables.get('indices') ?? [], 'response');
  return [...effects].flatMap(([response, rows], index): Figure[] => {
    const quantity = quantityOf(response);
    const end = index === 0 ? '' : `-${index + 1}`;
    const shares = indices.get(response) ?? [];
    return [
      effectsFigure(quantity, rows, `effects${end}`),
      ...(shares.length > 0 ? [sharesFigure(quantity, shares, `shares${end}`)] : []),
    ];
  });
}

function effectsFigure(quantity: Quantity, rows: readonly Row[], name: string): Figure {
  const effects = rows
    .flatMap((row): Effect[] => {
      const [mu, size] = [numberIn(row, 'mu'), numberIn(row, 'mu_star')];
      if (mu === null || size === null || !Number.isFinite(mu)) return [];
      const known = { value: mu, low: numberIn(row, 'mu_low'), high: numberIn(row, 'mu_high') };
      const range = `${textIn(row, 'from')} to ${textIn(row, 'to')}`;
      return [{ factor: textIn(row, 'factor'), range, mu: known, size }];
    })
    .sort((a, b) => b.size - a.size);
  const shown = effects.slice(0, MOST_BARS);
  const [first, second] = [effects.at(0), effects.at(1)];
  return {
    name,
    question: `Which numbers move ${quantity.title} most?`,
    answer:
      first === undefined
        ? 'No effect could be computed.'
        : `${first.factor} from ${first.range} changes ${quantity.title} by ${quantity.written(first.mu.value)} on average${second === undefined ? '' : `; next is ${second.factor}, with ${quantity.written(second.mu.value)}`}.`,
    reading: `A bar is the mean change of ${quantity.title} when the number alone goes from the lower to the upper end of its range, at places all over the ranges of the others; the line across its end is its 95% interval, which is long where the change depends on where the others stand.${effects.length > shown.length ? ` The ${shown.length} largest of ${effects.length}; the table has all.` : ''}`,
    draw: shown.length === 0 ? null : (width) => drawEffects(quantity, shown, width),
    data: [rowsTable(rows)],
  };
}

function drawEffects(quantity: Quantity, effects: readonly Effect[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [250, width - 226] : [14, width - 90];
  const [head, step] = [8, wide ? 28 : 40];
  const bottom = head + effects.length * step;
  const ends = effects.flatMap(({ mu: { value, low, high } }) => [
    value,
    low ?? value,
    high ?? value,
  ]);
  const unit = quantity.unit(ends);
  const scale = linearScale([0, ...ends], left, right, unit);
  const zero = scale(0);
  const body: Child[] = axisBelow(scale, head, bottom, quantity.tick, wide ? 7 : 3, unit);
  // Names stand over the lines where they have a line of text of their own.
  const atZero = line(zero, head, zero, bottom, 'today');
  if (!wide) body.push(atZero);
  const intervals: string[] = [];
  effects.forEach(({ factor, range, mu }, index) => {
    const y = head + index * step + (wide ? 2 : 16);
    const end = scale(mu.value);
    const kind = mu.low !== null && mu.high !== null && mu.low < 0 && mu.high > 0 ? 'gray' : 'blue';
    body.push(
      wide
        ? text(left - 10, y + 16, fitted(factor, left - 14), {
            class: index === 0 ? 'name strong' : 'name',
            'text-anchor': 'end',
          })
        : text(2, y - 2, fitted(`${factor}: ${range}`, width - 4), {
            class: 'name halo',
          }),
      bar(Math.min(zero, end), y + 4, Math.max(1, Math.abs(end - zero)), 16, kind),
      text(right + 8, y + 16, quantity.written(mu.value), { class: 'value' }),
      wide ? text(right + 98, y + 16, fitted(range, 128, 6.6), { class: 'tick' }) : null,
    );
    if (mu.low !== null && mu.high !== null) {
      intervals.push(whisker(scale(mu.low), scale(mu.high), y + 12));
    }
  });
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  if (wide) body.push(atZero);
  return { height: bottom + 24, body };
}

interface Share {
  readonly factor: string;
  readonly first: Known;
  readonly total: Known;
}

function sharesFigure(quantity: Quantity, rows: readonly Row[], name: string): Figure {
  const known = (row: Row, column: string): Known => ({
    value: numberIn(row, column) ?? 0,
    low: numberIn(row, `${column}_low`),
    high: numberIn(row, `${column}_high`),
  });
  const shares = rows
    .map((row) => ({
      factor: textIn(row, 'factor'),
      first: known(row, 'first'),
      total: known(row, 'total'),
    }))
    .sort((a, b) => b.total.value - a.total.value);
  const [top] = shares;
  const together = shares.filter(({ first, total }) => (total.low ?? 0) > (first.high ?? 1));
  return {
    name,
    question: `How much of the spread of ${quantity.title} does each explain?`,
    answer: `${top.factor} alone explains ${percent(Math.max(0, top.first.value))} of the variance of ${quantity.title} over the ranges, and has part in ${percent(top.total.value)}${together.length === 0 ? '; no number acts beyond doubt together with others' : ''}.`,
    reading:
      'Sobol indices of the numbers that matter most. Plain: the share that the number explains alone (first order); hatched: with all that it does together with others (total). Lines are 95% intervals; estimates may lie a little below 0 or above 1.',
    draw: (width) => drawShares(shares, width),
    data: [rowsTable(rows)],
  };
}

function drawShares(shares: readonly Share[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [290, width - 120] : [14, width - 60];
  const [head, step] = [28, wide ? 46 : 60];
  const bottom = head + shares.length * step;
  const ends = shares.flatMap(({ first, total }) => [
    first.low ?? 0,
    first.high ?? 0,
    total.high ?? 0,
  ]);
  const scale = linearScale([0, 1, ...ends], left, right);
  const tick = (share: number): string => percent(share).replace('.0%', '%');
  const body: Child[] = [
    bar(wide ? left : 4, 4, 14, 12, 'blue'),
    text((wide ? left : 4) + 20, 14, 'alone', { class: 'small' }),
    bar((wide ? left : 4) + 70, 4, 14, 12, 'hatched'),
    text((wide ? left : 4) + 90, 14, 'in all', { class: 'small' }),
    ...axisBelow(scale, head, bottom, tick, wide ? 7 : 4),
  ];
  const atZero = line(scale(0), head, scale(0), bottom, 'today');
  if (!wide) body.push(atZero);
  const intervals: string[] = [];
  shares.forEach(({ factor, first, total }, index) => {
    const y = head + index * step + (wide ? 2 : 16);
    body.push(
      wide
        ? text(left - 10, y + 23, fitted(factor, left - 14), {
            class: 'name',
            'text-anchor': 'end',
          })
        : text(2, y - 2, fitted(factor, width - 4), { class: 'name halo' }),
    );
    [first, total].forEach(({ value, low, high }, row) => {
      const [zero, end] = [scale(0), scale(value)];
      const at = y + 4 + row * 17;
      const kind = row === 0 ? 'blue' : 'hatched';
      body.push(
        bar(Math.min(zero, end), at, Math.max(1, Math.abs(end - zero)), 14, kind),
        text(right + 8, at + 11, percent(value), { class: 'small' }),
      );
      if (low !== null && high !== null) intervals.push(whisker(scale(low), scale(high), at + 7));
    });
  });
  body.push(element('path', { class: 'whisker', d: intervals.join('') }));
  if (wide) body.push(atZero);
  return { height: bottom + 24, body };
}
