/**
 * Whether anything may be asked for twice in a trial: then logs keep what may be, and records know
 * who has delivered them.
 */
import { hitsBroker } from '../model/faultModel.js';
import type { ConsumerGroupModel, Model, ProducerModel } from '../model/model.js';
import { kindsOf } from '../model/pipelines.js';

/** Faults after which something may be asked for a second time. */
const CRASHES = new Set<string>(['broker_down', 'broker_stop', 'consumer_down', 'region_down']);

/** Of a trial that ends at `endSeconds`. */
export function asksAgain(model: Model, endSeconds: number): boolean {
  const { consumers, mirrors, faults } = model;
  return (
    model.clusters.some(({ queues }) => queues !== null) ||
    kindsOf(model).some((kind) => timesOut(kind, endSeconds) || expires(kind, endSeconds)) ||
    consumers.some((group) => group.autoscaler !== null || mayBeLate(group, endSeconds)) ||
    mirrors.some(({ name }) => copiesUnowed(model, name)) ||
    faults.some(({ kind }) => CRASHES.has(kind)) ||
    model.clusters.some((_, cluster) => mayLag(model, cluster, endSeconds))
  );
}

/**
 * Whether a follower of a cluster can be too late by then: see engine/assembly/brokers/lagging.ts.
 */
export function mayLag(
  { clusters, topics, faults }: Model,
  cluster: number,
  endSeconds: number,
): boolean {
  const { replicaLagSeconds, queues } = clusters[cluster];
  if (queues !== null || endSeconds <= replicaLagSeconds) return false;
  const isCopied = topics.some((each) => each.cluster === cluster && each.replicationFactor > 1);
  return isCopied && faults.some(({ kind }) => kind === 'region_down' || hitsBroker(kind));
}

/** Whether an instance can have worked for too long on a poll by then. */
export function mayBeLate(group: ConsumerGroupModel, endSeconds: number): boolean {
  return group.waitsForPoll && group.maxPollIntervalSeconds < endSeconds;
}

/**
 * Whether no group reads some topic from a mirror, which copies it all the same: only the log keeps
 * a record until then.
 */
function copiesUnowed(model: Model, mirror: string): boolean {
  return kindsOf(model).some((kind) =>
    model.consumers.every(({ topics, reads }) => !topics.includes(kind.topic) || reads !== mirror),
  );
}

/** Whether a batch can get too old by then. */
export function expires({ deliveryTimeoutSeconds }: ProducerModel, endSeconds: number): boolean {
  return deliveryTimeoutSeconds < endSeconds;
}

/** Whether a request can time out by then. */
export function timesOut(
  { acks, requestTimeoutSeconds }: ProducerModel,
  endSeconds: number,
): boolean {
  return acks !== 0 && requestTimeoutSeconds < endSeconds;
}
