/** Random autoscalers. */
import fc from 'fast-check';
import { maybe, oneOf, whole, type Section } from './arbitraries.js';

const BOUNDS = {
  minimum: fc.constant(1),
  maximum: whole(2, 6),
  interval: oneOf('30 ms', '100 ms'),
  start_up: oneOf('0 s', '70 ms'),
};

const COOL_DOWN = oneOf('0 s', '60 ms', '300 ms');

function rule(): fc.Arbitrary<Section> {
  return fc.record({
    stabilization: oneOf('0 s', '75 ms', '310 ms'),
    instances: maybe(whole(1, 3)),
    share: maybe(oneOf('20%', '50%', '100%')),
    period: oneOf('45 ms', '170 ms'),
    select: oneOf('max', 'min'),
  });
}

/** What Kubernetes' rules have besides. */
const HORIZONTAL = {
  rules: fc.constant('kubernetes'),
  tolerance: maybe(oneOf('0%', '30%')),
  scale_up: maybe(rule()),
  scale_down: fc.oneof({ weight: 3, arbitrary: rule() }, fc.constant(undefined)),
};

const LAG = { by: fc.constant('lag'), target_lag: oneOf(2, 8, 30) };
const USE = { by: fc.constant('utilization'), target_utilization: oneOf('15%', '40%', '80%') };
const CLOCK = {
  by: fc.constant('schedule'),
  repeats_every: maybe(oneOf('240 ms', '700 ms')),
  schedule: fc.tuple(whole(1, 6), whole(1, 6)).map(([first, second]) => ({
    first: { at: '20 ms', instances: first },
    second: { at: '190 ms', instances: second },
  })),
};

/** Steps above the maximum are cut to it. */
function withinMaximum(section: Section): Section {
  const schedule = section['schedule'] as Record<string, Section> | undefined;
  if (schedule === undefined) return section;
  const maximum = Number(section['maximum']);
  const steps = Object.entries(schedule).map(([name, step]): [string, Section] => {
    return [name, { ...step, instances: Math.min(maximum, Number(step['instances'])) }];
  });
  return { ...section, schedule: Object.fromEntries(steps) };
}

export const AUTOSCALER: fc.Arbitrary<Section> = fc
  .oneof(
    { weight: 3, arbitrary: fc.record({ ...BOUNDS, ...LAG, cool_down: COOL_DOWN }) },
    fc.record({ ...BOUNDS, ...USE, cool_down: COOL_DOWN }),
    fc.record({ ...BOUNDS, ...CLOCK, cool_down: COOL_DOWN }),
    {
      weight: 2,
      arbitrary: fc.record({
        ...BOUNDS,
        ...HORIZONTAL,
        ...LAG,
        allow_idle_consumers: oneOf('true', 'false'),
        polling_interval: maybe(oneOf('50 ms', '130 ms')),
      }),
    },
    { weight: 2, arbitrary: fc.record({ ...BOUNDS, ...HORIZONTAL, ...USE }) },
    fc.record({ ...BOUNDS, ...HORIZONTAL, ...CLOCK }),
  )
  .map(withinMaximum);
