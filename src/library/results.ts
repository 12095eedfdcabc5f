/** The shapes of what the library's calls return, part by part. */
export type { OfferedKind } from '../analysis/cellRow.js';
export type { Bottleneck, Relief } from '../analysis/bottlenecks.js';
export type { MMc } from '../analysis/closedForm/mmc.js';
export type { Cost, CostItem } from '../analysis/cost.js';
export type { StageDistances } from '../analysis/distance.js';
export type { OfferedResource, ResourcePart } from '../analysis/offeredLoad.js';
export type {
  CacheSummary,
  LatencySummary,
  QuantileName,
  Quantiles,
  ResourceSummary,
  StageSummary,
  Weighted,
} from '../analysis/pool.js';
export type { QueueLength } from '../analysis/queueLengths.js';
export type { Recovery, Return } from '../analysis/recovery.js';
export type { SectionSummary } from '../analysis/sections.js';
export type { SeriesRow } from '../analysis/series.js';
export type { LateSummary } from '../analysis/latePolls.js';
export type { QueueSummary } from '../analysis/queues.js';
export type { CallSummary, ServiceSummary } from '../analysis/services.js';
export type { StorageTier } from '../analysis/storage.js';
export type { Calibration, FittedParameter, TargetOutcome } from '../experiments/calibration.js';
export type { Capacity, CapacityStep } from '../experiments/capacity.js';
export type { Comparison, Difference } from '../experiments/compare.js';
export type { CurvePoint } from '../experiments/curvePoint.js';
export type { FreeParameter } from '../experiments/coordinates.js';
export type { Identification } from '../experiments/identification.js';
export type { ResponseSensitivity, Sensitivity } from '../experiments/sensitivity.js';
export type { Verdict } from '../experiments/settling.js';
export type { Tail, TailQuantile } from '../experiments/tail.js';
export type { Best, Tried, Tuned } from '../experiments/tune.js';
export type { Place } from '../model/document.js';
export type { Parameter } from '../model/parameter.js';
export type { Answer } from '../experiments/promise.js';
export type { Range } from '../model/factor.js';
export type { Schema } from '../model/schema.js';
export type { AuditResult } from '../network/measurements.js';
export type { CloseUps } from '../analysis/closeUp/closeUps.js';
export type { JourneyPart } from '../analysis/journeys.js';
export type { LatencyMixture } from '../analysis/mixture.js';
export type { NamedJourney } from '../analysis/namedJourneys.js';
export type { WindowSummary } from '../analysis/windows.js';
export type { Judgment } from '../experiments/judgment.js';
export type { Measure } from '../importers/observation.js';
export type { ScheduleStep } from '../model/autoscalerModel.js';
export type { GroupBucket } from '../analysis/closeUp/groupSeries.js';
export type { PartSeries } from '../analysis/closeUp/parts.js';
export type { SlowShare } from '../analysis/closeUp/slowShares.js';
