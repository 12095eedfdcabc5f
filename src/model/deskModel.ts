/** How what answers calls takes them, as a Model has it: see deskLanguage.ts. */
import type { Distribution } from '../statistics/index.js';
import type { DISCIPLINES, ROUTES } from './deskLanguage.js';

export type Discipline = (typeof DISCIPLINES)[number];
export type Route = (typeof ROUTES)[number];

export interface DeskModel {
  readonly discipline: Discipline;
  readonly patience: Distribution | null;
  /** Of each instance: seconds of work that it does in a second, above 0. */
  readonly speeds: readonly number[];
  readonly route: Route;
  readonly setUp: Distribution | null;
  readonly vacation: Distribution | null;
  /** Rising; of each instance. */
  readonly shifts: readonly { readonly atSeconds: number; readonly servers: number }[];
  /** Null = they do not begin anew. */
  readonly shiftsEverySeconds: number | null;
  /** Of calls made at once, so many answers; null = they are made one after the other. */
  readonly enough: number | null;
}

/** What a call says of itself there. */
export interface DeskCall {
  /** 0..9, higher ones first. */
  readonly priority: number;
  /** Null = the external's, both. */
  readonly time: Distribution | null;
  readonly patience: Distribution | null;
  /** Before it is made again; null = its backoff. */
  readonly retryAfter: Distribution | null;
  /** The caller's server is free as soon as there is room for the call. */
  readonly handsOver: boolean;
}
