/** A model in the model language, run as one trial: what its Measurements say. */
import { parseModel, type Model } from '../../model/index.js';
import type { Measurements } from '../../network/measurements.js';
import { stagesOf } from '../../network/measurements.js';
import { simulate } from '../../network/simulate.js';
import type { HistogramPlain } from '../../statistics/index.js';
import type { Observation, Window } from './theoryCase.js';

export function readModel(text: string): Model {
  const parsed = parseModel(text, { fileName: 'theory.yaml' });
  if ('faults' in parsed)
    throw new Error(`a theory case's model: ${JSON.stringify(parsed.faults)}`);
  return parsed.model;
}

/** Throws where an audit of the trial fails. */
export function observeModel(
  model: Model,
  window: Window,
  seed: string,
  replication: number,
): Observation {
  const measured = simulate({
    model,
    placement: 0,
    cell: 0,
    replication,
    seed,
    warmupSeconds: window.start,
    windowSeconds: window.end - window.start,
    seriesBuckets: 1,
    speedup: {},
    maximumInside: Infinity,
  });
  const failed = measured.audits.find(({ passed }) => !passed);
  if (failed !== undefined) throw new Error(`audit failed: ${failed.law} (${failed.where})`);
  return readings(measured);
}

/**
 * `sojourn` end to end, each path (`to NAME`: from the event on), each stage and each resource's
 * wait and utilization by name, and what was lost on the way.
 */
function readings(measured: Measurements): Observation {
  const { windowSeconds: seconds, arrivedInWindow } = measured;
  const tallies: Record<string, HistogramPlain> = { sojourn: measured.endToEnd };
  const ratios: Record<string, { over: number; under: number }> = {
    lost: { over: measured.lostInWindow, under: arrivedInWindow },
    dropped: { over: measured.droppedInWindow, under: arrivedInWindow },
    throughput: { over: measured.deliveredInWindow, under: seconds },
  };
  for (const { group, calls } of measured.services ?? []) {
    for (const { external, sent: under, again, left = 0 } of calls) {
      ratios[`${group} to ${external} again`] = { over: again, under };
      ratios[`${group} to ${external} left`] = { over: left, under };
    }
  }
  for (const { name, histogram } of measured.paths) tallies[name] = histogram;
  stagesOf(measured).forEach((stage, index) => (tallies[stage] = measured.stages[index]));
  for (const resource of measured.resources) {
    tallies[`${resource.name} wait`] = resource.wait;
    const under = seconds * resource.count * resource.servers;
    ratios[`${resource.name} utilization`] = { over: resource.busySeconds, under };
    ratios[`${resource.name} queue`] = { over: resource.queueSeconds, under: seconds };
    const inside = resource.queueSeconds + resource.busySeconds;
    ratios[`${resource.name} number`] = { over: inside, under: seconds };
  }
  return { tallies, ratios };
}
