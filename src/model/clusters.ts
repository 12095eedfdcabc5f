/** Which cluster is whose, and what it is called. */
import type { ClusterModel, ConsumerGroupModel, Model, TopicModel } from './model.js';

/** Whether there is no broker between those who send and those who work. */
export function isDirect({ clusters }: Pick<Model, 'clusters'>): boolean {
  return clusters.length === 0;
}

/** The path of a cluster, with which the names of its resources begin. */
export function clusterPath({ name }: Pick<ClusterModel, 'name'>): string {
  return name === '' ? 'brokers' : `clusters.${name}`;
}

/** The cluster that a topic is on; null of direct calls. */
export function clusterOfTopic(
  { clusters, topics }: Pick<Model, 'clusters' | 'topics'>,
  topic: number,
): ClusterModel | null {
  return clusters.at(topics.at(topic)?.cluster ?? 0) ?? null;
}

/** The cluster whose topics a group reads, there or from a mirror; null of direct calls. */
export function clusterOfGroup(
  model: Pick<Model, 'clusters' | 'topics'>,
  { topics }: Pick<ConsumerGroupModel, 'topics'>,
): ClusterModel | null {
  return clusterOfTopic(model, topics[0]);
}

/** The part of the cell's regions where a group finds what it reads. */
export function sourceRole(
  model: Pick<Model, 'clusters' | 'topics' | 'mirrors'>,
  group: Pick<ConsumerGroupModel, 'topics' | 'reads'>,
): string {
  const mirror = model.mirrors.find(({ name }) => name === group.reads);
  return mirror?.role ?? clusterOfGroup(model, group)?.role ?? 'home';
}

/** The partitions of all topics of a cluster. */
export function partitionsOn(topics: readonly TopicModel[], cluster: number): number {
  return topics.reduce(
    (sum, topic) => (topic.cluster === cluster ? sum + topic.partitions : sum),
    0,
  );
}

/**
 * The partitions of its cluster's topics before that one: a cluster's partitions are numbered topic
 * after topic.
 */
export function firstLogOf(topics: readonly TopicModel[], topic: number): number {
  return partitionsOn(topics.slice(0, topic), topics[topic].cluster);
}

/** Whether a thread of its own polls for each instance, and takes time to do so. */
export function pollsApart({
  waitsForPoll,
  queue,
  timePerPollSeconds,
}: ConsumerGroupModel): boolean {
  return !waitsForPoll && queue === null && timePerPollSeconds > 0;
}

/**
 * Whether brokers of a cluster may go down: of queues where none has copies, and no group several.
 */
export function mayGoDown({ clusters, topics, consumers }: Model, cluster: number): boolean {
  if ((clusters.at(cluster)?.queues ?? null) === null) return true;
  const isThere = (topic: number): boolean => topics[topic].cluster === cluster;
  return (
    topics.every((topic) => topic.cluster !== cluster || topic.replicationFactor === 1) &&
    consumers.every((group) => group.topics.length < 2 || !group.topics.some(isThere))
  );
}
