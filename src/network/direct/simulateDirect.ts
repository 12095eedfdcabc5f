/** A trial of direct delivery: no brokers, no events; see direct.ts. */
import { makeFiller, makeSampler } from '../../engine/variates.js';
import type { Observer } from '../recording/observer.js';
import type { Recorder } from '../recording/recorder.js';
import type { Ending } from '../audit.js';
import { collect } from '../collect.js';
import { surges } from '../faultTimes.js';
import type { FilledUp, Measurements } from '../measurements.js';
import { countsOf, lookTimes, type Samples } from '../samples.js';
import { cellEventsPerSecond, makeRecorder, type TrialContext } from '../trialContext.js';
import { ArrivalTimes, arrivalBlocks } from './arrivals.js';
import { CallerCalls, ThinkingCalls, UserCalls, type CallSource } from './callSource.js';
import { runDirect, type DirectGroup } from './direct.js';
import { goInBlocks, runDirectBlocks } from './directBlocks.js';

export function simulateDirect(
  context: TrialContext,
  observer: Observer | null,
): Measurements | FilledUp {
  const { model, trial } = context;
  const recorder: Recorder = makeRecorder(context);
  const rate = cellEventsPerSecond(model, trial.placement);
  const times = context.faults;
  const groups = model.consumers.map((group, path): DirectGroup => {
    const name = `consumers.${group.name}`;
    const processing = context.stream(name, 'processing_time');
    return {
      path,
      station: context.station(name, 'station', 1, group.instances * group.threads),
      delay: context.delay('home', group.role, group.propagation, name),
      constantDelaySeconds: context.constantDelay('home', group.role, group.propagation),
      drawProcessing: makeSampler(group.processingTime, processing),
      fillProcessing: makeFiller(group.processingTime, processing),
      factor: 1 / context.speed(name),
      capacity: group.queueCapacity ?? Infinity,
      down: times
        .filter(({ fault }) => fault.kind === 'consumer_down' && fault.group === path)
        .map(({ from, to }) => ({ from, to })),
    };
  });
  const { callers, thinkTime } = model;
  const most = trial.maximumInside;
  const source = (): CallSource => {
    if (callers === null) return new UserCalls(new ArrivalTimes(stream, fill));
    if (thinkTime === null)
      return new CallerCalls(new ArrivalTimes(stream, fill), callers, recorder);
    return new ThinkingCalls(callers, context.sampler(thinkTime, 'users', 'think_time'));
  };
  const stream = context.stream('users', 'arrivals');
  const fill = arrivalBlocks(model.arrivals, rate, 0, 1, stream, surges(times));
  const looks = lookTimes(recorder, context);
  // In each bucket a look, then its end.
  const readAt = recorder.bucketEnds.flatMap((end, bucket) => [looks[bucket], end]);
  const run = goInBlocks(groups, callers, observer)
    ? runDirectBlocks(recorder, groups, fill, context.arena, readAt, most)
    : runDirect(recorder, groups, source(), readAt, most, observer);
  if (run.filledAt !== null) return { filledAt: run.filledAt };
  const ending: Ending = {
    events: run.records,
    backwards: null,
    overdelivered: 0,
    read: null,
    waiting: 0,
    owed: recorder.deliveredLater,
    nodes: null,
    queued: 0,
  };
  const longest = (bucket: number): number =>
    run.waiting.reduce((most, readings) => Math.max(most, readings[2 * bucket + 1]), 0);
  const samples: Samples = {
    producerBacklog: looks.map((_, bucket) => run.unsent[bucket] ?? 0),
    lag: looks.map((_, bucket) => longest(bucket)),
    instances: [],
    waiting: run.waiting.map((readings) => {
      return countsOf(looks.map((_, bucket) => readings[2 * bucket]));
    }),
  };
  return collect(context, recorder, ending, samples);
}
