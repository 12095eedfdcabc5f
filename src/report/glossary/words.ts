/** The words that every report uses, one meaning each. */
import type { Entry } from './entry.js';

const word = (name: string, means: string, ...helps: readonly string[]): Entry => ({
  name,
  means,
  helps,
});

export const WORD_ENTRIES: readonly Entry[] = [
  word(
    'record',
    'One event of the modeled system: a message. Rates of records are written records/s.',
  ),
  word('batch', 'Records of one partition that travel together in a request.'),
  word(
    'path',
    'What a latency is of: publish (until it is acknowledged), a consumer group (until it has processed the record), `to G` (over all hops to there), end_to_end (all groups together).',
  ),
  word(
    'publish',
    'The latency of sending: from the event until the producer has its acknowledgement, as acks says.',
  ),
  word(
    'end_to_end',
    'The latency from the event until a group has processed the record and its store has it, of all groups together.',
  ),
  word('hop', 'From being sent to a topic to being processed by a group that reads it.'),
  word(
    'journey',
    'The hops of a record and of what is sent on because of it, from the first event to the last processing.',
  ),
  word('stage', 'A named piece of a hop. The stages of a record add up to its latency.'),
  word('resource', 'Anything that can be full: threads, disks, network cards, limits.'),
  word(
    'cell',
    'The smallest part of a model that shares no queue with the rest. Alike cells are sampled; --fidelity exhaustive simulates all.',
  ),
  word('placement', 'Cells that are alike and lie alike: which region plays which role.'),
  word(
    'trial',
    'One simulated run of one cell: a warm-up, then the window that is measured. Its numbers depend on model and seed alone.',
  ),
  word(
    'replication',
    'A trial of the same cell on other random numbers. Intervals come from what differs between them.',
  ),
  word(
    'p50',
    'The median: half of the records take at most that long.',
    'see which stage has most of the mean in stages.csv, and highwater explain STAGE',
  ),
  word(
    'p99',
    '99% of the records take at most that long, one in a hundred longer. It is judged by its 95% interval: `8.40 ms ± 0.3%`.',
    'see where the slowest 1% spend their time (stages.csv, share_of_slowest), and highwater explain STAGE',
    'see what was tried 10% faster (bottlenecks.csv), and which resource is nearly full',
  ),
  word(
    'p99.9',
    'One record in a thousand takes longer. Needs about ten times the records that p99 needs.',
    'highwater run --tail p99.9, where few queues run side by side and no time is heavy-tailed',
  ),
  word(
    'interval',
    'A 95% confidence interval, from at least 30 independent sections of the trials. Without one no latency is printed.',
  ),
  word(
    'not enough data',
    'The trials have seen too few independent slow records for an interval. The text under the table, and the column that ends in _note, say why.',
    'a larger --budget, or a longer run.duration',
  ),
  word(
    'overloaded',
    'More comes than goes: what waits grows without end, and a latency would only tell how long was simulated.',
    'highwater check names the resource that is full; add to it, or take load off',
  ),
  word('steady', 'What waits does not grow: the latency is that of any other window.'),
  word(
    'not_decided',
    'The trials do not tell whether there is a steady state; the reason stands beside it.',
    'a longer run.warmup, or a larger --budget',
  ),
  word(
    'transient',
    'The window was asked for as it is, settled or not: --transient, or faults in the model.',
  ),
  word(
    'warm-up',
    'What is simulated and thrown away until the system has settled. It is found by pilot trials (MSER-5), unless run.warmup says it.',
  ),
  word(
    'window',
    "What is measured after the warm-up: run.duration, or as long as the model's memory needs.",
  ),
  word(
    'utilization',
    "The share of a resource's time that it is busy; of several instances the mean, or that of the busiest.",
    'above 80% queues grow quickly: half the way to 100% doubles them',
  ),
  word(
    'ceiling',
    'The load at which a resource is full, by arithmetic, with batches and polls as full as that load makes them.',
  ),
  word(
    'relief',
    'What p99 changes when a resource is 10% faster, on the same random numbers: the third way to find a bottleneck.',
  ),
  word(
    'lag',
    'Records that are readable and not yet read by a group.',
    'more instances or partitions; an autoscaler on lag',
    'an autoscaler by the rules of Kubernetes looks at what is not committed, which is more by what is polled and not done',
  ),
  word(
    'throughput',
    'Records delivered per second, averaged over the groups, those delivered again too.',
  ),
  word('goodput', 'Records delivered per second for the first time.'),
  word(
    'dropped',
    'Records that were never sent: the buffer was full, delivery.timeout ran out, or a limit refused them.',
    'see producer_block',
  ),
  word(
    'lost',
    'Records that were sent and never delivered: acks=0 or 1 with a leader that failed, or memory of a host that died.',
    'acks=all with min_insync_replicas 2, idempotence',
  ),
  word(
    'duplicates',
    'Deliveries of records that were delivered before: retries without idempotence, or offsets not yet committed.',
    'idempotence, a shorter commit_interval',
  ),
  word(
    'late poll',
    'A poll that lasts longer than max_poll_interval: its instance leaves the group, works on, cannot commit, and joins again at its end, while others read the same records again. Where every poll is late the group does the same records over and over, and its lag grows.',
    'fewer max_poll_records, more threads, or a longer max_poll_interval',
    'wait_for_poll: false, which polls on while it works',
  ),
  word(
    'promise',
    'What must hold: `p99 < 50 ms, dropped = 0`. Kept or broken only where the interval says so, else open.',
  ),
  word(
    'saturates first',
    'The resource with the lowest ceiling: by arithmetic it gives way first as the load grows; the load at which it does stands beside it, in records/s and in users.',
    'highwater explain RESOURCE (brokers.handlers, consumers.G, ...) tells what adds to it',
    'highwater tune, for the cheapest change that carries a load',
  ),
  word(
    'backpressure',
    'What is full holds back what sends to it: a producer whose buffer_memory is full blocks for max_block, or drops (overflow); a group that waits for its store or calls polls later, and its lag grows.',
    'see where it begins: producer_block, fetch_wait and consumer_wait are waits for what comes after them',
    'a limit at the entrance (rate_limit, overflow: shed), where late is worse than refused',
  ),
  word(
    'high watermark',
    'The offset up to which all in-sync replicas have a partition. Consumers read no further, and acks=all answers when it has passed the batch.',
    'see replication: what a record waits for until then',
  ),
  word(
    'hot key',
    'A key with so many records that the one partition (shard, or instance) it belongs to is full before the others: more of them do not help.',
    'split the key (a suffix, a two-step aggregation), or a cache in front of the store',
    'highwater experiment hot-partition',
  ),
  word(
    'audit',
    "What each trial checks of itself: records in and out, stages adding up to latencies, Little's law, order. One that fails is an error, exit code 3.",
  ),
];
