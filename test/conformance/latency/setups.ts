/**
 * What is measured: batches of one and large ones, records of three sizes, constant and Poisson
 * arrivals, at shares of the ceiling of each.
 */
import type { Settings } from '../kafka/cluster.js';

export interface Setup {
  readonly name: string;
  /** Bytes of a record's value. */
  readonly size: number;
  readonly producers: number;
  /** Of each producer, in Kafka's words. */
  readonly set: Settings;
}

const SIZES = [100, 1000, 10_000];
/** Each has a connection of its own, and its requests in flight. */
const PRODUCERS = 4;

const ONE: Settings = { 'batch.size': 1, 'linger.ms': 0, acks: 'all' };
const LARGE: Settings = { 'batch.size': 65_536, 'linger.ms': 5, acks: 'all' };

export const SETUPS: readonly Setup[] = [
  ...SIZES.map((size) => ({ name: `one-${size}`, size, producers: PRODUCERS, set: ONE })),
  ...SIZES.map((size) => ({ name: `large-${size}`, size, producers: PRODUCERS, set: LARGE })),
];

export const SHARES = [0.1, 0.3, 0.5, 0.7, 0.85, 0.95];
export const ARRIVALS = ['poisson', 'constant'] as const;
