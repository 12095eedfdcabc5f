/**
 * A graph of producers, topics and groups as pipelines, each with one of what there may be several
 * of.
 */
import { firstLogOf } from './clusters.js';
import type {
  ClusterModel,
  ConsumerGroupModel,
  KeyPopularity,
  Model,
  ProducerModel,
  SendModel,
  TopicModel,
} from './model.js';
import { perModel } from './perModel.js';
import { givesBack } from './redelivery.js';
import { outcomesOf, type Outcome } from './tries.js';
import { distinctKeys, resultsPerSecond, windowOf } from './windows.js';

/**
 * What the producers of one kind send to one topic, and who reads it there, as if there were
 * nothing else: what arithmetic knows how to sum up. Its cluster with its mirrors, and stores, are
 * those of the whole, and shared by its pipelines.
 */
export interface Pipeline extends Omit<Model, 'producers' | 'topics' | 'clusters'> {
  /** Null of direct delivery. */
  readonly producers: ProducerModel | null;
  readonly topic: TopicModel | null;
  readonly cluster: ClusterModel | null;
  /** The number of its topic's first partition among those of its cluster: see placement.ts. */
  readonly firstLog: number;
  /**
   * Of all events of the system, those that go through here; `eventsPerUserPerSecond` is of these.
   */
  readonly share: number;
  /** What the records of its groups come to, in their order. */
  readonly outcomes: readonly Outcome[];
  /**
   * Of each of its groups: partitions of the topics that it reads before this one, and of all of
   * them.
   */
  readonly readings: readonly { readonly before: number; readonly all: number }[];
}

/** In the order of the producers; one of direct delivery. */
export const pipelinesOf: (model: Model) => readonly Pipeline[] = perModel(split);

function split(model: Model): Pipeline[] {
  const { producers: users, topics, clusters, ...rest } = model;
  const outcomes = outcomesOf(model);
  if (users.length === 0) {
    const readings = rest.consumers.map(() => ({ before: 0, all: 1 }));
    const none = { producers: null, topic: null, cluster: null };
    return [{ ...rest, ...none, firstLog: 0, share: 1, outcomes, readings }];
  }
  return kindsOf(model).map((kind): Pipeline => {
    const { share, arrivals, recordBytes, keys } = kind;
    const consumers = rest.consumers.filter((group) => group.topics.includes(kind.topic));
    const topic = topics[kind.topic];
    return {
      ...rest,
      producers: kind,
      topic,
      cluster: clusters[topic.cluster],
      mirrors: rest.mirrors.filter(({ copies }) => copies === topic.cluster),
      firstLog: firstLogOf(topics, kind.topic),
      share,
      arrivals,
      recordBytes,
      keys,
      eventsPerUserPerSecond: rest.eventsPerUserPerSecond * share,
      consumers,
      readings: consumers.map((group) => {
        const earlier = group.topics.filter((topic) => topic < kind.topic);
        return {
          before: partitionsOf(model, { topics: earlier }),
          all: partitionsOf(model, group),
        };
      }),
      outcomes: outcomes.filter((_, group) => rest.consumers[group].topics.includes(kind.topic)),
    };
  });
}

/**
 * All that send: the users' producers, then group by group those of what it sends on, topic by
 * topic.
 */
export const kindsOf: (model: Model) => readonly ProducerModel[] = perModel(senders);

function senders(model: Model): readonly ProducerModel[] {
  const { producers, consumers, topics } = model;
  if (consumers.every(({ sends }) => sends.length === 0)) return producers;
  const shares = topicShares(model);
  const outcomes = outcomesOf(model);
  return [
    ...producers,
    ...consumers.flatMap((group, index) =>
      group.sends.map((send): ProducerModel => {
        const { topic, ofFailed, recordBytes, settings } = send;
        return {
          ...settings,
          name: topics[topic].name,
          sentBy: group.name,
          ofFailed,
          topic,
          share: sentShare(model, group, sharesOf(shares, group), send, outcomes[index]),
          arrivals: { kind: 'poisson' },
          recordBytes,
          keys: send.ofFailed ? keptKeys(model, group) : sentKeys(model, group, shares),
        };
      }),
    ),
  ];
}

/**
 * Records that a group sends for each event of the system, of which it reads so many records; on
 * average, and where it gathers, in the mean of the cells.
 */
function sentShare(
  model: Model,
  group: ConsumerGroupModel,
  read: number,
  { share, records, ofFailed }: SendModel,
  { failed }: Outcome,
): number {
  if (ofFailed) return share * records * read * failed;
  const done = read * (1 - failed);
  const window = windowOf(group);
  if (window === null) return share * records * done;
  const events = cellEvents(model);
  return (
    (share * records * resultsPerSecond(window, keptKeys(model, group), done * events)) / events
  );
}

/** Events a second of a cell, in the mean of all cells. */
function cellEvents({ users, eventsPerUserPerSecond, placements }: Model): number {
  const cells = placements.reduce((sum, each) => sum + each.cells, 0);
  return (users * eventsPerUserPerSecond) / cells;
}

/** Of what it sends on: where it gathers, each key comes once a window, the rare ones seldom. */
function sentKeys(
  model: Model,
  group: ConsumerGroupModel,
  shares: readonly number[],
): KeyPopularity {
  const keys = keptKeys(model, group);
  const window = windowOf(group);
  if (window === null || keys.kind === 'none') return keys;
  const records = sharesOf(shares, group) * cellEvents(model) * window.lengthSeconds;
  return { kind: 'uniform', count: Math.max(1, Math.round(distinctKeys(keys, records))) };
}

/** Of all the topics that a group reads: records for each event of the system. */
function sharesOf(
  shares: readonly number[],
  { topics }: Pick<ConsumerGroupModel, 'topics'>,
): number {
  return topics.reduce((sum, topic) => sum + shares[topic], 0);
}

/** What a group sends on has the keys of the events that come to it, if all of them have. */
function keptKeys(model: Model, group: ConsumerGroupModel): KeyPopularity {
  const into = comingToGroup(model, group);
  const keyed = into.length > 0 && into.every(hasKeys);
  return keyed ? into[0].keys : { kind: 'none' };
}

function hasKeys({ keys }: Pick<ProducerModel, 'keys'>): boolean {
  return keys.kind !== 'none';
}

/** [topic]: whose events come there, at once or because groups send on: the users' producers. */
export const comingTo: (model: Model) => readonly (readonly ProducerModel[])[] = perModel(
  ({ topics, producers, consumers }) => {
    const come = topics.map(() => new Set<number>());
    producers.forEach(({ topic }, kind) => come[topic].add(kind));
    const edges = consumers.flatMap((group) =>
      group.topics.flatMap((from) =>
        group.sends.filter(({ share }) => share > 0).map(({ topic: to }) => [from, to] as const),
      ),
    );
    topics.forEach(({ queue }, from) => {
      if ((queue?.deadLetter ?? null) !== null) edges.push([from, queue?.deadLetter ?? 0]);
    });
    // No way is longer than there are topics.
    for (let round = 1; round < topics.length; round++) {
      for (const [from, to] of edges) for (const kind of come[from]) come[to].add(kind);
    }
    return come.map((kinds) => producers.filter((_, kind) => kinds.has(kind)));
  },
);

/** Whose events come to a group, by whatever way: the users' producers, in their order. */
export function comingToGroup(
  model: Model,
  { topics }: Pick<ConsumerGroupModel, 'topics'>,
): readonly ProducerModel[] {
  const come = new Set(topics.flatMap((topic) => comingTo(model).at(topic) ?? []));
  return model.producers.filter((kind) => come.has(kind));
}

/** The groups by which records may come to this one, it among them, by number, rising. */
export function hopsOf(
  model: Pick<Model, 'consumers' | 'topics'>,
  index: number,
): readonly number[] {
  const { consumers } = model;
  const found = new Set([index]);
  for (const group of found) {
    const { topics } = consumers[group];
    consumers.forEach(({ sends }, sender) => {
      if (sends.some((send) => topics.includes(send.topic))) found.add(sender);
      const dead = deadLettersOf(model, consumers[sender]);
      if (dead.some(({ to }) => topics.includes(to))) found.add(sender);
    });
  }
  return [...found].sort((a, b) => a - b);
}

/** Whether some of the records that a kind sends have keys. */
export function mayHaveKeys(model: Model, kind: ProducerModel): boolean {
  const group = model.consumers.find(({ name }) => name === kind.sentBy);
  return group === undefined ? hasKeys(kind) : comingToGroup(model, group).some(hasKeys);
}

/** More rounds than any chain of topics is long; what still grows then grows without end. */
const ROUNDS = 10_000;

/**
 * [topic]: records for each event of the system, by the traffic equations: what users send, and
 * what groups send on for each record of theirs, round and round. Infinity where that has no end.
 */
export const topicShares: (model: Model) => readonly number[] = perModel(solveTraffic);

function solveTraffic(model: Model): readonly number[] {
  const { producers, topics, consumers } = model;
  const outcomes = outcomesOf(model);
  const own = topics.map((_, topic) =>
    producers.reduce((sum, kind) => (kind.topic === topic ? sum + kind.share : sum), 0),
  );
  let shares = own;
  for (let round = 0; round < ROUNDS; round++) {
    const next = [...own];
    for (const [index, group] of consumers.entries()) {
      const read = sharesOf(shares, group);
      for (const { from, to } of givesBack(group) ? deadLettersOf(model, group) : []) {
        next[to] += shares[from] * outcomes[index].failed;
      }
      for (const send of group.sends) {
        next[send.topic] += sentShare(model, group, read, send, outcomes[index]);
      }
    }
    const settled = next.every((share, topic) => share <= shares[topic] * (1 + 1e-12));
    shares = next;
    if (settled) return shares;
  }
  return shares.map(() => Infinity);
}

/** Of all that send: a queue for each partition of its topic at each producer. */
export function queuesOf(
  kinds: readonly Pick<ProducerModel, 'count' | 'topic'>[],
  topics: readonly TopicModel[],
): number {
  return kinds.reduce(
    (sum, { count, topic }) => sum + count * (topics.at(topic)?.partitions ?? 0),
    0,
  );
}

/** The path of a kind of producers, which is the name of its resources, too. */
export function producersPath(kind: Pick<ProducerModel, 'name' | 'sentBy' | 'ofFailed'>): string {
  const { name, sentBy, ofFailed } = kind;
  if (ofFailed) return `consumers.${sentBy ?? ''}.on_failure`;
  if (sentBy !== null) return `consumers.${sentBy}.sends.${name}`;
  return name === '' ? 'producers' : `producers.${name}`;
}

/** The queues for what those that a group reads give up: indices of topics. */
export function deadLettersOf(
  { topics }: Pick<Model, 'topics'>,
  group: Pick<ConsumerGroupModel, 'queue' | 'topics'>,
): { readonly from: number; readonly to: number }[] {
  if (group.queue === null) return [];
  return group.topics.flatMap((from) => {
    const to = topics.at(from)?.queue?.deadLetter ?? null;
    return to === null ? [] : [{ from, to }];
  });
}

/** Whether some queue has a queue for what it gives up. */
export function hasDeadLetters({ topics }: Pick<Model, 'topics'>): boolean {
  return topics.some(({ queue }) => (queue?.deadLetter ?? null) !== null);
}

export function topicPath({ name }: Pick<TopicModel, 'name'>): string {
  return name === '' ? 'topic' : `topics.${name}`;
}

/** Records that a group reads for each event of the system; 1 of direct calls. */
export function groupShare(model: Model, group: Pick<ConsumerGroupModel, 'topics'>): number {
  return model.producers.length === 0 ? 1 : sharesOf(topicShares(model), group);
}

/** The partitions of all topics that a group reads; 1 of direct calls. */
export function partitionsOf({ topics }: Model, group: Pick<ConsumerGroupModel, 'topics'>): number {
  return group.topics.reduce((sum, topic) => sum + (topics.at(topic)?.partitions ?? 1), 0);
}

/** Groups that an event is delivered to, on average. */
export function deliveriesPerEvent(model: Model): number {
  return pipelinesOf(model).reduce(
    (sum, { share, consumers }) => sum + share * consumers.length,
    0,
  );
}

/** Seconds, of the producers that send to some topics; without them nobody waits for records. */
export function shortestLinger(model: Model, topics: readonly number[]): number {
  const own = kindsOf(model).filter((kind) => topics.includes(kind.topic));
  return own.reduce((least, kind) => Math.min(least, kind.lingerSeconds), Infinity);
}
