/**
 * Arithmetic of what a cluster is sent: requests, the handlers' and the disk's time for them, what
 * a connection carries. All of it is for the broker that leads most, without queueing.
 */
import * as mathematics from '../mathematics/index.js';
import type { BrokerModel } from '../model/model.js';
import type { Pipeline } from '../model/pipelines.js';
import { wireBytes } from '../model/wire.js';
import { incompleteGamma, mean } from '../statistics/index.js';
import { diskSpeed } from './credits.js';
import { largestTime } from './extremes.js';
import type { LeaderShares } from './shares.js';

/** A cluster and those who produce to it. */
export interface Produced {
  readonly brokers: BrokerModel;
  readonly shares: LeaderShares;
  readonly replicationFactor: number;
  readonly acks: 0 | 1 | 'all';
  readonly clients: number;
  readonly wireBytesPerRecord: number;
  /** Records of a full batch, and of the largest request. */
  readonly batchRecords: number;
  readonly requestRecords: number;
  readonly lingerSeconds: number;
  /** Records without key stay on one partition for a full batch. */
  readonly sticky: boolean;
  readonly maxInFlight: number;
  /** Share of its host that each record a second of a client keeps busy; null = none. */
  readonly processor: ((requestRecords: number) => number) | null;
  readonly clientNicBytesPerSecond: number;
  /** One way, mean, seconds. */
  readonly clientDelaySeconds: number;
}

/** Records of a full batch. */
export function fullBatchRecords({ producers, recordBytes }: Pipeline): number {
  if (producers === null) return 1;
  const wire = wireBytes(recordBytes, producers);
  return Math.max(1, Math.floor(producers.batchSizeBytes / wire));
}

/**
 * Records of a request when there is always more to send: a full batch of the largest partition
 * that the broker leads, and of the others as much as comes meanwhile.
 */
export function fullRequestRecords({ shares, batchRecords, requestRecords }: Produced): number {
  const largest = shares.partitions.reduce((most, share) => Math.max(most, share), 0);
  const all = batchRecords * (largest > 0 ? shares.leads / largest : 1);
  return Math.max(1, Math.min(all, requestRecords));
}

/**
 * Records of a request when the cell is offered `rate` records/s: the first starts the clock of
 * linger. Where requests of that size would be more than the connection, the handlers or the disk
 * can do, they wait and grow: to the smallest size that these can do, or to full ones.
 */
export function loadedRequestRecords(produced: Produced, rate: number): number {
  const { shares, clients, lingerSeconds, batchRecords } = produced;
  const full = fullRequestRecords(produced);
  const lingered = produced.sticky
    ? Math.min(batchRecords, 1 + (rate / clients) * lingerSeconds)
    : Math.min(firstFull(produced), 1 + ((rate * shares.leads) / clients) * lingerSeconds);
  let low = Math.max(1, Math.min(full, lingered));
  if (requestLoad(produced, rate, low) <= 1) return low;
  let high = full;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (requestLoad(produced, rate, middle) <= 1) high = middle;
    else low = middle;
  }
  return high;
}

const HALVINGS = 30;

/**
 * Records drawn until some partition has a full batch, in the median: partitions' counts are taken
 * as independent Poisson numbers, of which P(N >= B) = P(B, mean), the regularized incomplete gamma
 * function.
 */
function firstFull({ shares, batchRecords }: Produced): number {
  const largest = shares.partitions.reduce((most, share) => Math.max(most, share), 0);
  const alike = shares.partitions.filter((share) => share > largest / 2).length;
  const chance = -mathematics.expm1(-Math.LN2 / alike);
  let low = 0;
  let high = batchRecords;
  for (let halving = 0; halving < HALVINGS; halving++) {
    const middle = (low + high) / 2;
    if (incompleteGamma(batchRecords, middle) < chance) low = middle;
    else high = middle;
  }
  return Math.max(1, (high * shares.leads) / largest);
}

/** How busy requests of `records` keep what is busiest with them: connections, handlers or disk. */
function requestLoad(produced: Produced, rate: number, records: number): number {
  const { brokers, shares, clients, sticky, wireBytesPerRecord } = produced;
  const requests = requestsPerSecond(produced, rate, records);
  // Records that stick to a partition come through one connection at a time.
  const channel = sticky ? rate / records : requests;
  const connection = (channel / clients) * turnSeconds(produced, records);
  const handling = rate * shares.leads * recordHandlerSeconds(produced, records);
  const writes = requests * fullWritesPerRequest(produced) * flushSeconds(brokers);
  const bytes = rate * shares.holds * wireBytesPerRecord;
  const making = (rate / clients) * (produced.processor?.(records) ?? 0);
  const disk = writes === 0 ? 0 : writes + bytes / diskSpeed(brokers.disk);
  return Math.max(connection, handling / brokers.handlers, disk, making);
}

/** Batches in a request of `records`. */
export function batchesOf({ shares, batchRecords, sticky }: Produced, records: number): number {
  const filled = records / batchRecords;
  if (sticky) return Math.ceil(filled - 1e-9);
  // Expected number of partitions among n records of shares s: the sum of 1 - (1 - s)^n.
  const touched = shares.partitions.reduce((sum, share) => {
    return (
      sum -
      mathematics.expm1(records * mathematics.log1p(-Math.min(1 - 1e-9, share / shares.leads)))
    );
  }, 0);
  return Math.max(filled, touched);
}

/** Handler seconds of one record in a request of `records`. */
export function recordHandlerSeconds(produced: Produced, records: number): number {
  const { brokers, wireBytesPerRecord } = produced;
  const batches = batchesOf(produced, records);
  const request = mean(brokers.timePerRequest) + batches * brokers.timePerBatchSeconds;
  const bytes = wireBytesPerRecord * brokers.timePerByteSeconds;
  return request / records + brokers.timePerRecordSeconds + bytes;
}

/** Handler seconds of one record at the least: in a full batch of the largest request. */
export function leastHandlerSeconds(produced: Produced): number {
  const { brokers, wireBytesPerRecord, requestRecords, batchRecords } = produced;
  const shared =
    mean(brokers.timePerRequest) / requestRecords + brokers.timePerBatchSeconds / batchRecords;
  return shared + brokers.timePerRecordSeconds + wireBytesPerRecord * brokers.timePerByteSeconds;
}

/** Handler seconds that pauses take for each byte written. */
export function pauseSecondsPerByte({ pauses, handlers }: BrokerModel): number {
  return pauses === null ? 0 : (handlers * mean(pauses.time)) / pauses.everyBytes;
}

/** Disk seconds of a write, where appends wait for it, beside those of its bytes. */
export function flushSeconds({ disk }: BrokerModel): number {
  return disk.flush === 'every_batch' ? mean(disk.flushTime) : 0;
}

/** Of an append of `bytes`: until it counts. */
function appendSeconds(brokers: BrokerModel, bytes: number): number {
  const { disk } = brokers;
  return disk.flush === 'every_batch' ? bytes / disk.bytesPerSecond + flushSeconds(brokers) : 0;
}

/**
 * From one fetch of a follower to its next that brings `bytes`, without waiting for something to be
 * appended; of several followers, of the slowest.
 */
export function followerSeconds(brokers: BrokerModel, bytes: number, followers = 1): number {
  return (
    largestTime(brokers.timePerFetch, followers) +
    bytes / brokers.nicBytesPerSecond +
    2 * largestTime(brokers.propagation, followers) +
    appendSeconds(brokers, bytes) +
    largestTime(brokers.timePerReplicaAppend, followers)
  );
}

/** How long a broker works on a request of one connection, before it takes the next of it. */
function mutedSeconds(produced: Produced, records: number): number {
  const { brokers, wireBytesPerRecord, acks, replicationFactor } = produced;
  const bytes = records * wireBytesPerRecord;
  const own =
    wakingSeconds(produced) +
    records * recordHandlerSeconds(produced, records) +
    appendSeconds(brokers, bytes);
  // The follower waits for what is appended; its next fetch tells that it has it.
  const followers = acks === 'all' ? replicationFactor - 1 : 0;
  return own + (followers > 0 ? followerSeconds(brokers, bytes, followers) : 0);
}

/**
 * What waking a handler adds to each request of a connection that is full: nothing where as many
 * connections as there are handlers have a request there at any time.
 */
function wakingSeconds({ brokers, clients, maxInFlight }: Produced): number {
  const isOneIdle =
    clients < brokers.handlers || (maxInFlight === 1 && clients === brokers.handlers);
  return isOneIdle ? mean(brokers.timePerWakeup) : 0;
}

/**
 * Seconds that each request of `records` takes of its connection, one after the other: the broker
 * works on one at a time, and at most max.in.flight are unanswered.
 */
export function turnSeconds(produced: Produced, records: number): number {
  const { acks, wireBytesPerRecord, clientNicBytesPerSecond, brokers } = produced;
  const muted = mutedSeconds(produced, records);
  if (acks === 0) return muted;
  const nic = Math.min(clientNicBytesPerSecond, brokers.nicBytesPerSecond);
  const sending = (records * wireBytesPerRecord) / nic;
  const roundTrip = sending + 2 * produced.clientDelaySeconds + muted;
  return Math.max(muted, roundTrip / produced.maxInFlight);
}

/**
 * Answers a second to a session whose data comes as `appendsPerSecond` Poisson appends a second:
 * after an answer it asks again within `roundTrip` seconds, and is answered then if something has
 * come meanwhile, else when something comes, or empty after `longest` seconds.
 */
export function answersPerSecond(
  appendsPerSecond: number,
  roundTrip: number,
  longest = Infinity,
): number {
  return 1 / (roundTrip + waitSeconds(appendsPerSecond, roundTrip, longest));
}

/**
 * How long a fetch waits at the broker, mean: for the first coming, if none was within the round
 * trip, at most `longest`.
 */
function waitSeconds(appendsPerSecond: number, roundTrip: number, longest: number): number {
  if (appendsPerSecond <= 0) return longest;
  return (
    (mathematics.exp(-appendsPerSecond * roundTrip) *
      -mathematics.expm1(-appendsPerSecond * longest)) /
    appendsPerSecond
  );
}

/** Requests a second to the broker, of all clients, when they have `records` each. */
export function requestsPerSecond({ shares }: Produced, rate: number, records: number): number {
  return (rate * shares.leads) / records;
}

/**
 * Of those, how many a second have something of a part of the broker's partitions that has `share`
 * of the cell's records.
 */
export function requestsWith(
  produced: Produced,
  rate: number,
  records: number,
  share: number,
): number {
  const { shares, sticky, batchRecords } = produced;
  const part = shares.leads > 0 ? Math.min(1, share / shares.leads) : 0;
  if (part >= 1) return requestsPerSecond(produced, rate, records);
  const draws = sticky ? Math.ceil(records / batchRecords - 1e-9) : records;
  return (
    requestsPerSecond(produced, rate, records) *
    -mathematics.expm1(draws * mathematics.log1p(-part))
  );
}

/** The same where something may come every `gap` seconds, each time with the chance `part`. */
function waitInTurns(part: number, gap: number, roundTrip: number, longest: number): number {
  if (part <= 0) return longest;
  if (part >= 1 || gap <= 0) return 0;
  const perSecond = mathematics.log1p(-part) / gap;
  return (
    (mathematics.exp(perSecond * roundTrip) * -mathematics.expm1(perSecond * longest) * gap) / part
  );
}

/** A session with a broker, a consumer's, a mirror's or a follower's. */
export interface BrokerSession {
  /** Seconds from one fetch to the next that it is not at the broker. */
  readonly away: number;
  /** Of the cell's records. */
  readonly share: number;
  /** At most so long a fetch waits for data. */
  readonly longest: number;
}

/**
 * Fetches that a broker handles for each produce request when its handlers are saturated. Every
 * connection then has a produce request in the FIFO queue; a session has a fetch there when it is
 * neither on its way nor waiting for data, which comes with those requests that hold something for
 * it. By fixed-point iteration on the time that the queue takes to come round.
 */
export function fullFetchesPerRequest(
  produced: Produced,
  sessions: readonly BrokerSession[],
): number {
  const { brokers, clients, shares } = produced;
  if (shares.leads === 0) return sessions.length / clients;
  const records = fullRequestRecords(produced);
  const request = records * recordHandlerSeconds(produced, records);
  const all = requestsPerSecond(produced, 1, records);
  const alike = new Map<string, BrokerSession & { count: number; with: number }>();
  for (const session of sessions) {
    const key = `${session.away} ${session.share} ${session.longest}`;
    const known = alike.get(key);
    if (known !== undefined) known.count++;
    else {
      const part = requestsWith(produced, 1, records, session.share) / all;
      alike.set(key, { ...session, count: 1, with: part });
    }
  }
  let fetches = sessions.length;
  for (let round = 0; round < ROUNDS; round++) {
    const work = clients * request + fetches * mean(brokers.timePerFetch);
    const turn = Math.max(request, work / brokers.handlers);
    let next = 0;
    for (const { count, away, longest, with: part } of alike.values()) {
      const roundTrip = turn + away;
      const cycle = roundTrip + waitInTurns(part, turn / clients, roundTrip, longest);
      // Where nothing takes time, all is always there.
      next += count * (cycle > 0 ? turn / cycle : 1);
    }
    fetches = (fetches + next) / 2;
  }
  return fetches / clients;
}

const ROUNDS = 40;

/**
 * Writes of the broker's disk for each produce request that it leads, its own and those of the
 * answers that it gets as a follower, when the disk is full: then each connection and each leader
 * followed has one write in its queue; with acks=all a connection has none while its followers
 * write, at least as long.
 */
export function fullWritesPerRequest(produced: Produced): number {
  const { shares, clients, acks, replicationFactor } = produced;
  const queued = (shares.follows / clients) * (acks === 'all' ? 2 : 1);
  return 1 + Math.min(replicationFactor - 1, queued);
}
