/** What is said of a promise. */
import type { Verdict } from './settling.js';

export type Answer = 'kept' | 'broken' | 'open';

export interface Judgment {
  readonly answer: Answer;
  /** Of the conditions in order; a broken one where there is no steady state. */
  readonly conditions: readonly { readonly text: string; readonly answer: Answer }[];
  readonly verdict: Verdict;
}
