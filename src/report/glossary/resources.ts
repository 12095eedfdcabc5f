/**
 * What can be full, by the names in resources.csv and bottlenecks.csv; G, M, S, E, K stand for
 * names of the model.
 */
import type { Entry } from './entry.js';

interface ResourceEntry extends Entry {
  /** The names of resources that it is about. */
  readonly pattern: RegExp;
}

const SENDER = String.raw`(?:producers(?:\.[^.]+)?|consumers\.[^.]+\.(?:sends\.[^.]+|on_failure))`;
const CLUSTER = String.raw`(?:(?:mirrors\.[^.]+\.)?brokers|clusters\.[^.]+)`;

const entry = (
  name: string,
  pattern: string,
  means: string,
  ...helps: readonly string[]
): ResourceEntry => ({ name, pattern: new RegExp(`^${pattern}$`), means, helps });

export const RESOURCE_ENTRIES: readonly ResourceEntry[] = [
  entry(
    'brokers.handlers',
    String.raw`${CLUSTER}\.handlers`,
    'The request handler threads of a broker: each produce request, fetch and replica fetch takes one.',
    'larger batches: a longer linger, a larger batch_size, fewer partitions',
    'more brokers.count (with as many partitions), or more brokers.handlers',
    'keys spread more evenly, where one broker is busier than the others',
  ),
  entry(
    'brokers.disk',
    String.raw`${CLUSTER}\.disk`,
    "The bandwidth of a broker's disk: each byte is written once by the leader and once by each follower.",
    'more brokers, faster disks, compression, a smaller replication_factor',
  ),
  entry(
    'brokers.disk_size',
    String.raw`${CLUSTER}\.disk_size`,
    "The room on a broker's disk for what is kept.",
    'a shorter topic.retention, tiered storage elsewhere, larger disks, more brokers',
  ),
  entry(
    'brokers.nic_in',
    String.raw`${CLUSTER}\.nic_in`,
    'What comes into a broker: what is produced, and what it copies as a follower.',
    'more brokers, wider network cards, compression',
  ),
  entry(
    'brokers.nic_out',
    String.raw`${CLUSTER}\.nic_out`,
    'What goes out of a broker: each consumer group and each follower reads it once.',
    'more brokers, wider network cards, compression, fewer groups that read all',
  ),
  entry(
    'brokers.rate_limit',
    String.raw`${CLUSTER}\.rate_limit`,
    'A limit on the records per second that the brokers accept.',
    'a higher limit, if what is behind it carries more',
  ),
  entry(
    'brokers.quota',
    String.raw`${CLUSTER}\.quota`,
    'The bytes per second that a client may send; above it Kafka mutes its connection.',
    'a higher quota, more clients, compression',
  ),
  entry(
    'topics.T',
    String.raw`topics?(?:\.[^.]+)?`,
    "A queue's one process: it takes each message in, hands it out, and forgets it when it is acknowledged.",
    'several queues, on several cores and brokers, with the load shared among them',
    'fewer messages: larger ones, or several in one',
  ),
  entry(
    'topics.T.order',
    String.raw`topics?(?:\.[^.]+)?\.order`,
    'The most frequent key of a queue with order: key, of which one message, or one answer, is handed out at a time.',
    'more keys, or keys spread more evenly',
    'a shorter processing_time, or a larger receive, whose messages go together',
  ),
  entry(
    'producers.nic_out',
    String.raw`${SENDER}\.nic_out`,
    "What goes out of a producer's host.",
    'more producers.count, a wider nic, compression',
  ),
  entry(
    'producers.processor',
    String.raw`${SENDER}\.processor`,
    "The processors of the producers' hosts: what a record, its bytes and a request take of them.",
    'more producers.processor.hosts or threads',
    'larger batches, so that a request carries more',
  ),
  entry(
    'producers.connections',
    String.raw`(?:${SENDER}|consumers\.[^.]+|mirrors\.[^.]+)\.connections`,
    'What one connection carries over its distance: send_buffer or receive_buffer in each round trip.',
    "a larger send_buffer or receive_buffer, or the system's own (leave it out)",
    'more connections: more producers, instances or tasks',
  ),
  entry(
    'producers.in_flight',
    String.raw`${SENDER}\.in_flight`,
    'What a connection carries: max_in_flight requests on the way, one at a time at the broker.',
    'larger batches, more producers, brokers nearer, faster handlers',
  ),
  entry(
    'producers.rate_limit',
    String.raw`${SENDER}\.rate_limit`,
    'A token bucket at each producer.',
    'a higher rate_limit, if what is behind it carries more',
  ),
  entry(
    'callers',
    'callers',
    'Callers wait for their call to end before they make the next one.',
    'faster answers, or more callers',
  ),
  entry(
    'consumers.G.polls',
    String.raw`consumers\.[^.]+\.polls`,
    'The thread that polls for an instance with wait_for_poll: false, during time_per_poll; the fuller its polls, the less it takes for each record.',
    'a larger max_poll_records, a larger fetch_min_bytes',
    'more instances, up to the partitions',
  ),
  entry(
    'consumers.G',
    String.raw`consumers\.[^.]+`,
    "The threads of a group's instances; with wait_for_poll an instance while it is in a poll.",
    'more instances, up to the partitions; more partitions beyond',
    'more threads, with concurrency: free or key',
    'a shorter processing_time; bulk_writes, where the store takes the time',
  ),
  entry(
    'consumers.G.nic_in',
    String.raw`consumers\.[^.]+\.nic_in`,
    "What comes into an instance's host.",
    'more instances, a wider nic, compression',
  ),
  entry(
    'consumers.G.processor',
    String.raw`consumers\.[^.]+\.processor`,
    "The processors of the instances' hosts: what an answer, its records and their bytes take of them before an instance has them.",
    'more consumers.G.processor.hosts or threads',
    'fuller answers: a larger fetch_min_bytes, or receive',
  ),
  entry(
    'consumers.G.nic_out',
    String.raw`consumers\.[^.]+\.nic_out`,
    'What an instance writes to its store.',
    'more instances, a wider nic',
  ),
  entry(
    'consumers.G.rate_limit',
    String.raw`consumers\.[^.]+\.rate_limit`,
    'A limit on what a group processes per second.',
    'a higher limit, if what is behind it carries more',
  ),
  entry(
    'externals.E',
    String.raw`externals\.[^.]+`,
    'What is called outside, at most so many calls at a time (concurrency).',
    'more concurrency, fewer retries, a cache of answers',
  ),
  entry(
    'stores.S',
    String.raw`stores\.[^.]+`,
    "The servers of a store's busiest shard.",
    'more shards or servers, a cache for reads, bulk_writes, keys spread more evenly',
  ),
  entry(
    'mirrors.M',
    String.raw`mirrors\.[^.]+`,
    "The tasks that copy a cluster's records to another region.",
    'more mirrors.M.tasks, larger batches',
  ),
  entry(
    'mirrors.M.nic_in',
    String.raw`mirrors\.[^.]+\.nic_in`,
    "What a mirror's hosts read.",
    'more tasks, a wider nic',
  ),
  entry(
    'mirrors.M.nic_out',
    String.raw`mirrors\.[^.]+\.nic_out`,
    "What a mirror's hosts write.",
    'more tasks, a wider nic',
  ),
  entry(
    'distance',
    'distance',
    'Propagation between hosts and regions: no resource, and no machine helps against it.',
    'readers and brokers nearer to the users; fewer round trips (acks=1)',
  ),
];

/** The entry about a resource of a model. */
export function resourceEntry(name: string): Entry | null {
  return RESOURCE_ENTRIES.find(({ pattern }) => pattern.test(name)) ?? null;
}
