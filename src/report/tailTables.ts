/** Rare latencies (`--tail`): tail.csv, and what `highwater run` prints of them. */
import type { Study } from '../experiments/studySummary.js';
import type { Tail, TailQuantile } from '../experiments/tail.js';
import { column, latency, text } from './column.js';
import { counted, estimated, rankName, seconds, several } from './format.js';
import { tableOf, type Part } from './studyTable.js';
import { table } from './table.js';

type Row = Part<TailQuantile>;

export const TAIL = tableOf<TailQuantile>(
  'tail',
  'a path, or all together (end_to_end), and a rank that --tail asked for. No row without a steady state',
  ({ tail }) => tail?.quantiles ?? [],
  [
    text('path', 'end_to_end, publish, or the group', ({ part }) => part.path),
    text('rank', 'as it was asked for: p99.99', ({ part }) => rankName(part.rank)),
    ...latency<Row>('latency', 'the quantile', ({ part }) => part.latency),
    column(
      'n',
      'sections',
      'independent sections of trials (at most 30 of each placement) that the interval rests on',
      ({ part }) => part.latency.n,
    ),
    column('replications', 'trials', 'trials, each with all that went on from it', ({ study }) =>
      study.tail === null ? null : study.tail.trials,
    ),
    column(
      'records',
      'records',
      'records simulated in the windows, of all trials, with all that went on from them',
      ({ study }) => study.tail?.records ?? null,
    ),
    text('note', 'how the trials were split, or why they were not', ({ study }) =>
      study.tail === null ? null : wayOf(study.tail),
    ),
  ],
);

/** A table of ranks, and how they were found; nothing where none was asked for. */
export function tailLines({ tail }: Study): string[] {
  if (tail === null) return [];
  const ranks = [...new Set(tail.quantiles.map(({ rank }) => rank))];
  const paths = [...new Set(tail.quantiles.map(({ path }) => path))];
  const rows = paths.map((path) => [
    path,
    ...tail.quantiles.filter((each) => each.path === path).map((each) => estimated(each.latency)),
  ]);
  const lacking = tail.quantiles.find(({ latency: { enough } }) => !enough);
  const cost = `${several(tail.trials, 'trial')}, ${counted(tail.records)} records, and ${counted(tail.pilotRecords)} of pilots`;
  return [
    table(['rare latency', ...ranks.map(rankName)], rows),
    `Rare latencies: ${wayOf(tail)}; ${cost}.`,
    ...(lacking === undefined
      ? []
      : [
          `${lacking.path} ${rankName(lacking.rank)} has ${lacking.latency.reason}: --budget gives it more.`,
        ]),
    '',
  ];
}

function wayOf({ whyPlain, levels }: Tail): string {
  if (whyPlain !== '') return `plain trials, not split: ${whyPlain}`;
  const [first] = levels;
  const where = levels.length > 1 ? ' (of the first placement)' : '';
  const at = first.map(seconds).join(', ');
  return `by splitting three ways at ${first.length} levels of the latency foretold${where}: ${at}`;
}
