/** What close-ups of some trials show together: of the whole system, but for its single parts. */
import { groupSeries, type GroupBucket } from './groupSeries.js';
import { sharesAmongSlowest, type SlowShare, type ToldCloseUp } from './slowShares.js';
import { partsOf, type PartSeries } from './parts.js';
import type { WeightedCloseUp } from './weighted.js';

export interface CloseUps {
  /** Trials that were looked at. */
  readonly trials: number;
  /** The group that the slowest 1% came to; the least that they took, seconds. */
  readonly to: string;
  readonly slowSeconds: number;
  readonly groups: readonly GroupBucket[];
  readonly parts: readonly PartSeries[];
  /** None without a steady state. */
  readonly shares: readonly SlowShare[];
}

export function summarizeCloseUps(
  all: readonly WeightedCloseUp[],
  { to, slowSeconds }: Pick<CloseUps, 'to' | 'slowSeconds'>,
  isSteady: boolean,
): CloseUps {
  return {
    trials: all.length,
    to,
    slowSeconds,
    groups: groupSeries(all),
    parts: all.length === 0 ? [] : partsOf(all[0].closeUp),
    shares: isSteady ? sharesOf(all, to, slowSeconds) : [],
  };
}

function sharesOf(all: readonly WeightedCloseUp[], to: string, slowSeconds: number): SlowShare[] {
  if (all.length === 0) return [];
  const told = all.map((seen): ToldCloseUp => {
    const own = seen.closeUp.told.find(({ group }) => group === to);
    if (own === undefined) throw new Error(`nothing was asked of the journeys to ${to}`);
    return { ...seen, journeys: own.journeys, slowSeconds };
  });
  return sharesAmongSlowest(all[0].closeUp.trial.model, told);
}
