/** What compiling needs everywhere: the trial, its regions, its streams, its stations. */
import { Arena } from '../engine/arena.js';
import type { Presence } from '../engine/presence.js';
import { StationBank } from '../engine/station.js';
import { Stream, streamKey } from '../engine/stream.js';
import { makeSampler, type Sampler } from '../engine/variates.js';
import type { CreditsModel, Host, Model } from '../model/model.js';
import type { Distribution } from '../statistics/index.js';
import { Recorder } from './recording/recorder.js';
import { faultTimes, type FaultTime } from './faultTimes.js';
import type { Trial } from './measurements.js';
import { wholeSpan, type Span } from './span.js';

/**
 * What compiling needs everywhere: the trial, its placement's regions, its streams, its stations.
 */
export class TrialContext {
  /** The trial's memory: to be closed when all has been read off it. */
  readonly arena: Arena;
  readonly stations: StationBank[] = [];
  readonly faults: readonly FaultTime[];
  private readonly replicationKey: string;

  constructor(
    readonly trial: Trial,
    readonly span: Span = wholeSpan(trial),
  ) {
    const { seed, placement, cell, replication } = trial;
    this.arena = new Arena(
      `seed ${seed}, placement ${placement}, cell ${cell}, replication ${replication}`,
    );
    this.replicationKey = `${trial.placement}.${trial.cell}.${trial.replication}`;
    this.faults = faultTimes(this);
  }

  get model(): Model {
    return this.trial.model;
  }

  stream(component: string, purpose: string): Stream {
    return new Stream(this.streamKey(component, purpose), this.arena);
  }

  streamKey(component: string, purpose: string): string {
    return streamKey(this.trial.seed, this.replicationKey, component, purpose);
  }

  sampler(distribution: Distribution, component: string, purpose: string): Sampler {
    if (distribution.kind === 'constant') return () => distribution.value;
    return makeSampler(distribution, this.stream(component, purpose));
  }

  station(
    name: string,
    kind: 'station' | 'link' | 'disk',
    count: number,
    servers: number,
    presence: Presence | null = null,
  ): StationBank {
    const { arena, span } = this;
    const { windowStart, windowEnd } = span;
    const bank = new StationBank(
      name,
      kind,
      count,
      servers,
      windowStart,
      windowEnd,
      arena,
      presence,
    );
    this.stations.push(bank);
    return bank;
  }

  /** The card of each of `count` hosts, one way: where it begins. */
  nic(name: string, host: Host, count: number, presence: Presence | null = null): number {
    return this.line(name, 'link', count, host.nicBytesPerSecond, host.nicCredits, presence);
  }

  /**
   * A link or a disk of each of `count` hosts, so fast as long as it has credits; null = always.
   */
  line(
    name: string,
    kind: 'link' | 'disk',
    count: number,
    bytesPerSecond: number,
    credits: CreditsModel | null,
    presence: Presence | null = null,
  ): number {
    const bank = this.station(name, kind, count, 1, presence);
    if (credits !== null) {
      const most = credits.bytes / (bytesPerSecond * this.speed(name));
      const baseline = credits.baselineBytesPerSecond / bytesPerSecond;
      bank.giveCredits({ baseline, most, left: credits.left * most });
    }
    return bank.address;
  }

  /** How much faster than the model an experiment makes a resource: 1 = as it is. */
  speed(resource: string): number {
    return this.trial.speedup[resource] ?? 1;
  }

  /** What delay() always gives, seconds; null where it is random. */
  constantDelay(from: string, to: string, propagation: Distribution): number | null {
    const { roles } = this.model.placements[this.trial.placement];
    const { regionJitter, regionDelaySeconds } = this.model;
    if (propagation.kind !== 'constant') return null;
    if (roles[from] === roles[to]) return propagation.value;
    if (regionJitter.kind !== 'constant') return null;
    return propagation.value + regionDelaySeconds[roles[from]][roles[to]] * regionJitter.value;
  }

  /**
   * One-way delay between hosts of two roles: `propagation`, plus the distance between their
   * regions.
   */
  delay(from: string, to: string, propagation: Distribution, component: string): Sampler {
    const { roles } = this.model.placements[this.trial.placement];
    const near = this.sampler(propagation, component, 'propagation');
    if (roles[from] === roles[to]) return near;
    const distance = this.model.regionDelaySeconds[roles[from]][roles[to]];
    const { regionJitter } = this.model;
    if (regionJitter.kind === 'constant') return () => near() + distance * regionJitter.value;
    const jitter = this.sampler(regionJitter, component, 'jitter');
    return () => near() + distance * jitter();
  }
}

/** Events per second of one cell of a placement: users are spread over cells by weight. */
export function cellEventsPerSecond(model: Model, placement: number): number {
  let weights = 0;
  for (const each of model.placements) weights += each.cells * each.weight;
  const total = model.users * model.eventsPerUserPerSecond;
  return (total * model.placements[placement].weight) / weights;
}

export function makeRecorder(context: TrialContext): Recorder {
  const { span, arena, model } = context;
  return new Recorder(arena, span, model.consumers.length, Math.max(1, model.topics.length));
}
