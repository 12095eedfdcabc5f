/**
 * What a word of the reports means, and what helps where it is large. `highwater explain` and the
 * READMEs are made of these.
 */
export interface Entry {
  readonly name: string;
  /** Complete sentences. */
  readonly means: string;
  /** What helps against it, most often useful first; empty where it is nothing bad. */
  readonly helps: readonly string[];
}
