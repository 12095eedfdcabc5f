/** promises.csv: what a model promises, and whether it is kept. */
import type { Judgment } from '../experiments/promise.js';
import { text } from './column.js';
import { tableOf } from './studyTable.js';

export const PROMISES = tableOf<Judgment['conditions'][number]>(
  'promises',
  'what the model promises',
  ({ promises }) => promises?.conditions ?? [],
  [
    text('promise', 'as the model has it', ({ part }) => part.text),
    text(
      'answer',
      'kept or broken, where the trials show it with 95% confidence; else open',
      ({ part }) => part.answer,
    ),
  ],
);
