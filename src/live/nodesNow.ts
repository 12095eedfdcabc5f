/** The nodes and edges of a system as they are at a moment of a live run. */
import type { SystemEdge, SystemGraph, SystemNode } from '../analysis/systemGraph.js';
import type { Model } from '../model/model.js';
import type { Now, ResourceNow } from './readings.js';

export interface NodeNow {
  /**
   * Its resource whose busiest instance is busiest, and how busy that is: 0..1; null where it has
   * none.
   */
  readonly busiest: { readonly name: string; readonly utilization: number } | null;
  /** What waits in it or for it, and what that is; null where nothing can. */
  readonly waiting: { readonly count: number; readonly what: string } | null;
  /** Instances that are there, and that there may be; null where none can be missing. */
  readonly alive: { readonly now: number; readonly all: number } | null;
}

export function resourcesOf(node: SystemNode, now: Now): ResourceNow[] {
  return now.resources.filter(
    ({ name }) => name === node.resources || name.startsWith(`${node.resources}.`),
  );
}

export function nodeNow(node: SystemNode, model: Model, now: Now): NodeNow {
  let busiest: NodeNow['busiest'] = null;
  const own = resourcesOf(node, now);
  for (const { name, utilization } of own) {
    const most = utilization.reduce((highest, each) => Math.max(highest, each), 0);
    if (busiest === null || most > busiest.utilization) busiest = { name, utilization: most };
  }
  const group = groupOf(node, model);
  return {
    busiest,
    waiting: waitingIn(node, model, now, own),
    alive: group < 0 ? null : aliveIn(group, now),
  };
}

/** The place of a node among the model's groups; below 0 where it is none. */
export function groupOf({ node, kind }: SystemNode, { consumers }: Model): number {
  return kind === 'group' ? consumers.findIndex(({ name }) => node === `consumers.${name}`) : -1;
}

function aliveIn(group: number, now: Now): NodeNow['alive'] {
  const { alive } = now.groups[group];
  return { now: alive.filter(Boolean).length, all: alive.length };
}

function waitingIn(
  node: SystemNode,
  model: Model,
  now: Now,
  own: readonly ResourceNow[],
): NodeNow['waiting'] {
  const sum = (counts: readonly number[]): number => counts.reduce((all, each) => all + each, 0);
  switch (node.kind) {
    case 'producers':
      // Those of all kinds of producers are counted together.
      return model.producers.length > 1 ? null : { count: now.inProducers, what: 'in memory' };
    case 'group':
      return { count: sum(now.groups[groupOf(node, model)].lags), what: 'lag' };
    default:
      return { count: sum(own.map(({ waiting }) => sum(waiting))), what: 'waiting' };
  }
}

/** Records, or calls, a second that run along an edge now. */
export function edgeRate(
  { from, to, kind, recordsPerSecond }: SystemEdge,
  graph: SystemGraph,
  model: Model,
  now: Now,
): number {
  const group = model.consumers.findIndex(
    ({ name }) => `consumers.${name}` === (kind === 'sends' ? from : kind === 'reads' ? to : from),
  );
  switch (kind) {
    case 'sends': {
      // A topic's records are shared among those who send to it as arithmetic has it.
      const topic = graph.nodes
        .filter(({ kind: each }) => each === 'topic')
        .findIndex(({ node }) => node === to);
      const all = graph.edges.filter((each) => each.kind === 'sends' && each.to === to);
      const offered = all.reduce((sum, each) => sum + each.recordsPerSecond, 0);
      return topic < 0 || offered === 0
        ? 0
        : (now.appendedPerSecond[topic] * recordsPerSecond) / offered;
    }
    case 'copies': {
      const topic = graph.nodes
        .filter(({ kind: each }) => each === 'topic')
        .findIndex(({ node }) => node === from);
      return now.appendedPerSecond.at(topic) ?? 0;
    }
    case 'calls': {
      // What externals call in their turn is not counted one by one: as arithmetic has it.
      if (group < 0) return now.arrivedPerSecond > 0 ? recordsPerSecond / cellsOf(model) : 0;
      const call = model.consumers
        .at(group)
        ?.tries?.calls.findIndex(
          ({ external }) => `externals.${model.externals[external].name}` === to,
        );
      return now.groups.at(group)?.callsPerSecond.at(call ?? 0) ?? 0;
    }
    default: {
      const topics = model.consumers.at(group)?.topics.length ?? 1;
      return (now.groups.at(group)?.perSecond ?? 0) / (kind === 'reads' ? topics : 1);
    }
  }
}

/** Cells of the whole system, of which one runs. */
export function cellsOf({ placements }: Pick<Model, 'placements'>): number {
  return placements.reduce((sum, { cells }) => sum + cells, 0);
}
