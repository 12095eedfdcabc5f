/**
 * One cell of a trial while it runs: all of it stands in one memory, so that it can be copied at
 * any moment, and go on from there here or elsewhere to the same bytes.
 */
import alea from 'seedrandom/lib/alea.js';
import { readField } from '../../engine/layout.js';
import { GROUP, LRU_CACHE, RECORDER, STORE, VECTOR, WORLD } from '../../engine/rows.js';
import type { Happening, Observer } from '../recording/observer.js';
import type { Recorder } from '../recording/recorder.js';
import { journeySumsOf } from './sends.js';
import { namedJourneysOf } from './namedJourneys.js';
import { innerServicesOf, servicesOf } from './services.js';
import type { Ending } from '../audit.js';
import { collect, type Journey } from '../collect.js';
import {
  JOURNEY,
  type FilledUp,
  type LateMeasurements,
  type Measurements,
  type Trial,
} from '../measurements.js';
import { makeBins } from '../recording/bins.js';
import { countOne, lookTimes, type Samples } from '../samples.js';
import { BIN_COUNT } from '../../statistics/index.js';
import { wholeSpan, type Span } from '../span.js';
import { makeRecorder, TrialContext } from '../trialContext.js';
import { layOut } from './layOut.js';
import { queuesOf } from './queues.js';
import type { Addresses } from './readers.js';
import type { Tracing } from './tracing.js';
import { windowsOf } from './windows.js';
import { closeNodes, openNodes } from './nodes.js';

/**
 * Events done in one call, some hundredths of a second: a call that never came back would not be
 * optimized.
 */
const EVENTS = 1 << 17;
/** What a call of runWorld says. */
const GOES_ON = 1;
const FULL = 2;
const PAUSED = 3;
/** Bytes of what an observer is told, as ../../engine/assembly/world/observer.ts writes it. */
const TOLD_BYTES = 40;
const HAPPENINGS: readonly Happening[] = [
  'sent',
  'published',
  'dropped',
  'delivered',
  'lost',
  'duplicated',
  'failed',
];

/** A running cell as it was at a moment: only for cells of the same trial. */
export interface Snapshot {
  /** Simulated seconds. */
  readonly now: number;
  readonly trial: Trial;
  readonly memory: Uint8Array;
}

export class RunningCell {
  protected readonly context: TrialContext;
  protected readonly recorder: Recorder;
  protected readonly addresses: Addresses;
  protected state = GOES_ON;

  /** Of the trial's first cell; nothing has happened yet. The model must have brokers. */
  constructor(
    readonly trial: Trial,
    private readonly span: Span = wholeSpan(trial),
    private readonly observer: Observer | null = null,
    tracings: readonly Tracing[] = [],
  ) {
    this.context = new TrialContext(trial, span);
    const { kernels } = this.context.arena;
    this.recorder = makeRecorder(this.context);
    this.addresses = layOut(this.context, this.recorder, observer !== null, tracings);
    kernels.startWorld();
    for (const time of lookTimes(this.recorder, this.context)) kernels.scheduleLook(time);
  }

  /** The time of the last event, simulated seconds. */
  get now(): number {
    return this.read('now');
  }

  /**
   * Does all events before `until`, seconds: false when the trial is over, or has filled up.
   * `pause` is called after each hundred thousand events or so, while there are more.
   */
  advance(until = Infinity, pause: (cell: RunningCell) => void = () => undefined): boolean {
    const { kernels } = this.context.arena;
    if (this.state === PAUSED) this.state = GOES_ON;
    while (this.state === GOES_ON) {
      this.state = kernels.runWorld(EVENTS, until);
      if (this.observer !== null) tell(this.context, this.observer);
      if (this.state === GOES_ON) pause(this);
    }
    return this.state === PAUSED;
  }

  snapshot(): Snapshot {
    const { trial, now, context } = this;
    return { now, trial, memory: context.arena.copy() };
  }

  /** Goes back, or on, to the moment of a snapshot of a cell of the same trial. */
  restore({ trial, memory }: Pick<Snapshot, 'trial' | 'memory'>): void {
    if (trial !== this.trial && JSON.stringify(trial) !== JSON.stringify(this.trial)) {
      throw new Error('a snapshot of another trial');
    }
    const { arena } = this.context;
    arena.restore(memory);
    // Who took the snapshot may be observed where this cell is not, and the other way round.
    const observes = Number(this.observer !== null);
    arena.write(arena.kernels.worldAddress() + WORLD.fields.observes[0], 'i32', observes);
    this.state = GOES_ON;
  }

  /**
   * Goes on with random numbers of that key, other ones than its trial's: see
   * ../../engine/assembly/world/reseed.ts.
   */
  reseed(key: string): void {
    const generator = alea(key);
    this.context.arena.kernels.reseedWorld(generator.int32() >>> 0, generator.int32() >>> 0);
  }

  /** Another cell that is where this one is, and goes on by itself; nobody observes it. */
  branch(): RunningCell {
    const branch = new RunningCell(this.trial, this.span);
    branch.restore(this.snapshot());
    return branch;
  }

  /** Goes on to the trial's end; what it measured, or when it filled up. The cell is over then. */
  measure(pause?: (cell: RunningCell) => void): Measurements | FilledUp {
    this.advance(Infinity, pause);
    const { context, recorder, observer } = this;
    const { arena, model } = context;
    if (this.state === FULL) return { filledAt: this.read('filledAt') };
    const counts = arena.floats(6);
    const nodes = openNodes(context);
    arena.kernels.endWorld(counts.byteOffset, nodes.unfinished.byteOffset, nodes.inside.byteOffset);
    if (observer !== null) tell(context, observer);
    const address = this.read('recorder');
    recorder.takeCounts((field) => readField(arena, RECORDER, address, field));
    const [waiting, overdelivered, owed, queued, passed, underWay] = counts;
    const ending: Ending = {
      events: this.read('executed'),
      backwards: this.read('backwards'),
      overdelivered,
      read: this.read('mayRedeliver') === 1 ? null : { passed, underWay },
      waiting,
      queued,
      owed,
      nodes: closeNodes(context, nodes, (field) => this.read(field)),
    };
    const stores = this.read('stores');
    const caches = model.stores.flatMap(({ name }, index) => {
      const lru = readField(arena, STORE, stores + index * STORE.bytes, 'lru');
      if (lru === 0) return [];
      const [reads, hits] = [
        readField(arena, LRU_CACHE, lru, 'reads'),
        readField(arena, LRU_CACHE, lru, 'hits'),
      ];
      return [{ name, reads, hits }];
    });
    const samples = samplesOf(context, (field) => this.read(field));
    const groups = this.read('groups');
    return collect(context, recorder, ending, samples, {
      caches,
      journeys: [...journeysOf(context, groups), ...namedJourneysOf(context, this.read('named'))],
      services: servicesOf(context, groups),
      innerServices: innerServicesOf(context, this.read('externals')),
      sums: journeySumsOf(context, groups),
      late: lateOf(context, groups),
      queues: queuesOf(context, this.read('queues')),
      windows: windowsOf(context, groups),
    });
  }

  /** Gives the memory back. */
  close(): void {
    this.context.arena.close();
  }

  protected read(field: keyof typeof WORLD.fields): number {
    const { arena } = this.context;
    return readField(arena, WORLD, arena.kernels.worldAddress(), field);
  }
}

/** Of the groups whose instances have left them. */
function lateOf({ arena, model }: TrialContext, groups: number): LateMeasurements[] {
  return model.consumers
    .map(({ name }, index) => {
      const times = readField(arena, GROUP, groups + index * GROUP.bytes, 'leftLate');
      return { group: name, times };
    })
    .filter(({ times }) => times > 0);
}

/** Of the groups that have any: from the event to here, over all hops. */
function journeysOf({ arena, model }: TrialContext, groups: number): Journey[] {
  return model.consumers.flatMap(({ name }, index) => {
    const address = groups + index * GROUP.bytes;
    const bins = readField(arena, GROUP, address, 'journeyBins');
    if (bins === 0) return [];
    const extremes = readField(arena, GROUP, address, 'journeyExtremes');
    const [smallest, largest] = arena.floatsAt(extremes, 2);
    const sum = readField(arena, GROUP, address, 'journeySum');
    const to = `${JOURNEY}${name}`;
    return [
      { name: to, bins: makeBins(arena.intsAt(bins, BIN_COUNT), sum, smallest, largest, to) },
    ];
  });
}

function samplesOf(
  { arena, model, stations }: TrialContext,
  read: (field: keyof typeof WORLD.fields) => number,
): Samples {
  const count = read('samples');
  const room = read('sampleRoom');
  const instances = read('instanceSamples');
  const looks = read('looks');
  const seen = arena.intsAt(
    readField(arena, VECTOR, looks, 'cells'),
    readField(arena, VECTOR, looks, 'size'),
  );
  const looked = stations.flatMap(({ kind, count }, station) =>
    kind === 'link' ? [] : Array<number>(count).fill(station),
  );
  const waiting = stations.map(() => new Map<number, number>());
  seen.forEach((jobs, index) => {
    if (jobs >= 0) countOne(waiting[looked[index % looked.length]], jobs);
  });
  return {
    waiting,
    producerBacklog: [...arena.floatsAt(read('backlogSamples'), count)],
    lag: [...arena.floatsAt(read('lagSamples'), count)],
    instances: model.consumers.map((_, group) => [
      ...arena.floatsAt(instances + group * room * 8, count),
    ]),
  };
}

/** Tells an observer what has happened since the last time. */
function tell({ arena }: TrialContext, observer: Observer): void {
  const world = arena.kernels.worldAddress();
  const told = readField(arena, WORLD, world, 'told');
  const count = readField(arena, WORLD, world, 'toldCount');
  for (let row = 0; row < count; row++) {
    const address = told + row * TOLD_BYTES;
    observer(
      HAPPENINGS[arena.read(address, 'i32')],
      arena.read(address + 4, 'i32'),
      arena.read(address + 8, 'i32'),
      arena.read(address + 16, 'f64'),
      arena.read(address + 24, 'f64'),
      arena.read(address + 32, 'f64'),
    );
  }
  arena.write(world + WORLD.fields.toldCount[0], 'i32', 0);
}
