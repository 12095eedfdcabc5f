/** What changes with what was varied: the picture that its numbers ask for, a panel a response. */
import { barPanels, casesOf } from './barPanels.js';
import type { Drawing, Figure } from './figure.js';
import { heatMap, levelsOf } from './heatMap.js';
import { linePanels, scatterPanels, type Series } from './linePanels.js';
import { placeOf, shownAt, type Outcomes } from './outcomes.js';
import { positionOf, type Quantity } from './quantity.js';
import { rowsTable } from './rowsTable.js';
import { listed, plusMinus } from './words.js';

type Kind = 'lines' | 'bars' | 'heat' | 'scatter';

/** More lines than these cannot be told apart. */
const MOST_LINES = 6;
/** As many panels as one picture has at the most. */
const MOST_PANELS = 8;

/** `question`: the heading; pictures of what the finding is about, and of the rest. */
export function multiplesFigures(outcomes: Outcomes, name: string, question: string): Figure[] {
  const { responses, shown } = outcomes;
  const kind = kindOf(outcomes);
  const main = mainOf(responses);
  // A map is of one response.
  const alone = kind === 'heat' || kind === 'scatter';
  const first = alone && main !== null ? [main] : responses.slice(0, shown || undefined);
  const rest = responses.filter((each) => !first.includes(each));
  const only = rest.length === 0 || kind === 'scatter';
  const figure = {
    ...multiples(outcomes, first, kind, name, question, only),
    data: [rowsTable(outcomes.points.map(({ row }) => row))],
  };
  if (only) return [figure];
  const others = kind === 'heat' ? 'lines' : kind;
  return [figure, multiples(outcomes, rest, others, `${name}-more`, 'And what else?', true)];
}

/** `last`: whether it also says what is 0 everywhere. */
function multiples(
  outcomes: Outcomes,
  responses: readonly Quantity[],
  kind: Kind,
  name: string,
  question: string,
  last: boolean,
): Figure {
  const drawn = responses.slice(0, MOST_PANELS);
  return {
    name,
    question,
    answer: `${answerOf(outcomes, mainOf(responses))}${last ? zerosOf(outcomes) + unknownIn(outcomes) : ''}`,
    reading: readingOf(outcomes, kind, question),
    draw:
      drawn.length === 0 || outcomes.points.length === 0
        ? null
        : (width) => draw(outcomes, kind, drawn, width),
    data: [],
  };
}

function readingOf(outcomes: Outcomes, kind: Kind, question: string): string {
  const { title, names, points } = outcomes;
  const same = title.toLowerCase().replace('?', '') === question.toLowerCase().replace('?', '');
  const axis = axisOf(outcomes);
  const others = names.filter((_, index) => index !== axis && levelsIn(points, index) > 1);
  const along =
    kind !== 'lines' || axis === null
      ? ''
      : ` To the right: ${names[axis]}${others.length === 0 ? '' : `; a line for each ${listed(others)}`}.`;
  return `${same ? '' : `${title}. `}${READING[kind]}${along}`;
}

const READING: Readonly<Record<Kind, string>> = {
  lines:
    'A panel for each of what came out; short lines across a point are its 95% interval, a cross stands where there is no steady state or no interval.',
  bars: 'A bar for each case, the longest hatched; the line across its end is the 95% interval.',
  heat: 'A cell for each combination, the darker the higher; a cross stands where there is no steady state or no interval.',
  scatter:
    'Every dot is a point of the design, of which all numbers differ; a cross stands where there is no steady state or no interval.',
};

function kindOf({ names, points }: Outcomes): Kind {
  if (points.length < 2) return 'bars';
  const axis = axisOf({ names, points });
  if (axis === null) return 'bars';
  if (names.length === 1) return 'lines';
  const levels = names.map((_, index) => levelsIn(points, index));
  const grid = levels.reduce((product, count) => product * count, 1) === points.length;
  if (!grid) return 'scatter';
  const others = points.length / levels[axis];
  if (names.length === 2 && numeric({ names, points }, 0) && numeric({ names, points }, 1)) {
    return Math.min(...levels) >= 3 ? 'heat' : 'lines';
  }
  return others <= MOST_LINES ? 'lines' : 'bars';
}

type Varied = Pick<Outcomes, 'names' | 'points'>;

function levelsIn(points: Outcomes['points'], axis: number): number {
  return new Set(points.map(({ labels }) => labels[axis])).size;
}

function numeric({ points }: Varied, axis: number): boolean {
  return points.every(({ labels }) => positionOf(labels[axis]) !== null);
}

/** Of what was varied the number with the most values; null where there is none of several. */
function axisOf(varied: Varied): number | null {
  let best: number | null = null;
  let most = 1;
  varied.names.forEach((_, index) => {
    const levels = levelsIn(varied.points, index);
    if (levels <= most || !numeric(varied, index)) return;
    best = index;
    most = levels;
  });
  return best;
}

function draw(
  outcomes: Outcomes,
  kind: Kind,
  responses: readonly Quantity[],
  width: number,
): Drawing {
  switch (kind) {
    case 'lines': {
      const axis = axisOf(outcomes) ?? 0;
      return linePanels(outcomes, responses, axis, seriesOf(outcomes, axis), width);
    }
    case 'bars':
      return barPanels(casesOf(outcomes), responses, width);
    case 'heat':
      return heatMap(outcomes, responses[0], width);
    case 'scatter':
      return scatterPanels(outcomes, responses[0], width);
  }
}

function seriesOf(outcomes: Outcomes, axis: number): Series[] {
  const groups = new Map<string, Outcomes['points'][number][]>();
  for (const point of outcomes.points) {
    const name = point.labels.filter((_, index) => index !== axis).join(', ');
    groups.set(name, [...(groups.get(name) ?? []), point]);
  }
  const order = levelsOf(outcomes, axis);
  return [...groups].map(([name, points]) => ({
    name,
    points: points.sort((a, b) => order.indexOf(a.labels[axis]) - order.indexOf(b.labels[axis])),
  }));
}

/** What the answer speaks of: p99 where there is one. */
function mainOf(responses: readonly Quantity[]): Quantity | null {
  return responses.find(({ column }) => /(?:^|\.)p99_ms$/.test(column)) ?? responses.at(0) ?? null;
}

/** What is 0 everywhere, and not drawn. */
function zerosOf({ zeros, points }: Outcomes): string {
  if (zeros.length === 0) return '';
  const where = points.length > 1 ? ' everywhere' : '';
  return ` ${listed(zeros)} ${zeros.length > 1 ? 'are' : 'is'} 0${where}.`;
}

/** What is asked for and known nowhere is not drawn either. */
function unknownIn({ unknown }: Outcomes): string {
  return unknown === null ? '' : ` Not known of ${listed(unknown.titles)}: ${unknown.why}.`;
}

function answerOf(outcomes: Outcomes, main: Quantity | null): string {
  const { points } = outcomes;
  const unsteady = points.filter(({ verdict }) => verdict === 'overloaded');
  const places = unsteady.map((point) => placeOf(outcomes, point));
  const none =
    unsteady.length === 0
      ? ''
      : ` No steady state at ${unsteady.length > 4 ? `${unsteady.length} of ${points.length} points` : listed(places)}.`;
  if (main === null) return `What came out differs in nothing that is a number.${none}`;
  const seen = points.flatMap((point) => {
    const known = shownAt(point, main);
    return known === null ? [] : [{ point, known }];
  });
  if (seen.length === 0) return `${main.title} is not known at any point.${none}`;
  const sorted = [...seen].sort((a, b) => a.known.value - b.known.value);
  const [low, high] = [sorted[0], sorted[sorted.length - 1]];
  const said = ({ known, point }: (typeof seen)[number]): string =>
    `${plusMinus(known, main.written)} (${placeOf(outcomes, point)})`;
  if (low.known.value === high.known.value) {
    return `${main.title} is ${plusMinus(low.known, main.written)} ${seen.length > 1 ? 'at every point' : 'there'}.${none}`;
  }
  return `${main.title} goes from ${said(low)} to ${said(high)}.${none}`;
}
