/** What follows from a model alone, worked out once of each. */
import type { Model } from './model.js';

/** The same function, which remembers what it gave; models are never changed. */
export function perModel<T extends object | string>(
  compute: (model: Model) => T,
): (model: Model) => T {
  const known = new WeakMap<Model, T>();
  return (model) => {
    const value = known.get(model) ?? compute(model);
    known.set(model, value);
    return value;
  };
}
