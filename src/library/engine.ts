/**
 * `highwater/engine`: one trial at a time, and the parts to simulate something else with: event
 * list, stations, random streams.
 *
 * @module
 */
export { simulate } from '../network/simulate.js';
export { RunningCell, type Snapshot } from '../network/world/cell.js';
export type {
  CallMeasurements,
  FilledUp,
  Importance,
  InnerServiceMeasurements,
  JourneyMeasurements,
  LateMeasurements,
  Measurements,
  PathMeasurements,
  QueueMeasurements,
  ResourceMeasurements,
  SeriesMeasurements,
  ServiceMeasurements,
  SplitMeasurements,
  Splitting,
  TopicSeries,
  Trial,
  WindowMeasurements,
} from '../network/measurements.js';
export type { Happening, Observer } from '../network/recording/observer.js';
export type { Checkpoint, Checkpoints } from '../network/checkpoint.js';
export { Arena } from '../engine/arena.js';
export { EventList, type PendingEvents } from '../engine/eventList.js';
export { FloatRing } from '../engine/ring.js';
export { StationBank, type StationCredits } from '../engine/station.js';
export { Stream, streamKey } from '../engine/stream.js';
export { makeSampler, makeZipf, type Sampler } from '../engine/variates.js';
