/**
 * Who writes to whom in a workload of the OpenMessaging Benchmark: so many topics, all alike, each
 * with its producers and groups.
 */
import type { Item } from '../document.js';
import { assumed, taken, type Line } from '../imported.js';
import type { Settings } from '../kafkaSettings.js';
import { MAXIMUM_ENTRIES, MAXIMUM_GROUPS } from '../../model/limits.js';

export interface Topology {
  readonly topics: readonly {
    readonly name: string;
    readonly lines: readonly Line[];
    readonly producers: readonly Line[];
  }[];
  readonly groups: readonly { readonly name: string; readonly lines: readonly Line[] }[];
  readonly notes: readonly string[];
}

/**
 * Topics by themselves where a model may have as many groups; else all of them as one, with their
 * partitions and hosts together: then a producer's batches are spread over more partitions than
 * they were.
 */
export function topologyOf(work: Item, file: string): Topology {
  const count = (key: string, fallback: number): number => work.get(key).whole() ?? fallback;
  const topics = Math.max(1, count('topics', 1));
  const groups = Math.max(1, count('subscriptionsPerTopic', 1));
  const partitions = Math.max(1, count('partitionsPerTopic', 1));
  const producers = Math.max(1, count('producersPerTopic', 1));
  const consumers = Math.max(1, count('consumerPerSubscription', 1));
  const separate = topics * groups <= MAXIMUM_GROUPS && topics <= MAXIMUM_ENTRIES;
  const together = separate ? 1 : topics;
  const from = (key: string): string =>
    together === 1 ? `${file}, ${key}` : `${file}, topics x ${key}`;
  const names = separate
    ? Array.from({ length: topics }, (_, index) => (topics === 1 ? 'topic' : `topic-${index + 1}`))
    : ['topic'];
  const share = (name: string, index: number): string => {
    const before = names.length === 1 ? 'subscription' : `${name}-subscription`;
    return groups === 1 ? before : `${before}-${index + 1}`;
  };
  return {
    topics: names.map((name) => ({
      name,
      lines: [taken('partitions', String(partitions * together), from('partitionsPerTopic'))],
      producers: [taken('count', String(producers * together), from('producersPerTopic'))],
    })),
    groups: names.flatMap((topic) =>
      Array.from({ length: groups }, (_, index) => ({
        name: share(topic, index),
        lines: [
          ...(names.length === 1 ? [] : [taken('reads', topic, `${file}, subscriptionsPerTopic`)]),
          taken('instances', String(consumers * together), from('consumerPerSubscription')),
        ],
      })),
    ),
    notes: notesOf(work, topics, together),
  };
}

function notesOf(work: Item, topics: number, together: number): string[] {
  const notes: string[] = [];
  if (together > 1) {
    notes.push(
      `${topics} topics are one here, with all their partitions: more groups than ${MAXIMUM_GROUPS} cannot be told apart.`,
    );
  }
  if ((work.get('consumerBacklogSizeGB').number() ?? 0) > 0) {
    notes.push(
      'The workload builds a backlog and drains it: that is a story, and no steady state.',
    );
  }
  if (work.get('useRandomizedPayloads').text() === 'true') {
    notes.push('Payloads are random bytes: they do not compress.');
  }
  return notes;
}

/** As many as the driver names to begin with, but no fewer than there are copies. */
export function brokersOf(common: Settings, copies: number): Line[] {
  const servers = common.get('bootstrap.servers');
  const hosts = (servers?.value ?? '').split(',').filter((host) => host.trim() !== '');
  if (servers !== undefined && hosts.length >= Math.max(2, copies)) {
    return [taken('count', String(hosts.length), `${servers.from}, hosts of bootstrap.servers`)];
  }
  const why = 'as many as there are copies; the files do not say how many brokers there are';
  return [assumed('count', String(Math.max(1, copies)), why)];
}
