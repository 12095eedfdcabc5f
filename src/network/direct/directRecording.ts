/**
 * What a direct group's blocks record, between the kernel recordDirect and the recorder.
 *
 * Most goes into the recorder's own columns. Waits are held until the end, since they count for the
 * stage and for the station; counts by latency until the series' bucket changes.
 */
import type { Arena } from '../../engine/arena.js';
import { DIRECT, DIRECT_SUMS, DIRECT_SUM_COUNT } from '../../engine/kernels.js';
import { BIN_COUNT } from '../../statistics/index.js';
import type { Recorder } from '../recording/recorder.js';
import { COARSE_COUNT, ROW, type Recording } from '../recording/recording.js';
import type { DirectGroup } from './direct.js';

/** Stages by number: see stages.ts. */
const NETWORK = 3;
const WAIT = 10;
const SERVICE = 11;

export class DirectRecording {
  private readonly recording: Recording;
  private readonly waitBins: Int32Array;
  private readonly rowCounts: Int32Array;
  private readonly sums: Float64Array;
  private readonly address: number;
  private bucket = 0;

  constructor(
    private readonly recorder: Recorder,
    private readonly group: DirectGroup,
    private readonly arena: Arena,
  ) {
    this.recording = recorder.recordings[group.path];
    this.waitBins = arena.ints(BIN_COUNT);
    this.rowCounts = arena.ints(COARSE_COUNT);
    this.sums = arena.floats(DIRECT_SUM_COUNT);
    const fields = arena.ints(Object.keys(DIRECT).length);
    fields[DIRECT.latencyBins] = this.recording.latencyBins.byteOffset;
    fields[DIRECT.waitBins] = this.waitBins.byteOffset;
    fields[DIRECT.serviceBins] = recorder.binsOfStage(SERVICE).byteOffset;
    fields[DIRECT.networkBins] = recorder.binsOfStage(NETWORK).byteOffset;
    fields[DIRECT.rowCounts] = this.rowCounts.byteOffset;
    fields[DIRECT.stageSums] = recorder.stageSums.byteOffset;
    fields[DIRECT.extremes] = this.recording.extremes.byteOffset;
    fields[DIRECT.sums] = this.sums.byteOffset;
    this.address = fields.byteOffset;
  }

  /**
   * An even number of records, at these places of the arena, that came and finished within a bucket
   * of the series.
   */
  noteInside(
    arrivals: number,
    comes: number,
    starts: number,
    finishes: number,
    count: number,
    bucket: number,
  ): void {
    const { arena, recorder, recording, sums } = this;
    const { station } = this.group;
    if (count === 0) return;
    if (bucket !== this.bucket) this.closeBucket();
    this.bucket = bucket;
    sums[DIRECT_SUMS.latency] = recording.latencySeries[bucket];
    sums[DIRECT_SUMS.busy] = station.busySeconds[0];
    sums[DIRECT_SUMS.queued] = station.queueSeconds;
    sums[DIRECT_SUMS.waits] = station.waitSum;
    arena.kernels.recordDirect(this.address, arrivals, comes, starts, finishes, count);
    recording.latencySeries[bucket] = sums[DIRECT_SUMS.latency];
    station.busySeconds[0] = sums[DIRECT_SUMS.busy];
    station.queueSeconds = sums[DIRECT_SUMS.queued];
    station.waitSum = sums[DIRECT_SUMS.waits];
    station.waitMaximum = Math.max(station.waitMaximum, sums[DIRECT_SUMS.longestWait]);
    station.jobs += count;
    station.records += count;
    recording.countSeries[bucket] += count;
    recorder.countDeliveries(recorder.windowStart, count);
    recorder.addBroken(sums[DIRECT_SUMS.broken]);
  }

  /** Adds the counts by latency to the recorder's. */
  private closeBucket(): void {
    const { rowCounts, bucket } = this;
    const { stageSums, latencyRows } = this.recorder;
    for (let row = 0; row < COARSE_COUNT; row++) {
      latencyRows[bucket * COARSE_COUNT + row] += rowCounts[row];
      stageSums[row * ROW] += rowCounts[row];
    }
    rowCounts.fill(0);
  }

  /** Gives the recorder and the station what is still held here. */
  handOver(): void {
    this.closeBucket();
    const { waitBins, group, recorder } = this;
    const stageBins = recorder.binsOfStage(WAIT);
    const stationBins = group.station.waitBins;
    for (let bin = 0; bin < BIN_COUNT; bin++) {
      stageBins[bin] += waitBins[bin];
      stationBins[bin] += waitBins[bin];
    }
    waitBins.fill(0);
  }
}
