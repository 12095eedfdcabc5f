/** Arithmetic of servers that sleep: what waking them costs at a load. */
import { mean, type Distribution } from '../statistics/index.js';
import { erlangC } from './closedForm/mmc.js';

const HALVINGS = 40;

/**
 * Servers that are busy on average when jobs that come `perSecond` keep `busy` of them busy without
 * being woken: each job that finds one idle takes `wakeup` more. Jobs that
 * come as Poisson find what is there on average (PASTA); for one server exactly:
 * busy + perSecond * wakeup * (1 - all). For several the chance that one is idle is taken from
 * Erlang's C. At least `busy`, and that where there is no room for more.
 */
export function withWaking(
  busy: number,
  perSecond: number,
  servers: number,
  wakeup: Distribution,
): number {
  const seconds = mean(wakeup);
  if (seconds === 0 || busy >= servers) return busy;
  const idle = (all: number): number => (servers === 1 ? 1 - all : 1 - erlangC(all, servers));
  let low = busy;
  let high = servers;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (busy + perSecond * seconds * idle(middle) > middle) low = middle;
    else high = middle;
  }
  return low;
}
