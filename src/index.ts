/** Highwater's library entry. */
export * from './model/index.js';
export { modelSchema } from './model/schema.js';
export * from './statistics/index.js';
export { simulate } from './network/simulate.js';
export type { Measurements, Trial } from './network/measurements.js';
export { offeredLoad, type OfferedLoad } from './analysis/offeredLoad.js';
export { study, type Study, type StudyOptions } from './experiments/study.js';
export { makeExecutor, type Executor } from './execution/executor.js';
export { EventList } from './engine/eventList.js';
export { StationBank } from './engine/station.js';
export { Stream, streamKey } from './engine/stream.js';
export { makeSampler, makeZipf, type Sampler } from './engine/variates.js';
