import { createHash } from 'node:crypto';

/**
 * 16 hexadecimal digits of the SHA-256 of a value's JSON, in which a column of numbers is written
 * as an array.
 */
export function goldenHash(value: unknown): string {
  const json = JSON.stringify(value, (_key, each: unknown) =>
    each instanceof Float64Array || each instanceof Uint16Array ? [...each] : each,
  );
  return createHash('sha256').update(json).digest('hex').slice(0, 16);
}
