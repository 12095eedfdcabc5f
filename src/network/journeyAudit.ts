/** Audits of journeys, which are counted apart from the deliveries that end them. */
import type { Model } from '../model/model.js';
import { hasDeadLetters } from '../model/pipelines.js';
import { windowOf } from '../model/windows.js';
import type { AuditResult, JourneyMeasurements, PathMeasurements } from './measurements.js';

/** What is held to journeys. */
const JOURNEY_LAWS = [
  'every delivery ends a journey',
  "the hops' stages add up to the journeys' latencies, but for what waits between them",
] as const;

/** `paths`: of the groups' own deliveries, by name. */
export function journeyAudits(
  model: Model,
  journeys: readonly JourneyMeasurements[],
  paths: readonly PathMeasurements[],
): AuditResult[] {
  const { consumers } = model;
  const [ends, law] = JOURNEY_LAWS;
  // A dead letter's hop is nobody's.
  const waits =
    hasDeadLetters(model) ||
    consumers.some(
      (group) =>
        windowOf(group) !== null || group.sends.some(({ afterSeconds }) => afterSeconds > 0),
    );
  return journeys.flatMap(({ group, sums }) => {
    const delivered = paths.find(({ name }) => name === group)?.histogram.count ?? 0;
    let [count, expected, measured] = [0, 0, 0];
    for (const [journeysHere, seconds, ...stages] of Object.values(sums)) {
      count += journeysHere;
      expected += seconds;
      for (const stage of stages) measured += stage;
    }
    const tolerance = 1e-9 * expected + 1e-9 * count;
    const difference = expected - measured;
    const passed = difference >= -tolerance && (waits || difference <= tolerance);
    return [
      {
        law: ends,
        where: group,
        expected: delivered,
        measured: count,
        passed: count === delivered,
      },
      { law, where: group, expected, measured, passed },
    ];
  });
}
