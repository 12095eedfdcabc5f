/**
 * What `highwater init` writes: ten lines that say something, and a comment on each that says what
 * it is.
 */
export const FIRST_MODEL = `# A system in one file. Each value has its unit; what is left out has a default (highwater schema).
name: NAME
question: Do three brokers and four consumers carry our users?

users: 5K # as many, each with
workload: { events_per_user: 2/s, record_size: 1 KB } # so: 10,000 records a second

producers: { count: 4, linger: 5 ms } # hosts that send; names are Kafka's, with _ for .
brokers: { count: 3 } # one cluster; what a request costs: highwater schema brokers
topic: { partitions: 12, replication_factor: 3, min_insync_replicas: 2 }

consumers:
  workers: # a consumer group, under any name; there may be several
    instances: 4
    threads: 4
    processing_time: exponential(1 ms) # of one record: its mean, and how it varies
    store: events # each record is written there; leave it out if there is none
stores:
  events: { shards: 2, servers: 8, time_per_request: exponential(1 ms) }

# What tune may change, and what it costs: put your own prices here.
tune: { brokers.count: 3..6, consumers.workers.instances: 2..12 }
prices: { source: an example, date: '2026', broker_hour: 0.42, consumer_hour: 0.1, shard_hour: 0.3 }
`;
