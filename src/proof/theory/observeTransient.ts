/**
 * How the wait grows from an empty queue, customer by customer: many runs on one station that is
 * emptied between them.
 */
import { Arena } from '../../engine/arena.js';
import { StationBank } from '../../engine/station.js';
import { makeSampler } from '../../engine/variates.js';
import type { Streams } from './observeQueue.js';
import type { Observation, TransientRecipe } from './theoryCase.js';

/**
 * `wait n` of the customer after n others, for the n of `after`: the sum over the runs, and their
 * number.
 */
export function observeTransient(
  recipe: TransientRecipe,
  runs: number,
  streams: Streams,
): Observation {
  const gap = makeSampler(recipe.gaps, streams('gaps'));
  const service = makeSampler(recipe.service, streams('service'));
  const arena = new Arena();
  const bank = new StationBank('queue', 'station', 1, 1, 0, Infinity, arena);
  const last = Math.max(...recipe.after);
  const sums = new Float64Array(last + 1);
  for (let run = 0; run < runs; run++) {
    bank.reset(0, 0);
    for (let now = 0, customer = 0; customer <= last; customer++, now += gap()) {
      bank.offer(0, now, service(), 1);
      sums[customer] += bank.start - now;
    }
  }
  arena.close();
  const named = recipe.after.map((n) => [`wait ${n}`, { over: sums[n], under: runs }] as const);
  return { tallies: {}, ratios: Object.fromEntries(named) };
}
