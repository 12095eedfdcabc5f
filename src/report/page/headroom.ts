/**
 * What breaks first, and next: a bar a resource up to the load at which it is full, by arithmetic,
 * beside today's load.
 */
import { counted, percent } from '../format.js';
import { axisBelow, bar, fitted, line, logScale, text } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { element, type Child } from './markup.js';
import { numberIn, textIn, type ModelResults } from './results.js';
import { shortNumber } from './words.js';

export interface Ceiling {
  readonly resource: string;
  /** In the unit of the load. */
  readonly at: number;
  readonly utilization: number | null;
}

export interface Headroom {
  readonly unit: 'users' | 'records/s';
  readonly load: number;
  /** Lowest first. */
  readonly ceilings: readonly Ceiling[];
}

/** In users where the model counts them. */
export function headroomOf({ summary, rows }: ModelResults): Headroom {
  const users = numberIn(summary, 'users');
  const [unit, column] =
    users === null
      ? (['records/s', 'ceiling_records_per_second'] as const)
      : (['users', 'ceiling_users'] as const);
  const ceilings = rows('bottlenecks').flatMap((row): Ceiling[] => {
    const at = numberIn(row, column);
    if (at === null) return [];
    return [
      { resource: textIn(row, 'resource'), at, utilization: numberIn(row, 'utilization_max') },
    ];
  });
  return {
    unit,
    load: users ?? numberIn(summary, 'offered_records_per_second') ?? 0,
    ceilings: ceilings.sort((a, b) => a.at - b.at),
  };
}

/** `36 times today's load`, or below it. */
export function timesLoad({ load }: Pick<Headroom, 'load'>, at: number): string {
  const times = at / load;
  return times >= 1
    ? `${counted(times)} times today's load`
    : `which today's load passes (${percent(load / at)} of it)`;
}

/** The rest stands in the table. */
const MOST_BARS = 12;

export function headroomFigure(results: ModelResults): Figure {
  const headroom = headroomOf(results);
  const { ceilings, unit, load } = headroom;
  const shown = ceilings.slice(0, MOST_BARS);
  return {
    name: 'headroom',
    question: 'What breaks first, and next?',
    answer: answerOf(headroom),
    reading: `A bar ends at the ${unit} at which the resource is full, by arithmetic; the scale is logarithmic. The line is today's load, ${counted(load)} ${unit}; the hatched bar ends first.${ceilings.length > shown.length ? ` The ${shown.length} lowest of ${ceilings.length} are drawn.` : ''}`,
    draw: shown.length === 0 ? null : (width) => draw({ ...headroom, ceilings: shown }, width),
    data: [
      {
        columns: [
          'resource',
          `full at ${unit}`,
          "of today's load",
          'busiest instance, of its time',
        ],
        rows: ceilings.map(({ resource, at, utilization }) => [
          resource,
          shortNumber(String(at)),
          `${counted(at / load)} times`,
          utilization === null ? '' : percent(utilization),
        ]),
      },
    ],
  };
}

function answerOf(headroom: Headroom): string {
  const { ceilings, unit } = headroom;
  const [first, second] = [ceilings.at(0), ceilings.at(1)];
  if (first === undefined) return 'No resource of this model has a bound.';
  const next =
    second === undefined ? '' : ` Next is ${second.resource}, at ${counted(second.at)} ${unit}.`;
  return `${first.resource} is full first, at ${counted(first.at)} ${unit}, ${timesLoad(headroom, first.at)}.${next}`;
}

function draw({ ceilings, load, unit }: Headroom, width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [250, width - 130] : [4, width - 76];
  const [head, step] = [26, wide ? 26 : 38];
  const bottom = head + ceilings.length * step;
  const scale = logScale([load, ...ceilings.map(({ at }) => at)], left, right, 1.6);
  const today = scale(load);
  const body: Child[] = axisBelow(scale, head, bottom, counted, wide ? 8 : 4);
  ceilings.forEach(({ resource, at, utilization }, index) => {
    const y = head + index * step + (wide ? 0 : 16);
    const end = scale(at);
    const busy = utilization === null ? '' : `, ${percent(utilization)} busy`;
    const hint = `${resource}: full at ${counted(at)} ${unit}${busy}`;
    body.push(
      wide
        ? text(left - 10, y + 17, fitted(resource, left - 14), {
            class: 'name',
            'text-anchor': 'end',
          })
        : text(left, y - 3, fitted(resource, width - 8), { class: 'name' }),
      bar(left, y + 5, end - left, 16, index === 0 ? 'first' : 'blue', hint),
      text(end + 6, y + 18, `${counted(at)}${index === 0 ? ' first' : ''}`, {
        class: index === 0 ? 'value strong' : 'value',
      }),
    );
  });
  const near = today > width - 150;
  body.push(
    line(today, head - 4, today, bottom, 'today'),
    text(near ? today + 4 : today - 4, head - 10, `today: ${counted(load)} ${unit}`, {
      class: 'strong',
      'text-anchor': near ? 'end' : today < left + 40 ? 'start' : 'middle',
    }),
  );
  return { height: bottom + 24, body: [element('g', {}, body)] };
}
