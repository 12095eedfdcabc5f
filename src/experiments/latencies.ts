/** Responses that are latencies: of all deliveries, of a path, from the event on. */
import { LatencyMixture, knownShares } from '../analysis/mixture.js';
import { quantileOf, type Weighted } from '../analysis/pool.js';
import { DesignError, type Model } from '../model/index.js';
import { duration, QuantityError } from '../model/quantities.js';
import { JOURNEY } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import type { Response } from './response.js';
import type { Study } from './studyTypes.js';

export const END_TO_END = 'end_to_end';

/** A quantile of the latency of a path, seconds; null without a steady state. */
export function latency(p: number, path = END_TO_END): Response {
  const percent = String(p * 100).replace('.', '');
  const way = wayOf(path);
  return {
    name: `${path === END_TO_END ? '' : `${path}_`}p${percent}_ms`,
    ...way,
    read: (study) => latencyOf(study, p, way.path),
    measure: (model, trials) => mixtureOf(way.path, model, trials).quantile(p).value,
  };
}

export function latencyOf(study: Study, p: number, path = END_TO_END): Estimate | null {
  const summary = summaryOf(study, path);
  return summary === null ? null : quantileOf(summary, p);
}

/** The mean latency of a path, seconds; null without a steady state. */
export function meanLatency(path = END_TO_END): Response {
  const way = wayOf(path);
  return {
    name: `${path === END_TO_END ? '' : `${path}_`}mean_ms`,
    ...way,
    read: (study) => summaryOf(study, way.path)?.mean ?? null,
    measure: (model, trials) => mixtureOf(way.path, model, trials).mean().value,
  };
}

/** `checkout to mail` is the path `to mail`, of events of checkout. */
export function wayOf(path: string): Required<Pick<Response, 'path'>> & Pick<Response, 'from'> {
  const named = /^(\S+) to (\S+)$/.exec(path);
  return named === null ? { path } : { path: `${JOURNEY}${named[2]}`, from: named[1] };
}

/**
 * Of the paths that trials have, the one that is meant: from the event to a group that users send
 * to is that group's own.
 */
export function pathAmong(path: string, names: readonly string[]): string {
  if (names.includes(path) || !path.startsWith(JOURNEY)) return path;
  return path.slice(JOURNEY.length);
}

export function mixtureOf(path: string, model: Model, trials: readonly Weighted[]): LatencyMixture {
  const names = trials[0].measurements.paths.map(({ name }) => name);
  return new LatencyMixture(pathAmong(path, names), trials, knownShares(model, trials));
}

function summaryOf(study: Study, path: string): Study['endToEnd'] | null {
  if (study.overloaded) return null;
  const all = [study.endToEnd, ...study.paths];
  const meant = pathAmong(
    path,
    all.map(({ name }) => name),
  );
  return all.find(({ name }) => name === meant) ?? null;
}

/**
 * The share of a path's records that took at most so long, 0..1; nothing where there is no steady
 * state.
 */
export function within(bound: string, path: string): Response {
  const most = boundOf(bound);
  const before = path === END_TO_END ? '' : `${path}_`;
  const way = wayOf(path);
  return {
    name: `${before}within_${bound.replaceAll(/\s+/g, '_')}_share`,
    ...way,
    read: (study) => summaryOf(study, way.path)?.within(most) ?? null,
    measure: (model, trials) => mixtureOf(way.path, model, trials).within(most).share,
  };
}

function boundOf(text: string): number {
  try {
    return duration(text);
  } catch (error) {
    if (!(error instanceof QuantityError)) throw error;
    throw new DesignError(`within(${text}): expected ${error.expected}; ${error.hint}`);
  }
}

/** The path and what is read of it: `far.p99`, `p99(to far)`, or `p99.9` of end_to_end. */
export function splitLatency(name: string): { path: string; what: string } {
  const called = /^(p[\d.]+|mean)\((.+)\)$/.exec(name);
  if (called !== null) return { path: called[2].trim(), what: called[1] };
  const last = name.lastIndexOf('.');
  // A point before a digit is within the quantile.
  const at = /\d/.test(name.charAt(last + 1)) ? name.lastIndexOf('.', last - 1) : last;
  return at < 0
    ? { path: END_TO_END, what: name }
    : { path: name.slice(0, at), what: name.slice(at + 1) };
}

export const LATENCIES: Readonly<Record<string, number>> = {
  p50: 0.5,
  p75: 0.75,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
  p999: 0.999,
};

/** 0.99 of `p99`; 0.999 of `p999` and `p99.9`; null where a latency has no such quantile. */
export function readQuantile(what: string): number | null {
  const name = what.replace('.', '');
  return Object.hasOwn(LATENCIES, name) ? LATENCIES[name] : null;
}
