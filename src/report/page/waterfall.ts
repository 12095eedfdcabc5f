/**
 * Where time goes: the stages in the order in which a record lives them, of all records and of the
 * slowest 1%.
 */
import { doingIn, type Doing } from '../doing.js';
import { percent } from '../format.js';
import { axisBelow, bar, fitted, linearScale, text, TEXT_WIDTH, timeUnit } from './drawing.js';
import { WIDE, type Drawing, type Figure } from './figure.js';
import { coordinate, element, type Child } from './markup.js';
import { numberIn, textIn, type ModelResults, type Row } from './results.js';
import { listed, milliseconds, roundMilliseconds, shortNumber } from './words.js';

export interface Stage {
  readonly stage: string;
  readonly doing: Doing;
  /** Mean ms of all records, and of the slowest 1%; null in results of earlier versions. */
  readonly all: number;
  readonly slowest: number | null;
  /** Shares of the time of all, and of that of the slowest 1%. */
  readonly shareOfAll: number;
  readonly shareOfSlowest: number;
}

export function stagesOf({ rows }: ModelResults): Stage[] {
  return rows('stages').map((row) => stageIn(row));
}

/** A row of stages.csv or journeys.csv; `hop`: whose stage it is, where that is said. */
export function stageIn(row: Row, hop = ''): Stage {
  const stage = textIn(row, 'stage');
  return {
    stage: hop === '' ? stage : `${hop}: ${stage}`,
    doing: doingIn(stage),
    all: numberIn(row, 'mean_ms') ?? 0,
    slowest: numberIn(row, 'mean_of_slowest_ms'),
    shareOfAll: numberIn(row, 'share_of_mean') ?? 0,
    shareOfSlowest: numberIn(row, 'share_of_slowest') ?? 0,
  };
}

/** The two where the slowest 1% spend most, the larger first. */
export function topStages(stages: readonly Stage[]): Stage[] {
  return [...stages].sort((a, b) => b.shareOfSlowest - a.shareOfSlowest).slice(0, 2);
}

/** Less than this of either is left out of the picture. */
const LEAST = 0.001;

/** Of all records of all paths together. */
export function waterfallFigure(results: ModelResults): Figure {
  return waterfall(stagesOf(results), {
    name: 'stages',
    question: 'Where does the latency come from?',
    reading:
      'Each bar begins where the one before ended, so that they add up to the whole latency. Plain: the mean of all records; hatched: the mean of the slowest 1%, which may live in other stages.',
  });
}

/** Stages in their order, as a picture of that name. */
export function waterfall(
  stages: readonly Stage[],
  figure: Pick<Figure, 'name' | 'question' | 'reading'>,
): Figure {
  const shown = stages.filter(
    ({ shareOfAll, shareOfSlowest }) => Math.max(shareOfAll, shareOfSlowest) >= LEAST,
  );
  return {
    ...figure,
    answer: answerOf(stages),
    draw: shown.length === 0 ? null : (width) => draw(shown, width),
    data: [
      {
        columns: [
          'stage',
          'a record',
          'mean of all, ms',
          'mean of the slowest 1%, ms',
          "of all records' time",
          "of the slowest 1%'s time",
        ],
        rows: stages.map((each) => [
          each.stage,
          each.doing,
          shortNumber(String(each.all)),
          each.slowest === null ? '' : shortNumber(String(each.slowest)),
          percent(each.shareOfAll),
          percent(each.shareOfSlowest),
        ]),
      },
    ],
  };
}

function answerOf(stages: readonly Stage[]): string {
  if (stages.length === 0) return 'There is no steady state, so that no stage has a mean.';
  const top = topStages(stages).map(
    ({ stage, shareOfSlowest }) => `${percent(shareOfSlowest)} in ${stage}`,
  );
  const kinds = (['waits', 'is worked on', 'travels'] as const).map((kind) => {
    const share = stages.reduce(
      (sum, each) => (each.doing === kind ? sum + each.shareOfSlowest : sum),
      0,
    );
    return `${kind} for ${percent(share)}`;
  });
  return `The slowest 1% spend ${listed(top)}; such a record ${listed(kinds)} of its time.`;
}

/** Ends of the bars of one kind, each beginning where the one before ended. */
function ends(stages: readonly Stage[], read: (stage: Stage) => number): number[] {
  let sum = 0;
  return stages.map((stage) => (sum += read(stage)));
}

function draw(stages: readonly Stage[], width: number): Drawing {
  const wide = width === WIDE;
  const [left, right] = wide ? [250, width - 120] : [16, width - 26];
  const [head, step] = [26, wide ? 36 : 50];
  const bottom = head + stages.length * step;
  const kinds = [
    { kind: 'blue', ends: ends(stages, ({ all }) => all), share: 'shareOfAll' },
    {
      kind: 'hatched',
      ends: ends(stages, ({ slowest }) => slowest ?? 0),
      share: 'shareOfSlowest',
    },
  ] as const;
  const all = kinds.flatMap((kind) => kind.ends);
  const unit = timeUnit(all);
  const scale = linearScale([0, ...all], left, right, unit);
  const top = topStages(stages);
  const steps: string[] = [];
  const body: Child[] = [
    ...axisBelow(scale, head, bottom, roundMilliseconds, wide ? 7 : 3, unit),
    ...legend(wide ? left : 4),
  ];
  stages.forEach((stage, index) => {
    const y = head + index * step + (wide ? 0 : 15);
    body.push(
      wide
        ? text(left - 10, y + 15, fitted(stage.stage, left - 14), {
            class: top.includes(stage) ? 'name strong' : 'name',
            'text-anchor': 'end',
          })
        : text(2, y, `${stage.stage}: ${stage.doing}`, {
            class: top.includes(stage) ? 'name strong' : 'name',
          }),
      wide ? text(left - 10, y + 29, stage.doing, { class: 'tick', 'text-anchor': 'end' }) : null,
    );
    kinds.forEach(({ kind, ends: all, share }, row) => {
      const from = scale(index === 0 ? 0 : all[index - 1]);
      const to = scale(all[index]);
      const at = y + 4 + row * 15;
      const long = all[index] - (index === 0 ? 0 : all[index - 1]);
      body.push(
        bar(from, at, Math.max(1, to - from), 12, kind),
        beside(from, to, at + 10, `${milliseconds(long)} ${percent(stage[share])}`, width, {
          class: row === 1 && top.includes(stage) ? 'small strong halo' : 'small halo',
        }),
      );
      if (index > 0) {
        steps.push(`M${coordinate(from)},${coordinate(at - step + 12)}V${coordinate(at)}`);
      }
    });
  });
  body.push(element('path', { class: 'step', d: steps.join('') }));
  return { height: bottom + 24, body };
}

/** Behind the bar, or before it where there is no room behind. */
function beside(
  from: number,
  to: number,
  y: number,
  content: string,
  width: number,
  attributes: Readonly<Record<string, string>>,
): Child {
  const fits = to + 6 + content.length * TEXT_WIDTH < width;
  return fits
    ? text(to + 6, y, content, attributes)
    : text(from - 6, y, content, { ...attributes, 'text-anchor': 'end' });
}

function legend(x: number): Child[] {
  return [
    bar(x, 4, 14, 12, 'blue'),
    text(x + 20, 14, 'all records', { class: 'small' }),
    bar(x + 110, 4, 14, 12, 'hatched'),
    text(x + 130, 14, 'the slowest 1%', { class: 'small' }),
  ];
}
