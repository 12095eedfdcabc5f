/**
 * A figure of the page: a question as its heading, one sentence that answers it from the numbers,
 * the picture, how to read it, and its numbers as a table. A picture is drawn twice, wide and
 * narrow: the page shows the one that fits.
 */
import { constant, element, type Child, type Markup } from './markup.js';

/** Widths in px that pictures are drawn for: a desk's screen or paper, and a phone's. */
export const WIDE = 960;
const NARROW = 344;

/** Of the given width; `body` are elements of SVG. */
export interface Drawing {
  readonly height: number;
  readonly body: readonly Child[];
}

export interface DataTable {
  readonly columns: readonly string[];
  /** Cells as they are shown. */
  readonly rows: readonly (readonly string[])[];
}

export interface Figure {
  /** In addresses, and of its file: `headroom`. */
  readonly name: string;
  readonly question: string;
  readonly answer: string;
  /** How the picture is read; for those who cannot see it, what it shows. */
  readonly reading: string;
  /** Null where there is nothing to be drawn; the answer says why. */
  readonly draw: ((width: number) => Drawing) | null;
  readonly data: readonly DataTable[];
}

/**
 * Of several models on a page, `prefix` makes the addresses of their figures differ, and `of` what
 * their tables are called.
 */
export function figureSection(figure: Figure, prefix: string, of = ''): Markup {
  const { name, question, answer, reading, draw, data } = figure;
  const id = `${prefix}${name}`;
  const pictures =
    draw === null
      ? []
      : [
          picture(draw(WIDE), WIDE, id, 'wide'),
          withoutHints(picture(draw(NARROW), NARROW, id, 'narrow')),
          element('p', { id: `${id}-r`, class: 'reading' }, reading),
        ];
  return element(
    'section',
    { id, class: 'figure' },
    element('h3', { id: `${id}-q` }, element('a', { href: `#${id}` }, question)),
    element('p', { class: 'answer' }, answer),
    pictures,
    data.every(({ rows }) => rows.length === 0) ? null : dataDetails(data, question, of),
  );
}

/**
 * Hints are for a pointer that rests; phones have none. What makes them is `element`, so that text
 * holds no such tag.
 */
function withoutHints({ text }: Markup): Markup {
  return constant(text.replaceAll(/<title>[^<]*<\/title>/g, ''));
}

/**
 * As an element of the page: heading and reading of the figure with that id are its name and its
 * description.
 */
function picture(
  { height, body }: Drawing,
  width: number,
  id: string,
  kind: 'wide' | 'narrow',
): Markup {
  return element(
    'svg',
    {
      class: kind,
      viewBox: `0 0 ${width} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': `${id}-q`,
      'aria-describedby': `${id}-r`,
    },
    body,
  );
}

function dataDetails(data: readonly DataTable[], question: string, of: string): Markup {
  return element(
    'details',
    {},
    element('summary', {}, 'data'),
    data.map((table, index) =>
      dataTable(
        table,
        `The numbers of${of === '' ? '' : ` ${of}`}: ${question}${index === 0 ? '' : ` (${index + 1})`}`,
      ),
    ),
  );
}

const NUMBER = /^(?:[-+]?[\d,.]+(?:e[-+]?\d+)?%?)?$/;

/** A table that scrolls by itself where it is wider than the page; the keyboard can, too. */
function dataTable({ columns, rows }: DataTable, caption: string): Markup {
  const [first, ...others] = columns;
  return element(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    element(
      'table',
      {},
      element(
        'thead',
        {},
        element(
          'tr',
          {},
          element('th', { scope: 'col' }, first),
          others.map((column) => element('th', { scope: 'col' }, column)),
        ),
      ),
      element(
        'tbody',
        {},
        rows.map(([name, ...cells]) =>
          element(
            'tr',
            {},
            element('th', {}, name),
            cells.map((cell) => element('td', { class: NUMBER.test(cell) ? null : 't' }, cell)),
          ),
        ),
      ),
    ),
  );
}
