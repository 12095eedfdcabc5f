/**
 * What a trial records while it runs: counts, latencies by path and stage, and the time series.
 *
 * Semantics: a delivery or an acknowledgement belongs to the measured window [windowStart, windowEnd) by its own time,
 * an arrival by its arrival time. The stages of a record are differences of successive times of its life, so they add
 * up to its end-to-end latency; that is checked for every record, to 1e-9 of the later time. A record's wait at the
 * consumer is from receipt to the start of its processing, and from its end to the sending of the poll's write.
 */
import { BIN_COUNT, SUB_BINS_PER_OCTAVE, binOf } from '../statistics/index.js';
import { STAGES } from './stages.js';
import type { Member } from './consumer.js';
import type { World } from './world.js';

/** Bins of the stage sums and of the series: 16 per octave. */
export const COARSE = SUB_BINS_PER_OCTAVE / 16;
export const COARSE_COUNT = Math.ceil(BIN_COUNT / COARSE);
const STAGE_COUNT = STAGES.length;
/** Columns of a row of stage sums: the count, then a column per stage. */
const ROW = STAGE_COUNT + 1;
const RELATIVE_TOLERANCE = 1e-9;

/** A histogram's raw columns while it is filled. */
export class Bins {
  readonly counts = new Float64Array(BIN_COUNT);
  count = 0;
  sum = 0;
  minimum = Infinity;
  maximum = 0;

  add(value: number, bin: number): void {
    this.counts[bin]++;
    this.count++;
    this.sum += value;
    if (value < this.minimum) this.minimum = value;
    if (value > this.maximum) this.maximum = value;
  }
}

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
  orderBroken = 0;
  stagesBroken = 0;
  readonly endToEnd = new Bins();
  readonly publish = new Bins();
  readonly paths: readonly Bins[];
  readonly stages: readonly Bins[] = STAGES.map(() => new Bins());
  readonly stageSums = new Float64Array(COARSE_COUNT * ROW);
  readonly arrivedSeries: Float64Array;
  readonly deliveredSeries: Float64Array;
  readonly droppedSeries: Float64Array;
  readonly latencySeries: Float64Array;
  readonly latencyBins: Float64Array;
  private readonly values = new Float64Array(STAGE_COUNT);
  private readonly stageBins = new Int32Array(STAGE_COUNT);
  private lastBatch = -1;
  private lastReadable = -1;
  private lastReceived = -1;

  constructor(
    readonly windowStart: number,
    readonly windowEnd: number,
    readonly bucketSeconds: number,
    readonly buckets: number,
    groupCount: number,
  ) {
    this.paths = Array.from({ length: groupCount }, () => new Bins());
    this.arrivedSeries = new Float64Array(buckets);
    this.deliveredSeries = new Float64Array(buckets);
    this.droppedSeries = new Float64Array(buckets);
    this.latencySeries = new Float64Array(buckets);
    this.latencyBins = new Float64Array(buckets * COARSE_COUNT);
  }

  arrived(time: number): void {
    if (time >= this.windowEnd) return;
    this.arrivedTotal++;
    if (time < this.windowStart) this.arrivedBefore++;
    else this.arrivedInWindow++;
    const bucket = Math.floor(time / this.bucketSeconds);
    if (bucket < this.buckets) this.arrivedSeries[bucket]++;
  }

  dropped(time: number, count: number): void {
    this.droppedTotal += count;
    if (time < this.windowStart) this.droppedBefore += count;
    else this.droppedInWindow += count;
    const bucket = Math.floor(time / this.bucketSeconds);
    if (bucket < this.buckets) this.droppedSeries[bucket] += count;
  }

  /** A producer has its acknowledgement for a record. */
  published(time: number, arrival: number): void {
    if (time < this.windowStart || time >= this.windowEnd) return;
    const latency = time - arrival;
    this.publish.add(latency, binOf(latency));
  }

  deliver(
    world: World,
    path: number,
    batch: number,
    member: Member,
    slot: number,
    sent: number,
    come: number,
    begun: number,
    served: number,
    answered: number,
  ): void {
    if (!this.countDelivery(answered)) return;
    const received = member.received[slot];
    this.loadBatch(world, batch, member.answered[slot], received);
    const { values, stageBins } = this;
    const { batches, records } = world;
    const record = member.record[slot];
    const arrival = records.arrival[record];
    const admitted = records.admitted[record];
    const ready = batches.ready[batch];
    const lingered = ready > admitted ? ready : admitted;
    values[0] = admitted - arrival;
    values[1] = lingered - admitted;
    values[2] = batches.drained[batch] - lingered;
    const finish = member.finish[slot];
    values[10] = member.start[slot] - received + (sent - finish);
    values[11] = finish - member.start[slot];
    values[12] = come - sent + (answered - served);
    values[13] = begun - come;
    values[14] = served - begun;
    for (let stage = 0; stage < 3; stage++) stageBins[stage] = binOf(values[stage]);
    for (let stage = 10; stage < STAGE_COUNT; stage++) stageBins[stage] = binOf(values[stage]);
    this.addDelivery(path, arrival, answered);
  }

  /** A record that went straight to its consumer, without a broker: network, wait, service. */
  deliverDirect(path: number, arrival: number, come: number, start: number, finish: number): void {
    if (!this.countDelivery(finish)) return;
    const { values, stageBins } = this;
    values[3] = come - arrival;
    values[10] = start - come;
    values[11] = finish - start;
    stageBins[3] = binOf(values[3]);
    stageBins[10] = binOf(values[10]);
    stageBins[11] = binOf(values[11]);
    this.addDelivery(path, arrival, finish);
  }

  private countDelivery(time: number): boolean {
    if (time >= this.windowEnd) {
      this.deliveredLater++;
      return false;
    }
    this.deliveredTotal++;
    if (time < this.windowStart) {
      this.deliveredBefore++;
      return false;
    }
    this.deliveredInWindow++;
    return true;
  }

  /** The stages that all records of a batch and answer share. */
  private loadBatch(world: World, batch: number, answered: number, received: number): void {
    const { batches } = world;
    const readable = batches.readable[batch];
    if (
      batch === this.lastBatch &&
      readable === this.lastReadable &&
      received === this.lastReceived
    ) {
      return;
    }
    this.lastBatch = batch;
    this.lastReadable = readable;
    this.lastReceived = received;
    const { values } = this;
    values[3] = batches.received[batch] - batches.drained[batch];
    values[4] = batches.started[batch] - batches.received[batch];
    values[5] = batches.appended[batch] - batches.started[batch];
    values[6] = batches.committed[batch] - batches.appended[batch];
    values[7] = readable - batches.committed[batch];
    values[8] = answered - readable;
    values[9] = received - answered;
    for (let stage = 3; stage < 10; stage++) this.stageBins[stage] = binOf(values[stage]);
  }

  private addDelivery(path: number, arrival: number, end: number): void {
    const latency = end - arrival;
    const bin = binOf(latency);
    this.endToEnd.add(latency, bin);
    this.paths[path].add(latency, bin);
    const coarse = Math.floor(bin / COARSE);
    const { values, stageBins, stageSums, stages } = this;
    const row = coarse * ROW;
    stageSums[row]++;
    let total = 0;
    for (let stage = 0; stage < STAGE_COUNT; stage++) {
      const value = values[stage];
      total += value;
      stageSums[row + 1 + stage] += value;
      stages[stage].add(value, stageBins[stage]);
    }
    const difference = total - latency;
    if (difference > RELATIVE_TOLERANCE * end || difference < -RELATIVE_TOLERANCE * end) {
      this.stagesBroken++;
    }
    const bucket = Math.floor(end / this.bucketSeconds);
    if (bucket >= this.buckets) return;
    this.deliveredSeries[bucket]++;
    this.latencySeries[bucket] += latency;
    this.latencyBins[bucket * COARSE_COUNT + coarse]++;
  }
}
