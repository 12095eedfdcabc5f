/**
 * When a trial's faults happen: the model's schedule, or random times drawn before the trial
 * begins.
 */
import type { FaultModel, Model } from '../model/model.js';
import { makeSampler } from '../engine/variates.js';
import type { Surge } from './direct/arrivals.js';
import type { Stream } from '../engine/stream.js';
import type { Trial } from './measurements.js';
import type { Span } from './span.js';

/** One fault's begin and end, seconds of the trial (warm-up included). */
export interface FaultTime {
  readonly fault: FaultModel;
  readonly from: number;
  readonly to: number;
}

/** What of a trial says when its faults happen. */
export interface FaultyTrial {
  readonly model: Model;
  readonly trial: Trial;
  readonly span: Span;
  stream(component: string, purpose: string): Stream;
}

/** In order of their begin. */
export function faultTimes(context: FaultyTrial): FaultTime[] {
  const { trial, span } = context;
  const home = context.model.placements[trial.placement].roles['home'];
  const here = context.model.faults.filter(({ region }) => region === null || region === home);
  const times = here.flatMap((fault): FaultTime[] => {
    const { when } = fault;
    if (when.kind === 'once') {
      const from = trial.warmupSeconds + when.atSeconds;
      return [{ fault, from, to: from + when.lengthSeconds }];
    }
    const stream = context.stream(`faults.${fault.name}`, 'times');
    const drawWork = makeSampler(when.timeToFailure, stream);
    const drawRepair = makeSampler(when.timeToRepair, stream);
    const list: FaultTime[] = [];
    for (let from = drawWork(); from < span.windowEnd;) {
      const to = from + drawRepair();
      list.push({ fault, from, to });
      from = to + drawWork();
    }
    return list;
  });
  return times.sort((a, b) => a.from - b.from);
}

export function surges(times: readonly FaultTime[]): Surge[] {
  return times
    .filter(({ fault }) => fault.kind === 'surge')
    .map(({ fault, from, to }) => ({ from, to, factor: fault.factor }));
}
