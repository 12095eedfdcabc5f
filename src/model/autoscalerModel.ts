/** How many instances of a group there are, as a Model has it: see model.ts. */

export interface AutoscalerModel {
  readonly by: 'lag' | 'utilization' | 'schedule';
  /** plain: ceil(lag / target) at once; kubernetes: as HorizontalPodAutoscaler and KEDA decide. */
  readonly rules: 'plain' | 'kubernetes';
  readonly minimum: number;
  readonly maximum: number;
  /** Unread records for each instance wanted; of the share of threads that is busy, the target. */
  readonly targetLag: number;
  readonly targetUtilization: number;
  readonly intervalSeconds: number;
  readonly startUpSeconds: number;
  /** Of plain rules alone; what follows is of Kubernetes' alone. */
  readonly coolDownSeconds: number;
  readonly tolerance: number;
  readonly allowsIdle: boolean;
  readonly pollingSeconds: number;
  readonly scaleUp: ScalingRuleModel;
  readonly scaleDown: ScalingRuleModel;
  /** Rising; what counts before the first is `instances` of the group. */
  readonly schedule: readonly ScheduleStep[];
  /** Null = once. */
  readonly repeatsEverySeconds: number | null;
}

/** How fast instances may come, or go. */
export interface ScalingRuleModel {
  readonly stabilizationSeconds: number;
  /** Within a period at most; null = not limited so, but by the other. */
  readonly instances: number | null;
  readonly share: number | null;
  readonly periodSeconds: number;
  readonly select: 'max' | 'min';
}

/** Of the measured window. */
export interface ScheduleStep {
  readonly atSeconds: number;
  readonly instances: number;
}
