/** journeys.csv, and its table as text: in which stage of which hop the time of journeys goes. */
import { journeyEnds, type JourneyPart } from '../analysis/journeys.js';
import type { NamedJourney } from '../analysis/namedJourneys.js';
import type { Study } from '../experiments/studySummary.js';
import { average, column, ms, text } from './column.js';
import { averaged, counted, percent, seconds } from './format.js';
import { MS, SHARE, tableOf, type Part } from './studyTable.js';
import { table } from './table.js';

export const JOURNEYS = tableOf<JourneyPart>(
  'journeys',
  'a stage of a hop of the journeys to a group, where groups send records on; the rows of a group add up to the latency of its journeys. No row without a steady state',
  (study) => (study.overloaded ? [] : study.journeys),
  [
    text('to', 'the group where the journeys end', ({ part }) => part.to),
    text(
      'hop',
      'the group whose hop it is; empty: between hops, until it is time to send',
      ({ part }) => part.hop,
    ),
    text('stage', 'the stage, as in stages.csv; sent_later between hops', ({ part }) => part.stage),
    ...average<Part<JourneyPart>>(
      'mean',
      MS,
      'mean time in it, over all journeys to that group, by whatever way; of those that come by a hop more than once, all of it',
      ({ part }) => part.meanSeconds,
    ),
    column('mean_of_slowest_ms', 'ms', 'the same over the slowest 1% of them', ({ part }) =>
      ms(part.slowestMeanSeconds),
    ),
    column(
      'share_of_mean',
      'share',
      'of the time of all journeys to that group; adds up to 1',
      ({ part }) => part.shareOfMean,
    ),
    column(
      'share_of_slowest',
      'share',
      'of the time of the slowest 1% of them; adds up to 1',
      ({ part }) => part.shareOfSlowest,
    ),
  ],
);

export const NAMED_JOURNEYS = tableOf<NamedJourney>(
  'named_journeys',
  'a journey that the model gives a name; its latency is in paths.csv',
  ({ namedJourneys }) => namedJourneys,
  [
    text('journey', 'its name', ({ part }) => part.name),
    ...average<Part<NamedJourney>>(
      'ended',
      { suffix: '_per_second', unit: 'journeys/s' },
      'journeys that ended, whole system',
      ({ part }) => part.endedPerSecond,
    ),
    ...average<Part<NamedJourney>>(
      'broken',
      { suffix: '_events', unit: 'events' },
      'events that were seen in one window to be past completion: something of them failed for good, was lost or dropped',
      ({ part }) => part.broken,
    ),
    ...average<Part<NamedJourney>>(
      'broken_share',
      SHARE,
      'of those that ended and of these',
      ({ part }) => part.brokenShare,
    ),
  ],
);

/** Where events can be complete no more; no lines where none is. */
export function brokenLines({ namedJourneys }: Study): string[] {
  return namedJourneys
    .filter(({ broken }) => broken.value > 0)
    .map(
      ({ name, broken, brokenShare }) =>
        `Journey ${name}: ${averaged(broken, counted)} events in a window (${averaged(brokenShare, percent)}) will never be complete: something of them failed for good, was lost or dropped.`,
    );
}

/** Less than this of the time of all, and of the slowest, is left out of the text. */
const LEAST = 0.01;

/** So many tables are printed; journeys.csv has all. */
const MOST = 3;

/**
 * Of the groups where journeys end for good, those whose slowest take longest first; no lines where
 * nothing is sent on.
 */
export function journeyLines({ model, journeys }: Study): string[] {
  const slowest = (end: string): number =>
    journeys.reduce(
      (sum, { to, slowestMeanSeconds }) => (to === end ? sum + slowestMeanSeconds : sum),
      0,
    );
  const ends = journeyEnds(model).sort((a, b) => slowest(b) - slowest(a));
  return ends.slice(0, MOST).flatMap((name) => {
    const parts = journeys.filter(
      ({ to, shareOfMean, shareOfSlowest }) =>
        to === name && Math.max(shareOfMean, shareOfSlowest) >= LEAST,
    );
    if (parts.length === 0) return [];
    const rows = parts.map((part) => [
      part.hop === '' ? 'between' : part.hop,
      part.stage,
      averaged(part.meanSeconds, seconds),
      percent(part.shareOfMean),
      percent(part.shareOfSlowest),
    ]);
    const headers = [`to ${name}, at`, 'stage', 'mean', 'of all time', 'of the slowest 1%'];
    return [table(headers, rows), ''];
  });
}
