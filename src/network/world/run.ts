/** Runs a cell in the compiled engine, and reads what it measured off its memory. */
import type { Happening, Observer } from '../../components/observer.js';
import { readField } from '../../engine/layout.js';
import { LRU_CACHE, RECORDER, STORE, VECTOR, WORLD } from '../../engine/rows.js';
import type { Model } from '../../model/model.js';
import type { Ending } from '../audit.js';
import { collect } from '../collect.js';
import type { FilledUp, Measurements } from '../measurements.js';
import { countOne, lookTimes, type Samples } from '../samples.js';
import { makeRecorder, type Workshop } from '../workshop.js';
import { layOut } from './layOut.js';

/** Events done in one call. */
const EVENTS = 1 << 20;
/** What a call of runWorld says. */
const GOES_ON = 1;
const FULL = 2;
/** Bytes of what an observer is told, as ../../engine/assembly/world/observer.ts writes it. */
const TOLD_BYTES = 32;
const HAPPENINGS: readonly Happening[] = [
  'sent',
  'published',
  'dropped',
  'delivered',
  'lost',
  'duplicated',
];

export function simulateCompiled(
  workshop: Workshop,
  observer: Observer | null,
): Measurements | FilledUp {
  const { arena, model } = workshop;
  const { kernels } = arena;
  const recorder = makeRecorder(workshop);
  const phase = layOut(workshop, recorder, observer !== null);
  kernels.startWorld(phase);
  for (const time of lookTimes(recorder, workshop)) kernels.scheduleLook(time);
  let state = GOES_ON;
  while (state === GOES_ON) {
    state = kernels.runWorld(EVENTS);
    if (observer !== null) tell(workshop, observer);
  }
  const world = kernels.worldPlace();
  const read = (field: keyof typeof WORLD.fields): number => readField(arena, WORLD, world, field);
  if (state === FULL) return { filledAt: read('filledAt') };
  const counts = arena.floats(6);
  kernels.endWorld(counts.byteOffset);
  if (observer !== null) tell(workshop, observer);
  const place = read('recorder');
  recorder.takeCounts((field) => readField(arena, RECORDER, place, field));
  const [waiting, overdelivered, owed, queued, passed, underWay] = counts;
  const ending: Ending = {
    events: read('executed'),
    backwards: read('backwards'),
    overdelivered,
    read: read('recovers') === 1 ? null : { passed, underWay },
    waiting,
    queued,
    owed,
  };
  const stores = read('stores');
  const caches = model.stores.flatMap(({ name }, index) => {
    const lru = readField(arena, STORE, stores + index * STORE.bytes, 'lru');
    if (lru === 0) return [];
    const [reads, hits] = [
      readField(arena, LRU_CACHE, lru, 'reads'),
      readField(arena, LRU_CACHE, lru, 'hits'),
    ];
    return [{ name, reads, hits }];
  });
  return collect(workshop, recorder, ending, samplesOf(workshop, read), caches);
}

function samplesOf(
  { arena, model, stations }: Workshop,
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
  const looked = stations.flatMap(({ kind, count: places }, station) =>
    kind === 'link' ? [] : Array<number>(places).fill(station),
  );
  const waiting = stations.map(() => new Map<number, number>());
  seen.forEach((jobs, place) => {
    if (jobs >= 0) countOne(waiting[looked[place % looked.length]], jobs);
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
function tell({ arena }: Workshop, observer: Observer): void {
  const world = arena.kernels.worldPlace();
  const told = readField(arena, WORLD, world, 'told');
  const count = readField(arena, WORLD, world, 'toldCount');
  for (let row = 0; row < count; row++) {
    const place = told + row * TOLD_BYTES;
    observer(
      HAPPENINGS[arena.read(place, 'i32')],
      arena.read(place + 4, 'i32'),
      arena.read(place + 8, 'i32'),
      arena.read(place + 16, 'f64'),
      arena.read(place + 24, 'f64'),
    );
  }
  arena.write(world + WORLD.fields.toldCount[0], 'i32', 0);
}

/** Whether the compiled engine carries the cells of a model: those with brokers. */
export function carries({ producers }: Model): boolean {
  return producers !== null;
}
