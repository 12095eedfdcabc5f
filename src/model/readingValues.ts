/** What was read under a key, as the type that the language's tables give it. */
import type { Distribution } from '../statistics/index.js';
import type { Reading, Value } from './read.js';
import type { CreditsModel } from './clusterModel.js';
import type { RateLimit } from './serviceModel.js';

/** Whether a key stands in the file. */
export function isGiven(reading: Reading, key: string): boolean {
  return (reading.places.get(key) ?? reading.place) !== reading.place;
}

export function value(reading: Reading, key: string): Value {
  return reading.values.get(key) ?? null;
}

export function number(reading: Reading, key: string): number {
  return value(reading, key) as number;
}

export function optionalNumber(reading: Reading, key: string): number | null {
  return value(reading, key) as number | null;
}

export function text(reading: Reading, key: string): string {
  return (value(reading, key) as string | null) ?? '';
}

export function distribution(reading: Reading, key: string): Distribution {
  return value(reading, key) as Distribution;
}

export function optionalDistribution(reading: Reading, key: string): Distribution | null {
  return value(reading, key) as Distribution | null;
}

export function rateLimit(reading: Reading): RateLimit {
  return { perSecond: number(reading, 'rate'), burst: number(reading, 'burst') };
}

/** Those under `key`; null where there are none. */
export function credits(reading: Reading, key: string): CreditsModel | null {
  const given = reading.one.get(key);
  if (given === undefined) return null;
  return {
    baselineBytesPerSecond: number(given, 'baseline'),
    bytes: number(given, 'bytes'),
    left: number(given, 'left'),
  };
}
