/**
 * What a model says that is allowed and seldom meant: settings that undo each other, hosts with
 * nothing to do, times that no system of this kind has. Each with its reason; none is a fault, and
 * none changes what is simulated.
 */
import { clusterPath } from '../model/clusters.js';
import { hottestShare } from '../model/keyWeights.js';
import type { ConsumerGroupModel, Model, StoreModel } from '../model/model.js';
import {
  pipelinesOf,
  producersPath,
  topicPath,
  groupShare,
  type Pipeline,
} from '../model/pipelines.js';
import { windowOf } from '../model/windows.js';
import { wireBytes } from '../model/wire.js';
import { mean, variance, type Distribution } from '../statistics/index.js';
import { ofAutoscaler } from './autoscalers.js';
import { endingCredits } from './credits.js';
import { fullPollSeconds } from './latePolls.js';
import type { OfferedLoad } from './offeredLoad.js';
import { logName } from './storage.js';

export interface Oddity {
  /** The path of the model that it is about. */
  readonly path: string;
  readonly reason: string;
}

/** Times that are long for what they are, seconds. */
const LONG_LINGER = 1;
const LONG_STORE_REQUEST = 1;
/** Until all results of a window are through. */
const LONG_WINDOW_END = 0.1;
/** A key's share over a partition's. */
const HOT = 3;

export function worthALook(model: Model, offered: OfferedLoad): Oddity[] {
  return [
    ...ofTimes(model),
    ...pipelinesOf(model).flatMap(ofProducers),
    ...pipelinesOf(model).flatMap((pipeline) => ofTopic(pipeline, topicsOf(pipeline))),
    ...ofDisks(model, offered),
    ...endingCredits(model, offered.resources),
    ...ofGroups(model),
    ...model.consumers.flatMap((group) => ofAutoscaler(model, group)),
    ...model.stores.flatMap((store) => ofStore(model, store)),
    ...ofWindows(model, offered),
    ...ofRun(model),
  ];
}

/** What stands behind a window gets its results at once, however little that is on average. */
function ofWindows(model: Model, { resources }: OfferedLoad): Oddity[] {
  return model.consumers.flatMap((group) => {
    const { name, sends } = group;
    const window = windowOf(group);
    if (window === null) return [];
    const topics = sends.filter(({ ofFailed }) => !ofFailed).map(({ topic }) => topic);
    const behind = model.consumers
      .filter((group) => group.topics.some((topic) => topics.includes(topic)))
      .flatMap((group) => [`consumers.${group.name}`, `stores.${group.store ?? ''}`]);
    const busiest = resources
      .filter((resource) => behind.includes(resource.name))
      .reduce<OfferedLoad['resources'][number] | null>(
        (most, each) => (most !== null && most.utilization >= each.utilization ? most : each),
        null,
      );
    const seconds = (busiest?.utilization ?? 0) * window.everySeconds;
    if (busiest === null || seconds < LONG_WINDOW_END) return [];
    const long = seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0);
    const reason = `what a window gives is sent at once when it closes, each ${window.everySeconds} s: ${busiest.name} has ${long} s of work then, and the last result waits that long`;
    return [{ path: `consumers.${name}.window`, reason }];
  });
}

type Check = readonly [odd: boolean, path: string, reason: string];

function found(checks: readonly Check[]): Oddity[] {
  return checks.filter(([odd]) => odd).map(([, path, reason]) => ({ path, reason }));
}

/** Every time that is drawn, by its path. */
function drawnTimes({ clusters, consumers, stores, externals }: Model): [string, Distribution][] {
  return [
    ...clusters.flatMap((each): [string, Distribution][] => [
      [`${clusterPath(each)}.time_per_request`, each.timePerRequest],
      [`${clusterPath(each)}.time_per_fetch`, each.timePerFetch],
      [`${clusterPath(each)}.time_per_replica_append`, each.timePerReplicaAppend],
    ]),
    ...consumers.map(({ name, processingTime }): [string, Distribution] => [
      `consumers.${name}.processing_time`,
      processingTime,
    ]),
    ...stores.map(({ name, timePerRequest }): [string, Distribution] => [
      `stores.${name}.time_per_request`,
      timePerRequest,
    ]),
    ...externals.map(({ name, time }): [string, Distribution] => [`externals.${name}.time`, time]),
  ];
}

function ofTimes(model: Model): Oddity[] {
  return found(
    drawnTimes(model).map(([path, time]): Check => {
      const reason =
        'its variance is infinite: the mean wait behind it has no finite value, and no run is long enough for its interval';
      return [variance(time) === Infinity, path, reason];
    }),
  );
}

function ofProducers({ producers, recordBytes, topic }: Pipeline): Oddity[] {
  if (producers === null || (topic?.queue ?? null) !== null) return [];
  const path = producersPath(producers);
  const { lingerSeconds, requestTimeoutSeconds, deliveryTimeoutSeconds } = producers;
  const wire = wireBytes(recordBytes, producers);
  const batches = producers.batchSizeBytes * (topic?.partitions ?? 1);
  return found([
    [
      lingerSeconds >= LONG_LINGER,
      `${path}.linger`,
      'records wait so long for their batch unless it fills before; linger.ms is in milliseconds, usually 0 to 100',
    ],
    [
      deliveryTimeoutSeconds < lingerSeconds + requestTimeoutSeconds,
      `${path}.delivery_timeout`,
      "less than linger and request_timeout together: Kafka's producer refuses to start",
    ],
    [
      wire > producers.batchSizeBytes && producers.batchSizeBytes > 0,
      `${path}.batch_size`,
      'smaller than a record: each batch holds one record',
    ],
    [
      wire > producers.maxRequestSizeBytes,
      `${path}.max_request_size`,
      'smaller than a record: Kafka refuses to send it',
    ],
    [
      producers.bufferMemoryBytes < Math.min(batches, producers.batchSizeBytes * 64),
      `${path}.buffer_memory`,
      'does not hold a batch for each partition (of 64 at the most): send() blocks before batches are full',
    ],
  ]);
}

/** Where a topic and its records' keys are written. */
function topicsOf({ producers, topic }: Pipeline): { topic: string; keys: string } {
  const named = producers !== null && producers.name !== '';
  return {
    topic: topic === null ? '' : topicPath(topic),
    keys: named ? `${producersPath(producers)}.keys` : 'workload.keys',
  };
}

function ofTopic(pipeline: Pipeline, paths: { topic: string; keys: string }): Oddity[] {
  const { producers, cluster: brokers, topic, keys } = pipeline;
  if (producers === null || brokers === null || topic === null) return [];
  if (topic.queue !== null) return [];
  const { replicationFactor, minInsyncReplicas, partitions } = topic;
  const hottest = hottestShare(keys);
  return found([
    [
      producers.acks !== 'all' && minInsyncReplicas > 1,
      `${paths.topic}.min_insync_replicas`,
      `without effect: it counts for acks: all alone, and acks is ${String(producers.acks)}`,
    ],
    [
      producers.acks === 'all' && replicationFactor > 1 && minInsyncReplicas === replicationFactor,
      `${paths.topic}.min_insync_replicas`,
      'as many as there are copies: one broker down, and nothing is written',
    ],
    [
      replicationFactor === 1 && brokers.count > 1,
      `${paths.topic}.replication_factor`,
      'a single copy: what a broker leads is gone while it is down',
    ],
    [
      partitions < brokers.count,
      `${paths.topic}.partitions`,
      `fewer than brokers: ${brokers.count - partitions} of ${brokers.count} lead nothing`,
    ],
    [
      keys.kind !== 'none' && keys.count < partitions,
      paths.keys,
      `fewer keys than partitions: at least ${partitions - (keys.kind === 'none' ? 0 : keys.count)} of ${partitions} stay empty`,
    ],
    [
      partitions > 1 && hottest > HOT / partitions,
      paths.keys,
      `the most popular key has ${Math.round(100 * hottest)}% of all records, and all of them go to one of ${partitions} partitions`,
    ],
  ]);
}

function ofDisks({ clusters, topics }: Model, offered: OfferedLoad): Oddity[] {
  const retention = topics.length > 1 ? "its topics' retention" : 'topic.retention';
  return clusters.flatMap((cluster, index) => {
    const logs = topics.filter((topic) => topic.cluster === index).map(logName);
    const perBroker = offered.storage
      .filter(({ name }) => logs.includes(name))
      .reduce((sum, { bytesKept }) => sum + bytesKept / cluster.count, 0);
    return found([
      [
        cluster.disk.sizeBytes === null && perBroker > 10e12,
        `${clusterPath(cluster)}.disk.size`,
        `not given, and each broker keeps ${Math.round(perBroker / 1e12)} TB by ${retention}`,
      ],
    ]);
  });
}

/** Each group once, in the model's order. */
function ofGroups(model: Model): Oddity[] {
  const pipelines = pipelinesOf(model);
  return model.consumers.flatMap((group) => {
    const own = pipelines.find(({ consumers }) => consumers.includes(group));
    return own === undefined ? [] : ofGroup(own, group, groupShare(model, group) / own.share);
  });
}

/** `more`: of its topic's records, over those of the pipeline. */
function ofGroup(model: Pipeline, group: ConsumerGroupModel, more: number): Oddity[] {
  const path = (key: string): string => `consumers.${group.name}.${key}`;
  const { topic } = model;
  if (topic === null || topic.queue !== null) return [];
  const { partitions } = topic;
  const { instances, autoscaler, threads } = group;
  const most = Math.max(instances, autoscaler?.maximum ?? 0);
  const active = Math.min(most, partitions);
  const poll = group.waitsForPoll ? fullPollSeconds(model, group) : 0;
  const wire = model.recordBytes * (model.producers?.compressionRatio ?? 1);
  const each = (model.users * model.eventsPerUserPerSecond * more * wire) / cells(model);
  const comes = (each / Math.min(instances, partitions)) * group.fetchMaxWaitSeconds;
  const uneven = Math.ceil(partitions / active) / (partitions / active);
  return found([
    [
      most > partitions,
      path(instances >= most ? 'instances' : 'autoscaler.maximum'),
      `more than partitions: ${most - partitions} of ${most} instances have nothing to read`,
    ],
    [
      most <= partitions && uneven > 1.25,
      path(instances >= most ? 'instances' : 'autoscaler.maximum'),
      `${partitions} partitions do not come out even over ${active}: the busiest has ${Math.round(100 * (uneven - 1))}% more than its share`,
    ],
    [
      poll > group.maxPollIntervalSeconds,
      path('max_poll_records'),
      `a full poll takes ${Math.round(poll)} s, more than max_poll_interval, ${group.maxPollIntervalSeconds} s: its instance leaves the group, cannot commit, and others read the same records again`,
    ],
    [
      group.fetchMinBytes > 1 && comes < group.fetchMinBytes,
      path('fetch_min_bytes'),
      `not reached at this load: ${Math.round(comes)} B come within fetch_max_wait, so answers wait for all of it`,
    ],
    [
      threads > group.maxPollRecords,
      path('threads'),
      `more than max_poll_records: ${threads - group.maxPollRecords} have nothing to do`,
    ],
  ]);
}

function ofStore({ topics }: Model, store: StoreModel): Oddity[] {
  const path = `stores.${store.name}`;
  const request = mean(store.timePerRequest);
  const partitions = topics.reduce((most, topic) => Math.max(most, topic.partitions), 0);
  return found([
    [
      request >= LONG_STORE_REQUEST,
      `${path}.time_per_request`,
      `a mean of ${Number(request.toPrecision(3))} s: every poll waits for it; requests of stores take milliseconds`,
    ],
    [
      store.placement === 'partition' && store.shards > partitions,
      `${path}.shards`,
      `more than partitions, which decide the shard: ${store.shards - partitions} stay empty`,
    ],
  ]);
}

function ofRun(model: Model): Oddity[] {
  const { durationSeconds } = model.run;
  const longest = drawnTimes(model).reduce((most, [, time]) => {
    const average = mean(time);
    return Number.isFinite(average) ? Math.max(most, average) : most;
  }, 0);
  const linger = model.producers.reduce((most, kind) => Math.max(most, kind.lingerSeconds), 0);
  return found([
    [
      durationSeconds !== null && durationSeconds < 10 * Math.max(longest, linger),
      'run.duration',
      `shorter than ten of the longest times of the model, ${Number(Math.max(longest, linger).toPrecision(3))} s: most of what begins in it does not end`,
    ],
  ]);
}

function cells({ placements }: Pipeline): number {
  return placements.reduce((sum, placement) => sum + placement.cells, 0);
}
