/** Section of the model language: a group's autoscaler. */
import { trueOrFalse, whole, type Section } from './fields.js';

const RULES =
  'plain: as many as measured over target, at once, fewer after cool_down. kubernetes: as its HorizontalPodAutoscaler ' +
  'decides on what KEDA hands it: tolerance, steps, stabilization; the lag is from what is committed. Sources: ' +
  'kubernetes/pkg/controller/podautoscaler, keda/pkg/scalers/kafka_scaler.go, autoscaling/v2';

const BY =
  'lag: unread records (KEDA: kafka); of queues those that wait or are not acknowledged (aws-sqs-queue, rabbitmq). utilization: busy threads, those that wait for stores and calls too (HPA: Resource ' +
  'cpu, where they do not). schedule: the clock (KEDA: cron)';

/** `stabilization`, and how many instances are allowed where neither key says it. */
function scalingRule(way: string, stabilization: string, unsaid: string): Section {
  return {
    form: 'one',
    about: `rules: kubernetes: how fast instances ${way} (spec.behavior)`,
    fields: {
      stabilization: {
        kind: 'duration',
        preset: stabilization,
        minimum: 0,
        maximum: 3600,
        about: `stabilizationWindowSeconds: it goes no further than was wanted at any look within that time`,
      },
      instances: {
        ...whole('1', `so many within a period. Default: ${unsaid}`),
        preset: null,
      },
      share: {
        kind: 'fraction',
        preset: null,
        minimum: 0.01,
        maximum: way === 'come' ? 100 : 1,
        about: `as large a share of those at the period's begin. Default: ${unsaid}`,
      },
      period: {
        kind: 'duration',
        preset: '15 s',
        minimum: 0.001,
        maximum: 1800,
        about: 'periodSeconds',
      },
      select: {
        kind: 'text',
        preset: 'max',
        choices: ['max', 'min'],
        about: 'selectPolicy: of both the one that allows more, or less',
      },
    },
  };
}

export const AUTOSCALER: Section = {
  form: 'one',
  about: 'instances follow the lag, the utilization, or a schedule',
  sections: {
    scale_up: scalingRule('come', '0 s', 'instances 4 and share 100%'),
    scale_down: scalingRule('go', '300 s', 'share 100%'),
    schedule: {
      form: 'many',
      about: 'by: schedule: steps by names; before the first, the instances of the group count',
      fields: {
        at: {
          kind: 'duration',
          minimum: 0,
          about: 'from then on, after the begin of what is measured, as faults',
        },
        instances: {
          kind: 'whole',
          minimum: 1,
          maximum: 100_000,
          about: 'so many',
        },
      },
    },
  },
  fields: {
    by: {
      kind: 'text',
      preset: 'lag',
      choices: ['lag', 'utilization', 'schedule'],
      means: {
        cpu: 'utilization',
        cron: 'schedule',
        kafka: 'lag',
        queue_length: 'lag',
        depth: 'lag',
      },
      about: BY,
    },
    rules: {
      kind: 'text',
      preset: 'plain',
      choices: ['plain', 'kubernetes'],
      means: { hpa: 'kubernetes', keda: 'kubernetes', k8s: 'kubernetes' },
      about: RULES,
    },
    minimum: whole('1', 'instances at least'),
    maximum: whole('1', 'instances at most'),
    target_lag: {
      kind: 'count',
      preset: null,
      minimum: 1,
      assumed: 1,
      about: 'by: lag, which needs it. Unread records an instance (KEDA: lagThreshold)',
    },
    target_utilization: {
      kind: 'fraction',
      preset: '80%',
      minimum: 0.01,
      about: 'by: utilization. Busy threads (HPA: averageUtilization)',
    },
    interval: {
      kind: 'duration',
      preset: null,
      minimum: 0.001,
      about:
        'time between two looks. Default: 30 s; with rules: kubernetes 15 s (--horizontal-pod-autoscaler-sync-period)',
    },
    start_up: {
      kind: 'duration',
      preset: '10 s',
      minimum: 0,
      about: 'until a new instance joins the group',
    },
    cool_down: {
      kind: 'duration',
      preset: null,
      minimum: 0,
      about:
        'rules: plain. How long fewer instances must suffice before it scales in. Default: 300 s',
    },
    tolerance: {
      kind: 'fraction',
      preset: null,
      about:
        'rules: kubernetes. Nothing is changed as long as measured over target is so near to 1. Default: 10% (--horizontal-pod-autoscaler-tolerance)',
    },
    allow_idle_consumers: {
      ...trueOrFalse,
      preset: null,
      about:
        'rules: kubernetes, by: lag. false: a lag above partitions x target_lag counts as that (KEDA: allowIdleConsumers). Default: false',
    },
    polling_interval: {
      kind: 'duration',
      preset: null,
      minimum: 0.001,
      about:
        'rules: kubernetes, by: lag. The lag is measured that far apart (KEDA: pollingInterval, 30 s, with useCachedMetrics). Default: at each look',
    },
    repeats_every: {
      kind: 'duration',
      preset: null,
      minimum: 0.001,
      about: 'by: schedule. It begins anew after that. Default: never',
    },
  },
};
