/** Where groups send on: in which stage of which hop the time from the event to each end goes. */
import type { Figure } from './figure.js';
import { groupedBy, known, textIn, type Known, type ModelResults } from './results.js';
import { stageIn, waterfall, type Stage } from './waterfall.js';

/** The journeys to one group where they end for good. */
export interface JourneyEnd {
  readonly to: string;
  readonly stages: readonly Stage[];
}

/**
 * Those whose slowest take longest come first; none where nothing is sent on, or there is no steady
 * state.
 */
export function journeyEnds({ rows }: ModelResults): JourneyEnd[] {
  const all = groupedBy(rows('journeys'), 'to');
  const passed = new Set<string>();
  for (const [to, parts] of all) {
    for (const part of parts) if (textIn(part, 'hop') !== to) passed.add(textIn(part, 'hop'));
  }
  const ends = [...all].filter(([to]) => !passed.has(to));
  return (ends.length > 0 ? ends : [...all])
    .map(([to, parts]) => ({ to, stages: parts.map((part) => stageIn(part, textIn(part, 'hop'))) }))
    .sort((a, b) => slowestOf(b) - slowestOf(a));
}

function slowestOf({ stages }: JourneyEnd): number {
  return stages.reduce((sum, { slowest }) => sum + (slowest ?? 0), 0);
}

/** The p99 of the journeys to a group, from the event on. */
export function journeyP99({ rows }: ModelResults, to: string): Known | null {
  const paths = rows('paths');
  const row =
    paths.find((each) => textIn(each, 'path') === `to ${to}`) ??
    paths.find((each) => textIn(each, 'path') === to);
  return row === undefined ? null : known(row, 'p99', 'ms');
}

/** A picture for each end; of too many those whose slowest take longest. */
export function journeyFigures(results: ModelResults): Figure[] {
  return journeyEnds(results)
    .slice(0, MOST)
    .map(({ to, stages }) =>
      waterfall(stages, {
        name: `journey-${to}`,
        question: `Where does the time from the event to ${to} go?`,
        reading:
          'Each bar begins where the one before ended, so that they add up to the whole journey, hop by hop. Plain: the mean of all journeys; hatched: the mean of the slowest 1%, which may go another way.',
      }),
    );
}

const MOST = 4;
