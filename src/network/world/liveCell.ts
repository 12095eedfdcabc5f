/**
 * A running cell that somebody looks at while it runs: what has been counted so far, what waits
 * where now. Faults can be brought about in it, and single records followed.
 *
 * Semantics: looking changes nothing. A fault that is brought about at a moment does from then on
 * what the same fault would do that the model has for that moment, since its two events go on the
 * schedule as those would; only a surge begins a little later, behind the users' events that had
 * been drawn before (some hundredths of a second). The cell is laid out as one in which faults may
 * come (liveTrial), so that logs keep what may be asked for again.
 */
import { readField, writeRow } from '../../engine/layout.js';
import {
  ARRIVALS,
  CALL,
  CLUSTER,
  FAULT,
  GROUP,
  LOG,
  MEMBER,
  PRODUCER,
  RECORDER,
  TRACE,
  WORLD,
} from '../../engine/rows.js';
import { BIN_COUNT } from '../../statistics/index.js';
import type { FaultModel } from '../../model/model.js';
import { firstLogOf } from '../../model/clusters.js';
import type { FaultTime } from '../faultTimes.js';
import type { Trial } from '../measurements.js';
import { RunningCell } from './cell.js';
import { faultRow } from './faults.js';
import { tracedJourneys } from './tracedCell.js';
import type { TracedJourney, Tracing } from './tracing.js';

/** As ../../engine/assembly/random/arrivals.ts numbers them. */
const POISSON = 0;
const SURGES = 5;
/**
 * Times that a producer draws at once, and doubles of a surge:
 * ../../engine/assembly/random/arrivals.ts.
 */
const BLOCK = 256;
const SURGE_DOUBLES = 3;

/**
 * What an advance came to: everything before its end is done, there is more of it, the cell is
 * full, the trial is over.
 */
export type Advanced = 'done' | 'more' | 'full' | 'over';
const ADVANCED: readonly Advanced[] = ['over', 'more', 'full', 'done'];

/** Records since the cell began; `lost` and `failed`, on each of their paths. */
export interface Counts {
  readonly events: number;
  readonly arrived: number;
  readonly dropped: number;
  readonly delivered: number;
  readonly lost: number;
  readonly failed: number;
  /** Now, as the engine counts them: see run.ts. */
  readonly inside: number;
}

/** Of the alike instances of a resource. */
export interface StationReading {
  readonly name: string;
  readonly kind: 'station' | 'link' | 'disk' | 'buffer';
  readonly servers: number;
  /** [instance]: busy server-seconds since the cell began; a job's count as soon as it starts. */
  readonly busySeconds: readonly number[];
  /** [instance]: jobs that wait now. */
  readonly waiting: readonly number[];
}

/** What a station is; `count`: instances. */
export type StationHead = Pick<StationReading, 'name' | 'kind'> & { readonly count: number };

export interface GroupReading {
  /** Records since the cell began. */
  readonly delivered: number;
  /**
   * [partition, topic by topic]: readable records that it has not taken yet; or of its queue, what
   * is not settled.
   */
  readonly lags: readonly number[];
  /** [instance]: whether it is there. */
  readonly alive: readonly boolean[];
  /** [call]: calls sent since the cell began. */
  readonly calls: readonly number[];
}

const all = (): boolean => true;
const NEVER = { group: 0, leastSeconds: Infinity, mostSeconds: Infinity, every: 1 };

export class LiveCell extends RunningCell {
  /** From when lags are first asked for. */
  private lagRoom: Float64Array | null = null;

  constructor(trial: Trial, tracings: readonly Tracing[] = [NEVER]) {
    super(trial, undefined, null, tracings);
  }

  /** Does at most so many events, all before `until`, seconds. */
  go(until: number, mostEvents: number): Advanced {
    this.state = this.context.arena.kernels.runWorld(mostEvents, until);
    return ADVANCED[this.state];
  }

  counts(): Counts {
    const { arena } = this.context;
    const address = this.read('recorder');
    const read = (field: keyof typeof RECORDER.fields): number =>
      readField(arena, RECORDER, address, field);
    const [arrived, delivered] = [read('arrivedTotal'), read('deliveredTotal')];
    const [lost, failed, owed] = [read('lostTotal'), read('failedTotal'), read('owedTotal')];
    const left = owed - read('owedDropped') - delivered - lost - failed;
    return {
      events: this.read('executed'),
      arrived,
      dropped: read('droppedTotal'),
      delivered,
      lost,
      failed,
      inside: owed === 0 ? 0 : (left * arrived) / owed,
    };
  }

  /** Records that wait in producers now. */
  inProducers(): number {
    return this.context.arena.kernels.recordsInProducers();
  }

  /** Those that are asked for; `waiting` at `time`. */
  stations(time = this.now, asked: (station: StationHead) => boolean = all): StationReading[] {
    return this.context.stations.filter(asked).map((station) => ({
      name: station.name,
      kind: station.kind,
      servers: station.servers,
      busySeconds: [...station.busySeconds],
      waiting: Array.from({ length: station.count }, (_, instance) =>
        station.waitingAt(instance, time),
      ),
    }));
  }

  groups(): GroupReading[] {
    const { arena, model } = this.context;
    return model.consumers.map(({ tries }, index) => {
      const group = this.groupPlace(index);
      const members = readField(arena, GROUP, group, 'members');
      const calls = readField(arena, GROUP, group, 'calls');
      return {
        delivered: readField(arena, GROUP, group, 'delivered'),
        lags: this.lagsOf(group),
        alive: Array.from(
          { length: readField(arena, GROUP, group, 'instances') },
          (_, position) =>
            readField(arena, MEMBER, members + position * MEMBER.bytes, 'alive') === 1,
        ),
        calls: (tries?.calls ?? []).map((_, call) =>
          readField(arena, CALL, calls + call * CALL.bytes, 'sent'),
        ),
      };
    });
  }

  /** [topic]: records appended to its cluster's logs since the cell began. */
  appended(): number[] {
    const { arena, model } = this.context;
    return model.topics.map(({ partitions, cluster }, topic) => {
      const address = this.read('clusters') + cluster * CLUSTER.bytes;
      const logs = readField(arena, CLUSTER, address, 'logs');
      const first = firstLogOf(model.topics, topic);
      let sum = 0;
      for (let log = first; log < first + partitions; log++) {
        sum += readField(arena, LOG, logs + log * LOG.bytes, 'endRecords');
      }
      return sum;
    });
  }

  /**
   * Latencies of a group's deliveries since the cell began, by bin: from the event, over all hops.
   */
  latencyBins(group: number): Int32Array {
    const { arena } = this.context;
    const journeys = readField(arena, GROUP, this.groupPlace(group), 'journeyBins');
    if (journeys === 0) return this.recorder.recordings[group].latencyBins;
    return arena.intsAt(journeys, BIN_COUNT);
  }

  /** Brings a fault about at `from`, before which all has happened, for `seconds`. */
  inject(fault: FaultModel, from: number, seconds: number): void {
    const { arena } = this.context;
    const to = from + seconds;
    if (fault.kind === 'surge') this.surge(fault.factor, from, to);
    const count = this.read('faultCount');
    const old = this.read('faults');
    const faults = arena.allocate((count + 1) * FAULT.bytes);
    const doubles = (count * FAULT.bytes) / 8;
    arena.floatsAt(faults, doubles).set(arena.floatsAt(old, doubles));
    const values = faultRow(this.context, this.addresses, { fault, from, to });
    writeRow(arena, FAULT, faults + count * FAULT.bytes, values);
    const world = arena.kernels.worldAddress();
    writeRow(arena, WORLD, world, { faults, faultCount: count + 1 });
    arena.kernels.scheduleFault(count);
  }

  /** From now on the first record is told that ends in that group after at least so long. */
  follow(group: number, leastSeconds: number): void {
    const trace = { group, least: leastSeconds, most: Infinity, every: 1, passed: 0, count: 0 };
    writeRow(this.context.arena, TRACE, this.read('trace'), trace);
  }

  /** The first that was told since, after which no more are; null while there is none. */
  followed(): TracedJourney | null {
    const journey = tracedJourneys(this.context, this.read('trace')).at(0);
    if (journey === undefined) return null;
    writeRow(this.context.arena, TRACE, this.read('trace'), { least: Infinity, count: 0 });
    return journey;
  }

  /** Of the model's own faults, in order of their begin. */
  faultTimes(): readonly FaultTime[] {
    return this.context.faults;
  }

  protected groupPlace(index: number): number {
    return this.read('groups') + index * GROUP.bytes;
  }

  private lagsOf(group: number): number[] {
    return [...this.readLags(group)];
  }

  /** Until it is asked again. */
  protected readLags(group: number): Float64Array {
    const { arena, model } = this.context;
    const most = model.topics.reduce((sum, { partitions }) => sum + partitions, 1);
    const room = (this.lagRoom ??= arena.floats(most));
    return room.subarray(0, arena.kernels.readLags(group, room.byteOffset));
  }

  /**
   * Users' producers that send as Poisson streams do, from the times on that they have not drawn
   * yet.
   */
  private surge(factor: number, from: number, to: number): void {
    const { arena } = this.context;
    const producers = this.read('producers');
    for (let number = 0; number < this.read('producerCount'); number++) {
      const row = readField(arena, PRODUCER, producers + number * PRODUCER.bytes, 'arrivals');
      if (row === 0) continue;
      const read = (field: keyof typeof ARRIVALS.fields): number =>
        readField(arena, ARRIVALS, row, field);
      const kind = read('kind');
      if (kind !== POISSON && kind !== SURGES) continue;
      const highest = kind === SURGES ? read('length') : 1;
      const meanGap = read('meanGap') * highest;
      const count = kind === SURGES ? read('count') : 0;
      const values = arena.floats((count + 1) * SURGE_DOUBLES);
      // The first that a time lies in counts: the new one.
      values.set([from, to, factor]);
      if (count > 0) values.set(arena.floatsAt(read('values'), count * SURGE_DOUBLES), 3);
      const most = Math.max(highest, factor, 1);
      writeRow(arena, ARRIVALS, row, {
        kind: SURGES,
        meanGap: meanGap / most,
        length: most,
        values: values.byteOffset,
        count: count + 1,
        ...this.drawnAnew(read),
      });
    }
  }

  /**
   * As forgetAhead() of ../../engine/assembly/random/arrivals.ts: times that nobody has asked for
   * are drawn anew.
   */
  private drawnAnew(read: (field: 'block' | 'used') => number): { used?: number; last?: number } {
    const [block, used] = [read('block'), read('used')];
    if (block === 0 || used === 0) return {};
    const times = this.context.arena.floatsAt(block, BLOCK);
    const last = times[used - 1];
    // It may yet be put back.
    times[BLOCK - 1] = last;
    return { used: BLOCK, last };
  }
}
