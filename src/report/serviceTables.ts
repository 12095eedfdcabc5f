/**
 * services.csv: what became of the records of groups that may fail, of their calls, and of calls
 * that externals make.
 */
import type { ServiceSummary } from '../analysis/services.js';
import type { Estimate } from '../statistics/index.js';
import { average, text, type Column } from './column.js';
import { SHARE, tableOf, type Part } from './studyTable.js';

/** A row for each call; one without a call where a group calls nothing. */
interface ServiceRow extends Pick<ServiceSummary, 'group' | 'failed'> {
  readonly call: ServiceSummary['calls'][number] | null;
}

const ofCalls = (
  name: string,
  about: string,
  read: (call: ServiceSummary['calls'][number]) => Estimate,
): Column<Part<ServiceRow>>[] =>
  average<Part<ServiceRow>>(
    name,
    SHARE,
    `calls that ${about}, of all sent in the window`,
    ({ part }) => (part.call === null ? null : read(part.call)),
    'no call',
  );

export const SERVICES = tableOf<ServiceRow>(
  'services',
  'a call that a group makes for its records, or an external for its calls; or a group that makes none, but whose records may fail',
  ({ services }) =>
    services.flatMap(({ group, failed, calls }): ServiceRow[] =>
      calls.length === 0
        ? [{ group, failed, call: null }]
        : calls.map((call) => ({ group, failed, call })),
    ),
  [
    text('group', 'the group, or the external that calls', ({ part }) => part.group),
    text('external', 'what it calls; empty where nothing', ({ part }) => part.call?.external ?? ''),
    ...average<Part<ServiceRow>>(
      'failed',
      SHARE,
      'records of the group that failed for good, of all that it was done with; of an external, calls that failed by what it called',
      ({ part }) => part.failed,
      'no record',
    ),
    ...ofCalls('again', 'were made again after a failure', ({ again }) => again),
    ...ofCalls('errors', 'ended in an error, or were refused', ({ errors }) => errors),
    ...ofCalls('timeouts', 'had no answer in time', ({ timeouts }) => timeouts),
    ...average<Part<ServiceRow>>(
      'refused',
      SHARE,
      'of all calls that would have been sent, those that a bulkhead or an open breaker failed at once',
      ({ part }) => part.call?.refused ?? null,
      'no bulkhead and no breaker',
    ),
    ...average<Part<ServiceRow>>(
      'opened',
      { suffix: '_times', unit: 'times' },
      "how often breakers opened in one window, all instances'",
      ({ part }) => part.call?.opened ?? null,
      'no breaker',
    ),
    ...average<Part<ServiceRow>>(
      'left',
      SHARE,
      'calls that left a queue before they were begun, their patience being over, of all sent in the window; errors, too',
      ({ part }) => part.call?.left ?? null,
      'no patience',
    ),
  ],
);
