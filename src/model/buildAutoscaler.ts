/** A group's autoscaler, from what was read. */
import type { AutoscalerModel, ScalingRuleModel } from './autoscalerModel.js';
import type { Reading } from './read.js';
import { number, optionalNumber, text } from './readingValues.js';

/** What the table says is the default where it depends on other keys. */
const PLAIN_INTERVAL_SECONDS = 30;
const KUBERNETES_INTERVAL_SECONDS = 15;
const COOL_DOWN_SECONDS = 300;
const TOLERANCE = 0.1;
const NO_RULE = { stabilizationSeconds: 0, periodSeconds: 15, select: 'max' } as const;

export function autoscalerModel(reading: Reading): AutoscalerModel {
  const rules = text(reading, 'rules') as AutoscalerModel['rules'];
  const usual = rules === 'plain' ? PLAIN_INTERVAL_SECONDS : KUBERNETES_INTERVAL_SECONDS;
  const steps = [...(reading.many.get('schedule')?.values() ?? [])].map((step) => ({
    atSeconds: number(step, 'at'),
    instances: number(step, 'instances'),
  }));
  return {
    by: text(reading, 'by') as AutoscalerModel['by'],
    rules,
    minimum: number(reading, 'minimum'),
    maximum: number(reading, 'maximum'),
    targetLag: optionalNumber(reading, 'target_lag') ?? 1,
    targetUtilization: number(reading, 'target_utilization'),
    intervalSeconds: optionalNumber(reading, 'interval') ?? usual,
    startUpSeconds: number(reading, 'start_up'),
    coolDownSeconds: optionalNumber(reading, 'cool_down') ?? COOL_DOWN_SECONDS,
    tolerance: optionalNumber(reading, 'tolerance') ?? TOLERANCE,
    allowsIdle: text(reading, 'allow_idle_consumers') === 'true',
    pollingSeconds: optionalNumber(reading, 'polling_interval') ?? 0,
    scaleUp: ruleModel(reading.one.get('scale_up'), { stabilization: 0, instances: 4 }),
    scaleDown: ruleModel(reading.one.get('scale_down'), { stabilization: 300, instances: null }),
    schedule: steps.sort((a, b) => a.atSeconds - b.atSeconds),
    repeatsEverySeconds: optionalNumber(reading, 'repeats_every'),
  };
}

/** With neither number of its own, both of the table. */
function ruleModel(
  reading: Reading | undefined,
  unsaid: { readonly stabilization: number; readonly instances: number | null },
): ScalingRuleModel {
  const usual = { instances: unsaid.instances, share: 1 };
  if (reading === undefined) {
    return { ...NO_RULE, ...usual, stabilizationSeconds: unsaid.stabilization };
  }
  const own = {
    instances: optionalNumber(reading, 'instances'),
    share: optionalNumber(reading, 'share'),
  };
  return {
    stabilizationSeconds: number(reading, 'stabilization'),
    ...(own.instances === null && own.share === null ? usual : own),
    periodSeconds: number(reading, 'period'),
    select: text(reading, 'select') as ScalingRuleModel['select'],
  };
}
