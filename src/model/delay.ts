/** Distance between two roles of a cell. */
import { mean, type Distribution } from '../statistics/index.js';
import type { Model, Placement } from './model.js';

/** Mean one-way delay between hosts of two roles, seconds. */
export function delaySeconds(
  model: Pick<Model, 'regionDelaySeconds'>,
  { roles }: Placement,
  from: string,
  to: string,
  propagation: Distribution,
): number {
  const near = mean(propagation);
  if (roles[from] === roles[to]) return near;
  return near + model.regionDelaySeconds[roles[from]][roles[to]];
}
