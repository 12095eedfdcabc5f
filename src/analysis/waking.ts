/** Arithmetic of servers that sleep: what waking them costs at a load. */
import type { BrokerModel } from '../model/model.js';
import { mean } from '../statistics/index.js';
import { erlangC } from './closedForm/mmc.js';

const HALVINGS = 40;

/**
 * Handlers that are busy on average when requests that come `perSecond` keep `busy` of them busy
 * without being woken: each request that finds one idle takes time_per_wakeup more. Requests that
 * come as Poisson find what is there on average (PASTA); for one handler exactly:
 * busy + perSecond * wakeup * (1 - all). For several the chance that one is idle is taken from
 * Erlang's C. At least `busy`, and that where there is no room for more.
 */
export function withWaking(
  busy: number,
  perSecond: number,
  { handlers, timePerWakeup }: Pick<BrokerModel, 'handlers' | 'timePerWakeup'>,
): number {
  const seconds = mean(timePerWakeup);
  if (seconds === 0 || busy >= handlers) return busy;
  const idle = (all: number): number => (handlers === 1 ? 1 - all : 1 - erlangC(all, handlers));
  let low = busy;
  let high = handlers;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (busy + perSecond * seconds * idle(middle) > middle) low = middle;
    else high = middle;
  }
  return low;
}
