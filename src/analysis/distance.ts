/**
 * How much of each stage is distance: mean propagation, which no faster resource shortens. Over all
 * placements by their users, and over all groups, as the stages' own means are.
 */
import type { Stage } from '../network/measurements.js';
import { isDirect, sourceRole } from '../model/clusters.js';
import type { CallModel, Model, Placement } from '../model/model.js';
import { delaySeconds } from '../model/delay.js';
import { pipelinesOf, groupShare, type Pipeline } from '../model/pipelines.js';
import { innerOutcomes, outcomeOf } from '../model/tries.js';
import { largestTime } from './extremes.js';

/** Seconds a record, by stage; stages that are none of it are left out. */
export type StageDistances = ReadonlyMap<string, number>;

export function stageDistances(model: Model): StageDistances {
  return new Map(Object.entries(distances(model)));
}

function distances(model: Model): Partial<Record<Stage, number>> {
  const { placements } = model;
  const pipelines = pipelinesOf(model);
  const weights = placements.reduce((sum, { cells, weight }) => sum + cells * weight, 0);
  const overAll = (read: (placement: Placement) => number): number =>
    placements.reduce(
      (sum, placement) => sum + (placement.cells * placement.weight * read(placement)) / weights,
      0,
    );
  // A group weighs as much as it is delivered; where one topic is all that there is, all weigh the
  // same.
  const weightOf = (group: Group): number =>
    pipelines.length === 1 ? 1 : groupShare(model, group);
  const delivered = model.consumers.reduce((sum, group) => sum + weightOf(group), 0);
  const overGroups = (read: (placement: Placement, group: Group) => number): number =>
    overAll((placement) => {
      const all = model.consumers.reduce(
        (sum, group) => sum + weightOf(group) * read(placement, group),
        0,
      );
      return all / delivered;
    });
  const overPipelines = (read: (pipeline: Pipeline) => number): number => {
    if (pipelines.length === 1) return read(pipelines[0]);
    const weighed = pipelines.map((each) => each.share * each.consumers.length);
    const sum = weighed.reduce((all, weight) => all + weight, 0);
    return pipelines.reduce((all, each, index) => all + (weighed[index] / sum) * read(each), 0);
  };
  const toSource = overGroups((placement, group) => {
    return delaySeconds(model, placement, group.role, sourceRole(model, group), group.propagation);
  });
  if (isDirect(model)) return { produce_network: toSource };
  return {
    produce_network: overPipelines(({ producers, cluster }) =>
      producers === null || cluster === null
        ? 0
        : overAll((placement) =>
            delaySeconds(model, placement, producers.role, cluster.role, producers.propagation),
          ),
    ),
    // To the followers, and back with the fetches that tell that they have it.
    replication: overPipelines(({ topic, cluster }) => {
      const followers = (topic?.replicationFactor ?? 1) - 1;
      return followers > 0 && cluster !== null
        ? 2 * largestTime(cluster.propagation, followers)
        : 0;
    }),
    fetch_network: toSource,
    calls: overGroups((placement, group) => {
      const { sent, tries } = outcomeOf(group, model.externals);
      const calls = group.tries?.calls ?? [];
      return secondsToExternals(model, placement, group.role, calls, sent) / tries;
    }),
    store_network: overGroups((placement, group) => {
      const store = model.stores.find(({ name }) => name === group.store);
      if (store === undefined) return 0;
      return 2 * delaySeconds(model, placement, group.role, store.role, store.propagation);
    }),
  };
}

/**
 * Of calls from a place of that role, each sent so often, to there and back, and of what is called
 * for them there.
 */
function secondsToExternals(
  model: Model,
  placement: Placement,
  from: string,
  calls: readonly CallModel[],
  sent: readonly number[],
): number {
  const inner = innerOutcomes(model.externals);
  return calls.reduce((sum, { external }, index) => {
    const { role, propagation, calls: own } = model.externals[external];
    const away = delaySeconds(model, placement, from, role, propagation);
    const on = secondsToExternals(model, placement, role, own, inner[external].sent);
    return sum + sent[index] * (2 * away + on);
  }, 0);
}

type Group = Model['consumers'][number];
