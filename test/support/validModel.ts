import { parseModel, type Model } from '../../src/model/index.js';

/** The model of a text that must be valid: throws with its faults otherwise. */
export function validModel(...args: Parameters<typeof parseModel>): Model {
  const parsed = parseModel(...args);
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.model;
}
