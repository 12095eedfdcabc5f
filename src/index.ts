/**
 * `highwater`: models, the questions that the commands answer, and what experiments are written
 * with.
 *
 *     import { check, loadModel, study, tune } from 'highwater';
 *
 *     const model = loadModel('10k-users').with({ 'brokers.count': 6 });
 *     const { endToEnd, bottlenecks } = await study(model, { seed: '7' });
 *
 * Times are in seconds, sizes in bytes, rates per second; an `Estimate` is a value with its 95%
 * interval.
 *
 * @module
 */
export { loadModel, modelFrom, ModelError } from './library/loadedModel.js';
export type { LoadedModel, ModelFromOptions, Subject } from './library/loadedModel.js';
export { check, study, type Checked, type StudyOptions } from './library/study.js';
export { capacity, compare, tune } from './library/search.js';
export type { CapacityOptions, CompareOptions, TuneOptions } from './library/search.js';
export { runExperiment, sweep } from './library/experiments.js';
export type { PointOptions, SweepOptions, Swept } from './library/experiments.js';
export { calibrate, sensitivity } from './library/fitting.js';
export type { Calibrated, CalibrateOptions, SensitivityOptions } from './library/fitting.js';
export type { SimulationOptions } from './library/options.js';
export type * from './library/results.js';
export { QUANTILES } from './analysis/pool.js';
export { UsageError } from './execution/usageError.js';

export type * from './model/model.js';
export { DesignError, formatDiagnostic, parseModel, withValues } from './model/index.js';
export type { Factor, Diagnostic, Override, ParseOptions } from './model/index.js';
export { modelSchema } from './model/schema.js';

export type { Study } from './experiments/studySummary.js';
export type { Estimate } from './statistics/index.js';
export { offeredLoad, type OfferedLoad } from './analysis/offeredLoad.js';
export { cheHitRatio, zipfPopularity } from './analysis/closedForm/che.js';
export { mmcMeanSojourn } from './analysis/closedForm/mmc.js';

export * from './experiments/design.js';
export * from './experiments/experiment.js';
export * from './experiments/latencies.js';
export * from './experiments/response.js';
export * from './experiments/responses.js';
export { bySecond } from './experiments/bySecond.js';
export { estimated, percent, seconds } from './report/format.js';
