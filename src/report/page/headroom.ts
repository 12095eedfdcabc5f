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
  /** What surges make of the load, in its unit. */
  readonly peaks: readonly Peak[];
  /** Lowest first. */
  readonly ceilings: readonly Ceiling[];
}

export interface Peak {
  readonly fault: string;
  readonly at: number;
}

/** In users where the model counts them. */
export function headroomOf({ summary, rows, facts }: ModelResults): Headroom {
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
  const load = users ?? numberIn(summary, 'offered_records_per_second') ?? 0;
  const peaks = (facts.faults ?? []).flatMap(({ name, factor }): Peak[] =>
    factor === undefined ? [] : [{ fault: name, at: load * factor }],
  );
  return {
    unit,
    load,
    peaks,
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

/** `while sale brings 1.00M`, of the surge that passes a ceiling; empty where none does. */
export function passedBy({ peaks }: Pick<Headroom, 'peaks'>, at: number): string {
  const highest = peaks.reduce<Peak | null>((a, b) => (b.at > (a?.at ?? at) ? b : a), null);
  return highest === null ? '' : `, while ${highest.fault} brings ${counted(highest.at)}`;
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
    reading: `A bar ends at the ${unit} at which the resource is full, by arithmetic; the scale is logarithmic. The dashed line is today's load, ${counted(load)} ${unit}${headroom.peaks.length === 0 ? '' : ', and what a surge makes of it'}; the hatched bar ends first.${ceilings.length > shown.length ? ` The ${shown.length} lowest of ${ceilings.length} are drawn.` : ''}`,
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
  return `${first.resource} is full first, at ${counted(first.at)} ${unit}, ${timesLoad(headroom, first.at)}${passedBy(headroom, first.at)}.${next}`;
}

function draw({ ceilings, load, unit, peaks }: Headroom, width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [250, width - 130] : [4, width - 76];
  const [head, step] = [26 + 16 * peaks.length, wide ? 26 : 38];
  const bottom = head + ceilings.length * step;
  const scale = logScale(
    [load, ...peaks.map(({ at }) => at), ...ceilings.map(({ at }) => at)],
    left,
    right,
    1.6,
  );
  const body: Child[] = axisBelow(scale, head, bottom, counted, wide ? 8 : 4);
  const values: Child[] = [];
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
    );
    values.push(
      text(end + 6, y + 18, `${counted(at)}${index === 0 ? ' first' : ''}`, {
        class: index === 0 ? 'value strong halo' : 'value halo',
      }),
    );
  });
  const rule = (at: number, y: number, said: string): void => {
    const x = scale(at);
    const near = x > width - 150;
    body.push(
      line(x, y + 6, x, bottom, 'today'),
      text(near ? x + 4 : x - 4, y, `${said}: ${counted(at)} ${unit}`, {
        class: 'strong halo',
        'text-anchor': near ? 'end' : x < left + 40 ? 'start' : 'middle',
      }),
    );
  };
  peaks.forEach(({ fault, at }, index) => {
    rule(at, 16 + 16 * index, fault);
  });
  rule(load, head - 10, 'today');
  // Over the rules, which may cross them.
  body.push(...values);
  return { height: bottom + 24, body: [element('g', {}, body)] };
}
