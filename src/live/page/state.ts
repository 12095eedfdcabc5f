/** What the page knows, as signals; whoever shows a part of it listens to that. */
import { computed, signal } from '@preact/signals';
import type { TracedJourney } from '../../network/world/tracing.js';
import { isDirect } from '../../model/clusters.js';
import { systemGraph } from '../../analysis/systemGraph.js';
import type { Lesson } from '../lessons.js';
import { NO_FILES, readGiven, type GivenModel, type Read } from '../givenModel.js';
import type { Injected, Standing } from '../liveWorld.js';
import type { Now, Slice } from '../readings.js';

export type Side = 'A' | 'B';

/**
 * What a page begins with, written into it by whoever serves it; nothing in the file as it is
 * built.
 */
export interface Start {
  readonly model?: GivenModel;
  readonly version: string;
  readonly gallery: readonly GivenModel[];
}

/** The page's workers load this, too, and have none. */
const START =
  typeof document === 'undefined' ? null : document.querySelector('#start')?.textContent;
export const start = JSON.parse(START ?? '{"version":"","gallery":[]}') as Start;
const first =
  start.model ?? start.gallery.find(({ name }) => name === '10k-users') ?? start.gallery.at(0);

export const given = signal<GivenModel>(
  first ?? { name: 'model', text: 'users: 100\n', files: NO_FILES },
);
/** The second of two side by side. */
export const other = signal<GivenModel | null>(null);
/** Which of the two is being written. */
export const side = signal<Side>('A');
export const seed = signal('1');
export const placement = signal(0);
/** Simulated seconds a second; Infinity: as fast as it goes. */
export const speed = signal(1);
export const notice = signal('');
/** The lesson that is open. */
export const lesson = signal<Lesson | null>(null);

export type ReadOrFaults = ReturnType<typeof readGiven>;

export const readA = computed<ReadOrFaults>(() => readGiven(given.value));
export const readB = computed<ReadOrFaults | null>(() =>
  other.value === null ? null : readGiven(other.value),
);

export function isRead(found: ReadOrFaults | null): found is Read {
  return found !== null && !('faults' in found);
}

/** The last texts that were models: what runs, and what the pictures are of. */
export const lastReadA = signal<Read | null>(null);
export const lastReadB = signal<Read | null>(null);
/** Whether nothing can move: one of them has no brokers. See still.tsx. */
export const isStill = computed(() =>
  [lastReadA.value, lastReadB.value].some((read) => read !== null && isDirect(read.model)),
);
export const graph = computed(() =>
  lastReadA.value === null ? null : systemGraph(lastReadA.value.model),
);

/** Of one world. */
export interface WorldState {
  readonly now: Now | null;
  readonly slices: readonly Slice[];
  readonly standing: Standing;
  readonly faults: readonly Injected[];
}

export const NOTHING: WorldState = { now: null, slices: [], standing: 'there', faults: [] };
export const worldA = signal<WorldState>(NOTHING);
export const worldB = signal<WorldState>(NOTHING);
export const isPlaying = signal(false);
export const speedReached = signal(0);
export const stepSeconds = signal(0.25);
/** The node that is looked into, by its name. */
export const chosen = signal<string | null>(null);
/** The group whose latency is shown, by its place. */
export const shownGroup = signal(0);
export const journey = signal<TracedJourney | null>(null);
export const isFollowing = signal(false);
/** The fault that lasts so long, where a button is pressed. */
export const faultSeconds = signal(10);
