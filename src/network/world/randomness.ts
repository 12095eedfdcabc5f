/** Lays out what a world draws: streams, distributions, delays, keys and arrivals. */
import alea from 'seedrandom/lib/alea.js';
import { makeRow, readField, writeRow } from '../../engine/layout.js';
import { ARRIVALS, DELAY, DRAW, KEYS, STREAM, WORLD } from '../../engine/rows.js';
import type { ArrivalProcess, KeyPopularity } from '../../model/model.js';
import { oneMore } from '../direct/arrivals.js';
import type { Distribution } from '../../statistics/index.js';
import type { Surge } from '../direct/arrivals.js';
import type { TrialContext } from '../trialContext.js';

/** As ../../engine/assembly/random/draws.ts numbers them. */
const KINDS = {
  constant: 0,
  exponential: 1,
  uniform: 2,
  erlang: 3,
  gamma: 4,
  lognormal: 5,
  hyperexponential: 6,
  weibull: 7,
  pareto: 8,
  empirical: 9,
} as const;

/** One of the world's streams. */
export function streamRow(context: TrialContext, component: string, purpose: string): number {
  const { arena } = context;
  const { s0, s1, s2, c } = alea(context.streamKey(component, purpose), { state: true }).state();
  const world = arena.kernels.worldAddress();
  const later = readField(arena, WORLD, world, 'streams');
  const streams = makeRow(arena, STREAM, { s0, s1, s2, carry: c, later });
  writeRow(arena, WORLD, world, { streams });
  return streams;
}

/** A distribution with its stream; variates are divided by `divisor`. */
export function drawRow(
  context: TrialContext,
  distribution: Distribution,
  component: string,
  purpose: string,
  divisor = 1,
): number {
  const { arena } = context;
  const { kind } = distribution;
  const stream = kind === 'constant' ? 0 : streamRow(context, component, purpose);
  const row = { kind: KINDS[kind], stream, divisor };
  switch (kind) {
    case 'constant':
      return makeRow(arena, DRAW, { ...row, a: distribution.value });
    case 'exponential':
      return makeRow(arena, DRAW, { ...row, a: distribution.mean });
    case 'uniform':
      return makeRow(arena, DRAW, { ...row, a: distribution.low, b: distribution.high });
    case 'erlang':
    case 'gamma':
      return makeRow(arena, DRAW, { ...row, a: distribution.mean, b: distribution.shape });
    case 'lognormal':
      return makeRow(arena, DRAW, { ...row, a: distribution.mean, b: distribution.cv });
    case 'hyperexponential': {
      const { probability, mean1, mean2 } = distribution;
      return makeRow(arena, DRAW, { ...row, a: probability, b: mean1, c: mean2 });
    }
    case 'weibull':
    case 'pareto':
      return makeRow(arena, DRAW, { ...row, a: distribution.scale, b: distribution.shape });
    case 'empirical': {
      const values = arena.floats(distribution.values.length);
      values.set(distribution.values);
      const count = values.length;
      return makeRow(arena, DRAW, { ...row, values: values.byteOffset, count });
    }
    default:
      return kind satisfies never;
  }
}

/**
 * One-way delay between hosts of two roles: `propagation`, plus the distance between their regions.
 */
export function delayRow(
  context: TrialContext,
  from: string,
  to: string,
  propagation: Distribution,
  component: string,
): number {
  const { model, trial, arena } = context;
  const { roles } = model.placements[trial.placement];
  const localPropagation = drawRow(context, propagation, component, 'propagation');
  if (roles[from] === roles[to]) return makeRow(arena, DELAY, { localPropagation });
  const distance = model.regionDelaySeconds[roles[from]][roles[to]];
  const { regionJitter } = model;
  if (regionJitter.kind === 'constant') {
    return makeRow(arena, DELAY, { localPropagation, distance: distance * regionJitter.value });
  }
  const jitter = drawRow(context, regionJitter, component, 'jitter');
  return makeRow(arena, DELAY, { localPropagation, jitter, distance });
}

export function keysRow(
  context: TrialContext,
  popularity: KeyPopularity,
  component: string,
): number {
  const { arena } = context;
  const stream = streamRow(context, component, 'keys');
  switch (popularity.kind) {
    case 'none':
      return makeRow(arena, KEYS, { kind: 0, stream });
    case 'uniform':
      return makeRow(arena, KEYS, { kind: 1, stream, count: popularity.count });
    case 'zipf': {
      const { count, exponent } = popularity;
      return makeRow(arena, KEYS, { kind: 2, stream, count, shape: exponent });
    }
    case 'hot': {
      const { count, share } = popularity;
      return makeRow(arena, KEYS, { kind: 3, stream, count, shape: share });
    }
    default:
      return popularity satisfies never;
  }
}

/** Arrivals of the producer `name`, number `producer` of the `producerCount` of its kind. */
export function arrivalsRow(
  context: TrialContext,
  pattern: ArrivalProcess,
  ratePerSecond: number,
  name: string,
  producer: number,
  producerCount: number,
  surges: readonly Surge[],
): number {
  const { arena } = context;
  const stream = streamRow(context, name, 'arrivals');
  switch (pattern.kind) {
    case 'poisson':
      return surges.length === 0
        ? makeRow(arena, ARRIVALS, { kind: 0, stream, meanGap: 1 / ratePerSecond })
        : surgesRow(arena, surges, stream, ratePerSecond);
    case 'constant': {
      const a = (producer + 0.5) / producerCount;
      return makeRow(arena, ARRIVALS, { kind: 1, stream, ratePerSecond, a });
    }
    case 'on_off': {
      const { onSeconds: a, offSeconds: b } = pattern;
      const meanGap = a / (ratePerSecond * (a + b));
      return makeRow(arena, ARRIVALS, { kind: 2, stream, meanGap, a, b });
    }
    case 'diurnal': {
      const { amplitude: a, periodSeconds: b } = pattern;
      const meanGap = 1 / (ratePerSecond * (1 + a));
      return makeRow(arena, ARRIVALS, { kind: 3, stream, meanGap, a, b });
    }
    case 'trace': {
      const times = pattern.timesSeconds;
      const last = times[times.length - 1];
      const length = last + (last - times[0]) / Math.max(1, times.length - 1);
      const stretch = times.length / length / (ratePerSecond * producerCount);
      const values = arena.floats(times.length);
      values.set(times);
      return makeRow(arena, ARRIVALS, {
        kind: 4,
        stream,
        length,
        stretch,
        step: producerCount,
        position: producer,
        values: values.byteOffset,
        count: times.length,
      });
    }
    case 'shape':
      return shapeRow(arena, pattern, { stream, meanGap: 1 / ratePerSecond });
    case 'batches': {
      const meanGap = pattern.size / ratePerSecond;
      const b = oneMore(pattern);
      return makeRow(arena, ARRIVALS, { kind: 7, stream, meanGap, a: pattern.size, b });
    }
    default:
      return pattern satisfies never;
  }
}

function surgesRow(
  arena: TrialContext['arena'],
  surges: readonly Surge[],
  stream: number,
  ratePerSecond: number,
): number {
  const highest = surges.reduce((most, { factor }) => Math.max(most, factor), 1);
  const values = arena.floats(surges.length * 3);
  values.set(surges.flatMap(({ from, to, factor }) => [from, to, factor]));
  return makeRow(arena, ARRIVALS, {
    kind: 5,
    stream,
    meanGap: 1 / (ratePerSecond * highest),
    length: highest,
    values: values.byteOffset,
    count: surges.length,
  });
}

function shapeRow(
  arena: TrialContext['arena'],
  { pieces }: Extract<ArrivalProcess, { kind: 'shape' }>,
  common: { readonly stream: number; readonly meanGap: number },
): number {
  const values = arena.floats(pieces.length * 4);
  values.set(
    pieces.flatMap(({ seconds, from, to }) => [seconds, from, to, (seconds * (from + to)) / 2]),
  );
  return makeRow(arena, ARRIVALS, {
    kind: 6,
    ...common,
    length: pieces.reduce((sum, { seconds }) => sum + seconds, 0),
    values: values.byteOffset,
    count: pieces.length,
  });
}
