/**
 * Shares of a cell's records: of partitions by their keys, and from those of brokers, instances,
 * sessions and shards.
 */
import { hottestShare, keyWeights, weightBeyond } from '../model/keyWeights.js';
import type { ConsumerGroupModel, KeyPopularity, StoreModel } from '../model/model.js';
import type { Pipeline } from '../model/pipelines.js';
import { assignPartitions, partitionOfKey, replicasOf, shardOfKey } from '../model/placement.js';

/**
 * So many of the most popular keys are placed one by one; what the others weigh is spread evenly.
 */
const EXACT_KEYS = 1 << 20;

/** Who has what share of a model's cell, each worked out once: it is the same in all placements. */
export class CellShares {
  private readonly known = new Map<string, unknown>();
  /** [partition]: its share of the records, adding up to 1. */
  private readonly partitions: Float64Array;

  constructor(private readonly model: Pipeline) {
    this.partitions = keyShares(model.keys, model.topic?.partitions ?? 1, partitionOfKey);
  }

  leader(brokers: number, replicationFactor: number): LeaderShares {
    return this.once(`leader ${brokers} ${replicationFactor}`, () =>
      leaderShares(this.partitions, this.model.firstLog, brokers, replicationFactor),
    );
  }

  /**
   * `brokers`: of the cluster that is read; members beyond the partitions own none. `before` of the
   * `all` partitions that they read are those of other topics.
   */
  readers(
    brokers: number,
    assignor: ConsumerGroupModel['assignor'],
    members: number,
    { before, all } = { before: 0, all: this.partitions.length },
  ): ReaderShares {
    const count = this.partitions.length;
    const active = Math.min(members, assignor === 'range' ? count : all);
    const first = assignor === 'range' ? 0 : before % active;
    return this.once(`readers ${brokers} ${assignor} ${active} ${first}`, () => {
      const owner = assignPartitions(assignor, first + count, active).slice(first);
      const largestKey = this.once('largest key', () => hottestShare(this.model.keys));
      return { ...readerShares(this.partitions, this.model.firstLog, brokers, owner), largestKey };
    });
  }

  /** [shard]: its share of what is written to the store, adding up to 1. */
  shards(store: StoreModel): Float64Array {
    return this.once(`shards ${store.name}`, () => {
      if (store.placement === 'key') return keyShares(this.model.keys, store.shards, shardOfKey);
      const shares = new Float64Array(store.shards);
      this.partitions.forEach((share, partition) => (shares[partition % store.shards] += share));
      return shares;
    });
  }

  private once<T>(key: string, compute: () => T): T {
    const value = (this.known.get(key) as T | undefined) ?? compute();
    this.known.set(key, value);
    return value;
  }
}

/**
 * What has been worked out of a million keys, by the question: variants of a model that differ
 * elsewhere ask it again and again.
 */
const answers = new Map<string, unknown>();
const MOST_ANSWERS = 64;

function answered<T>(question: string, compute: () => T): T {
  const answer = (answers.get(question) as T | undefined) ?? compute();
  if (answers.size >= MOST_ANSWERS) answers.clear();
  answers.set(question, answer);
  return answer;
}

/** Shares of places that keys are hashed to; records without key are spread evenly. */
function keyShares(
  keys: KeyPopularity,
  places: number,
  placeOf: (key: number, places: number) => number,
): Float64Array {
  const question = `${JSON.stringify(keys)} ${places} ${placeOf.name}`;
  return answered(question, () => sharesOf(keys, places, placeOf));
}

function sharesOf(
  keys: KeyPopularity,
  places: number,
  placeOf: (key: number, places: number) => number,
): Float64Array {
  const shares = new Float64Array(places);
  if (keys.kind === 'none') return shares.fill(1 / places);
  const weigh = keyWeights(keys);
  let sum = 0;
  const exact = Math.min(keys.count, EXACT_KEYS);
  for (let key = 0; key < exact; key++) {
    const weight = weigh(key);
    shares[placeOf(key, places)] += weight;
    sum += weight;
  }
  const rest = exact < keys.count ? weightBeyond(keys, exact) : 0;
  return shares.map((share) => (share + rest / places) / (sum + rest));
}

/** What the busiest broker of a cluster has of a cell's records. */
export interface LeaderShares {
  /** The largest share that a broker leads, and that it holds copies of, its own included. */
  readonly leads: number;
  readonly holds: number;
  /** [broker]: what it leads, and what it holds copies of. */
  readonly allLed: readonly number[];
  readonly allHeld: readonly number[];
  /** [k]: shares of the partitions that the broker leads which leads most. */
  readonly partitions: readonly number[];
  /** [k]: share that it sends to its k-th follower; and how many leaders it follows itself. */
  readonly followers: readonly number[];
  readonly follows: number;
  readonly broker: number;
}

function leaderShares(
  shares: Float64Array,
  firstLog: number,
  brokers: number,
  replicationFactor: number,
): LeaderShares {
  const leads = new Float64Array(brokers);
  const holds = new Float64Array(brokers);
  const replicas = Array.from(shares, (share, partition) => {
    const held = replicasOf(firstLog + partition, brokers, replicationFactor);
    leads[held[0]] += share;
    for (const broker of held) holds[broker] += share;
    return held;
  });
  const broker = leads.reduce((most, share, index) => (share > leads[most] ? index : most), 0);
  const followers = new Map<number, number>();
  const followed = new Set<number>();
  const partitions: number[] = [];
  replicas.forEach(([leader, ...others], partition) => {
    if (leader === broker) {
      partitions.push(shares[partition]);
      for (const follower of others) {
        followers.set(follower, (followers.get(follower) ?? 0) + shares[partition]);
      }
    } else if (others.includes(broker)) followed.add(leader);
  });
  return {
    leads: leads[broker],
    holds: holds.reduce((most, share) => Math.max(most, share), 0),
    allLed: [...leads],
    allHeld: [...holds],
    partitions,
    followers: [...followers.values()],
    follows: followed.size,
    broker,
  };
}

/** A member's fetch session with one broker. */
export interface SessionShares {
  readonly member: number;
  readonly broker: number;
  /** Of the cell's records; of how many partitions; and of the one that has most. */
  readonly share: number;
  readonly partitions: number;
  readonly largest: number;
}

/**
 * What the members of a group, or the tasks of a mirror, have of a cell's records: only those that
 * own partitions.
 */
export interface ReaderShares {
  readonly members: number;
  /** The largest share of a member; and of how many partitions that is. */
  readonly most: number;
  readonly partitions: number;
  /** [member that owns something]: its share. */
  readonly all: readonly number[];
  /** The largest share of a partition, and of a key. */
  readonly largestPartition: number;
  readonly largestKey: number;
  readonly sessions: readonly SessionShares[];
}

/** `owner`: the member that owns each partition. */
function readerShares(
  shares: Float64Array,
  firstLog: number,
  brokers: number,
  owner: Int32Array,
): Omit<ReaderShares, 'largestKey'> {
  const members = new Map<number, { share: number; partitions: number }>();
  const sessions = new Map<string, SessionShares>();
  shares.forEach((share, partition) => {
    const member = owner[partition];
    const broker = (firstLog + partition) % brokers;
    const sum = members.get(member) ?? { share: 0, partitions: 0 };
    members.set(member, { share: sum.share + share, partitions: sum.partitions + 1 });
    const key = `${member} ${broker}`;
    const session = sessions.get(key) ?? { member, broker, share: 0, partitions: 0, largest: 0 };
    sessions.set(key, {
      ...session,
      share: session.share + share,
      partitions: session.partitions + 1,
      largest: Math.max(session.largest, share),
    });
  });
  const busiest = [...members.values()].reduce((a, b) => (b.share > a.share ? b : a));
  return {
    members: members.size,
    most: busiest.share,
    partitions: busiest.partitions,
    all: [...members.values()].map(({ share }) => share),
    largestPartition: shares.reduce((most, share) => Math.max(most, share), 0),
    sessions: [...sessions.values()],
  };
}
