/** Why an estimate has no interval, from how many replications it is, and what would help. */
import { MINIMUM_REPLICATIONS, type Estimate } from '../statistics/index.js';

/** Null where there is an interval. */
export function noteOf({ enough, reason, n, times }: Estimate): string | null {
  if (enough) return null;
  if (n < MINIMUM_REPLICATIONS) return `${reason}; ask for at least ${MINIMUM_REPLICATIONS} trials`;
  const help = helpOf(times);
  return `${reason} (n = ${n})${help === '' ? '' : `; ${help}`}`;
}

function helpOf(times: number | undefined): string {
  if (times === undefined || !Number.isFinite(times)) return '';
  return `about ${timesText(times)} as many trials (--precision, --budget, --trials) or as long a run.duration would do`;
}

function timesText(times: number): string {
  if (times < 10) return `${(Math.ceil(times * 10) / 10).toFixed(1)} times`;
  return `${Math.ceil(times).toFixed(0)} times`;
}
