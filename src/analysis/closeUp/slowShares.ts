/**
 * What the slowest 1% have in common: by which partition, broker, instance, shard, region, way and
 * fault they came, beside all.
 *
 * Records of one moment are slow together, so they are not independent: the interval of a share is
 * that of a ratio of sums over buckets of time (the linear term of the delta method; Cochran 1977,
 * Sampling Techniques, 6.4), with Student's t of as many buckets as have a slow record.
 */
import type { CloseUp } from '../../network/closeUp.js';
import { ToldReader, type PackedJourneys } from '../../network/world/told.js';
import type { Model } from '../../model/model.js';
import { MINIMUM_REPLICATIONS, square, studentQuantile } from '../../statistics/index.js';
import { Dimensions } from './dimensions.js';
import { JourneyFacts } from './journeyFacts.js';
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

/** With the journeys to one group; those of the slowest 1% took `slowSeconds` at the least. */
export interface ToldCloseUp extends WeightedCloseUp {
  readonly journeys: PackedJourneys;
  readonly slowSeconds: number;
}

/** All are of `model`. */
export function sharesAmongSlowest(model: Model, all: readonly ToldCloseUp[]): SlowShare[] {
  const dimensions = new Dimensions();
  const facts = new JourneyFacts(model, dimensions);
  /** [bucket, trial by trial]: slow ones by weight. */
  const buckets = new Float64Array(all.reduce((sum, { closeUp }) => sum + placesOf(closeUp), 0));
  let [slow, drawn, drawnWeight, firstPlace] = [0, 0, 0, 0];
  for (const { closeUp, weight, journeys, slowSeconds } of all) {
    const told = new ToldReader(journeys, slowSeconds);
    while (told.next()) {
      const place = firstPlace + bucketOf(closeUp, told.to);
      if (told.drawn) {
        drawn++;
        drawnWeight += weight;
      }
      if (told.byLatency) {
        slow++;
        buckets[place] += weight;
      }
      dimensions.begin(told.drawn ? weight : 0, told.byLatency ? weight : 0, place);
      facts.count(closeUp, told);
    }
    firstPlace += placesOf(closeUp);
  }
  if (slow === 0 || drawn === 0) return [];
  const total = sumOf(buckets);
  const own = new Float64Array(buckets.length);
  return dimensions.list().flatMap(({ name, values }) =>
    (values.length < 2 ? [] : values)
      .map((each) => ({ ...each, ofSlowest: each.slow / total, ofAll: each.all / drawnWeight }))
      .sort((a, b) => b.ofSlowest - a.ofSlowest || b.ofAll - a.ofAll || order(a.label, b.label))
      .slice(0, MOST_VALUES)
      .map(({ label, ofSlowest, ofAll, slowPlaces, slowWeights }): SlowShare => {
        own.fill(0);
        slowPlaces.forEach((place, index) => (own[place] += slowWeights[index]));
        const share = intervalOf(ofSlowest, own, buckets, total);
        return { dimension: name, value: label, ofSlowest, ...share, ofAll, slow, drawn };
      }),
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Of the slow ones of all buckets, of which `total` in all, the share of those in `own`. */
function intervalOf(
  share: number,
  own: Float64Array,
  buckets: Float64Array,
  total: number,
): Pick<SlowShare, 'low' | 'high' | 'n'> {
  let [n, squares] = [0, 0];
  for (let place = 0; place < buckets.length; place++) {
    if (buckets[place] > 0) n++;
    squares += square((own[place] - share * buckets[place]) / total);
  }
  if (n < MINIMUM_REPLICATIONS) return { low: null, high: null, n };
  const half = studentQuantile(0.975, n - 1) * Math.sqrt((squares * n) / (n - 1));
  return { low: Math.max(0, share - half), high: Math.min(1, share + half), n };
}

function sumOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

/** By when it ended: by rounding it may be at the end of the window. */
function bucketOf({ trial, bucketSeconds }: CloseUp, to: number): number {
  return Math.floor((to - trial.warmupSeconds) / bucketSeconds);
}

function placesOf({ trial }: CloseUp): number {
  return trial.seriesBuckets + 1;
}
