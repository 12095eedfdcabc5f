/** Where predictions are further from what was measured than they should be, and why. */
import { CEILING_WITHIN, QUANTILES_WITHIN, UP_TO, type Compared } from './predictions.js';

/** Said in README.md, which tells what is known and what is likely. */
export type Reason = 'after' | 'slept' | 'stops' | 'one load' | 'not known';

/** Whether a ratio of said over measured is within a share, either way. */
function isNear(ratio: number, within: number): boolean {
  return ratio <= 1 + within && ratio >= 1 / (1 + within);
}

/** Of what must be near: null where it is, else why it is not. */
export function reasonFor(compared: Compared, name: string): Reason | null {
  const { ratios, run, isFitted, setup } = compared;
  if (!(name in ratios)) return null;
  const ratio = ratios[name];
  if (name === 'ceiling') {
    if (isNear(ratio, CEILING_WITHIN)) return null;
    return 'one load';
  }
  if (isFitted || run.share > UP_TO || isNear(ratio, QUANTILES_WITHIN)) return null;
  if (ratio > 1) return setup.startsWith('one') ? 'after' : 'not known';
  if (name === 'p95') return 'stops';
  return run.share <= 0.3 ? 'slept' : 'not known';
}
