/** How B differs from A: each response's difference with its interval, as a share of A. */
import { percent } from '../format.js';
import { axisBelow, bar, fitted, line, linearScale, text, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import { quantityOf, type Quantity } from './quantity.js';
import { numberIn, textIn, type Known, type Row } from './results.js';
import { rowsTable } from './rowsTable.js';
import { listed } from './words.js';

interface Difference {
  readonly quantity: Quantity;
  readonly a: number;
  readonly b: number;
  /** Of A. */
  readonly share: Known;
  readonly difference: Known;
  readonly isApart: boolean;
}

export function comparisonFigure(rows: readonly Row[]): Figure {
  const all = rows.flatMap(differenceOf);
  return {
    name: 'differences',
    question: 'How does B differ from A?',
    answer: answerOf(all, rows.length),
    reading:
      'A bar is the difference B - A as a share of A, the line across its end its 95% interval. Where that crosses zero (gray) the two cannot be told apart; what is told apart is hatched.',
    draw: all.length === 0 ? null : (width) => draw(all, width),
    data: [rowsTable(rows)],
  };
}

function differenceOf(row: Row): Difference[] {
  const name = textIn(row, 'response');
  const [a, b] = [numberIn(row, 'a'), numberIn(row, 'b')];
  const value = numberIn(row, 'difference');
  const [low, high] = [numberIn(row, 'difference_low'), numberIn(row, 'difference_high')];
  if (a === null || b === null || value === null || low === null || high === null) return [];
  const scale = a === 0 ? 1 : Math.abs(a);
  return [
    {
      quantity: quantityOf('difference', name),
      a,
      b,
      difference: { value, low, high },
      share: { value: value / scale, low: low / scale, high: high / scale },
      isApart: low > 0 || high < 0,
    },
  ];
}

function answerOf(all: readonly Difference[], rows: number): string {
  if (all.length === 0) {
    return `Of ${rows} responses none can be compared: one of the two has no steady state.`;
  }
  const apart = all.filter(({ isApart }) => isApart);
  const said = apart.map(({ quantity, share, a, b }) => {
    const sign = share.value < 0 ? 'lower' : 'higher';
    return `${quantity.title} is ${percent(Math.abs(share.value))} ${sign} (${quantity.written(a)} becomes ${quantity.written(b)})`;
  });
  const same = all.filter(({ isApart }) => !isApart).map(({ quantity }) => quantity.title);
  const rest = same.length === 0 ? '' : `; ${listed(same)} cannot be told apart`;
  return said.length === 0
    ? `Nothing tells B from A: ${listed(same)} differ by no more than chance.`
    : `Of B ${listed(said)}${rest}.`;
}

/** Where one difference is so much larger than the others, they would be drawn as nothing. */
const MOST_TIMES = 12;

function draw(all: readonly Difference[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [150, width - 250] : [10, width - 84];
  const [head, step] = [6, wide ? 34 : 46];
  const bottom = head + all.length * step;
  const sizes = all.map(({ share }) => Math.abs(share.value)).sort((x, y) => x - y);
  const middle = sizes[Math.floor((sizes.length - 1) / 2)];
  const most = Math.max(...sizes);
  const cut = middle > 0 && most > MOST_TIMES * middle ? 4 * middle : Infinity;
  const ends = all.flatMap(({ share }) => [share.value, share.low ?? 0, share.high ?? 0]);
  const scale = linearScale(
    ends.map((each) => Math.max(-cut, Math.min(cut, each))),
    left,
    right,
  );
  const zero = scale(0);
  const body: Child[] = axisBelow(
    scale,
    head,
    bottom,
    (value) => percent(value).replace('.0%', '%'),
    wide ? 7 : 4,
  );
  const intervals: string[] = [];
  all.forEach(({ quantity, share, a, b, isApart }, index) => {
    const y = head + index * step + (wide ? 4 : 16);
    const end = scale(share.value);
    const beyond = Math.abs(share.value) > cut;
    body.push(
      wide
        ? text(left - 10, y + 17, fitted(quantity.title, left - 14), {
            class: 'name',
            'text-anchor': 'end',
          })
        : text(4, y - 2, `${quantity.title}: ${quantity.written(a)} to ${quantity.written(b)}`, {
            class: 'small',
          }),
      bar(
        Math.min(zero, end),
        y + 4,
        Math.max(1, Math.abs(end - zero)),
        18,
        isApart ? 'hatched' : 'gray',
      ),
      text(right + 8, y + 18, `${percent(share.value)}${beyond ? ' →' : ''}`, { class: 'value' }),
      wide
        ? text(right + 80, y + 18, `${quantity.written(a)} to ${quantity.written(b)}`, {
            class: 'tick',
          })
        : null,
    );
    if (!beyond) intervals.push(whisker(scale(share.low ?? 0), scale(share.high ?? 0), y + 13));
  });
  body.push(
    element('path', { class: 'whisker', d: intervals.join('') }),
    line(zero, head, zero, bottom, 'today'),
  );
  return { height: bottom + 24, body };
}
