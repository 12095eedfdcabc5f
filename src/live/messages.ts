/** What a page and its worker say to each other: plain data. */
import type { TracedJourney } from '../network/world/tracing.js';
import type { GivenModel } from './givenModel.js';
import type { Injected, Standing } from './liveWorld.js';
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
