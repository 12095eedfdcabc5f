/** windows.csv, and its lines as text: what groups that gather by key and window gave. */
import type { WindowSummary } from '../analysis/windows.js';
import type { Study } from '../experiments/studySummary.js';
import { average, text } from './column.js';
import { averaged, counted, percent } from './format.js';
import { PER_SECOND, SHARE, tableOf, type Part } from './studyTable.js';

export const WINDOWS = tableOf<WindowSummary>(
  'windows',
  'a group that gathers by key and window',
  ({ windows }) => windows,
  [
    text('group', 'the group', ({ part }) => part.group),
    ...average<Part<WindowSummary>>(
      'results',
      PER_SECOND,
      'results, one for each key of a window that closes: whole system',
      ({ part }) => part.resultsPerSecond,
    ),
    ...average<Part<WindowSummary>>(
      'gathered',
      { suffix: '_records', unit: 'records' },
      'records that a result is made of, on average',
      ({ part }) => part.recordsOfOne,
    ),
    ...average<Part<WindowSummary>>(
      'too_late',
      SHARE,
      'of the records, once for each of their windows: those that came when it had closed, and are left out',
      ({ part }) => part.tooLateShare,
    ),
  ],
);

export function windowLines({ windows }: Study): string[] {
  return windows.map(({ group, resultsPerSecond, recordsOfOne, tooLateShare }) => {
    const late =
      tooLateShare.value > 0
        ? `; ${averaged(tooLateShare, percent)} of them came too late for theirs, and are left out: a longer grace waits for them`
        : '';
    return `Windows of ${group} give ${averaged(resultsPerSecond, counted)} results/s, each of ${averaged(recordsOfOne, counted)} records${late}.`;
  });
}
