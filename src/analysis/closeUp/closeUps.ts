/** What close-ups of some trials show together: of the whole system, but for its single parts. */
import { groupSeries, type GroupBucket } from './groupSeries.js';
import { sharesAmongSlowest, type SlowShare, type ToldCloseUp } from './slowShares.js';
import { unpackTold } from '../../network/world/told.js';
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
    shares: isSteady ? sharesAmongSlowest(all.map((each) => toldOf(each, to, slowSeconds))) : [],
  };
}

/** With the journeys to the group `to`. */
function toldOf(seen: WeightedCloseUp, to: string, slowSeconds: number): ToldCloseUp {
  const { trial, told } = seen.closeUp;
  const own = told.find(({ group }) => group === to);
  if (own === undefined) throw new Error(`nothing was asked of the journeys to ${to}`);
  return { ...seen, told: unpackTold(trial.model, own.journeys, slowSeconds) };
}
