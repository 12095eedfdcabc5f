/**
 * A trial that is looked at while it runs: beside what it measures, what its parts do, bucket by
 * bucket, and what becomes of single records.
 *
 * Semantics: the trial is of one cell; it runs and measures as alone, event for event, and is
 * looked at when a bucket of its series ends. Busy seconds count where a job lies, not where it
 * starts: what an instance has started and cannot have done within a bucket is of the next ones. A
 * cell that fills up shows what was seen until then.
 *
 * Who is among the slowest is known at the end alone. So at each bucket's end journeys are told
 * from the latency on that so many have passed until then: those who are of the slowest at the end
 * have been of as many at any time before.
 */
import type { Measurements, Trial } from './measurements.js';
import { simulateFull } from './simulate.js';
import type { StationHead, StationReading } from './world/liveCell.js';
import { SeenCell, type NewLatencies } from './world/seenCell.js';
import type { PackedJourneys } from './world/told.js';
import type { Tracing } from './world/tracing.js';

/** Journeys to these ends are told; and whether resources are looked at instance by instance. */
export interface LookedFor {
  readonly ends: readonly LookedEnd[];
  readonly parts: boolean;
}

/** Of the slowest journeys to a group every so many-th; and of all. */
export interface LookedEnd extends Required<Pick<Tracing, 'group' | 'every' | 'sampleEvery'>> {
  /** The slowest: so many, and at least such a share of what is delivered. */
  readonly slowest: number;
  readonly share: number;
}

/** What was told of the journeys to a group. */
export interface ToldEnd {
  readonly group: string;
  readonly journeys: PackedJourneys;
}

/** Parallel columns, a row a bucket; times in seconds. */
export interface CloseUp {
  readonly trial: Trial;
  readonly bucketSeconds: number;
  readonly buckets: number;
  readonly groups: readonly GroupCloseUp[];
  /** None where it was not asked for. */
  readonly resources: readonly ResourceCloseUp[];
  /** As they were asked for. */
  readonly told: readonly ToldEnd[];
  /** Seconds of the trial. */
  readonly faults: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

/** Few, long columns: each costs something on its way between threads. */
export interface GroupCloseUp {
  readonly name: string;
  readonly latency: LatencyBuckets;
  /** Of its topics. */
  readonly partitions: number;
  /**
   * [bucket * partitions + partition, topic by topic]: readable records that it has not taken, at
   * the bucket's end.
   */
  readonly lags: Float64Array;
}

/** Latencies of what was delivered, from the event, over all hops: bins and counts in parallel. */
export interface LatencyBuckets {
  /** Bucket by bucket, rising in each. */
  readonly bins: Uint16Array;
  /** Above 0. */
  readonly counts: Uint32Array;
  /** [bucket]: where its last bin ends. */
  readonly ends: Uint32Array;
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

/** What a trial measures, as simulate() has it, and what was seen of it. */
export interface Looked {
  readonly measurements: Measurements;
  readonly seen: CloseUp;
}

/**
 * `pause` is waited for between some hundredths of a second of work. The model must have brokers.
 */
export async function closeUp(
  trial: Trial,
  what: LookedFor,
  pause: () => Promise<void>,
): Promise<Looked> {
  const tracings = what.ends.map(({ group, every, sampleEvery }) => {
    return { group, leastSeconds: 0, mostSeconds: Infinity, every, sampleEvery, stages: false };
  });
  const cell = new SeenCell(trial, tracings);
  try {
    const seen = await look(cell, trial, what, pause);
    const found = cell.measure();
    return { seen, measurements: 'filledAt' in found ? simulateFull(trial, found) : found };
  } finally {
    cell.close();
  }
}

async function look(
  cell: SeenCell,
  trial: Trial,
  { ends, parts }: LookedFor,
  pause: () => Promise<void>,
): Promise<CloseUp> {
  const bucketSeconds = trial.windowSeconds / trial.seriesBuckets;
  const groups = trial.model.consumers.map(({ name }) => new GroupSeen(name));
  const stations: StationSeen[] = [];
  const least = ends.map(() => 0);
  for (let bucket = 0; bucket <= trial.seriesBuckets; bucket++) {
    // The first ends with the warm-up, and is only where the others begin.
    const until = trial.warmupSeconds + bucket * bucketSeconds;
    let went = cell.go(until, EVENTS);
    while (went === 'more') {
      await pause();
      went = cell.go(until, EVENTS);
    }
    for (const [index, group] of groups.entries()) {
      // What comes before the window is counted in no bin.
      const latency = cell.newLatencies(index);
      if (bucket > 0) group.see(latency, cell.lags(index));
    }
    for (const [place, { group, slowest, share }] of ends.entries()) {
      const most = Math.max(slowest, share * groups[group].delivered);
      least[place] = cell.slowestFrom(group, most);
      cell.tellFrom(place, least[place]);
    }
    const read = parts ? cell.stations(until, hasParts) : [];
    read.forEach((reading, index) => {
      (stations[index] ??= new StationSeen(reading)).see(reading, bucketSeconds, bucket);
    });
    if (went === 'full') break;
  }
  return {
    trial,
    bucketSeconds,
    buckets: groups[0].buckets,
    groups: groups.map((group) => group.all()),
    resources: stations,
    told: ends.map(({ group }, place) => ({
      group: trial.model.consumers[group].name,
      journeys: cell.told(place, least[place]),
    })),
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

class GroupSeen {
  delivered = 0;
  /** [bucket] */
  private readonly latencies: NewLatencies[] = [];
  private readonly lags: Float64Array[] = [];

  constructor(private readonly name: string) {}

  get buckets(): number {
    return this.latencies.length;
  }

  see(latency: NewLatencies, lags: Float64Array): void {
    const { counts } = latency;
    for (let index = 0; index < counts.length; index++) this.delivered += counts[index];
    this.latencies.push(latency);
    this.lags.push(lags);
  }

  all(): GroupCloseUp {
    const { name, latencies, lags, buckets } = this;
    const partitions = lags.at(0)?.length ?? 0;
    const length = latencies.reduce((sum, { bins }) => sum + bins.length, 0);
    const latency = {
      bins: new Uint16Array(length),
      counts: new Uint32Array(length),
      ends: new Uint32Array(buckets),
    };
    const allLags = new Float64Array(buckets * partitions);
    let end = 0;
    latencies.forEach(({ bins, counts }, bucket) => {
      latency.bins.set(bins, end);
      latency.counts.set(counts, end);
      latency.ends[bucket] = end += bins.length;
      allLags.set(lags[bucket], bucket * partitions);
    });
    return { name, latency, partitions, lags: allLags };
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
