/**
 * The first word of a command that simulates: which model it has read. It is said before all that
 * simulates is loaded, and beside the results, so that these can be piped.
 */
import type { Model } from '../model/index.js';
import { titled } from '../report/format.js';
import type { Output } from './output.js';

export function firstWord(
  { quiet, json }: { readonly quiet?: boolean; readonly json?: boolean },
  output: Output,
  model: Model,
): void {
  if (quiet !== true && json !== true) output.error(titled(model));
}
