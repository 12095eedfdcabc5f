/** queues.csv: what queues handed out, and what of it more than once. */
import type { QueueSummary } from '../analysis/queues.js';
import { average, text, type Column } from './column.js';
import { SHARE, tableOf, type Part } from './studyTable.js';

const columns: readonly Column<Part<QueueSummary>>[] = [
  text('topic', 'the queue; empty where the only topic has no name', ({ part }) => part.topic),
  ...average<Part<QueueSummary>>(
    'handed_out',
    { suffix: '_messages', unit: 'messages' },
    'messages handed out to consumers in one window',
    ({ part }) => part.handedOut,
    'no message',
  ),
  ...average<Part<QueueSummary>>(
    'again',
    SHARE,
    'of these, those that had been handed out before: after a failed try, a visibility_timeout, or a death',
    ({ part }) => part.again,
    'no message',
  ),
  ...average<Part<QueueSummary>>(
    'publishers_blocked',
    SHARE,
    'of the time that a memory alarm of its cluster blocks all who send there',
    ({ part }) => part.blocked,
    'no limit of memory',
  ),
];

export const QUEUES = tableOf<QueueSummary>(
  'queues',
  'a topic that is a queue',
  ({ queues }) => queues,
  [...columns],
);
