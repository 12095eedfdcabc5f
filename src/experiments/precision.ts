/** Whether a study knows p99 as precisely as was asked. */
import { relativeHalf } from '../statistics/index.js';
import { ASKED_TRIALS } from './study.js';
import type { Study } from './studySummary.js';

/**
 * How p99 is known where that is less well than was asked, and what ended it; null where nothing is
 * missing.
 */
export function missedPrecision({
  endToEnd,
  precision,
  stopped,
  overloaded,
}: Pick<Study, 'endToEnd' | 'precision' | 'stopped' | 'overloaded'>): string | null {
  if (overloaded || stopped === ASKED_TRIALS || precision === Infinity) return null;
  const p99 = endToEnd.quantiles.p99;
  const asked = `where ± ${inTwoDigits(precision)} was asked: ended by ${stopped}`;
  if (!p99.enough) return `no interval (${p99.reason}) ${asked}`;
  return relativeHalf(p99) > precision ? `± ${inTwoDigits(relativeHalf(p99))} ${asked}` : null;
}

/** As small as it may be: `0.01%`. */
function inTwoDigits(share: number): string {
  return `${Number((100 * share).toPrecision(2))}%`;
}
