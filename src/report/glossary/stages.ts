/** The stages of a record's latency: what each is the time of, and what makes it shorter. */
import type { Stage } from '../../network/recording/stages.js';
import type { Entry } from './entry.js';

type Texts = Omit<Entry, 'name'>;

const TEXTS: Readonly<Record<Stage, Texts>> = {
  producer_block: {
    means:
      'A record waits for room in the producer: buffer.memory is full, or a rate limit or quota holds it back, or its host works on it.',
    helps: [
      'find what the producer waits for: the brokers (more handlers, more brokers) or a rate limit',
      'a larger producers.buffer_memory only moves a burst; it carries no more load',
      'producers.overflow: drop_newest or shed, where a lost record costs less than a late one',
    ],
  },
  producer_linger: {
    means:
      'A record waits in its batch until linger.ms is over or the batch is full: half of linger on average, at a low rate.',
    helps: [
      'a shorter producers.linger, at the price of more and smaller requests',
      'fewer partitions or producers, so that batches fill before they linger',
    ],
  },
  producer_in_flight: {
    means: 'A full batch waits since max.in.flight requests to that broker are unanswered already.',
    helps: [
      'faster answers: brokers nearer, acks=1, more handlers',
      'a larger producers.max_in_flight (at most 5 with idempotence)',
      'larger batches, so that a request carries more',
    ],
  },
  produce_network: {
    means:
      'The request is made by its host and travels to the broker: propagation, and its bytes through both network cards.',
    helps: [
      'a region nearer to the users',
      'compression (producers.compression_ratio), or a wider nic',
    ],
  },
  broker_wait: {
    means:
      "The request waits for a free request handler of the broker, or in its connection (muted by a quota); a message for its queue's process.",
    helps: [
      'more brokers.handlers, or more brokers and partitions',
      'fewer, larger requests: a longer linger, a larger batch_size',
      'keys spread more evenly, where one leader has most of the load',
    ],
  },
  broker_service: {
    means:
      "A request handler works on the request: per request, batch, record and byte; and the write, where it is waited for. A queue's process takes the message in.",
    helps: [
      'larger batches: the cost of a request and of a batch is shared by more records',
      'faster brokers; flush settings that do not wait for the disk',
    ],
  },
  replication: {
    means:
      'From the append at the leader until all in-sync replicas have it and the high watermark has passed it; of a queue, until a majority of its copies is written.',
    helps: [
      'acks=1, where a record may be lost with its leader',
      'brokers nearer to each other',
      'less load on the followers: their disks, cards and handlers',
    ],
  },
  mirror: {
    means:
      "From readable in its home region until readable in the mirror: mostly distance, crossed twice, and the wait for the mirror's next fetch.",
    helps: [
      'readers near the home region, or regions that are closer',
      'more mirrors.M.tasks, where they are busy',
    ],
  },
  fetch_wait: {
    means:
      'A readable record waits until its consumer asks again: the consumer is still busy with its last poll, or fetch.min.bytes are not there yet. A message waits in its queue until a consumer has room, also after tries that failed and deliveries that timed out.',
    helps: [
      'more consumer instances or threads, so that polls come sooner',
      'a smaller fetch_min_bytes, a shorter fetch_max_wait',
      'of a queue: more prefetch, where consumers wait for the next message; else more consumers',
    ],
  },
  fetch_network: {
    means:
      'The answer to the fetch, or the message that is handed out, travels to the consumer: propagation, its bytes through both network cards, and what its host takes of them (processor).',
    helps: [
      'a consumer in the region of its brokers',
      'compression, or a wider nic',
      'more hosts or threads for consumers.G.processor, where it is given',
    ],
  },
  consumer_wait: {
    means:
      'The record has been polled and waits for a thread of its consumer: behind the records of the same poll, or for its turn in its partition or key.',
    helps: [
      'more consumers.G.instances (up to the partitions), or more threads',
      'concurrency: free or key, where threads wait for the order of a partition',
      'a smaller max_poll_records, where polls are large and p99 matters more than throughput',
      'of a queue: a smaller receive (1) or prefetch, where what an instance holds waits while others are free',
      'a shorter processing_time',
    ],
  },
  consumer_service: {
    means: 'A thread of the consumer processes the record.',
    helps: ['faster processing; a cache; work in bulk (bulk_writes)'],
  },
  store_network: {
    means: 'The request travels to the store and its answer back.',
    helps: ['a store in the region of its consumers', 'fewer requests: bulk_writes, a cache'],
  },
  store_wait: {
    means: 'The request waits for a free server of its shard.',
    helps: [
      'more stores.S.shards or servers',
      'a cache for what is read, bulk_writes for what is written',
      'keys spread more evenly, where one shard has most of the load',
    ],
  },
  store_service: {
    means: 'A server of the shard works on the request.',
    helps: ['fewer and larger requests (bulk_writes), or a faster store'],
  },
  calls: {
    means:
      'A thread waits for what the group calls, tries again included: from the end of its processing to the last answer.',
    helps: [
      'a shorter timeout with fewer retries, where the external is slow',
      'more concurrency of the external; more threads, so that others go on meanwhile',
    ],
  },
  retries: {
    means:
      'From the first try of a record that failed to the begin of its last: tries that failed, and the pauses between them.',
    helps: [
      'fewer attempts, shorter pauses, or a retry topic (on_failure.to) that holds nobody up',
    ],
  },
  acknowledgement: {
    means:
      'The record has made its instance send something, and waits until that is acknowledged (wait: true, send().get()).',
    helps: [
      'linger: 0 s of what is sent, since a batch of one waits for it',
      'wait: false, and what is lost or sent again at a crash accepted',
      'more threads: each waits for its own record',
    ],
  },
};

/** In the order in which a record lives them. */
export const STAGE_ENTRIES: readonly Entry[] = Object.entries(TEXTS).map(([name, texts]) => ({
  name,
  ...texts,
}));
