/** Where predictions are further from what was measured than they should be, and why. */
import { CEILING_WITHIN, QUANTILES_WITHIN, UP_TO, type Compared } from './predictions.js';

/** Whether a ratio of said over measured is within a share, either way. */
function isNear(ratio: number, within: number): boolean {
  return ratio <= 1 + within && ratio >= 1 / (1 + within);
}

/** Null where it is near enough, or need not be. */
export function reasonFor({ ratios, run, isFitted }: Compared, name: string): string | null {
  const ratio = name in ratios ? ratios[name] : undefined;
  if (ratio === undefined) return null;
  if (name === 'ceiling') return isNear(ratio, CEILING_WITHIN) ? null : 'off';
  if (isFitted || run.share > UP_TO || isNear(ratio, QUANTILES_WITHIN)) return null;
  return `${ratio > 1 ? '+' : ''}${Math.round(100 * (ratio - 1))}%`;
}
