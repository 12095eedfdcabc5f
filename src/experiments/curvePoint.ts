/** A load at which a model was studied shortly: see loadCurve.ts. */
import type { Estimate } from '../statistics/index.js';

export interface CurvePoint {
  /** Users, or records a second where the model has no users. */
  readonly load: number;
  /** Of the load that fills the first resource, by arithmetic. */
  readonly share: number;
  readonly overloaded: boolean;
  /** From end to end, seconds; null without a steady state. */
  readonly p50: Estimate | null;
  readonly p99: Estimate | null;
}
