/** The pending events: see ../arenaEvents.ts, and ../eventList.ts for what they promise. A 4-ary heap of pairs (time, tie). */

/** 2^40, and its inverse: exact, and a product takes less than a quotient. */
const KIND_UNIT: f64 = 1099511627776;
const KIND_SHARE: f64 = 1 / KIND_UNIT;

/** Fields of a list, in bytes: places in use, whether the one at the top is empty; then the event last popped. */
const USED: usize = 0;
const TOP_IS_EMPTY: usize = 4;
const ENTRIES: usize = 8;
const TIME: usize = 16;
const INDEX: usize = 24;

export function pushEvent(list: usize, time: f64, kind: i32, index: f64): i32 {
  const entries = load<usize>(list, ENTRIES);
  const tie = f64(kind) * KIND_UNIT + index;
  const used = load<i32>(list, USED);
  if (load<i32>(list, TOP_IS_EMPTY) != 0) {
    store<i32>(list, 0, TOP_IS_EMPTY);
    sink(entries, time, tie, used);
    return used;
  }
  let hole = used;
  while (hole > 0) {
    const parent = (hole - 1) >> 2;
    const above = entries + (usize(parent) << 4);
    const parentTime = load<f64>(above);
    if (parentTime < time || (parentTime == time && load<f64>(above, 8) <= tie)) break;
    v128.store(entries + (usize(hole) << 4), v128.load(above));
    hole = parent;
  }
  put(entries, hole, time, tie);
  store<i32>(list, used + 1, USED);
  return used + 1;
}

export function popEvent(list: usize): i32 {
  const entries = load<usize>(list, ENTRIES);
  let used = load<i32>(list, USED);
  if (load<i32>(list, TOP_IS_EMPTY) != 0) {
    used--;
    store<i32>(list, used, USED);
    store<i32>(list, 0, TOP_IS_EMPTY);
    const last = entries + (usize(used) << 4);
    if (used > 0) sink(entries, load<f64>(last), load<f64>(last, 8), used);
  }
  if (used == 0) return -1;
  const tie = load<f64>(entries, 8);
  const kind = floor(tie * KIND_SHARE);
  store<f64>(list, load<f64>(entries), TIME);
  store<f64>(list, tie - kind * KIND_UNIT, INDEX);
  store<i32>(list, 1, TOP_IS_EMPTY);
  return i32(kind);
}

// @ts-ignore: decorator
@inline
function put(entries: usize, hole: i32, time: f64, tie: f64): void {
  const place = entries + (usize(hole) << 4);
  store<f64>(place, time);
  store<f64>(place, tie, 8);
}

/** Puts an event into the empty place at the top of `size`, and lets it sink to where it belongs. */
function sink(entries: usize, time: f64, tie: f64, size: i32): void {
  let hole = 0;
  while (true) {
    const firstChild = hole * 4 + 1;
    if (firstChild >= size) break;
    const end = firstChild + 4 < size ? firstChild + 4 : size;
    let best = firstChild;
    let place = entries + (usize(firstChild) << 4);
    let bestTime = load<f64>(place);
    let bestTie = load<f64>(place, 8);
    for (let child = firstChild + 1; child < end; child++) {
      place += 16;
      const childTime = load<f64>(place);
      if (childTime > bestTime) continue;
      const childTie = load<f64>(place, 8);
      if (childTime == bestTime && childTie >= bestTie) continue;
      best = child;
      bestTime = childTime;
      bestTie = childTie;
    }
    if (time < bestTime || (time == bestTime && tie <= bestTie)) break;
    put(entries, hole, bestTime, bestTie);
    hole = best;
  }
  put(entries, hole, time, tie);
}
