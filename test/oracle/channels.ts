/** A producer's connections. */
import type { Cluster } from './cluster.js';
import type { Clients } from './clusterParts.js';
import type { Batch, Channel } from './messages.js';

export function channelsOf(cluster: Cluster, clients: Clients, client: number): Channel[] {
  return cluster.brokers.map((broker) => ({
    connection: cluster.connect(clients, client, broker.number),
    unanswered: [],
    rotation: 0,
    stopped: false,
  }));
}

/** Whether an older batch of the partition is unanswered, at whichever broker. */
export function hasOlder(channels: readonly Channel[], { partition, sequence }: Batch): boolean {
  const batches = channels.flatMap(({ unanswered }) => unanswered).flatMap((r) => r.batches);
  return batches.some((each) => each.partition === partition && each.sequence < sequence);
}
