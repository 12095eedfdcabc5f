/**
 * What the slowest 1% have in common: by which partition, broker, instance, shard, region, way and
 * fault they came, beside all.
 *
 * Records of one moment are slow together, so they are not independent: the interval of a share is
 * that of a ratio of sums over buckets of time (the linear term of the delta method; Cochran 1977,
 * Sampling Techniques, 6.4), with Student's t of as many buckets as have a slow record.
 */
import type { CloseUp } from '../../network/closeUp.js';
import type { ToldJourney } from '../../network/world/tracing.js';
import type { Model } from '../../model/model.js';
import { MINIMUM_REPLICATIONS, square, studentQuantile } from '../../statistics/index.js';
import type { WeightedCloseUp } from './weighted.js';

export interface SlowShare {
  /** What is asked: `partition of payments`; and the answer: `3`. */
  readonly dimension: string;
  readonly value: string;
  /** 0..1; the ends are null where there are too few buckets with a slow record. */
  readonly ofSlowest: number;
  readonly low: number | null;
  readonly high: number | null;
  readonly ofAll: number;
  /** Buckets of time with a slow record. */
  readonly n: number;
  /** Slow records, and records drawn of all, that were looked at. */
  readonly slow: number;
  readonly drawn: number;
}

/** Of a dimension's values those with the largest shares. */
const MOST_VALUES = 40;

/** What is counted of a dimension's value: of all by weight, of the slow ones by bucket. */
interface Counted {
  ofAll: number;
  readonly slow: Map<number, number>;
  /** The journey that it was last counted for. */
  journey: number;
}

/** Buckets of a close-up that have numbers of their own. */
const MOST_BUCKETS = 1e6;

/** With the journeys to one group, of which the slow ones are among the slowest 1%. */
export interface ToldCloseUp extends WeightedCloseUp {
  readonly told: readonly ToldJourney[];
}

export function sharesAmongSlowest(all: readonly ToldCloseUp[]): SlowShare[] {
  const counted = new Map<string, Map<string, Counted>>();
  const buckets = new Map<number, number>();
  let [slow, drawn, drawnWeight, journey] = [0, 0, 0, 0];
  all.forEach(({ closeUp, weight, told }, index) => {
    for (const each of told) {
      journey++;
      const bucket = index * MOST_BUCKETS + bucketOf(closeUp, each);
      if (each.drawn) [drawn, drawnWeight] = [drawn + 1, drawnWeight + weight];
      if (each.byLatency) {
        slow++;
        buckets.set(bucket, (buckets.get(bucket) ?? 0) + weight);
      }
      factsOf(closeUp, each, (dimension, value) => {
        const own = countedOf(counted, dimension, value);
        // Of those that a journey passes several times, once.
        if (own.journey === journey) return;
        own.journey = journey;
        if (each.drawn) own.ofAll += weight;
        if (each.byLatency) own.slow.set(bucket, (own.slow.get(bucket) ?? 0) + weight);
      });
    }
  });
  if (slow === 0 || drawn === 0) return [];
  return [...counted].flatMap(([dimension, values]) => {
    const rows = [...values].map(([value, own]) => {
      const share = shareOf(own.slow, buckets);
      return { dimension, value, ...share, ofAll: own.ofAll / drawnWeight, slow, drawn };
    });
    return telling(rows);
  });
}

function countedOf(
  counted: Map<string, Map<string, Counted>>,
  dimension: string,
  value: string,
): Counted {
  const values = counted.get(dimension) ?? new Map<string, Counted>();
  if (values.size === 0) counted.set(dimension, values);
  const own = values.get(value);
  if (own !== undefined) return own;
  const made = { ofAll: 0, slow: new Map<number, number>(), journey: 0 };
  values.set(value, made);
  return made;
}

/** Where there are several, those with the largest shares. */
function telling(rows: readonly SlowShare[]): SlowShare[] {
  if (rows.length < 2) return [];
  return [...rows]
    .sort((a, b) => b.ofSlowest - a.ofSlowest || b.ofAll - a.ofAll || order(a.value, b.value))
    .slice(0, MOST_VALUES);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of the slow ones of all buckets those in `own`. */
function shareOf(
  own: ReadonlyMap<number, number>,
  buckets: ReadonlyMap<number, number>,
): Pick<SlowShare, 'ofSlowest' | 'low' | 'high' | 'n'> {
  const sum = (counts: ReadonlyMap<number, number>): number =>
    [...counts.values()].reduce((total, count) => total + count, 0);
  const total = sum(buckets);
  const ofSlowest = sum(own) / total;
  const n = buckets.size;
  if (n < MINIMUM_REPLICATIONS) return { ofSlowest, low: null, high: null, n };
  let squares = 0;
  for (const [bucket, count] of buckets) {
    squares += square(((own.get(bucket) ?? 0) - ofSlowest * count) / total);
  }
  const half = studentQuantile(0.975, n - 1) * Math.sqrt((squares * n) / (n - 1));
  const [low, high] = [Math.max(0, ofSlowest - half), Math.min(1, ofSlowest + half)];
  return { ofSlowest, low, high, n };
}

/** By when it ended. */
function bucketOf({ trial, bucketSeconds }: CloseUp, { journey }: ToldJourney): number {
  return Math.floor((journey[journey.length - 1].to - trial.warmupSeconds) / bucketSeconds);
}

/** Calls `add` with what is so of a journey, several times where it passes a group again. */
function factsOf(
  closeUp: CloseUp,
  told: ToldJourney,
  add: (dimension: string, value: string) => void,
): void {
  const { model, placement } = closeUp.trial;
  const { journey, broker, shard } = told;
  const last = journey[journey.length - 1];
  const { roles } = model.placements[placement];
  const group = model.consumers.find(({ name }) => name === last.group);
  add('way', journey.map((hop) => hop.group).join(' > '));
  for (const hop of journey) {
    add(`partition of ${hop.group}`, String(hop.partition));
    add(`instance of ${hop.group}`, String(hop.instance));
  }
  if (broker !== null) add(`broker before ${last.group}`, String(broker));
  if (shard !== null) add(`shard of ${group?.store ?? 'its store'}`, String(shard));
  if (model.regions.length > 1) add('region of the users', model.regions[roles['home']]);
  for (const value of faultsOf(closeUp, told, model)) add('fault', value);
}

/** Those that were on while it was under way. */
function faultsOf(closeUp: CloseUp, { journey }: ToldJourney, model: Model): string[] {
  if (model.faults.length === 0) return [];
  const [from, to] = [journey[0].from, journey[journey.length - 1].to];
  const met = closeUp.faults.filter((fault) => fault.from < to && fault.to > from);
  return met.length === 0 ? ['none'] : [...new Set(met.map(({ name }) => `during ${name}`))];
}
