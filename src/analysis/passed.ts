/**
 * What is offered more than it can serve, which is an overload however much of it some buffer still
 * takes: how fast the rest piles up, where, until when, and what happens then. By arithmetic: a
 * fluid, without queueing.
 *
 * Where the rest piles up: what does not come through producers, handlers or a broker's way in
 * stays in producers' memory; what a disk is too slow for first in its page cache; what is not read
 * in time stays in the log, until it is older than its retention; calls that wait stand in their
 * group's queue.
 */
import { clusterPath, isDirect } from '../model/clusters.js';
import type { Model, QueueModel } from '../model/model.js';
import { pipelinesOf, producersPath, type Pipeline } from '../model/pipelines.js';
import { wireBytes } from '../model/wire.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { creditSeconds } from './credits.js';
import type { OfferedLoad, OfferedResource } from './offeredLoad.js';
import { growthOfQueues } from './queueShares.js';

export interface PassedResource {
  readonly resource: string;
  /** The load over its ceiling, above 1. */
  readonly load: number;
  /** Whether that is certain: its ceiling may be an approximation, within about 5%. */
  readonly certain: boolean;
  /** Its credits last so long, before which nothing piles up; 0 = it has none. */
  readonly creditSeconds: number;
  /** Records a second, of the whole system, that it cannot take. */
  readonly growthPerSecond: number;
  /**
   * What fills, one after the other; the first from now on, each other when the one before is full.
   */
  readonly buffers: readonly FillingBuffer[];
  /** What happens when the last is full. */
  readonly outcome: string;
}

export interface FillingBuffer {
  readonly name: string;
  /** From when it begins to fill; Infinity = it has no end. */
  readonly secondsToFull: number;
}

/** Lowest ceiling first; `eventsPerSecond`: the load, if not the model's own. */
export function passedResources(
  model: Model,
  offered: OfferedLoad,
  eventsPerSecond = offered.eventsPerSecond,
): PassedResource[] {
  // Callers that wait call no more.
  if (model.thinkTime !== null) return [];
  return offered.resources
    .filter((row) => eventsPerSecond > row.ceilingEventsPerSecond)
    .sort((a, b) => a.ceilingEventsPerSecond - b.ceilingEventsPerSecond)
    .map((row) => ({ ...row, ceilingEventsPerSecond: row.ceilingAsLoaded }))
    .map((row) => ({
      resource: row.name,
      load: eventsPerSecond / row.ceilingEventsPerSecond,
      certain: eventsPerSecond > row.certainCeilingEventsPerSecond,
      creditSeconds: creditSeconds(model, row),
      growthPerSecond: growthOf(model, row, eventsPerSecond),
      ...filling(model, row, eventsPerSecond),
    }));
}

/**
 * Records a second beyond what a resource's instances can take; of one placement's cells, or of
 * all.
 */
function excess({ parts }: OfferedResource, rate: number, placement: number | null = null): number {
  return parts.reduce((sum, { share, ceilingEventsPerSecond: ceiling, ...part }) => {
    const counts = placement === null || placement === part.placement;
    return counts ? sum + share * Math.max(0, rate - ceiling) : sum;
  }, 0);
}

function growthOf(model: Model, row: OfferedResource, rate: number): number {
  const cells = model.placements.map((_, placement) => cellEventsPerSecond(model, placement));
  return growthOfQueues(model, row.name, cells) ?? excess(row, rate);
}

/** Of a cell where most piles up. */
function excessOfCell({ placements }: Model, row: OfferedResource, rate: number): number {
  return placements.reduce(
    (most, { cells }, placement) => Math.max(most, excess(row, rate, placement) / cells),
    0,
  );
}

type Filling = Pick<PassedResource, 'buffers' | 'outcome'>;

const AT_PRODUCERS =
  /^producers\.|^(?:brokers|clusters\.[^.]+)\.(?:handlers|nic_in|disk|rate_limit|quota)$/;
const CLUSTER_OUT = /^(?:brokers|clusters\.[^.]+)\.nic_out$/;

function filling(model: Model, row: OfferedResource, rate: number): Filling {
  if (isDirect(model)) return waitingCalls(model, row, rate);
  const concerned = pipelinesOf(model).filter((pipeline) => concerns(pipeline, row.name));
  const retentionSeconds = leastOf(concerned, ({ topic }) => topic?.retentionSeconds ?? Infinity);
  const copiesCount = concerned.some(
    ({ topic, producers }) => (topic?.replicationFactor ?? 1) > 1 && producers?.acks === 'all',
  );
  if (row.unit === 'bytes kept') {
    // From empty: it keeps all that comes until the oldest is old enough.
    const secondsToFull = secondsUntilFull(concerned, row.ceilingEventsPerSecond / rate);
    const buffers = [{ name: 'an empty disk', secondsToFull }];
    return { buffers, outcome: 'the broker can write no more, and stops' };
  }
  if (AT_PRODUCERS.test(row.name) || (CLUSTER_OUT.test(row.name) && copiesCount)) {
    const kinds = concerned.flatMap(({ producers }) => producers ?? []);
    const [{ rateLimit, overflow }] = kinds;
    if (row.name.endsWith('.rate_limit') && rateLimit?.policy === 'drop') {
      return { buffers: [], outcome: 'records without a token are dropped' };
    }
    const memory = kinds.reduce((sum, each) => sum + each.bufferMemoryBytes * each.count, 0);
    const all = kinds.reduce((sum, { share }) => sum + share, 0);
    const recordBytes = kinds.reduce((sum, each) => sum + (each.share / all) * each.recordBytes, 0);
    const bytesPerSecond = excessOfCell(model, row, rate) * recordBytes;
    const memoryFull = { name: "producers' memory", secondsToFull: memory / bytesPerSecond };
    const buffers = [...pageCache(model, row, rate), memoryFull];
    return { buffers, outcome: OVERFLOW[overflow] };
  }
  const queue = concerned.flatMap(({ topic }) => topic?.queue ?? []).at(0);
  if (queue !== undefined) {
    const done = row.ceilingEventsPerSecond / rate;
    const perSecond = excessOfCell(model, row, rate);
    return memoryAlarm(concerned, perSecond, waitingMessages(queue, perSecond, done));
  }
  return unread(retentionSeconds, row, rate);
}

/** Whether a pipeline goes through a resource. */
function concerns({ producers, consumers, cluster }: Pipeline, resource: string): boolean {
  if (resource.startsWith('producers.')) {
    return producers !== null && resource.startsWith(`${producersPath(producers)}.`);
  }
  if (resource.startsWith('clusters.')) {
    return cluster !== null && resource.startsWith(`${clusterPath(cluster)}.`);
  }
  if (!resource.startsWith('consumers.')) return true;
  return consumers.some(({ name }) => `${resource}.`.startsWith(`consumers.${name}.`));
}

/**
 * Until logs that are empty at first keep that share of what they keep in the end: each topic grows
 * until its oldest record is as old as its retention.
 */
function secondsUntilFull(pipelines: readonly Pipeline[], share: number): number {
  const kept = pipelines.map(({ share: records, recordBytes, producers, topic }) => {
    const ratio = producers?.compressionRatio ?? 1;
    const copies = topic?.replicationFactor ?? 1;
    const bytesPerSecond = records * recordBytes * ratio * copies;
    return { bytesPerSecond, retention: topic?.retentionSeconds ?? Infinity };
  });
  kept.sort((a, b) => a.retention - b.retention);
  let left = share * kept.reduce((sum, each) => sum + each.bytesPerSecond * each.retention, 0);
  let growth = kept.reduce((sum, each) => sum + each.bytesPerSecond, 0);
  for (const { bytesPerSecond, retention } of kept) {
    if (left / growth <= retention) break;
    left -= bytesPerSecond * retention;
    growth -= bytesPerSecond;
  }
  return left / growth;
}

function leastOf(pipelines: readonly Pipeline[], read: (pipeline: Pipeline) => number): number {
  return pipelines.reduce((least, pipeline) => Math.min(least, read(pipeline)), Infinity);
}

const OVERFLOW = {
  block: 'send() blocks, and records that wait longer than max_block are dropped',
  drop_newest: 'new records are dropped',
  drop_oldest: 'the oldest records are dropped',
  shed: 'records are dropped, more and more from shed_from on',
} as const;

/** Of the busiest broker: bytes that its disk has not yet written. */
function pageCache({ clusters }: Model, row: OfferedResource, rate: number): FillingBuffer[] {
  const cluster = clusters.find((each) => row.name === `${clusterPath(each)}.disk`);
  if (cluster === undefined || row.unit !== 'bytes') return [];
  const perSecond = row.capacity * (rate / row.ceilingEventsPerSecond - 1);
  return [{ name: 'page cache', secondsToFull: cluster.disk.dirtyLimitBytes / perSecond }];
}

/**
 * Of a partition that is read at `ceiling` and written at `rate`, the oldest unread record was
 * written at t ceiling / rate: it reaches the age of retention at t = retention / (1 - ceiling /
 * rate).
 */
function unread(retentionSeconds: number, row: OfferedResource, rate: number): Filling {
  const secondsToFull = retentionSeconds / (1 - row.ceilingEventsPerSecond / rate);
  const buffers = [{ name: 'the log, unread', secondsToFull }];
  return { buffers, outcome: 'what is older than retention is deleted before it is read' };
}

/**
 * Messages that wait in a queue that more come to than are done: it is as long as it may be, or its
 * oldest, as of a log that is not read in time, as old; whichever comes first.
 */
function waitingMessages(
  { maxLength, timeToLiveSeconds, overflow }: QueueModel,
  perSecond: number,
  doneShare: number,
): Filling {
  const atLength = maxLength === null ? Infinity : maxLength / perSecond;
  const atAge = timeToLiveSeconds === null ? Infinity : timeToLiveSeconds / (1 - doneShare);
  if (atAge < atLength) {
    const buffers = [{ name: 'the queue, by its time_to_live,', secondsToFull: atAge }];
    return { buffers, outcome: 'messages get too old, and are dropped' };
  }
  const buffers = [{ name: 'the queue', secondsToFull: atLength }];
  if (maxLength === null) {
    const outcome = "messages wait longer and longer, until the broker's memory or disk is full";
    return { buffers, outcome };
  }
  const outcome = overflow === 'reject' ? 'new messages are refused' : 'the oldest are dropped';
  return { buffers, outcome };
}

/**
 * Where the broker's memory is full before the queue is: what comes then waits at who sends it. The
 * queue's broker holds nothing else.
 */
function memoryAlarm(
  concerned: readonly Pipeline[],
  perSecond: number,
  otherwise: Filling,
): Filling {
  const memory = concerned.at(0)?.cluster?.queues?.memory ?? null;
  const kinds = concerned.flatMap(({ producers }) => producers ?? []);
  const [first] = kinds;
  if (memory === null || kinds.length === 0) return otherwise;
  const all = kinds.reduce((sum, { share }) => sum + share, 0);
  const mean = (bytesOf: (kind: (typeof kinds)[number]) => number): number =>
    kinds.reduce((sum, each) => sum + (each.share / all) * bytesOf(each), 0);
  const each = mean((kind) => wireBytes(kind.recordBytes, kind)) + memory.perMessageBytes;
  const secondsToFull = memory.bytes / (each * perSecond);
  if (secondsToFull >= otherwise.buffers[0].secondsToFull) return otherwise;
  const room = kinds.reduce(
    (sum, { bufferMemoryBytes, count }) => sum + bufferMemoryBytes * count,
    0,
  );
  const there = room / (mean(({ recordBytes }) => recordBytes) * perSecond);
  const buffers = [
    { name: "the broker's memory", secondsToFull },
    {
      name: "producers' memory, as the alarm blocks all who send to the cluster,",
      secondsToFull: there,
    },
  ];
  return { buffers, outcome: OVERFLOW[first.overflow] };
}

function waitingCalls(model: Model, row: OfferedResource, rate: number): Filling {
  const group = model.consumers.find(({ name }) => row.name === `consumers.${name}`);
  const capacity = group?.queueCapacity ?? null;
  const name = group === undefined ? 'waiting calls' : `the queue of ${group.name}`;
  if (capacity === null) {
    const buffers = [{ name, secondsToFull: Infinity }];
    return { buffers, outcome: 'calls wait longer and longer' };
  }
  const buffers = [{ name, secondsToFull: capacity / excessOfCell(model, row, rate) }];
  return { buffers, outcome: 'calls are rejected' };
}
