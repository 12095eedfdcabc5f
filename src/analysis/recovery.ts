/**
 * How long a system takes to be as before after each of its scheduled faults (`excursion.ts` says
 * when it is back).
 *
 * Read off the series averaged over all trials, since that of a single one leaves any band at
 * random: its last moment outside is noise. The interval is by the jackknife over the sections of
 * the trials, each placement's left out in turn (Efron & Tibshirani 1993, An Introduction to the
 * Bootstrap, 11), with Student's t. Where the series without some section is not back within the
 * window, neither is the interval's upper end: it is Infinity.
 *
 * A backlog is what is inside, sent and neither delivered, dropped nor lost, above what was there
 * at the window's start. It is counted, so that it is known of every group, with brokers or
 * without. p99 is of what is delivered in a bucket; it is back at 1.5 times p99 before the fault.
 */
import type { FaultModel, Model } from '../model/model.js';
import type { SeriesMeasurements } from '../network/measurements.js';
import {
  estimateOf,
  MINIMUM_REPLICATIONS,
  square,
  studentQuantile,
  type Estimate,
  type SparseBins,
} from '../statistics/index.js';
import { excursion, upperEnd, type Excursion } from './excursion.js';
import type { Weighted } from './pool.js';
import { coarseQuantile, growthOf } from './series.js';

export interface Return {
  readonly outcome: Excursion['outcome'];
  /**
   * Seconds from the fault's begin until it is back, 0 where it was never off; null where it is not
   * back in the window.
   */
  readonly seconds: Estimate | null;
}

export interface Recovery {
  readonly fault: string;
  readonly beginsSeconds: number;
  /** From its begin to the next fault's, or to the window's end: what it is looked for in. */
  readonly watchedSeconds: number;
  /** The series' resolution. */
  readonly resolutionSeconds: number;
  /** Of the whole, averaged over the groups, and of each group. */
  readonly backlog: Return;
  readonly groups: readonly { readonly name: string; readonly backlog: Return }[];
  readonly p99: Return;
}

const P99_FACTOR = 1.5;
const CONFIDENCE = 0.95;

/** One section of one placement's trials: sums of their series. */
interface Section {
  readonly series: SeriesMeasurements;
  readonly placement: number;
  readonly trials: number;
  /** Cells of its placement over all trials of it. */
  readonly weight: number;
}

/**
 * In order of their begins; none where the model has no scheduled fault, or the window shows
 * nothing before the first.
 */
export function recoveries(model: Model, trials: readonly Weighted[]): Recovery[] {
  const faults = model.faults
    .flatMap((fault) => (fault.when.kind === 'once' ? [{ fault, at: fault.when.atSeconds }] : []))
    .sort((a, b) => a.at - b.at);
  const sections = trials.map(({ measurements, weight, trials: count }) => ({
    series: measurements.series,
    placement: measurements.placement,
    trials: count,
    weight,
  }));
  const buckets = Math.min(...sections.map(({ series }) => series.arrived.length));
  const { bucketSeconds } = sections[0].series;
  if (faults.length === 0) return [];
  const usual = Math.min(buckets, Math.floor(faults[0].at / bucketSeconds + 1e-9));
  if (usual === 0) return [];
  const names = model.consumers.map(({ name }) => name);
  const end = buckets * bucketSeconds;
  const watch = { buckets, bucketSeconds, usual };
  return faults.map(({ fault, at }, index) => {
    const to = nextBegin(faults, index) ?? end;
    const backlog = (paths: readonly number[]): Return =>
      returnOf(sections, { ...watch, from: at, to }, backlogOf(sections, paths, watch));
    return {
      fault: fault.name,
      beginsSeconds: at,
      watchedSeconds: to - at,
      resolutionSeconds: bucketSeconds,
      backlog: backlog([...names.keys()]),
      groups: names.map((name, path) => ({ name, backlog: backlog([path]) })),
      p99: returnOf(sections, { ...watch, from: at, to }, p99Of(sections, watch)),
    };
  });
}

/** Of the first fault that begins later. */
function nextBegin(
  faults: readonly { readonly fault: FaultModel; readonly at: number }[],
  index: number,
): number | undefined {
  return faults.find(({ at }) => at > faults[index].at)?.at;
}

interface Watch {
  readonly buckets: number;
  readonly bucketSeconds: number;
  /** Buckets that ended before the first fault. */
  readonly usual: number;
}

/** What a section adds to sums over all cells, and how a series is read off those sums. */
interface SeriesReading {
  /** [section] */
  readonly parts: readonly Float64Array[];
  /**
   * Seconds by which a moment of the series may be off whatever the trials: a bucket where a value
   * is of all of it.
   */
  readonly knownTo: number;
  readonly seriesOf: (sums: Float64Array) => readonly number[];
  readonly limitOf: (sums: Float64Array, highest: number) => number;
}

function returnOf(
  sections: readonly Section[],
  { bucketSeconds, from, to }: Watch & { readonly from: number; readonly to: number },
  { parts, knownTo, seriesOf, limitOf }: SeriesReading,
): Return {
  const of = (sums: Float64Array): Excursion =>
    excursion(seriesOf(sums), bucketSeconds, from, to, (highest) => limitOf(sums, highest));
  const sums = sumOf(parts, (index) => sections[index].weight);
  const { outcome, seconds } = of(sums);
  if (outcome === 'not within the window') return { outcome, seconds: null };
  const spread = jackknifeHalf(sections, parts, sums, (some) => of(some).seconds);
  const half = outcome === 'back' ? Math.max(spread, knownTo) : spread;
  // Beyond what was watched nothing is known.
  const high = seconds + half <= to - from ? seconds + half : Infinity;
  const estimate = estimateOf(seconds, seconds - half, high, sections.length);
  if (Number.isFinite(high) || sections.length < MINIMUM_REPLICATIONS) {
    return { outcome, seconds: estimate };
  }
  const reason = 'an upper end beyond the window';
  return { outcome, seconds: { ...estimate, high, enough: false, reason } };
}

function sumOf(parts: readonly Float64Array[], weightOf: (index: number) => number): Float64Array {
  const sums = new Float64Array(parts[0].length);
  parts.forEach((part, index) => {
    const weight = weightOf(index);
    for (let position = 0; position < sums.length; position++)
      sums[position] += weight * part[position];
  });
  return sums;
}

/**
 * Half the width of the jackknife's interval; Infinity where a value is not finite or a placement
 * has one section.
 */
function jackknifeHalf(
  sections: readonly Section[],
  parts: readonly Float64Array[],
  sums: Float64Array,
  read: (sums: Float64Array) => number,
): number {
  let variance = 0;
  let degrees = 0;
  for (const placement of new Set(sections.map((section) => section.placement))) {
    const own = [...sections.keys()].filter((index) => sections[index].placement === placement);
    if (own.length < 2) return Infinity;
    const trials = own.reduce((sum, index) => sum + sections[index].trials, 0);
    const { weight } = sections[own[0]];
    const all = sumOf(
      own.map((index) => parts[index]),
      () => weight,
    );
    const without = own.map((left) => {
      // The placement's other trials stand for all its cells.
      const share = trials / (trials - sections[left].trials);
      return read(
        sums.map((sum, position) => {
          const rest = all[position] - weight * parts[left][position];
          return sum - all[position] + share * rest;
        }),
      );
    });
    const mean = without.reduce((sum, value) => sum + value, 0) / own.length;
    const squares = without.reduce((sum, value) => sum + square(value - mean), 0);
    variance += ((own.length - 1) / own.length) * squares;
    degrees += own.length - 1;
  }
  if (!Number.isFinite(variance)) return Infinity;
  return studentQuantile((1 + CONFIDENCE) / 2, degrees) * Math.sqrt(variance);
}

/**
 * Records inside, averaged over the paths, above those at the window's start. Behind them stand two
 * sums of each placement, of values before the fault and of their squares, so that the jackknife
 * knows how well the band is known, too.
 */
function backlogOf(
  sections: readonly Section[],
  paths: readonly number[],
  { buckets, usual }: Watch,
): SeriesReading {
  const placements = placementsOf(sections);
  const parts = sections.map(({ series, placement, trials }) => {
    const part = new Float64Array(buckets + 2 * placements.length);
    part.set(insideOf(series, paths, buckets));
    const position = buckets + 2 * placements.findIndex((each) => each.placement === placement);
    for (let bucket = 0; bucket < usual; bucket++) {
      part[position] += part[bucket];
      // A section's mean of k trials varies k times less than one of them.
      part[position + 1] += square(part[bucket]) / trials;
    }
    return part;
  });
  return {
    parts,
    knownTo: 0,
    seriesOf: (sums) => [...sums.subarray(0, buckets)],
    limitOf: (sums, highest) => {
      const mean = sums.subarray(0, usual).reduce((sum, value) => sum + value, 0) / usual;
      // Variance of one system's value, over trials and time: that of a cell, times the cells.
      const variance = placements.reduce((all, { cells, perSection }, index) => {
        const [sum, squares] = sums.subarray(buckets + 2 * index);
        return all + (perSection / usual) * Math.max(0, squares - square(sum) / (cells * usual));
      }, 0);
      return upperEnd(mean, Math.sqrt(variance), highest);
    },
  };
}

interface Placement {
  readonly placement: number;
  readonly cells: number;
  /** Trials in a section, on average. */
  readonly perSection: number;
}

function placementsOf(sections: readonly Section[]): Placement[] {
  return [...new Set(sections.map(({ placement }) => placement))].map((placement) => {
    const own = sections.filter((section) => section.placement === placement);
    const trials = own.reduce((sum, section) => sum + section.trials, 0);
    return { placement, cells: own[0].weight * trials, perSection: trials / own.length };
  });
}

function insideOf(
  series: SeriesMeasurements,
  paths: readonly number[],
  buckets: number,
): Float64Array {
  const inside = growthOf(series, paths).slice(0, buckets);
  for (let bucket = 1; bucket < buckets; bucket++) inside[bucket] += inside[bucket - 1];
  return inside;
}

/** p99 of what is delivered in a bucket; Infinity where nothing is. */
function p99Of(
  sections: readonly Section[],
  { buckets, bucketSeconds, usual }: Watch,
): SeriesReading {
  const used = new Set(sections.flatMap(({ series }) => series.latencyBins.flatMap(binsIn)));
  const bins = [...used].sort((a, b) => a - b);
  const placeOf = new Map(bins.map((bin, position) => [bin, position]));
  const width = bins.length;
  const parts = sections.map(({ series }) => {
    const part = new Float64Array(buckets * width);
    series.latencyBins.slice(0, buckets).forEach((row, bucket) => {
      row.bins.forEach((bin, index) => {
        part[bucket * width + (placeOf.get(bin) ?? 0)] = row.counts[index];
      });
    });
    return part;
  });
  const quantileAt = (sums: Float64Array, bucket: number): number =>
    coarseQuantile(bins, sums.subarray(bucket * width, (bucket + 1) * width), 0.99) ?? Infinity;
  const before = (sums: Float64Array): number => {
    const all = new Float64Array(width);
    for (let position = 0; position < usual * width; position++)
      all[position % width] += sums[position];
    return coarseQuantile(bins, all, 0.99) ?? Infinity;
  };
  return {
    parts,
    knownTo: bucketSeconds,
    seriesOf: (sums) => Array.from({ length: buckets }, (_, bucket) => quantileAt(sums, bucket)),
    limitOf: (sums) => P99_FACTOR * before(sums),
  };
}

function binsIn({ bins }: SparseBins): number[] {
  return [...bins];
}
