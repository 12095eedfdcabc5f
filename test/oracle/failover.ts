/**
 * What goes wrong in a cluster that producers send to, and comes right:
 * engine/assembly/brokers/failover.ts in plain objects.
 */
import type { Cluster } from './cluster.js';
import type { Partition } from './clusterParts.js';
import type { Producer } from './producer.js';
import type { Sessions } from './reader.js';
import type { Followers } from './replica.js';
import type { System } from './system.js';

export class Failover {
  constructor(
    private readonly system: System,
    private readonly cluster: Cluster,
    private readonly producers: readonly Producer[],
    private readonly followers: Followers,
    private readonly sessions: Sessions,
  ) {}

  /** Each half of their time: followers that are too late are out of sync. */
  watchLag(): void {
    const { cluster, system } = this;
    const most = cluster.model.replicaLagSeconds;
    const look = (count: number): void => {
      system.clock.at((count * most) / 2, 'lagCheck', cluster.index, () => {
        for (const partition of cluster.partitions) {
          if (partition.leader < 0) continue;
          for (const replica of partition.replicas) {
            if (replica.broker.number === partition.leader) continue;
            const lacks = replica.known < partition.log.length;
            if (lacks && system.now - replica.caughtUpAt > most) replica.inSync = false;
          }
          cluster.advance(partition);
        }
        this.sessions.wake();
        look(count + 1);
      });
    };
    look(1);
  }

  allDown(): void {
    for (const { number } of this.cluster.brokers) this.down(number);
  }

  allUp(): void {
    for (const { number } of this.cluster.brokers) this.up(number);
  }

  /**
   * Of two events at the same time that of the first cluster goes first, then of the first broker.
   */
  private which(number: number): number {
    return this.cluster.index * 1e6 + number;
  }

  down(number: number): void {
    const { cluster, system } = this;
    const broker = cluster.brokers[number];
    if (!broker.up) return;
    cluster.crash(broker);
    this.followers.close((leader, follower) => leader === broker || follower === broker);
    for (const partition of cluster.partitions) {
      if (partition.leader === number) this.stepDown(partition);
    }
    for (const producer of this.producers) producer.leadersChanged();
    this.sessions.close((session) => {
      return session.reader.cluster === cluster && session.broker === number;
    });
    for (const queue of cluster.queues.values()) if (queue.leader === broker) queue.down();
    for (const producer of this.producers) producer.brokerCrashed(number);
    const { life } = broker;
    const { failureDetectionSeconds } = cluster.model;
    system.clock.at(
      system.now + failureDetectionSeconds,
      'brokerFenced',
      this.which(number),
      () => {
        if (!broker.up && broker.life === life) this.fence(number);
      },
    );
  }

  /** It is asked to: what it leads goes to others first, and no in-sync replicas wait for it. */
  stop(number: number): void {
    const { cluster } = this;
    if (!cluster.brokers[number].up) return;
    for (const partition of cluster.partitions) {
      const { replicas } = partition;
      const own = replicas.find(({ broker }) => broker.number === number);
      if (own === undefined) continue;
      if (partition.leader === number) {
        const next = replicas.findIndex((each) => each !== own && each.inSync && each.broker.up);
        if (next < 0) continue;
        this.give(partition, next);
      }
      if (!replicas.some((each) => each !== own && each.inSync)) continue;
      own.inSync = false;
      if (partition.leader >= 0) cluster.advance(partition);
    }
    this.down(number);
    this.settle();
  }

  private give(partition: Partition, replicaIndex: number): void {
    this.followers.close((_leader, _follower, partitions) => partitions.includes(partition));
    this.sessions.close(({ readings }) => readings.some((each) => each.partition === partition));
    this.stepDown(partition);
    this.lead(partition, replicaIndex);
  }

  /** The leader's own copy becomes one like the others. */
  private stepDown(partition: Partition): void {
    const own = partition.replicas.find(({ broker }) => broker.number === partition.leader);
    if (own !== undefined) own.have = own.known = own.sent = partition.log.length;
    partition.leader = -1;
  }

  private fence(number: number): void {
    const { cluster, system } = this;
    for (const partition of cluster.partitions) {
      const own = partition.replicas.find(({ broker }) => broker.number === number);
      const others = partition.replicas.filter((each) => each !== own && each.inSync);
      if (own === undefined || others.length === 0) continue;
      own.inSync = false;
      if (partition.leader >= 0) cluster.advance(partition);
    }
    this.sessions.wake();
    system.clock.at(
      system.now + cluster.model.electionSeconds,
      'leadersElected',
      cluster.index,
      () => {
        this.elect();
      },
    );
  }

  private elect(): void {
    for (const partition of this.cluster.partitions) {
      if (partition.leader >= 0) continue;
      const index = partition.replicas.findIndex(({ broker, inSync }) => broker.up && inSync);
      if (index >= 0) this.lead(partition, index);
    }
    this.settle();
  }

  up(number: number): void {
    const { cluster, system } = this;
    const broker = cluster.brokers[number];
    if (broker.up) return;
    broker.up = true;
    for (const partition of cluster.partitions) {
      const index = partition.replicas.findIndex((replica) => replica.broker === broker);
      if (partition.leader >= 0 || index < 0) continue;
      const own = partition.replicas[index];
      const others = partition.replicas.filter((each) => each !== own && each.inSync);
      const hasAll = own.have >= partition.log.length;
      if (own.inSync && (hasAll || others.length === 0)) this.lead(partition, index);
    }
    for (const queue of cluster.queues.values()) if (queue.leader === broker) queue.up();
    this.settle();
    const { life } = broker;
    const { leaderRebalanceSeconds } = cluster.model;
    system.clock.at(
      system.now + leaderRebalanceSeconds,
      'leadersReturn',
      this.which(number),
      () => {
        if (broker.life === life) this.return(number);
      },
    );
  }

  /** A broker leads again where it is the preferred leader and in sync. */
  private return(number: number): void {
    for (const partition of this.cluster.partitions) {
      const [preferred] = partition.replicas;
      const { leader } = partition;
      if (preferred.broker.number !== number || !preferred.inSync) continue;
      if (leader === number || leader < 0) continue;
      this.give(partition, 0);
    }
    this.settle();
  }

  /** Its log counts from now on. */
  private lead(partition: Partition, replicaIndex: number): void {
    const own = partition.replicas[replicaIndex];
    for (const replica of partition.replicas) {
      replica.have = Math.min(replica.have, own.have);
      replica.known = Math.min(replica.known, replica.have);
      replica.sent = Math.min(replica.sent, replica.have);
      replica.caughtUpAt = replica.fetchedAt = this.system.now;
      replica.endThen = own.have;
    }
    this.cutOff(partition, own.have);
    partition.leader = own.broker.number;
    own.inSync = true;
    this.cluster.advance(partition);
  }

  /**
   * The log beyond `end` is no more: acknowledged records are lost, the others their producers'
   * again.
   */
  private cutOff(partition: Partition, end: number): void {
    const { cluster } = this;
    while (partition.log.length > end) {
      const entry = partition.log.pop();
      if (entry === undefined || entry.copy) continue;
      const { batch } = entry;
      batch.position = -1;
      cluster.sequences.expectAgain(batch);
      const { request } = batch;
      if (batch.acknowledged || batch.givenUp) {
        cluster.lose(batch);
      } else if (request !== null && request.pending !== null && !request.answered) {
        request.refused.add(batch);
        request.pending.delete(batch);
        if (request.pending.size > 0) continue;
        if (request.refused.size < request.batches.length) {
          cluster.answer(request);
          continue;
        }
        request.answered = true;
        cluster.unmuteConnection(request.connection);
        cluster.refuse(request);
      }
    }
  }

  /** After leaders have changed: who follows whom, who reads where, who sends where. */
  private settle(): void {
    const { cluster, system, producers } = this;
    for (const producer of producers) producer.leadersChanged();
    this.followers.open();
    this.sessions.open(cluster);
    this.sessions.wake();
    for (const producer of producers) {
      for (const { number, up } of cluster.brokers) {
        if (!up) continue;
        const which = cluster.which(producer.number, number);
        system.clock.at(system.now, 'channelReady', which, () => {
          producer.send(number);
        });
      }
    }
  }
}
