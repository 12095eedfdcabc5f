/** What a page and its workers say to each other: plain data. */
import type { CloseUp, LookedFor } from '../network/closeUp.js';
import type { Measurements, Trial } from '../network/measurements.js';
import type { TracedJourney } from '../network/world/tracing.js';
import type { GivenModel } from './givenModel.js';
import type { Injected, Standing } from './liveWorld.js';
import type { MeasureOptions } from './measured.js';
import type { Now, Slice } from './readings.js';

/** A fault, by what its button says: models side by side may have it each for itself. */
export interface WantedFault {
  readonly label: string;
  readonly at: number;
  readonly seconds: number;
}

export type Asked =
  | {
      readonly kind: 'start';
      /** One, or two side by side. */
      readonly models: readonly GivenModel[];
      readonly seed: string;
      readonly placement: number;
      /**
       * Goes on to there as fast as it can, within a second or two, with these faults on the way.
       */
      readonly until: number;
      readonly faults: readonly WantedFault[];
    }
  | { readonly kind: 'play' | 'pause' | 'step' | 'fingerprint' }
  /** Simulated seconds a second; Infinity = as fast as it goes. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'rewind'; readonly to: number }
  | { readonly kind: 'inject'; readonly label: string; readonly seconds: number }
  /** Of the first world: the next record that ends in that group and takes at least so long. */
  | { readonly kind: 'follow'; readonly group: number; readonly leastSeconds: number };

export interface WorldFrame {
  readonly now: Now;
  /** Since the last frame. */
  readonly slices: readonly Slice[];
  readonly standing: Standing;
  readonly faults: readonly Injected[];
}

export type Told =
  | { readonly kind: 'started'; readonly stepSeconds: number }
  | {
      readonly kind: 'frame';
      readonly isPlaying: boolean;
      /** Simulated seconds a second, really reached lately. */
      readonly speed: number;
      readonly worlds: readonly WorldFrame[];
    }
  | { readonly kind: 'fingerprint'; readonly fingerprints: readonly string[] }
  | { readonly kind: 'followed'; readonly journey: TracedJourney }
  | { readonly kind: 'failed'; readonly message: string };

/** To the worker that measures: one question, then it is closed. */
export interface MeasureAsked {
  readonly given: GivenModel;
  readonly options: MeasureOptions;
  readonly version: string;
  /** The page's script, of which it makes workers of its own. */
  readonly script: string;
  /** How many. */
  readonly workers: number;
}

export type MeasureTold =
  | {
      readonly kind: 'progress';
      readonly done: number;
      readonly planned: number;
      readonly what: string;
    }
  | { readonly kind: 'measured'; readonly files: ReadonlyMap<string, string> }
  | { readonly kind: 'failed'; readonly message: string };

/** To a worker that runs trials; `what`: what is looked at while it runs. */
export interface TrialAsked {
  readonly trial: Trial;
  readonly what: LookedFor | null;
}

/** What a trial measured, and what was seen of it where it was looked at. */
export interface TrialResult {
  readonly measurements: Measurements;
  readonly seen: CloseUp | null;
}

/** From a worker that runs trials, of each in turn. */
export type TrialTold =
  | ({ readonly kind: 'measurements' } & TrialResult)
  | { readonly kind: 'failed'; readonly message: string };
