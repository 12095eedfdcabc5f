/**
 * The size of a run before it begins, by arithmetic: records of one trial, and the memory of a
 * process that runs it.
 *
 * What a part takes is measured (test/bench/runSize.ts holds the sums against processes), not
 * derived: V8's small typed arrays cost more than their bytes, and columns that are never touched
 * cost nothing. Records inside are what arrives in the time that one stays, and what a resource
 * that is offered too much leaves over.
 */
import { offeredLoad, type OfferedLoad } from '../analysis/offeredLoad.js';
import { SMALLER } from '../engine/fullMemory.js';
import { clusterOfGroup, isDirect, partitionsOn } from '../model/clusters.js';
import { DesignError } from '../model/factor.js';
import type { Model } from '../model/model.js';
import { MAXIMUM_TRIAL_RECORDS, MAXIMUM_WORKER_BYTES } from '../model/limits.js';
import { kindsOf, partitionsOf, queuesOf } from '../model/pipelines.js';
import { cellEventsPerSecond } from '../network/trialContext.js';
import { MAXIMUM_INSIDE, chooseWindow, type Fidelity } from './trialPlan.js';

export interface SizePart {
  readonly what: string;
  readonly count: number;
  /** Of one. */
  readonly bytes: number;
}

export interface RunSize {
  /** Where a cell has the most to do: index into model.placements. */
  readonly placement: number;
  /** As given; where pilots will find it, what they throw away at least. */
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  /** That arrive in one trial. */
  readonly records: number;
  /** Peak of the resident memory of a process with one worker. */
  readonly bytes: number;
  readonly parts: readonly SizePart[];
}

const LEAST_WARMUP_SECONDS = 0.1;
/** A record stays about so long where nothing is overloaded. */
const SECONDS_INSIDE = 0.2;
/** Node with Highwater loaded, and a trial of a small model. */
const BASE_BYTES = 70e6;
const STATION_BYTES = 250_000;
const INSTANCE_BYTES = 350;
const RECORD_BYTES = 40;
/** Of one that no batch has left with. */
const WAITING_BYTES = 35;
const CALL_BYTES = 30;
const PRODUCER_BYTES = 3100;
const QUEUE_BYTES = 64;
const CONNECTION_BYTES = 250;
const PARTITION_BYTES = 1000;
const SESSION_BYTES = 1500;
const MEMBER_BYTES = 2500;
const CACHE_ENTRY_BYTES = 60;

/** The size of one trial of the cell with the most users. */
export function runSize(model: Model, fidelity: Fidelity): RunSize {
  const offered = offeredLoad(model);
  const windowSeconds = chooseWindow(model, offered, fidelity);
  const rates = model.placements.map((_, placement) => cellEventsPerSecond(model, placement));
  const rate = rates.reduce((most, each) => Math.max(most, each), 0);
  const warmupSeconds = model.run.warmupSeconds ?? LEAST_WARMUP_SECONDS;
  const seconds = warmupSeconds + windowSeconds;
  const parts = [
    { what: 'Node and the program', count: 1, bytes: BASE_BYTES },
    ...clusterParts(model),
    ...readerParts(model, rate * seconds),
    { what: 'resources', count: offered.resources.length, bytes: STATION_BYTES },
    ...recordParts(model, offered, rate, seconds),
  ].filter(({ count }) => count > 0);
  return {
    placement: rates.indexOf(rate),
    warmupSeconds,
    windowSeconds,
    records: rate * seconds,
    bytes: parts.reduce((sum, { count, bytes }) => sum + count * bytes, 0),
    parts,
  };
}

/**
 * Throws DesignError where a run of the model is too large, or where so many trials (null = until
 * precise) leave out a placement: a mixture without one of its parts is no answer.
 */
export function ensureRunnable(model: Model, fidelity: Fidelity, trials: number | null): void {
  const refused = tooLarge(model, fidelity);
  if (refused !== null) throw new DesignError(`${model.name}: ${refused}`);
  const { placements, name } = model;
  if (trials !== null && trials < placements.length) {
    throw new DesignError(
      `${name}: ${trials} trials for ${placements.length} placements of cells; each needs one, ask for at least ${placements.length}`,
    );
  }
}

/** Why the run is too large, with the arithmetic; null where it is not. */
export function tooLarge(model: Model, fidelity: Fidelity): string | null {
  const size = runSize(model, fidelity);
  const figure = (value: number): string =>
    Number(value.toPrecision(3)).toLocaleString('en-US', { maximumSignificantDigits: 3 });
  if (size.records > MAXIMUM_TRIAL_RECORDS) {
    const seconds = figure(size.warmupSeconds + size.windowSeconds);
    const rate = figure(size.records / (size.warmupSeconds + size.windowSeconds));
    return `a trial of ${seconds} s at ${rate} records/s a cell has ${figure(size.records)} records, at most ${figure(MAXIMUM_TRIAL_RECORDS)}; shorten run.duration, or write more, smaller cells`;
  }
  if (size.bytes <= MAXIMUM_WORKER_BYTES) return null;
  const sum = [...size.parts]
    .sort((a, b) => b.count * b.bytes - a.count * a.bytes)
    .slice(0, 3)
    .map(({ what, count, bytes }) => `${figure(count)} ${what} x ${figure(bytes)} B`)
    .join(' + ');
  return `a worker needs about ${figure(size.bytes / 1e9)} GB (${sum}), at most ${figure(MAXIMUM_WORKER_BYTES / 1e9)} GB; ${SMALLER}`;
}

function clusterParts(model: Model): SizePart[] {
  const { topics } = model;
  if (isDirect(model)) return [];
  const producers = kindsOf(model);
  const count = producers.reduce((all, kind) => all + kind.count, 0);
  const clusters = [
    ...model.clusters.map((brokers, index) => ({
      brokers,
      clients: producers.reduce(
        (all, kind) => (topics[kind.topic].cluster === index ? all + kind.count : all),
        0,
      ),
      partitions: partitionsOn(topics, index),
      copies: topics.reduce(
        (most, topic) => (topic.cluster === index ? Math.max(most, topic.replicationFactor) : most),
        1,
      ),
    })),
    ...model.mirrors.map((mirror) => ({
      brokers: mirror.brokers,
      clients: mirror.tasks,
      partitions: partitionsOn(topics, mirror.copies),
      copies: mirror.replicationFactor,
    })),
  ];
  const sum = (of: (cluster: (typeof clusters)[number]) => number): number =>
    clusters.reduce((total, cluster) => total + of(cluster), 0);
  const followers = ({ brokers, partitions, copies }: (typeof clusters)[number]): number =>
    Math.min(brokers.count * (brokers.count - 1), partitions * (copies - 1));
  return [
    { what: 'producers', count, bytes: PRODUCER_BYTES },
    {
      what: 'queues (producers x partitions)',
      count: queuesOf(producers, topics),
      bytes: QUEUE_BYTES,
    },
    {
      what: 'connections',
      count: sum((each) => each.clients * each.brokers.count),
      bytes: CONNECTION_BYTES,
    },
    { what: 'partitions', count: sum((each) => each.partitions), bytes: PARTITION_BYTES },
    { what: 'brokers', count: sum((each) => each.brokers.count), bytes: 4 * INSTANCE_BYTES },
    {
      what: 'sessions of followers',
      count: sum(followers),
      bytes: SESSION_BYTES,
    },
  ];
}

function readerParts(model: Model, records: number): SizePart[] {
  const entries = model.stores.map(({ cache }) => Math.min(cache?.entries ?? 0, records));
  const shards = model.stores.reduce((sum, store) => sum + store.shards, 0);
  const parts = [
    { what: 'shards', count: shards, bytes: INSTANCE_BYTES },
    {
      what: 'entries of caches',
      count: entries.reduce((sum, count) => sum + count, 0),
      bytes: CACHE_ENTRY_BYTES,
    },
  ];
  if (isDirect(model)) return parts;
  const sessions = model.consumers.map((group) =>
    Math.min(
      partitionsOf(model, group),
      group.instances * (clusterOfGroup(model, group)?.count ?? 1),
    ),
  );
  const members = model.consumers.map(({ instances, autoscaler }) =>
    Math.max(instances, autoscaler?.maximum ?? 0),
  );
  return [
    ...parts,
    {
      what: 'consumers',
      count: members.reduce((sum, count) => sum + count, 0),
      bytes: MEMBER_BYTES,
    },
    {
      what: 'sessions of readers',
      count: sessions.reduce((sum, count) => sum + count, 0),
      bytes: SESSION_BYTES,
    },
  ];
}

/**
 * Records inside a cell at most: those under way, and the backlog of what is offered more than it
 * can do.
 */
function recordParts(
  model: Model,
  offered: OfferedLoad,
  rate: number,
  seconds: number,
): SizePart[] {
  const kept = model.faults.length > 0 ? keptSeconds(model, seconds) : 0;
  const ceiling = (early: boolean): number =>
    offered.resources
      .filter(({ name }) => early === /^(?:producers|brokers|clusters)\./.test(name))
      .reduce((least, row) => Math.min(least, row.ceilingEventsPerSecond), Infinity);
  const scale = rate / offered.eventsPerSecond;
  const [first, second] = [ceiling(true) * scale, ceiling(false) * scale];
  const underWay = Math.min(rate, first, second) * Math.min(seconds, SECONDS_INSIDE + kept);
  const { producers } = model;
  const room =
    producers.length === 0
      ? Infinity
      : producers.reduce((sum, { count, bufferMemoryBytes, recordBytes }) => {
          return sum + count * Math.max(1, Math.floor(bufferMemoryBytes / recordBytes));
        }, 0);
  const before = Math.min(room, seconds * Math.max(0, rate - first));
  const behind = seconds * Math.max(0, Math.min(rate, first) - second);
  const backlog = Math.min(before + behind, MAXIMUM_INSIDE + rate * (seconds / 60));
  const waiting = Math.min(before, backlog);
  const inside = underWay + backlog - waiting;
  return isDirect(model)
    ? [{ what: 'records inside', count: waiting + inside, bytes: CALL_BYTES }]
    : [
        { what: 'records at producers', count: waiting, bytes: WAITING_BYTES },
        { what: 'records inside', count: inside, bytes: RECORD_BYTES },
      ];
}

/**
 * Seconds of records that logs keep for readers that come back, or that pile up while something is
 * down.
 */
function keptSeconds(model: Model, seconds: number): number {
  const commits = model.consumers.map(({ commitIntervalSeconds }) => commitIntervalSeconds);
  const lengths = model.faults.map(({ when }) => (when.kind === 'once' ? when.lengthSeconds : 0));
  return Math.min(seconds, Math.max(0, ...commits) + Math.max(0, ...lengths));
}
