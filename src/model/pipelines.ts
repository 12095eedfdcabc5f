/** A graph of producers, topics and groups as pipelines, each with one of what there may be several of. */
import type { Model, ProducerModel, TopicModel } from './model.js';

/**
 * What the producers of one kind send to one topic, and who reads it there, as if there were nothing else: what
 * arithmetic knows how to sum up. Clusters and stores are those of the whole, and shared by its pipelines.
 */
export interface Pipeline extends Omit<Model, 'producers' | 'topics'> {
  /** Null of direct delivery. */
  readonly producers: ProducerModel | null;
  readonly topic: TopicModel | null;
  /** The number of its topic's first partition among those of all topics: see placement.ts. */
  readonly firstLog: number;
  /** Of all events of the system, those that go through here; `eventsPerUserPerSecond` is of these. */
  readonly share: number;
}

const known = new WeakMap<Model, readonly Pipeline[]>();

/** In the order of the producers; one of direct delivery. */
export function pipelinesOf(model: Model): readonly Pipeline[] {
  const pipelines = known.get(model) ?? split(model);
  known.set(model, pipelines);
  return pipelines;
}

function split(model: Model): Pipeline[] {
  const { producers: kinds, topics, ...rest } = model;
  if (kinds.length === 0) return [{ ...rest, producers: null, topic: null, firstLog: 0, share: 1 }];
  return kinds.map((kind): Pipeline => {
    const { share, arrivals, recordBytes, keys } = kind;
    return {
      ...rest,
      producers: kind,
      topic: topics[kind.topic],
      firstLog: firstLogOf(topics, kind.topic),
      share,
      arrivals,
      recordBytes,
      keys,
      eventsPerUserPerSecond: rest.eventsPerUserPerSecond * share,
      consumers: rest.consumers.filter(({ topic }) => topic === kind.topic),
    };
  });
}

/** The partitions of all topics before that one: partitions are numbered topic after topic. */
export function firstLogOf(topics: readonly TopicModel[], topic: number): number {
  return topics.slice(0, topic).reduce((sum, { partitions }) => sum + partitions, 0);
}

/** The path of a kind of producers, which is the name of its resources, too. */
export function producersPath({ name }: Pick<ProducerModel, 'name'>): string {
  return name === '' ? 'producers' : `producers.${name}`;
}

export function topicPath({ name }: Pick<TopicModel, 'name'>): string {
  return name === '' ? 'topic' : `topics.${name}`;
}

/** Of all events, those that go to a topic; all of direct calls. */
export function topicShare({ producers }: Pick<Model, 'producers'>, topic: number): number {
  if (producers.length === 0) return 1;
  return producers.reduce((sum, kind) => (kind.topic === topic ? sum + kind.share : sum), 0);
}

/** Groups that an event is delivered to, on average. */
export function deliveriesPerEvent(model: Model): number {
  return pipelinesOf(model).reduce(
    (sum, { share, consumers }) => sum + share * consumers.length,
    0,
  );
}
