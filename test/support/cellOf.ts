/**
 * A running cell that a test reads and changes from outside, between its events: by the rows of
 * src/engine/rows.ts. The cell is a RunningCell, and what it measures is measured by it.
 */
import type { Recorder } from '../../src/network/recording/recorder.js';
import type { Arena } from '../../src/engine/arena.js';
import { readField, writeRow, type Layout, type Values } from '../../src/engine/layout.js';
import * as rows from '../../src/engine/rows.js';
import type { StationBank } from '../../src/engine/station.js';
import type { FilledUp, Measurements, Trial } from '../../src/network/measurements.js';
import type { TrialContext } from '../../src/network/trialContext.js';
import { RunningCell } from '../../src/network/world/cell.js';
import { ArenaEvents } from './arenaEvents.js';
import { pipelineModel, type PipelineText } from './pipeline.js';

/** A second of a pipeline from an empty system. */
export function trialOf(text: PipelineText): Trial {
  return {
    model: pipelineModel(text),
    placement: 0,
    cell: 0,
    replication: 1,
    seed: 'rules',
    warmupSeconds: 0,
    windowSeconds: 1,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: 1e7,
  };
}

/**
 * A cell of a pipeline in which nothing has happened, and nothing is to come: for `perform`; it
 * ends after 1,000 s.
 */
export function quietCell(text: PipelineText): Cell {
  const cell = new Cell({ ...trialOf(text), windowSeconds: 1000 });
  cell.forgetEvents();
  return cell;
}

export interface PendingEvent {
  readonly time: number;
  readonly kind: number;
  readonly index: number;
}

export class Cell {
  readonly world: rows.WorldRow;
  readonly arena: Arena;
  private readonly running: RunningCell;
  private readonly context: TrialContext;
  private readonly events: ArenaEvents;

  constructor(trial: Trial) {
    this.running = new RunningCell(trial);
    this.context = Reflect.get(this.running, 'context') as TrialContext;
    this.arena = this.context.arena;
    this.world = this.row(rows.WORLD, this.arena.kernels.worldAddress());
    this.events = new ArenaEvents(this.arena, this.world.events);
  }

  /** The row at a place: what is read of it, and written to it, is in the engine's memory. */
  row<Row extends object>(layout: Layout<Row>, address: number): Row {
    const { arena } = this;
    if (address === 0) throw new Error(`no ${layout.name}`);
    return new Proxy({} as Row, {
      get: (_, field) => readField(arena, layout, address, field as keyof Row & string),
      set: (_, field, value) => {
        writeRow(arena, layout, address, { [field]: value as number } as Values<Row>);
        return true;
      },
    });
  }

  /** Rows that stand one after the other. */
  rows<Row extends object>(layout: Layout<Row>, address: number, count: number): Row[] {
    return Array.from({ length: count }, (_, index) =>
      this.row(layout, address + index * layout.bytes),
    );
  }

  /** The words of a Vector. */
  vector(address: number): Int32Array {
    const { cells, size } = this.row(rows.VECTOR, address);
    return this.arena.intsAt(cells, size);
  }

  /** What the trial has measured so far: its columns; and what the engine counts. */
  get measured(): Recorder {
    return Reflect.get(this.running, 'recorder') as Recorder;
  }

  get recorder(): rows.RecorderRow {
    return this.row(rows.RECORDER, this.world.recorder);
  }

  /** 0 is the home cluster, then one per mirror. */
  get clusters(): rows.ClusterRow[] {
    return this.rows(rows.CLUSTER, this.world.clusters, this.world.clusterCount);
  }

  brokers(cluster = 0): rows.BrokerRow[] {
    const { brokers, brokerCount } = this.clusters[cluster];
    return this.rows(rows.BROKER, brokers, brokerCount);
  }

  logs(cluster = 0): rows.LogRow[] {
    const { logs, logCount } = this.clusters[cluster];
    return this.rows(rows.LOG, logs, logCount);
  }

  replicas({ replicas, replicaCount }: rows.LogRow): rows.ReplicaRow[] {
    return this.rows(rows.REPLICA, replicas, replicaCount);
  }

  get groups(): rows.GroupRow[] {
    return this.rows(rows.GROUP, this.world.groups, this.world.groupCount);
  }

  members({ members, instances }: rows.GroupRow): rows.MemberRow[] {
    return this.rows(rows.MEMBER, members, instances);
  }

  /** How far a reader, of a group or of a mirror, is in each partition. */
  partitionsOf(reader: number): rows.ReaderPartitionRow[] {
    const { partitions } = this.row(rows.READER, reader);
    return this.rows(rows.READER_PARTITION, partitions, this.clusters[0].logCount);
  }

  /** The request that an event is of. */
  requestOf(event: PendingEvent): rows.RequestRow {
    const index = event.index % REQUESTS;
    const chunk = this.vector(this.world.requestChunks)[Math.floor(index / REQUESTS_A_CHUNK)];
    return this.row(rows.REQUEST, chunk + (index % REQUESTS_A_CHUNK) * rows.REQUEST.bytes);
  }

  station(name: string): StationBank {
    const found = this.context.stations.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no station ${name}`);
    return found;
  }

  streamKey(component: string, purpose: string): string {
    return this.context.streamKey(component, purpose);
  }

  /** The next event within the trial; null = there is none. */
  peek(): PendingEvent | null {
    const first = this.events.first();
    return first === null || first.time >= this.world.end ? null : first;
  }

  push(time: number, kind: number, index: number): void {
    this.events.push(time, kind, index);
  }

  /** Takes the next event out; it does not happen. */
  drop(): void {
    this.events.pop();
  }

  /** Does the next event. */
  step(): void {
    this.arena.kernels.runWorld(1, Infinity);
  }

  forgetEvents(): void {
    while (this.events.pop());
  }

  /** Does one event at `time`; what else is pending, and what it brings about, is forgotten. */
  perform(kind: number, index: number, time = this.world.now): void {
    this.forgetEvents();
    this.push(time, kind, index);
    this.step();
    this.forgetEvents();
  }

  /** Does what is left, and ends the trial. */
  measure(): Measurements | FilledUp {
    return this.running.measure();
  }

  close(): void {
    this.running.close();
  }
}

/**
 * Places of requests in an event's index, below its connection; rows of them in a chunk: as the
 * engine numbers them.
 */
const REQUESTS = 2 ** 28;
const REQUESTS_A_CHUNK = 256;

/** The number of a kind of events, by its name. */
export function kindOf(name: string): number {
  const kind = rows.EVENT_KINDS.indexOf(name);
  if (kind < 0) throw new Error(`no kind ${name}`);
  return kind;
}
