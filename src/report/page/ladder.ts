/** Several models in one result: how they compare, a row each. */
import { counted, percent } from '../format.js';
import { axisBelow, fitted, line, logScale, text, whisker } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { headroomOf } from './headroom.js';
import { element, type Child } from './markup.js';
import { known, numberIn, textIn, type Known, type ModelResults } from './results.js';
import { stagesOf, topStages } from './waterfall.js';
import { milliseconds, perSecond, plusMinus, roundMilliseconds } from './words.js';

interface Rung {
  readonly model: string;
  readonly perSecond: number;
  readonly p50: Known | null;
  readonly p99: Known | null;
  readonly spent: string;
  readonly first: string;
}

export function ladderFigure(models: readonly ModelResults[]): Figure {
  const rungs = models.map(rungOf);
  const drawn = rungs.some(({ p50, p99 }) => p50 !== null || p99 !== null);
  return {
    name: 'ladder',
    question: 'How do they compare?',
    answer: rungs
      .map(({ model, p99 }) =>
        p99 === null
          ? `${model}: p99 is not known.`
          : `${model}: p99 ${plusMinus(p99, milliseconds)}.`,
      )
      .join(' '),
    reading:
      'A line from the median (ring) to p99 (dot) of each model, on a logarithmic scale; the short lines across are 95% intervals.',
    draw: drawn ? (width) => draw(rungs, width) : null,
    data: [
      {
        columns: ['model', 'records/s', 'p50', 'p99', 'the slowest 1% spend', 'full first'],
        rows: rungs.map((rung) => [
          rung.model,
          counted(rung.perSecond),
          plusMinus(rung.p50, milliseconds),
          plusMinus(rung.p99, milliseconds),
          rung.spent,
          rung.first,
        ]),
      },
    ],
  };
}

function rungOf(results: ModelResults): Rung {
  const { model, summary } = results;
  const { ceilings, unit } = headroomOf(results);
  const first = ceilings.at(0);
  const top = topStages(stagesOf(results)).at(0);
  return {
    model,
    perSecond: numberIn(summary, 'offered_records_per_second') ?? 0,
    p50: known(summary, 'p50', 'ms'),
    p99: known(summary, 'p99', 'ms'),
    spent:
      top === undefined
        ? textIn(summary, 'verdict')
        : `${percent(top.shareOfSlowest)} ${top.stage}`,
    first: first === undefined ? 'nothing' : `${first.resource} at ${counted(first.at)} ${unit}`,
  };
}

function draw(rungs: readonly Rung[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [190, width - 290] : [16, width - 90];
  const [head, step] = [wide ? 24 : 8, wide ? 34 : 46];
  const bottom = head + rungs.length * step;
  const values = rungs.flatMap(({ p50, p99 }) => [p50?.value ?? 0, p99?.high ?? p99?.value ?? 0]);
  const scale = logScale(values, left, right);
  const body: Child[] = axisBelow(scale, head, bottom, roundMilliseconds, wide ? 6 : 4);
  if (wide) body.push(text(right + 74, 14, 'full first', { class: 'tick' }));
  rungs.forEach((rung, index) => {
    const y = head + index * step + (wide ? 17 : 30);
    const { p50, p99, first } = rung;
    const name = `${rung.model}, ${perSecond(rung.perSecond)}`;
    body.push(
      wide
        ? text(left - 14, y + 4, fitted(name, left - 18), { class: 'name', 'text-anchor': 'end' })
        : text(2, y - 14, fitted(`${name}: ${first}`, width - 4), { class: 'name' }),
      wide ? text(right + 74, y + 4, fitted(first, 216, 6.6), { class: 'small' }) : null,
    );
    if (p50 !== null && p99 !== null) {
      body.push(line(scale(p50.value), y, scale(p99.value), y, 'line k0'));
    }
    if (p50 !== null) body.push(...mark(p50, 'ring line k0', `${rung.model} p50`, scale, y));
    if (p99 !== null) {
      body.push(
        ...mark(p99, 'dot d0', `${rung.model} p99`, scale, y),
        text(scale(p99.value) + 10, y + 4, milliseconds(p99.value), { class: 'small strong halo' }),
      );
    }
  });
  return { height: bottom + 24, body };
}

function mark(
  at: Known,
  kind: string,
  name: string,
  scale: (value: number) => number,
  y: number,
): Child[] {
  return [
    at.low === null || at.high === null
      ? null
      : element('path', { class: 'whisker', d: whisker(scale(at.low), scale(at.high), y) }),
    element(
      'circle',
      { cx: scale(at.value), cy: y, r: 5, class: kind },
      element('title', {}, `${name}: ${plusMinus(at, milliseconds)}`),
    ),
  ];
}
