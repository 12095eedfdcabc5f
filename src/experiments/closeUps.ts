/**
 * Close-ups of a study: some of its own first trials are looked at while they run, which changes
 * nothing of what they measure. Which ones, and what is told of them, hangs on the model and the
 * plan alone; which of it is of the slowest 1% is known when the study has ended.
 *
 * A record of the slowest 1% of all is among as many of its placement, were they all of one; so of
 * a placement's trial that many are told. Twice as many, since trials differ.
 */
import { journeyEnds } from '../analysis/journeys.js';
import { summarizeCloseUps, type CloseUps } from '../analysis/closeUp/closeUps.js';
import type { LatencySummary } from '../analysis/pool.js';
import type { Looks } from '../execution/inOrder.js';
import type { Model } from '../model/model.js';
import { pipelinesOf } from '../model/pipelines.js';
import { closeUp, type CloseUp, type LookedEnd, type LookedFor } from '../network/closeUp.js';
import { cellCount, JOURNEY, type Trial } from '../network/measurements.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { pathAmong } from './latencies.js';
import type { Found, LookedAt } from './studyTypes.js';

const SLOWEST = 0.01;
const MARGIN = 2;
/** Every placement has one at least. */
const MOST_TRIALS = 4;
/** Told of the slow ones, and drawn of all, of all trials together, about. */
const MOST_TOLD = 1000;

export class Looked implements Looks, LookedAt {
  /** In the order of placements. */
  private readonly wanted: Map<Trial, LookedFor>;
  private readonly ran = new Set<Trial>();
  private readonly found = new Map<Trial, CloseUp>();

  /** Some trials of `round` will be looked at. */
  constructor(
    private readonly model: Model,
    round: readonly Trial[],
  ) {
    const trials = chosen(model, round);
    const ends = journeyEnds(model).map((name) =>
      model.consumers.findIndex((group) => group.name === name),
    );
    this.wanted = new Map(
      trials.map((trial, index) => [
        trial,
        // Only the first one's parts are shown: closeUp/parts.ts.
        { ends: ends.map((group) => endOf(trial, group, trials)), parts: index === 0 },
      ]),
    );
  }

  readonly of = (trial: Trial): LookedFor | null => this.wanted.get(trial) ?? null;

  readonly seen = (seen: CloseUp): void => {
    this.found.set(seen.trial, seen);
  };

  /** The trial has given its result. */
  done(trial: Trial): void {
    this.ran.add(trial);
  }

  /** Those that ran unseen are run once more. */
  async summarize({ paths, overloaded }: Found, pause: () => Promise<void>): Promise<CloseUps> {
    const { model, wanted, ran, found } = this;
    const seen: CloseUp[] = [];
    for (const [trial, what] of wanted) {
      if (!ran.has(trial)) continue;
      seen.push(found.get(trial) ?? (await closeUp(trial, what, pause)).seen);
    }
    const weighted = seen.map((each) => {
      const { placement } = each.trial;
      const count = seen.filter(({ trial }) => trial.placement === placement).length;
      return { closeUp: each, weight: model.placements[placement].cells / count };
    });
    return summarizeCloseUps(weighted, slowestEnd(model, paths), !overloaded);
  }
}

/**
 * Of every placement a trial at least, the one with the most load per cell first; the others are
 * that one's.
 */
function chosen({ placements }: Model, round: readonly Trial[]): Trial[] {
  const order = [...placements.keys()].sort((a, b) => placements[b].weight - placements[a].weight);
  const more = Math.max(0, MOST_TRIALS - placements.length);
  return order.flatMap((placement, rank) =>
    round
      .filter((trial) => trial.placement === placement && cellCount(trial) === 1)
      .slice(0, rank === 0 ? 1 + more : 1),
  );
}

function endOf(trial: Trial, group: number, looked: readonly Trial[]): LookedEnd {
  const { placements } = trial.model;
  const of = (each: Trial): number => deliveries(each, each.placement, group);
  const own = of(trial);
  const all = placements.reduce((sum, { cells }, placement) => {
    return sum + cells * deliveries(trial, placement, group);
  }, 0);
  const ofAll = (placements[trial.placement].cells * own) / all;
  const share = Math.min(1, (MARGIN * SLOWEST) / ofAll);
  const delivered = looked.reduce((sum, each) => sum + of(each), 0);
  return {
    group,
    slowest: share * own,
    share,
    every: Math.max(1, Math.ceil((SLOWEST * delivered) / MOST_TOLD)),
    sampleEvery: Math.max(1, Math.ceil(delivered / MOST_TOLD)),
  };
}

/** To a group in a cell's window, as the model says. */
function deliveries({ model, windowSeconds }: Trial, placement: number, group: number): number {
  const { name } = model.consumers[group];
  const share = pipelinesOf(model)
    .filter(({ consumers }) => consumers.some((each) => each.name === name))
    .reduce((sum, each) => sum + each.share, 0);
  return cellEventsPerSecond(model, placement) * windowSeconds * share;
}

/** Of where journeys end for good, the one whose p99 is highest. */
function slowestEnd(
  model: Model,
  paths: readonly LatencySummary[],
): { readonly to: string; readonly slowSeconds: number } {
  const names = paths.map(({ name }) => name);
  const ends = journeyEnds(model).map((to) => {
    const path = paths.find(({ name }) => name === pathAmong(`${JOURNEY}${to}`, names));
    const p99 = path?.quantiles.p99.value ?? NaN;
    return { to, slowSeconds: Number.isFinite(p99) ? p99 : 0 };
  });
  return ends.reduce((a, b) => (b.slowSeconds > a.slowSeconds ? b : a));
}
