/**
 * What a trial records while it runs: counts, latencies by path and stage, and the time series.
 *
 * Semantics: a delivery or an acknowledgement belongs to the measured window [windowStart, windowEnd) by its own time,
 * an arrival by its arrival time. The stages of a record are differences of successive times of its life, so they add
 * up to its end-to-end latency; that is checked for every record, to 1e-9 of the later time. A record's wait at the
 * consumer is from receipt to the start of its processing, and from its end to the sending of the poll's write.
 *
 * Records of one batch and one answer share most of their stages, and neighbours mostly fall into the same row of the
 * stage sums: both are added once for a run of records instead of once for each (a third of the time of a delivery).
 */
import { BIN_COUNT, SUB_BINS_PER_OCTAVE, binOf } from '../statistics/index.js';
import { Bins } from './bins.js';
import { STAGES, type WriteTimes } from './stages.js';
import type { Member } from './consumer.js';
import type { World } from './world.js';

/** Bins of the stage sums and of the series: 16 per octave. */
export const COARSE = SUB_BINS_PER_OCTAVE / 16;
export const COARSE_COUNT = Math.ceil(BIN_COUNT / COARSE);
const STAGE_COUNT = STAGES.length;
/** Columns of a row of stage sums: the count, then a column per stage. */
const ROW = STAGE_COUNT + 1;
const NO_WRITE: WriteTimes = { sent: 0, come: 0, begun: 0, served: 0, answered: 0 };
const RELATIVE_TOLERANCE = 1e-9;
const FIRST_SHARED = 3;
const END_SHARED = 10;

export class Recorder {
  arrivedTotal = 0;
  arrivedBefore = 0;
  arrivedInWindow = 0;
  droppedTotal = 0;
  droppedBefore = 0;
  droppedInWindow = 0;
  deliveredTotal = 0;
  deliveredBefore = 0;
  deliveredInWindow = 0;
  /** Deliveries whose time lies after the trial's end: they are still inside. */
  deliveredLater = 0;
  /** Deliveries that will never be made: a record lost on one of its paths counts once for that path. */
  lostTotal = 0;
  lostBefore = 0;
  lostInWindow = 0;
  /** Deliveries of records that their path had delivered already. */
  duplicatesTotal = 0;
  duplicatesInWindow = 0;
  /** Produce requests sent again. */
  retriesInWindow = 0;
  /** Audit: sightings of a high watermark ahead of its log or of an in-sync follower; see safety.ts. */
  watermarksAhead = 0;
  /** Audit: records acknowledged with acks=all that were not committed, and committed records that were cut off. */
  promisesBroken = 0;
  /** Readable records that no mirror had yet when the region went down. */
  unmirrored = 0;
  orderBroken = 0;
  stagesBroken = 0;
  readonly publish = new Bins();
  readonly paths: readonly Bins[];
  readonly stages: readonly Bins[] = STAGES.map(() => new Bins());
  readonly stageSums = new Float64Array(COARSE_COUNT * ROW);
  readonly arrivedSeries: Float64Array;
  readonly droppedSeries: Float64Array;
  /** [path * buckets + bucket]: deliveries, and the sum of their latencies. */
  readonly deliveredSeries: Float64Array;
  readonly latencySeries: Float64Array;
  readonly lostSeries: Float64Array;
  /** [bucket * COARSE_COUNT + coarse bin], all paths. */
  readonly latencyBins: Float64Array;
  readonly bucketSeconds: number;
  private readonly bucketsPerSecond: number;
  /** Stages of the run under way: their values where shared by its batch or write, else their sums over the run. */
  private readonly values = new Float64Array(STAGE_COUNT);
  private readonly sums = new Float64Array(STAGE_COUNT);

  constructor(
    readonly windowStart: number,
    readonly windowEnd: number,
    readonly buckets: number,
    groupCount: number,
  ) {
    this.bucketSeconds = (windowEnd - windowStart) / buckets;
    this.bucketsPerSecond = 1 / this.bucketSeconds;
    this.paths = Array.from({ length: groupCount }, () => new Bins());
    this.arrivedSeries = new Float64Array(buckets);
    this.deliveredSeries = new Float64Array(buckets * groupCount);
    this.droppedSeries = new Float64Array(buckets);
    this.latencySeries = new Float64Array(buckets * groupCount);
    this.lostSeries = new Float64Array(buckets * groupCount);
    this.latencyBins = new Float64Array(buckets * COARSE_COUNT);
  }

  /** `count` records arrived, none at or after `arrivalEdge` of the first. */
  arrived(time: number, count = 1): void {
    if (time >= this.windowEnd) return;
    this.arrivedTotal += count;
    if (time < this.windowStart) {
      this.arrivedBefore += count;
      return;
    }
    this.arrivedInWindow += count;
    this.arrivedSeries[this.bucketOf(time)] += count;
  }

  /** Until when (not with) arrivals count as one at `time` does. */
  arrivalEdge(time: number): number {
    if (time < this.windowStart) return this.windowStart;
    if (time >= this.windowEnd) return Infinity;
    const edge = this.windowStart + (this.bucketOf(time) + 1) * this.bucketSeconds;
    return edge < this.windowEnd ? edge : this.windowEnd;
  }

  dropped(time: number, count: number): void {
    if (time >= this.windowEnd) return;
    this.droppedTotal += count;
    if (time < this.windowStart) {
      this.droppedBefore += count;
      return;
    }
    this.droppedInWindow += count;
    this.droppedSeries[this.bucketOf(time)] += count;
  }

  /** `count` records are lost on a path at `time`; one at or after the trial's end is still inside. */
  lost(path: number, time: number, count = 1): void {
    if (time >= this.windowEnd) {
      this.deliveredLater += count;
      return;
    }
    this.lostTotal += count;
    if (time < this.windowStart) {
      this.lostBefore += count;
      return;
    }
    this.lostInWindow += count;
    this.lostSeries[path * this.buckets + this.bucketOf(time)] += count;
  }

  duplicated(time: number, count: number): void {
    if (time >= this.windowEnd) return;
    this.duplicatesTotal += count;
    if (time >= this.windowStart) this.duplicatesInWindow += count;
  }

  retried(time: number): void {
    if (time >= this.windowStart && time < this.windowEnd) this.retriesInWindow++;
  }

  /** Which bucket of the series a time within the window falls into. */
  private bucketOf(time: number): number {
    const bucket = Math.floor((time - this.windowStart) * this.bucketsPerSecond);
    return bucket < this.buckets ? bucket : this.buckets - 1;
  }

  /** A producer has its acknowledgement for a batch: records `first` to `end` - 1. */
  published(time: number, arrival: Float64Array, first: number, end: number): void {
    if (time < this.windowStart || time >= this.windowEnd) return;
    for (let record = first; record < end; record++) {
      const latency = time - arrival[record];
      this.publish.add(latency, binOf(latency));
    }
  }

  /** A record that went straight to its consumer, without a broker: network, wait, service. */
  deliverDirect(
    path: number,
    arrival: number,
    sent: number,
    come: number,
    start: number,
    finish: number,
  ): void {
    if (this.countDeliveries(finish, 1) === 0) return;
    const latency = finish - arrival;
    const bin = binOf(latency);
    this.paths[path].add(latency, bin);
    const block = sent - arrival;
    const network = come - sent;
    const wait = start - come;
    const service = finish - start;
    if (block !== 0) this.stages[0].add(block, binOf(block));
    this.stages[3].add(network, binOf(network));
    this.stages[10].add(wait, binOf(wait));
    this.stages[11].add(service, binOf(service));
    const row = Math.floor(bin / COARSE) * ROW;
    this.stageSums[row]++;
    this.stageSums[row + 1] += block;
    this.stageSums[row + 4] += network;
    this.stageSums[row + 11] += wait;
    this.stageSums[row + 12] += service;
    this.checkStages(block + network + wait + service - latency, finish);
    this.addToSeries(path, this.bucketOf(finish), row / ROW, 1, latency);
  }

  /** The records of a poll without a store, chained by member.next from slot `first`: each delivered at its finish. */
  deliverPoll(world: World, path: number, member: Member, first: number): void {
    const { finish, next } = member;
    this.values.fill(0);
    for (let from = first; from >= 0;) {
      // A run: neighbours of one batch and answer, all before, within, or after the window.
      const batch = member.batch[from];
      const received = member.received[from];
      const kind = this.placeOf(finish[from]);
      let count = 1;
      let to = next[from];
      while (
        to >= 0 &&
        member.batch[to] === batch &&
        member.received[to] === received &&
        this.placeOf(finish[to]) === kind
      ) {
        to = next[to];
        count++;
      }
      if (this.countDeliveries(finish[from], count) > 0) {
        this.deliverRun(world, path, member, from, to, false, NO_WRITE);
      }
      from = to;
    }
  }

  /** The records of one write, chained by member.next from slot `first`: all delivered when it is answered. */
  deliverWrite(
    world: World,
    path: number,
    member: Member,
    first: number,
    records: number,
    write: WriteTimes,
  ): void {
    if (this.countDeliveries(write.answered, records) === 0) return;
    const { values } = this;
    values[12] = write.come - write.sent + (write.answered - write.served);
    values[13] = write.begun - write.come;
    values[14] = write.served - write.begun;
    for (let stage = 12; stage < STAGE_COUNT; stage++) {
      this.stages[stage].addMany(values[stage], binOf(values[stage]), records);
    }
    let from = first;
    while (from >= 0) {
      const batch = member.batch[from];
      const received = member.received[from];
      let to = member.next[from];
      while (to >= 0 && member.batch[to] === batch && member.received[to] === received) {
        to = member.next[to];
      }
      this.deliverRun(world, path, member, from, to, true, write);
      from = to;
    }
  }

  private placeOf(time: number): number {
    return time >= this.windowEnd ? 2 : time < this.windowStart ? 0 : 1;
  }

  /** Counts deliveries of one time; returns how many of them are to be measured. */
  private countDeliveries(time: number, count: number): number {
    if (time >= this.windowEnd) {
      this.deliveredLater += count;
      return 0;
    }
    this.deliveredTotal += count;
    if (time < this.windowStart) {
      this.deliveredBefore += count;
      return 0;
    }
    this.deliveredInWindow += count;
    return count;
  }

  /** Slots `from` up to (not with) `to` in the order of member.next: one batch, one answer. */
  private deliverRun(
    world: World,
    path: number,
    member: Member,
    from: number,
    to: number,
    stored: boolean,
    write: WriteTimes,
  ): void {
    const { batches } = world;
    const { arrival, admitted } = world.records;
    const { values } = this;
    const batch = member.batch[from];
    const received = member.received[from];
    const shared = this.loadShared(world, batch, member.answered[from], received);
    const ready = batches.ready[batch];
    const drained = batches.drained[batch];
    const { stages } = this;
    const latencies = this.paths[path];
    const latencyCounts = latencies.counts;
    const lingerCounts = stages[1].counts;
    const waitCounts = stages[10].counts;
    const serviceCounts = stages[11].counts;
    let records = 0;
    let row = -1;
    let bucket = 0;
    let inRow = 0;
    // Sums over the row under way, and extremes over the run, in registers.
    let latencySum = 0;
    let blockSum = 0;
    let lingerSum = 0;
    let flightSum = 0;
    let waitSum = 0;
    let serviceSum = 0;
    for (let slot = from; slot !== to; slot = member.next[slot]) {
      const record = member.record[slot];
      const came = arrival[record];
      const taken = admitted[record];
      const lingered = ready > taken ? ready : taken;
      const finish = member.finish[slot];
      const start = member.start[slot];
      const end = stored ? write.answered : finish;
      const block = taken - came;
      const linger = lingered - taken;
      const flight = drained - lingered;
      const wait = start - received + (stored ? write.sent - finish : 0);
      const service = finish - start;
      const latency = end - came;
      const bin = binOf(latency);
      latencyCounts[bin]++;
      lingerCounts[binOf(linger)]++;
      waitCounts[binOf(wait)]++;
      serviceCounts[binOf(service)]++;
      latencies.widen(latency);
      stages[1].widen(linger);
      stages[10].widen(wait);
      stages[11].widen(service);
      if (block !== 0) stages[0].add(block, binOf(block));
      if (flight !== 0) stages[2].add(flight, binOf(flight));
      const endBucket = stored && row >= 0 ? bucket : this.bucketOf(end);
      const coarse = (bin / COARSE) | 0;
      if (coarse !== row || endBucket !== bucket) {
        if (inRow > 0) {
          this.setSums(blockSum, lingerSum, flightSum, waitSum, serviceSum);
          this.closeRow(path, row, inRow, bucket, latencySum);
        }
        row = coarse;
        bucket = endBucket;
        inRow = 0;
        latencySum = 0;
        blockSum = 0;
        lingerSum = 0;
        flightSum = 0;
        waitSum = 0;
        serviceSum = 0;
      }
      inRow++;
      records++;
      latencySum += latency;
      blockSum += block;
      lingerSum += linger;
      flightSum += flight;
      waitSum += wait;
      serviceSum += service;
      this.checkStages(shared + block + linger + flight + wait + service - latency, end);
    }
    this.setSums(blockSum, lingerSum, flightSum, waitSum, serviceSum);
    this.closeRow(path, row, inRow, bucket, latencySum);
    latencies.count += records;
    stages[1].count += records;
    stages[10].count += records;
    stages[11].count += records;
    for (let stage = FIRST_SHARED; stage < END_SHARED; stage++) {
      this.stages[stage].addMany(values[stage], binOf(values[stage]), records);
    }
  }

  private setSums(
    block: number,
    linger: number,
    flight: number,
    wait: number,
    service: number,
  ): void {
    const { sums, stages } = this;
    sums[0] = block;
    sums[1] = linger;
    sums[2] = flight;
    sums[10] = wait;
    sums[11] = service;
    stages[1].sum += linger;
    stages[10].sum += wait;
    stages[11].sum += service;
  }

  /** Stages that most records pass in no time are counted only where they took some: the others are added at the end. */
  finish(): void {
    for (const stage of this.stages) {
      const zeros = this.deliveredInWindow - stage.count;
      if (zeros > 0) stage.addMany(0, 0, zeros);
    }
  }

  /** The stages that all records of a batch, answer and write share; returns their sum. */
  private loadShared(world: World, batch: number, answered: number, received: number): number {
    const { batches } = world;
    const { values } = this;
    const readable = batches.readable[batch];
    values[3] = batches.received[batch] - batches.drained[batch];
    values[4] = batches.started[batch] - batches.received[batch];
    values[5] = batches.appended[batch] - batches.started[batch];
    values[6] = batches.committed[batch] - batches.appended[batch];
    values[7] = readable - batches.committed[batch];
    values[8] = answered - readable;
    values[9] = received - answered;
    let sum = values[12] + values[13] + values[14];
    for (let stage = FIRST_SHARED; stage < END_SHARED; stage++) sum += values[stage];
    return sum;
  }

  /** Adds `count` records of one coarse bin and one bucket of the series. */
  private closeRow(
    path: number,
    coarse: number,
    count: number,
    bucket: number,
    latencySum: number,
  ): void {
    const { values, sums, stageSums } = this;
    const row = coarse * ROW;
    this.paths[path].sum += latencySum;
    stageSums[row] += count;
    for (let stage = 0; stage < STAGE_COUNT; stage++) {
      const own = stage < FIRST_SHARED || stage === 10 || stage === 11;
      stageSums[row + 1 + stage] += own ? sums[stage] : values[stage] * count;
    }
    this.addToSeries(path, bucket, coarse, count, latencySum);
  }

  private addToSeries(
    path: number,
    bucket: number,
    coarse: number,
    count: number,
    latencySum: number,
  ): void {
    this.deliveredSeries[path * this.buckets + bucket] += count;
    this.latencySeries[path * this.buckets + bucket] += latencySum;
    this.latencyBins[bucket * COARSE_COUNT + coarse] += count;
  }

  private checkStages(difference: number, end: number): void {
    const tolerance = RELATIVE_TOLERANCE * end;
    if (difference > tolerance || difference < -tolerance) this.stagesBroken++;
  }
}
