/**
 * Worlds side by side, which a worker keeps going: at the speed that is asked for, or as near to it
 * as can be. All of them are always at the same moment, and stop at the first one that can go no
 * further.
 */
import { isDirect } from '../model/clusters.js';
import type { Model } from '../model/model.js';
import { faultChoices } from './faultChoices.js';
import { readGiven } from './givenModel.js';
import { LiveWorld, type Standing } from './liveWorld.js';
import type { Asked, Told, WantedFault, WorldFrame } from './messages.js';
import type { Slice } from './readings.js';

/** Milliseconds, of whatever clock. */
export type Clock = () => number;

/** A tick works no longer than this. */
const TICK_MS = 80;
/** To come to where a run was before its model was changed. */
const CATCH_UP_MS = 1500;
/**
 * Wall seconds that a tick may have to make up for: a page that slept does not run after what it
 * missed.
 */
const MOST_BEHIND = 0.25;
/** The speed that is reached is told over so many milliseconds. */
const SPEED_MS = 1000;

export class Runner {
  private worlds: LiveWorld[] = [];
  private slices: Slice[][] = [];
  private standings: Standing[] = [];
  private isPlaying = false;
  private speed = 1;
  private lastTick: number | null = null;
  private readonly reached: { at: number; now: number }[] = [];
  private isFollowing = false;

  constructor(
    private readonly clock: Clock,
    private readonly tell: (told: Told) => void,
  ) {}

  ask(asked: Asked): void {
    switch (asked.kind) {
      case 'start':
        this.start(asked);
        break;
      case 'play':
      case 'pause':
        this.isPlaying = asked.kind === 'play';
        this.lastTick = null;
        this.reached.length = 0;
        break;
      case 'step':
        this.isPlaying = false;
        this.goTo(this.now + (this.worlds.at(0)?.stepSeconds ?? 0), TICK_MS * 10);
        break;
      case 'speed':
        this.speed = asked.speed;
        this.lastTick = null;
        this.reached.length = 0;
        return;
      case 'rewind':
        this.isPlaying = false;
        for (const world of this.worlds) world.rewind(asked.to);
        this.standings = this.worlds.map(() => 'there');
        this.reached.length = 0;
        break;
      case 'inject':
        for (const world of this.worlds) inject(world, asked);
        break;
      case 'follow':
        this.worlds.at(0)?.follow(asked.group, asked.leastSeconds);
        this.isFollowing = true;
        return;
      case 'fingerprint':
        this.tell({
          kind: 'fingerprint',
          fingerprints: this.worlds.map((world) => world.fingerprint()),
        });
        return;
      default:
        asked satisfies never;
    }
    this.show();
  }

  /** Goes on as far as time has; returns whether there is more to do. To be called often. */
  tick(): boolean {
    if (!this.isPlaying || this.worlds.length === 0) return false;
    const at = this.clock();
    const seconds = Math.min(MOST_BEHIND, (at - (this.lastTick ?? at)) / 1000);
    this.lastTick = at;
    this.goTo(this.speed === Infinity ? Infinity : this.now + seconds * this.speed, TICK_MS);
    if (this.standings.some((standing) => standing === 'full' || standing === 'over')) {
      this.isPlaying = false;
    }
    this.reached.push({ at: this.clock(), now: this.now });
    while (this.reached.length > 2 && this.clock() - this.reached[0].at > SPEED_MS)
      this.reached.shift();
    this.show();
    return this.isPlaying;
  }

  private get now(): number {
    return this.worlds.at(0)?.now ?? 0;
  }

  /** Slice by slice, so that all are where the slowest is when time is up. */
  private goTo(until: number, mostMs: number): void {
    const begun = this.clock();
    const isLate = (): boolean => this.clock() - begun > mostMs;
    const never = (): boolean => false;
    while (this.worlds.length > 0 && this.now < until && !isLate()) {
      const [first, ...others] = this.worlds;
      const next = (Math.floor(first.now / first.stepSeconds + 1e-9) + 1) * first.stepSeconds;
      const alone = others.length === 0;
      this.standings = [this.advance(0, Math.min(until, next), alone ? isLate : never)];
      others.forEach((_, index) => {
        this.standings.push(this.advance(index + 1, first.now, never));
      });
      if (this.standings.some((standing) => standing !== 'there')) break;
    }
    this.catchRecord();
  }

  private advance(index: number, until: number, outOfTime: () => boolean): Standing {
    return this.worlds[index].advance(until, outOfTime, (slice) => this.slices[index].push(slice));
  }

  private catchRecord(): void {
    if (!this.isFollowing) return;
    const journey = this.worlds[0].followed();
    if (journey === null) return;
    this.isFollowing = false;
    this.tell({ kind: 'followed', journey });
  }

  private start({
    models,
    seed,
    placement,
    until,
    faults,
  }: Extract<Asked, { kind: 'start' }>): void {
    for (const world of this.worlds) world.close();
    this.worlds = [];
    this.isFollowing = false;
    this.reached.length = 0;
    this.worlds = models.map((given) => new LiveWorld(modelOf(given), seed, placement));
    this.slices = models.map(() => []);
    this.standings = models.map(() => 'there');
    this.tell({ kind: 'started', stepSeconds: this.worlds[0].stepSeconds });
    const end = this.clock() + CATCH_UP_MS;
    for (const fault of faults.filter(({ at }) => at < until)) {
      this.goTo(fault.at, end - this.clock());
      if (this.now < fault.at) break;
      for (const world of this.worlds) inject(world, fault);
    }
    this.goTo(until, end - this.clock());
    this.lastTick = null;
  }

  private show(): void {
    if (this.worlds.length === 0) return;
    const worlds = this.worlds.map((world, index): WorldFrame => {
      const slices = this.slices[index];
      this.slices[index] = [];
      return { now: world.look(), slices, standing: this.standings[index], faults: world.faults };
    });
    this.tell({ kind: 'frame', isPlaying: this.isPlaying, speed: this.speedReached(), worlds });
  }

  private speedReached(): number {
    const [first, last] = [this.reached.at(0), this.reached.at(-1)];
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return ((last.now - first.now) / (last.at - first.at)) * 1000;
  }
}

function modelOf(given: Parameters<typeof readGiven>[0]): Model {
  const read = readGiven(given);
  if ('faults' in read) throw new Error(`${given.name}: not a model`);
  if (isDirect(read.model)) throw new Error('delivery is direct');
  return read.model;
}

function inject(
  world: LiveWorld,
  { label, seconds }: Pick<WantedFault, 'label' | 'seconds'>,
): void {
  const choice = faultChoices(world.model).find((each) => each.label === label);
  if (choice !== undefined) world.inject(choice.fault, seconds);
}
