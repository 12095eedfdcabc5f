/** Lays out a group's autoscaler. */
import type { Arena } from '../../engine/arena.js';
import { makeRow, makeRows, writeRow } from '../../engine/layout.js';
import { AUTOSCALER, MOMENTS, SCALING_RULE, STEP } from '../../engine/rows.js';
import type { ConsumerGroupModel, ScalingRuleModel } from '../../model/model.js';

/** As ../../engine/assembly/world/kinds.ts numbers them. */
const BY = { lag: 0, utilization: 1, schedule: 2 } as const;

/** 0 = it has none. */
export function autoscalerRow(
  arena: Arena,
  { autoscaler, instances }: Pick<ConsumerGroupModel, 'autoscaler' | 'instances'>,
): number {
  if (autoscaler === null) return 0;
  const { by, schedule } = autoscaler;
  const targets = {
    lag: autoscaler.targetLag,
    utilization: autoscaler.targetUtilization,
    schedule: 1,
  };
  const repeats = autoscaler.repeatsEverySeconds;
  const steps = makeRows(arena, STEP, schedule.length);
  schedule.forEach((step, index) => {
    writeRow(arena, STEP, steps + index * STEP.bytes, { ...step });
  });
  return makeRow(arena, AUTOSCALER, {
    by: BY[by],
    kubernetes: Number(autoscaler.rules === 'kubernetes'),
    minimum: autoscaler.minimum,
    maximum: autoscaler.maximum,
    target: targets[by],
    intervalSeconds: autoscaler.intervalSeconds,
    startUpSeconds: autoscaler.startUpSeconds,
    coolDownSeconds: autoscaler.coolDownSeconds,
    fewerSince: -1,
    tolerance: autoscaler.tolerance,
    allowsIdle: Number(autoscaler.allowsIdle),
    pollingSeconds: autoscaler.pollingSeconds,
    measuredAt: -Infinity,
    up: ruleRow(arena, autoscaler.scaleUp),
    down: ruleRow(arena, autoscaler.scaleDown),
    steps,
    stepCount: schedule.length,
    repeatSeconds: repeats ?? 0,
    before: repeats === null ? instances : (schedule.at(-1)?.instances ?? instances),
  });
}

function ruleRow(arena: Arena, rule: ScalingRuleModel): number {
  return makeRow(arena, SCALING_RULE, {
    stabilizationSeconds: rule.stabilizationSeconds,
    instances: rule.instances ?? -1,
    share: rule.share ?? -1,
    periodSeconds: rule.periodSeconds,
    takesLeast: Number(rule.select === 'min'),
    wanted: makeRow(arena, MOMENTS, {}),
    changes: makeRow(arena, MOMENTS, {}),
  });
}
