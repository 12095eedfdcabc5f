/**
 * The page's side of its worker: what the page wants done, and what becomes of it in the page's
 * state.
 */
import { batch, effect } from '@preact/signals';
import { journeyEnds } from '../../analysis/journeys.js';
import type { Model } from '../../model/model.js';
import type { Injected } from '../liveWorld.js';
import type { Asked, Told, WantedFault } from '../messages.js';
import type { Slice } from '../readings.js';
import * as state from './state.js';
import { workerOf } from './workerScope.js';

/** Slices that are kept: an hour of the shortest. */
const MOST_SLICES = 14_400;
/** A model that is being written runs when nothing was typed for so long. */
const SETTLED_MS = 350;

let worker: Worker | null = null;
let script = '';
const early: Asked[] = [];
let waiting: ReturnType<typeof setTimeout> | undefined;
const asked: ((fingerprints: readonly string[]) => void)[] = [];

/** The page's script, of which all its workers are made. */
export function scriptText(): string {
  return script;
}

/** What is wanted before a world is there waits for it. */
export function ask(message: Asked): void {
  const needsWorld = message.kind === 'step' || message.kind === 'play';
  if (needsWorld && state.worldA.value.now === null) early.push(message);
  else worker?.postMessage(message);
}

/** Begins, and runs each model that is written from its beginning to where the run was. */
export function startLive(text: string): void {
  script = text;
  worker = workerOf(text, 'live');
  worker.onmessage = ({ data }: MessageEvent<Told>) => {
    batch(() => {
      hear(data);
    });
  };
  worker.onerror = ({ message }) => {
    state.notice.value = `The engine cannot run here: ${message}`;
  };
  effect(() => {
    const [a, b] = [state.readA.value, state.readB.value];
    if (!state.isRead(a)) return;
    if (b !== null && !state.isRead(b)) return;
    state.lastReadA.value = a;
    state.lastReadB.value = b;
    const models = [state.given.value, state.other.value].filter((each) => each !== null);
    const [seed, placement] = [state.seed.value, state.placement.value];
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      restart(models, seed, placement);
    }, SETTLED_MS);
  });
}

function restart(
  models: Extract<Asked, { kind: 'start' }>['models'],
  seed: string,
  placement: number,
): void {
  const a = state.lastReadA.value;
  if (a === null) return;
  state.notice.value = '';
  if (state.isStill.value) {
    ask({ kind: 'pause' });
    batch(() => {
      state.worldA.value = state.NOTHING;
      state.worldB.value = state.NOTHING;
      state.chosen.value = null;
    });
    return;
  }
  const { now, faults } = state.worldA.value;
  const until = now?.time ?? 0;
  const last = journeyEnds(a.model).at(-1);
  batch(() => {
    state.worldA.value = state.NOTHING;
    state.worldB.value = state.NOTHING;
    state.journey.value = null;
    state.isFollowing.value = false;
    state.shownGroup.value = Math.max(
      0,
      a.model.consumers.findIndex(({ name }) => name === last),
    );
  });
  const wanted = faults
    .filter((each) => !isWritten(a.model, each))
    .map(({ fault, at, seconds }): WantedFault => ({
      label: fault.name,
      at,
      seconds,
    }));
  ask({
    kind: 'start',
    models,
    seed,
    placement: Math.min(placement, a.model.placements.length - 1),
    until,
    faults: wanted,
  });
  ask({ kind: 'speed', speed: state.speed.value });
}

/** Whether the model itself has the fault by now. */
function isWritten({ faults }: Model, { fault, at }: Injected): boolean {
  return faults.some(
    ({ kind, when }) =>
      kind === fault.kind && when.kind === 'once' && Math.abs(when.atSeconds - at) < 0.002,
  );
}

function hear(told: Told): void {
  switch (told.kind) {
    case 'started':
      state.stepSeconds.value = told.stepSeconds;
      break;
    case 'frame': {
      const [a, b] = told.worlds;
      state.isPlaying.value = told.isPlaying;
      state.speedReached.value = told.speed;
      state.worldA.value = {
        ...a,
        slices: joined(state.worldA.value.slices, a.slices, a.now.time),
      };
      state.worldB.value =
        told.worlds.length < 2
          ? state.NOTHING
          : { ...b, slices: joined(state.worldB.value.slices, b.slices, b.now.time) };
      for (const message of early.splice(0)) ask(message);
      break;
    }
    case 'followed':
      state.journey.value = told.journey;
      state.isFollowing.value = false;
      break;
    case 'fingerprint':
      asked.shift()?.(told.fingerprints);
      break;
    case 'failed':
      state.notice.value = told.message;
      state.isPlaying.value = false;
      break;
    default:
      told satisfies never;
  }
}

/** Those up to now, after a rewind too. */
function joined(before: readonly Slice[], more: readonly Slice[], now: number): readonly Slice[] {
  const last = before.at(-1)?.time ?? 0;
  if (more.length === 0 && last <= now) return before;
  const kept = last <= now ? before : before.filter(({ time }) => time <= now);
  const end = kept.at(-1)?.time ?? 0;
  return [...kept, ...more.filter(({ time }) => time > end)].slice(-MOST_SLICES);
}

/** A number of each world's memory: equal worlds have equal ones. */
export function fingerprints(): Promise<readonly string[]> {
  return new Promise((resolve) => {
    asked.push(resolve);
    ask({ kind: 'fingerprint' });
  });
}
