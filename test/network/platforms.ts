/**
 * What platforms.test.ts has run by this Node, by others and by a browser: the simulator, and
 * nothing but JavaScript.
 */
import type { Trial } from '../../src/network/measurements.js';
import { simulate } from '../../src/network/simulate.js';
import { trialOf, type Drawn } from '../oracle/drawn.js';

/** A trial as JSON can hold it. */
export interface TextTrial {
  readonly drawn: Drawn;
  readonly more: Partial<Trial>;
}

/** The Measurements of each trial, as JSON. */
export function measureAll(trials: readonly TextTrial[]): string[] {
  return trials.map(({ drawn, more }) => JSON.stringify(simulate({ ...trialOf(drawn), ...more })));
}
