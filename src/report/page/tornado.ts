/**
 * What would help: by how much p99 changes where each resource is 10% faster, on the same random
 * numbers.
 */
import { axisBelow, bar, fitted, line, linearScale, text, timeUnit, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import { known, textIn, type Known, type ModelResults } from './results.js';
import { interval, milliseconds, roundMilliseconds, shortNumber } from './words.js';

export interface Change {
  readonly resource: string;
  /** Of p99, ms; negative = faster. */
  readonly change: Known;
}

/** What helps most first; only what was tried. */
export function changesOf({ rows }: ModelResults): Change[] {
  return rows('bottlenecks')
    .flatMap((row): Change[] => {
      const change = known(row, 'p99_change', 'ms');
      return change === null ? [] : [{ resource: textIn(row, 'resource'), change }];
    })
    .sort((a, b) => a.change.value - b.change.value);
}

/** Whether it is surely a help: all of its interval. */
export function helps({ change }: Change): boolean {
  return change.high !== null && change.high < 0;
}

const MOST_BARS = 10;

export function tornadoFigure(results: ModelResults): Figure {
  const changes = changesOf(results);
  const shown = changes.slice(0, MOST_BARS);
  return {
    name: 'relief',
    question: 'What would help most?',
    answer: answerOf(changes),
    reading:
      'A bar is the change of p99 where the resource alone is 10% faster, on the same random numbers; to the left is better. The line across its end is the 95% interval: where it crosses zero, the change may be none.',
    draw: shown.length === 0 ? null : (width) => draw(shown, width),
    data: [
      {
        columns: ['10% faster', 'change of p99, ms', 'from', 'to'],
        rows: changes.map(({ resource, change: { value, low, high } }) => [
          resource,
          ...[value, low, high].map((each) => (each === null ? '' : shortNumber(String(each)))),
        ]),
      },
    ],
  };
}

function answerOf(changes: readonly Change[]): string {
  const first = changes.at(0);
  if (first === undefined) {
    return 'It was not tried: there is no steady state, or a number of trials was asked for (--trials).';
  }
  const best = changes.find(helps);
  if (best === undefined) {
    return 'No resource that is 10% faster changes p99 beyond its interval: what it takes lies elsewhere, in settings or distance.';
  }
  const { resource, change } = best;
  const than =
    best === first
      ? 'more than any other'
      : `more than any other of which it is sure; ${first.resource} may do more`;
  return `${resource} 10% faster makes p99 ${milliseconds(Math.abs(change.value))} lower (${interval(change, milliseconds)}), ${than}.`;
}

function draw(changes: readonly Change[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [250, width - 120] : [24, width - 84];
  const [head, step] = [8, wide ? 28 : 40];
  const bottom = head + changes.length * step;
  const values = changes.flatMap(({ change: { value, low, high } }) => [
    value,
    low ?? value,
    high ?? value,
  ]);
  const scale = linearScale(values, left, right, timeUnit(values));
  const zero = scale(0);
  const body: Child[] = axisBelow(
    scale,
    head,
    bottom,
    roundMilliseconds,
    wide ? 7 : 3,
    timeUnit(values),
  );
  changes.forEach((each, index) => {
    const { resource, change } = each;
    const { value, low, high } = change;
    const y = head + index * step + (wide ? 2 : 16);
    const end = scale(value);
    const hint = `${resource} 10% faster: ${milliseconds(value)} (${interval(change, milliseconds)})`;
    body.push(
      wide
        ? text(left - 10, y + 16, fitted(resource, left - 14), {
            class: index === 0 && helps(each) ? 'name strong' : 'name',
            'text-anchor': 'end',
          })
        : text(left, y - 2, fitted(resource, width - 8), { class: 'name' }),
      bar(
        Math.min(zero, end),
        y + 4,
        Math.abs(end - zero),
        16,
        helps(each) ? 'green' : 'gray',
        hint,
      ),
      low === null || high === null
        ? null
        : element('path', { class: 'whisker', d: whisker(scale(low), scale(high), y + 12) }),
      text(right + 8, y + 16, milliseconds(value), { class: 'value' }),
    );
  });
  body.push(line(zero, head, zero, bottom, 'today'));
  return { height: bottom + 24, body };
}
