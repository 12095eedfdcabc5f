/** What random models are drawn from. */
import fc from 'fast-check';

export type Section = Record<string, unknown>;

export const whole = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: low, max: high });
export const oneOf = <T>(...values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
/** The section, or nothing. */
export const maybe = <T>(section: fc.Arbitrary<T>, nil = 1): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: nil, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: section });
