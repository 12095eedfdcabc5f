/** What the slow ones have in common: where their share is another than that of all. */
import { percent } from '../format.js';
import { axisBelow, bar, fitted, linearScale, text, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import { numberIn, textIn, type ModelResults, type Row } from './results.js';
import { listed } from './words.js';

interface Share {
  readonly dimension: string;
  readonly value: string;
  /** 0..1. */
  readonly slowest: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly all: number;
}

/** Rows of the picture, and of its table. */
const MOST_BARS = 8;
const MOST_ROWS = 40;
/** So much more of the slowest than of all is worth a word. */
const WORTH = 0.05;
const FAR = 0.15;

/** None where nothing was looked at from near. */
export function commonFigures({ rows }: ModelResults, brief: boolean): Figure[] {
  const all = rows('slowest').map(shareIn);
  if (all.length === 0) return [];
  const order = [...all].sort((a, b) => b.slowest - b.all - (a.slowest - a.all));
  const telling = order.filter(tells);
  const drawn = (telling.length > 0 ? telling : order).slice(0, MOST_BARS);
  const to = textIn(rows('slowest').at(0), 'to');
  return [
    {
      name: 'common',
      question: 'What do the slow ones have in common?',
      answer: answerOf(telling, all, to),
      reading: `Hatched: the share among the slowest 1% that came to ${to}, with its 95% interval; plain: the share among all that came there. Numbers count from 0. From a few of the trials, looked at from near. Every number: slowest.csv.`,
      draw: brief && telling.length === 0 ? null : (width) => draw(drawn, width),
      data: [
        {
          columns: ['by', 'which', 'of the slowest 1%', 'from', 'to', 'of all'],
          rows: order
            .slice(0, brief ? MOST_BARS : MOST_ROWS)
            .map(({ dimension, value, slowest, low, high, all: ofAll }) => [
              dimension,
              value,
              percent(slowest),
              low === null ? '' : percent(low),
              high === null ? '' : percent(high),
              percent(ofAll),
            ]),
        },
      ],
    },
  ];
}

function shareIn(row: Row): Share {
  return {
    dimension: textIn(row, 'dimension'),
    value: textIn(row, 'value'),
    slowest: numberIn(row, 'share_of_slowest') ?? 0,
    low: numberIn(row, 'share_of_slowest_low'),
    high: numberIn(row, 'share_of_slowest_high'),
    all: numberIn(row, 'share_of_all') ?? 0,
  };
}

/**
 * Whether it is surely more of the slowest, and by how much matters. Where slow records lie in few
 * moments (of a fault, say) there is no interval: then only what is far off is told.
 */
function tells({ slowest, low, all }: Share): boolean {
  if (low === null) return slowest - all >= FAR;
  return low > all && slowest - all >= WORTH;
}

/** Of each dimension its largest. */
function answerOf(telling: readonly Share[], all: readonly Share[], to: string): string {
  const asked = [...new Set(all.map(({ dimension }) => dimension))];
  if (telling.length === 0) {
    const known = all.some(({ low }) => low !== null);
    if (!known) return `The slow records that came to ${to} lie in too few moments to tell.`;
    return `Nothing: by ${listed(asked)} the slowest 1% that come to ${to} are as all of them.`;
  }
  const seen = new Set<string>();
  const first = telling.filter(({ dimension }) => {
    if (seen.has(dimension)) return false;
    seen.add(dimension);
    return true;
  });
  const parts = first
    .slice(0, 3)
    .map((each) => `${percent(each.slowest)} ${phraseOf(each)} (of all ${percent(each.all)})`);
  const moments =
    telling[0].low === null ? ' Those lie in few moments, so there is no interval.' : '';
  return `Of the slowest 1% that come to ${to}, ${listed(parts)}.${moments}`;
}

/** `came by partition 3 of payments`, `were under way during crash`. */
function phraseOf(share: Share): string {
  const { dimension, value } = share;
  if (dimension === 'fault') {
    return value === 'none' ? 'met no fault' : `were under way ${value}`;
  }
  return `${dimension === 'way' ? 'went' : 'came by'} ${nameOf(share)}`;
}

function nameOf({ dimension, value }: Share): string {
  if (dimension === 'fault') return value === 'none' ? 'no fault' : value;
  if (dimension === 'way') return value;
  const [kind, ...rest] = dimension.split(' ');
  return [kind, value, ...rest].join(' ');
}

function draw(shares: readonly Share[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [270, width - 130] : [8, width - 92];
  const [head, step] = [26, wide ? 36 : 50];
  const bottom = head + shares.length * step;
  const ends = shares.flatMap(({ slowest, high, all }) => [slowest, high ?? 0, all]);
  const scale = linearScale([0, ...ends], left, right);
  const body: Child[] = [
    ...axisBelow(scale, head, bottom, (share) => `${Math.round(share * 1000) / 10}%`, wide ? 7 : 3),
    bar(wide ? left : 4, 4, 14, 12, 'hatched'),
    text((wide ? left : 4) + 20, 14, 'of the slowest 1%', { class: 'small' }),
    bar((wide ? left : 4) + 150, 4, 14, 12, 'blue'),
    text((wide ? left : 4) + 170, 14, 'of all', { class: 'small' }),
  ];
  shares.forEach((share, index) => {
    const y = head + index * step + (wide ? 2 : 16);
    const { slowest, low, high, all } = share;
    body.push(
      wide
        ? text(left - 10, y + 18, fitted(nameOf(share), left - 14), {
            class: 'name',
            'text-anchor': 'end',
          })
        : text(left, y - 2, fitted(nameOf(share), width - 8), { class: 'name' }),
      bar(left, y + 2, scale(slowest) - left, 14, 'hatched'),
      bar(left, y + 18, scale(all) - left, 8, 'blue'),
      low === null || high === null
        ? null
        : element('path', { class: 'whisker', d: whisker(scale(low), scale(high), y + 9) }),
      text(right + 8, y + 16, `${percent(slowest)}, of all ${percent(all)}`, { class: 'small' }),
    );
  });
  return { height: bottom + 24, body };
}
