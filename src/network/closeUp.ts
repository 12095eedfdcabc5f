/**
 * A close-up of a trial's first cell: what its parts do, bucket by bucket, and what becomes of
 * single records.
 *
 * Semantics: the cell runs as the trial does, event for event, and is looked at when a bucket of
 * its series ends. Nothing of this costs anything where it is not asked for: it is a run of its
 * own. Busy seconds count where a job lies, not where it starts: what an instance has started and
 * cannot have done within a bucket is of the next ones. A cell that fills up shows what was seen
 * until then.
 */
import { isDirect } from '../model/clusters.js';
import { BIN_COUNT, type SparseBins } from '../statistics/index.js';
import type { Trial } from './measurements.js';
import {
  LiveCell,
  type FilledBins,
  type GroupReading,
  type StationHead,
  type StationReading,
} from './world/liveCell.js';
import type { ToldJourney, Tracing } from './world/tracing.js';

/** Which journeys are told; and whether resources are looked at instance by instance. */
export interface LookedFor {
  readonly tracing: Tracing;
  readonly parts: boolean;
}

/** Parallel columns, a row a bucket; times in seconds. */
export interface CloseUp {
  readonly trial: Trial;
  readonly bucketSeconds: number;
  readonly buckets: number;
  readonly groups: readonly GroupCloseUp[];
  /** None where it was not asked for. */
  readonly resources: readonly ResourceCloseUp[];
  readonly told: readonly ToldJourney[];
  /** Seconds of the trial. */
  readonly faults: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

export interface GroupCloseUp {
  readonly name: string;
  /** [bucket]: latencies of what was delivered in it: from the event, over all hops. */
  readonly latency: readonly SparseBins[];
  /** [partition, topic by topic][bucket]: readable records that it has not taken, at its end. */
  readonly lags: readonly (readonly number[])[];
}

/** Of a resource that has several instances. */
export interface ResourceCloseUp {
  readonly name: string;
  readonly servers: number;
  /** [instance][bucket]: of its servers' time. */
  readonly utilization: readonly (readonly number[])[];
  /** [instance][bucket]: jobs that wait at its end. */
  readonly waiting: readonly (readonly number[])[];
}

/** Events between two pauses: some hundredths of a second. */
const EVENTS = 1 << 17;

/**
 * `pause` is waited for between some hundredths of a second of work. Null where delivery is
 * direct, without brokers: such a cell has no parts that are looked at.
 */
export async function closeUp(
  trial: Trial,
  { tracing, parts }: LookedFor,
  pause: () => Promise<void>,
): Promise<CloseUp | null> {
  if (isDirect(trial.model)) return null;
  const cell = new LiveCell(trial, tracing);
  try {
    return await look(cell, trial, parts, pause);
  } finally {
    cell.close();
  }
}

async function look(
  cell: LiveCell,
  trial: Trial,
  parts: boolean,
  pause: () => Promise<void>,
): Promise<CloseUp> {
  const bucketSeconds = trial.windowSeconds / trial.seriesBuckets;
  const groups = trial.model.consumers.map(() => new GroupSeen());
  const stations: StationSeen[] = [];
  for (let bucket = 0; bucket <= trial.seriesBuckets; bucket++) {
    // The first ends with the warm-up, and is only where the others begin.
    const until = trial.warmupSeconds + bucket * bucketSeconds;
    let went = cell.go(until, EVENTS);
    while (went === 'more') {
      await pause();
      went = cell.go(until, EVENTS);
    }
    cell.groups().forEach((reading, index) => {
      groups[index].see(reading, cell.filledLatencies(index), bucket);
    });
    const read = parts ? cell.stations(until, hasParts) : [];
    read.forEach((reading, index) => {
      (stations[index] ??= new StationSeen(reading)).see(reading, bucketSeconds, bucket);
    });
    if (went === 'full') break;
  }
  return {
    trial,
    bucketSeconds,
    buckets: groups[0].latency.length,
    groups: groups.map(({ latency, lags }, index) => {
      return { name: trial.model.consumers[index].name, latency, lags };
    }),
    resources: stations,
    told: cell.told(),
    faults: cell.faultTimes().map(({ fault, from, to }) => ({ name: fault.name, from, to })),
  };
}

/**
 * Whether a station has several instances, some of which may be hotter than others; mirrors have
 * none that anybody runs.
 */
function hasParts({ name, kind, count }: StationHead): boolean {
  return kind !== 'link' && count > 1 && !name.startsWith('mirrors.');
}

// Room for bins while they are gathered.
const BINS = new Uint16Array(BIN_COUNT);
const COUNTS = new Float64Array(BIN_COUNT);

class GroupSeen {
  readonly latency: SparseBins[] = [];
  readonly lags: number[][] = [];
  private readonly before = new Int32Array(BIN_COUNT);

  /** `filled` and `all`: since the cell began; bins only ever gain. */
  see({ lags }: GroupReading, { filled, all }: FilledBins, bucket: number): void {
    const { before } = this;
    let length = 0;
    // A loop over numbers: it is passed for each bin of each bucket.
    for (let index = 0; index < filled.length; index++) {
      const bin = filled[index];
      const more = all[bin] - before[bin];
      if (more === 0) continue;
      before[bin] = all[bin];
      BINS[length] = bin;
      COUNTS[length++] = more;
    }
    if (bucket === 0) return;
    this.latency.push({ bins: BINS.slice(0, length), counts: COUNTS.slice(0, length) });
    lags.forEach((lag, partition) => (this.lags[partition] ??= []).push(lag));
  }
}

class StationSeen {
  readonly name: string;
  readonly servers: number;
  readonly utilization: number[][];
  readonly waiting: number[][];
  private readonly before: number[];
  /** Busy seconds that were started and lie in buckets to come. */
  private readonly ahead: number[];

  constructor({ name, servers, busySeconds }: StationReading) {
    this.name = name;
    this.servers = servers;
    this.utilization = busySeconds.map(() => []);
    this.waiting = busySeconds.map(() => []);
    this.before = busySeconds.map(() => 0);
    this.ahead = busySeconds.map(() => 0);
  }

  see({ busySeconds, waiting }: StationReading, seconds: number, bucket: number): void {
    busySeconds.forEach((busy, instance) => {
      const most = this.servers * seconds;
      const open = this.ahead[instance] + busy - this.before[instance];
      this.before[instance] = busy;
      this.ahead[instance] = open;
      // Busy seconds are those of the window: what has been started before it lies ahead.
      if (bucket === 0) return;
      const done = Math.min(most, open);
      this.ahead[instance] = open - done;
      this.utilization[instance].push(done / most);
      this.waiting[instance].push(waiting[instance]);
    });
  }
}
