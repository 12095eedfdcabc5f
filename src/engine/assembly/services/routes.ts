/**
 * To which of its instances a call of an external goes.
 *
 * Semantics. `one_queue`: all take from one queue; of several that have a free server the fastest
 * takes the call, of as fast ones the first. Else each has its own, and a call stays with its
 * instance. `random`: any, with the same probability. `round_robin`: in turn. `least_loaded`: where
 * the fewest are (waiting or with a server), at random among several such. `power_of_two`: of two
 * drawn at random, where fewer are, the first drawn where as many. `fastest`: where (those there +
 * 1) / speed is least, the first of several such (shortest expected delay). At random: a uniform u
 * each, whole places of u * count; nothing is drawn of one.
 */
import { rowAt } from '../memory/memory';
import { FASTEST, LEAST_LOADED, ONE_QUEUE, POWER_OF_TWO, RANDOM_DESK } from '../world/kinds';
import { Desk, External } from './rows';

export function deskAt(external: External, index: i32): Desk {
  return rowAt<Desk>(external.desks, index);
}

/** Servers that may take a call. */
export function freeServers(desk: Desk): i32 {
  return desk.servers - desk.busy - desk.away;
}

export function routeCall(external: External): Desk {
  if (external.deskCount == 1) return deskAt(external, 0);
  switch (external.route) {
    case ONE_QUEUE:
      return fastestFree(external);
    case RANDOM_DESK:
      return deskAt(external, draw(external, external.deskCount));
    case LEAST_LOADED:
      return leastLoaded(external);
    case POWER_OF_TWO:
      return betterOfTwo(external);
    case FASTEST:
      return soonest(external);
    default: {
      const index = external.turn;
      external.turn = index + 1 == external.deskCount ? 0 : index + 1;
      return deskAt(external, index);
    }
  }
}

function draw(external: External, count: i32): i32 {
  return count == 1 ? 0 : i32(external.choices.next() * f64(count));
}

/** The first where none has a free server. */
function fastestFree(external: External): Desk {
  let best = deskAt(external, 0);
  for (let index = 1; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    if (freeServers(desk) <= 0) continue;
    if (freeServers(best) <= 0 || desk.speed > best.speed) best = desk;
  }
  return best;
}

function leastLoaded(external: External): Desk {
  let fewest = i32.MAX_VALUE;
  let count = 0;
  for (let index = 0; index < external.deskCount; index++) {
    const inside = deskAt(external, index).inside;
    if (inside < fewest) {
      fewest = inside;
      count = 1;
    } else if (inside == fewest) count++;
  }
  let left = draw(external, count);
  let index = 0;
  for (; index < external.deskCount; index++) {
    if (deskAt(external, index).inside == fewest && left-- == 0) break;
  }
  return deskAt(external, index);
}

function betterOfTwo(external: External): Desk {
  const first = draw(external, external.deskCount);
  let second = draw(external, external.deskCount - 1);
  if (second >= first) second++;
  const one = deskAt(external, first);
  const other = deskAt(external, second);
  return other.inside < one.inside ? other : one;
}

function soonest(external: External): Desk {
  let best = deskAt(external, 0);
  let least = f64(best.inside + 1) / best.speed;
  for (let index = 1; index < external.deskCount; index++) {
    const desk = deskAt(external, index);
    const expected = f64(desk.inside + 1) / desk.speed;
    if (expected >= least) continue;
    least = expected;
    best = desk;
  }
  return best;
}
