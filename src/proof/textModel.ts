/** A model from text that the program itself wrote: a fault in it is a fault of the program. */
import { parseModel, type Model } from '../model/index.js';

export function textModel(text: string, name: string): Model {
  const parsed = parseModel(text, { fileName: `${name}.yaml` });
  if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults));
  return parsed.model;
}
