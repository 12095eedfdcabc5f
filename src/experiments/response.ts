/** What a response is: something read off a study, by name. */
import type { Weighted } from '../analysis/pool.js';
import type { Model } from '../model/index.js';
import type { Estimate } from '../statistics/index.js';
import type { Study } from './studyTypes.js';

/** What is read off a study: a number, an estimate with its interval, or a word. */
export type ResponseValue = number | string | Estimate | null;

export interface Response {
  /**
   * Column name, unit last. A latency's ends in _ms: it is read in seconds, and files hold
   * milliseconds.
   */
  readonly name: string;
  readonly read: (study: Study) => ResponseValue;
  /** Of some trials of the model alone; absent where trials alone have no such value. */
  readonly measure?: (model: Model, trials: readonly Weighted[]) => number;
  /**
   * The path whose latency it is: `end_to_end`, `publish`, a group's name, or `to ` and that;
   * absent for other responses.
   */
  readonly path?: string;
  /**
   * Of a path from the event on: the producers whose events alone come there, where they are named.
   */
  readonly from?: string;
  /** The resource, or the store's cache, that it is of; absent for other responses. */
  readonly resource?: string;
  readonly cache?: string;
}
