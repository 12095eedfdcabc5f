/**
 * What others call the words of the reports and models: as queueing texts, Kafka's documentation or
 * RabbitMQ's name them. Of several names one to a line with the word that is explained.
 */
export const OTHER_NAMES: ReadonlyMap<string, string> = new Map(
  (
    [
      ['record', 'event', 'message'],
      ['batch', 'record batch', 'batching'],
      ['end_to_end', 'latency', 'end to end latency', 'response time', 'sojourn time'],
      ['p50', 'median'],
      ['p99', 'percentile', 'slowest', 'slowest 1%', 'of the slowest 1%'],
      ['p99.9', 'tail', 'tail latency'],
      ['stage', 'where it comes from'],
      ['interval', 'confidence interval', 'error bar', '±'],
      ['saturates first', 'saturate', 'saturation', 'bottleneck', 'first to saturate', 'at users'],
      ['ceiling', 'capacity', 'maximum throughput'],
      ['lag', 'consumer lag', 'queue depth'],
      ['steady', 'steady state', 'stable', 'stationary'],
      ['overloaded', 'unstable', 'overload'],
      ['hot key', 'hot partition', 'skew', 'hot shard', 'celebrity'],
      ['duplicates', 'at least once', 'exactly once', 'redelivery'],
      ['lost', 'at most once', 'data loss', 'durability'],
      ['promise', 'slo', 'sla', 'objective', 'service level'],
      ['warm-up', 'burn in', 'ramp up'],
      ['replication', 'replica', 'isr', 'in sync replicas', 'follower'],
      ['breaker', 'circuit breaker'],
      ['dead_letter', 'dlq', 'dead letter queue', 'dead letter topic'],
      ['visibility_timeout', 'ack wait', 'ackwait'],
      ['prefetch', 'qos', 'prefetch count'],
      ['producers.rate_limit', 'throttle', 'throttling', 'rate limiting'],
      ['overflow', 'load shedding', 'shedding'],
      ['autoscaler', 'hpa', 'keda', 'autoscaling'],
      ['stores.S', 'shard', 'database'],
      ['shards', 'sharding'],
      ['hit_ratio', 'hit rate', 'cache hit'],
      ['max_in_flight', 'max.in.flight.requests.per.connection', 'in flight'],
    ] as const
  ).flatMap(([word, ...others]) => others.map((other) => [other, word] as const)),
);
