/** What groups call and how they try, as a Model has it: see model.ts. */
import type { DeskCall, DeskModel } from './deskModel.js';
import type { Distribution } from '../statistics/distribution.js';

/** A token bucket: `perSecond` tokens a second, at most `burst` of them kept. */
export interface RateLimit {
  readonly perSecond: number;
  readonly burst: number;
}

export interface TriesModel {
  readonly rateLimit: RateLimit | null;
  /** Share of tries that fail by themselves, 0..1. */
  readonly fails: number;
  readonly calls: readonly CallModel[];
  /** Null = one by one. */
  readonly bulk: BulkModel | null;
  /** Null = each sends for itself. */
  readonly window: WindowModel | null;
  /** Of each record, at most; and what passes between them. */
  readonly attempts: number;
  readonly pauseSeconds: number;
}

/** Records that a thread works on at once: up to so many, or those of so long. */
export interface BulkModel {
  readonly records: number;
  readonly lingerSeconds: number;
  readonly timePerRecordSeconds: number;
}

/** Records of a key that are sent on as one: those of `length`, and every `every`. */
export interface WindowModel {
  readonly lengthSeconds: number;
  readonly everySeconds: number;
  readonly graceSeconds: number;
}

/** What is called for each record, or for each call. */
export interface CallModel extends DeskCall {
  /** By its place among the model's externals. */
  readonly external: number;
  /** Of the records, 0..1. */
  readonly share: number;
  /** Null = waits for ever. */
  readonly timeoutSeconds: number | null;
  readonly retries: number;
  readonly retryBackoffSeconds: number;
  readonly retryBackoffMaxSeconds: number;
  /** 0..1: of the backoff, either way. */
  readonly jitter: number;
  /** Of an instance, at once; null = no limit. */
  readonly atMost: number | null;
  readonly breaker: BreakerModel | null;
}

/**
 * While it is open an instance's calls fail at once: when of the last `window` calls a share of
 * `failures` has failed.
 */
export interface BreakerModel {
  readonly failures: number;
  readonly window: number;
  readonly openSeconds: number;
  /** Calls let through after that, before it closes or opens again. */
  readonly probes: number;
  /** Whether the instance takes no more records meanwhile. */
  readonly pauses: boolean;
}

/** Something that answers calls: outside, or a service that calls others in its turn. */
export interface ExternalModel extends DeskModel {
  readonly name: string;
  readonly role: string;
  readonly time: Distribution;
  /** Calls answered at one time; null = all. */
  readonly concurrency: number | null;
  /** Calls that may wait; null = no limit. */
  readonly queueCapacity: number | null;
  readonly fails: number;
  /** What it calls for each call that it answers, its server waiting. */
  readonly calls: readonly CallModel[];
  readonly propagation: Distribution;
}
