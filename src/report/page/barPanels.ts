/**
 * What comes out in each of several cases: their names once, and beside them a panel of bars a
 * response.
 */
import { bar, fitted, text, TEXT_WIDTH, whisker } from './drawing.js';
import { WIDE, type Drawing } from './figure.js';
import { responseScale } from './lattice.js';
import { element, type Child } from './markup.js';
import { shownAt, type Outcomes, type Point } from './outcomes.js';
import type { Quantity } from './quantity.js';
import { interval } from './words.js';

export interface Case {
  readonly name: string;
  readonly point: Point;
}

/** `outcomes.points` are the cases, in their order. */
export function barPanels(
  cases: readonly Case[],
  responses: readonly Quantity[],
  width: number,
): Drawing {
  return width === WIDE ? beside(cases, responses, width) : below(cases, responses, width);
}

export function casesOf({ points, names }: Outcomes): Case[] {
  return points.map((point) => ({
    name: names.length === 0 ? '' : point.labels.join(', '),
    point,
  }));
}

const [LABEL, BETWEEN, STEP, HEAD] = [236, 22, 26, 26];
/** Panels side by side. */
const MOST = 4;

function beside(cases: readonly Case[], responses: readonly Quantity[], width: number): Drawing {
  const bands = Math.ceil(responses.length / MOST);
  const columns = Math.ceil(responses.length / bands);
  const each = (width - LABEL - (columns - 1) * BETWEEN) / columns;
  const height = HEAD + cases.length * STEP + 16;
  const body: Child[] = [];
  for (let band = 0; band < bands; band++) {
    const top = band * height;
    cases.forEach(({ name }, index) => {
      const y = top + HEAD + index * STEP + 15;
      body.push(
        text(LABEL - 12, y, fitted(name, LABEL - 14, 6.4), {
          class: 'small',
          'text-anchor': 'end',
        }),
      );
    });
    responses.slice(band * columns, (band + 1) * columns).forEach((response, column) => {
      const left = LABEL + column * (each + BETWEEN);
      body.push(text(left, top + 14, fitted(response.title, each, 7.6), { class: 'strong' }));
      body.push(...bars(cases, response, left, left + each, top + HEAD, STEP));
    });
  }
  return { height: bands * height, body };
}

function below(cases: readonly Case[], responses: readonly Quantity[], width: number): Drawing {
  const step = 38;
  const height = 24 + cases.length * step + 14;
  const body = responses.flatMap((response, index): Child[] => {
    const top = index * height;
    return [
      text(2, top + 14, response.title, { class: 'strong' }),
      ...cases.map(({ name }, row) =>
        text(2, top + 24 + row * step + 13, fitted(name, width - 4, 6.4), { class: 'small' }),
      ),
      ...bars(cases, response, 2, width, top + 24 + 14, step),
    ];
  });
  return { height: responses.length * height, body };
}

/** The value stands behind its bar, for which there is room. */
function bars(
  cases: readonly Case[],
  response: Quantity,
  left: number,
  right: number,
  top: number,
  step: number,
): Child[] {
  const values = cases.map(({ point }) => shownAt(point, response));
  const texts = values.map((known, index) =>
    known === null ? missing(cases[index].point) : response.written(known.value),
  );
  const room = Math.max(...texts.map((each) => each.length)) * TEXT_WIDTH + 12;
  const scale = responseScale(response, values, left, Math.max(left + 20, right - room));
  const zero = 'base' in scale ? left : scale(0);
  const most = Math.max(...values.map((known) => known?.value ?? -Infinity));
  const body: Child[] = [];
  const intervals: string[] = [];
  values.forEach((known, index) => {
    const y = top + index * step;
    if (known === null) {
      body.push(text(zero + 4, y + 15, texts[index], { class: 'tick' }));
      return;
    }
    const end = scale(known.value);
    const hint = `${cases[index].name}: ${texts[index]} (${interval(known, response.written)})`;
    const kind = known.value === most && most > 0 ? 'hatched' : 'blue';
    body.push(bar(Math.min(zero, end), y + 3, Math.max(1, Math.abs(end - zero)), 15, kind, hint));
    const far = known.low === null || known.high === null ? end : scale(known.high);
    if (known.low !== null && known.high !== null) {
      intervals.push(whisker(scale(known.low), scale(known.high), y + 10.5));
    }
    body.push(text(Math.max(end, far, zero) + 6, y + 15, texts[index], { class: 'small' }));
  });
  const foot = top + values.length * step;
  body.push(
    element('path', {
      class: 'frame',
      d: `M${zero.toFixed(1)},${(top - 1).toFixed(1)}V${(foot - 4).toFixed(1)}`,
    }),
    element('path', { class: 'whisker', d: intervals.join('') }),
  );
  return body;
}

function missing({ verdict }: Point): string {
  return verdict === 'overloaded' ? 'no steady state' : 'not known';
}
