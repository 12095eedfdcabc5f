/**
 * The system as a graph, with names alone: who sends to whom, and how many records a second, by
 * arithmetic, of the whole system. A node's name is its path in the model, with which the names of
 * its resources begin.
 */
import { clusterPath } from '../model/clusters.js';
import type { Model, TopicModel } from '../model/model.js';
import {
  deadLettersOf,
  kindsOf,
  producersPath,
  topicPath,
  groupShare,
} from '../model/pipelines.js';
import { givesBack } from '../model/redelivery.js';
import { allCalls, emptiness, innerOutcomes, outcomesOf } from '../model/tries.js';
import { offeredLoad } from './offeredLoad.js';

export interface SystemNode {
  readonly node: string;
  /**
   * producers, callers, topic, mirror, group, store or external; others as the model calls them.
   */
  readonly kind: string;
  /** The part of the cell's regions that it stands in. */
  readonly role: string;
  /** Instances, partitions, tasks or shards of the whole system. */
  readonly count: number;
  readonly counted: string;
  /** With what the names of its resources begin; those of a topic are its cluster's. */
  readonly resources: string;
}

export interface SystemEdge {
  readonly from: string;
  readonly to: string;
  /** sends, reads, copies, calls, writes or gives up. */
  readonly kind: string;
  readonly recordsPerSecond: number;
}

export interface SystemGraph {
  readonly nodes: readonly SystemNode[];
  readonly edges: readonly SystemEdge[];
}

const CALLERS = 'callers';
const group = (name: string): string => `consumers.${name}`;
const store = (name: string): string => `stores.${name}`;
const external = (name: string): string => `externals.${name}`;
const mirror = (name: string): string => `mirrors.${name}`;

/** Nodes in the order in which records come to them, as far as the model's order says. */
export function systemGraph(model: Model): SystemGraph {
  return { nodes: nodesOf(model), edges: edgesOf(model) };
}

function nodesOf(model: Model): SystemNode[] {
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const home = 'home';
  const direct = model.producers.length === 0;
  return [
    ...(direct
      ? [
          {
            node: CALLERS,
            kind: 'callers',
            role: home,
            count: model.callers === null ? 0 : model.callers * cells,
            counted: 'callers',
            resources: CALLERS,
          },
        ]
      : []),
    ...model.producers.map((each) => ({
      node: producersPath(each),
      kind: 'producers',
      role: each.role,
      count: each.count * cells,
      counted: 'instances',
      resources: producersPath(each),
    })),
    ...model.topics.map((each) => topicNode(model, each, cells)),
    ...model.mirrors.map((each) => ({
      node: mirror(each.name),
      kind: 'mirror',
      role: each.role,
      count: each.tasks * cells,
      counted: `tasks, ${each.brokers.count * cells} brokers`,
      resources: mirror(each.name),
    })),
    ...model.consumers.map((each) => ({
      node: group(each.name),
      kind: 'group',
      role: each.role,
      count: each.instances * cells,
      counted: 'instances',
      resources: group(each.name),
    })),
    ...model.stores.map((each) => ({
      node: store(each.name),
      kind: 'store',
      role: each.role,
      count: each.shards * cells,
      counted: 'shards',
      resources: store(each.name),
    })),
    ...model.externals.map((each) => ({
      node: external(each.name),
      kind: 'external',
      role: each.role,
      count: (each.concurrency ?? 0) * cells,
      counted: 'calls at a time',
      resources: external(each.name),
    })),
  ];
}

function topicNode({ clusters }: Model, topic: TopicModel, cells: number): SystemNode {
  const cluster = clusters[topic.cluster];
  const whose = cluster.name === '' ? '' : ` of ${cluster.name}`;
  return {
    node: topicPath(topic),
    kind: 'topic',
    role: cluster.role,
    count: topic.partitions * cells,
    counted: `${topic.queue === null ? 'partitions' : 'queues'} on ${cluster.count * cells} brokers${whose}`,
    resources: topic.queue === null ? clusterPath(cluster) : topicPath(topic),
  };
}

function edgesOf(model: Model): SystemEdge[] {
  const { eventsPerSecond } = offeredLoad(model);
  const direct = model.producers.length === 0;
  const rateOf = (topics: readonly number[]): number =>
    eventsPerSecond * groupShare(model, { topics });
  return [
    ...(direct ? [] : kindsOf(model)).map((kind) => ({
      from: kind.sentBy === null ? producersPath(kind) : group(kind.sentBy),
      to: topicPath(model.topics[kind.topic]),
      kind: 'sends',
      recordsPerSecond: eventsPerSecond * kind.share,
    })),
    ...model.mirrors.flatMap(({ name, copies }) =>
      model.topics.flatMap((topic, index) =>
        topic.cluster === copies
          ? [
              {
                from: topicPath(topic),
                to: mirror(name),
                kind: 'copies',
                recordsPerSecond: rateOf([index]),
              },
            ]
          : [],
      ),
    ),
    ...model.consumers.flatMap(({ name, topics, reads }) =>
      topics.map((topic) => ({
        from: direct
          ? CALLERS
          : reads === 'cluster'
            ? topicPath(model.topics[topic])
            : mirror(reads),
        to: group(name),
        kind: direct ? 'calls' : 'reads',
        recordsPerSecond: rateOf([topic]),
      })),
    ),
    ...model.consumers.flatMap(({ name, topics, store: written }) =>
      written === null
        ? []
        : [
            {
              from: group(name),
              to: store(written),
              kind: 'writes',
              recordsPerSecond: rateOf(topics),
            },
          ],
    ),
    ...deadLetterEdges(model, rateOf),
    ...callEdges(model, rateOf),
  ];
}

/** From queues to those for what they give up because its tries fail. */
function deadLetterEdges(
  model: Model,
  rateOf: (topics: readonly number[]) => number,
): SystemEdge[] {
  return model.consumers.flatMap((each, index) => {
    const failed = givesBack(each) ? outcomesOf(model)[index].failed : 0;
    return deadLettersOf(model, each).map((edge) => {
      const [from, to] = [edge.from, edge.to].map((topic) => topicPath(model.topics[topic]));
      return { from, to, kind: 'gives up', recordsPerSecond: rateOf([edge.from]) * failed };
    });
  });
}

/** Of groups that call externals, then of externals that call others. */
function callEdges(model: Model, rateOf: (topics: readonly number[]) => number): SystemEdge[] {
  const { consumers, externals } = model;
  const cells = model.placements.reduce((sum, placement) => sum + placement.cells, 0);
  const edge = (from: string, to: number, recordsPerSecond: number): SystemEdge => {
    return { from, to: external(externals[to].name), kind: 'calls', recordsPerSecond };
  };
  const made = externals.map(() => 0);
  const ofGroups = consumers.flatMap((each, index) => {
    const rate = rateOf(each.topics);
    const emptier = emptiness(each, rate / cells / each.instances);
    return (each.tries?.calls ?? []).map((call, position) => {
      const calls = rate * emptier * outcomesOf(model)[index].sent[position];
      made[call.external] += calls;
      return edge(group(each.name), call.external, calls);
    });
  });
  const calls = allCalls(externals, made);
  const inner = innerOutcomes(externals);
  const ofExternals = externals.flatMap((each, index) =>
    each.calls.map((call, position) =>
      edge(external(each.name), call.external, calls[index] * inner[index].sent[position]),
    ),
  );
  return [...ofGroups, ...ofExternals];
}
