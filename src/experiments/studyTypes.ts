/** What a study is asked, what its trials give, and what it says. */
import type { CloseUps } from '../analysis/closeUp/closeUps.js';
import type { Bottleneck } from '../analysis/bottlenecks.js';
import type { JourneyPart } from '../analysis/journeys.js';
import type { LateSummary } from '../analysis/latePolls.js';
import type { OfferedLoad } from '../analysis/offeredLoad.js';
import type { LoadVerdict } from '../analysis/overload.js';
import type {
  CacheSummary,
  LatencySummary,
  Pool,
  ResourceSummary,
  StageSummary,
} from '../analysis/pool.js';
import type { QueueLength } from '../analysis/queueLengths.js';
import type { Recovery } from '../analysis/recovery.js';
import type { SectionSummary } from '../analysis/sections.js';
import type { SeriesRow } from '../analysis/series.js';
import type { NamedJourney } from '../analysis/namedJourneys.js';
import type { QueueSummary } from '../analysis/queues.js';
import type { ServiceSummary } from '../analysis/services.js';
import type { WindowSummary } from '../analysis/windows.js';
import type { Model } from '../model/model.js';
import type { AuditResult } from '../network/measurements.js';
import type { Estimate } from '../statistics/index.js';
import type { Judgment } from './judgment.js';
import type { Baseline } from './relief.js';
import type { Verdict } from './settling.js';
import type { CurvePoint } from './curvePoint.js';
import type { Tail } from './tail.js';
import type { Fidelity, TrialPlan } from './trialPlan.js';

export interface StudyOptions {
  readonly seed: string;
  /** Asked half-width of p99, relative: 0.02 = 2%. */
  readonly precision: number;
  /** Records that may be simulated for the main result. */
  readonly budgetRecords: number;
  readonly fidelity: Fidelity;
  /** Also try every resource 10% faster. */
  readonly relief: boolean;
  /** So many trials of the length that counts, without trying relief; null = until precise. */
  readonly trials: number | null;
  /**
   * The warm-up is lengthened so many times before anything is measured; null = as often as the
   * system needs. With `trials` it repeats a run that a time limit ended.
   */
  readonly lengthened: number | null;
  /** The window is what is asked for, whether the system has settled or not. */
  readonly transient: boolean;
  /** Ranks above 0.9 that are told more precisely, none where left out: see tail.ts. */
  readonly tail?: readonly number[];
  /**
   * Some trials are looked at while they run: see closeUps.ts. Where the executor cannot, they are
   * run here once more, and this is waited for now and then, so that others come to work. No
   * close-ups where left out.
   */
  readonly closeUps?: () => Promise<void>;
  /** Wall-clock limit, asked between trials; true = begin no more. */
  readonly outOfTime: () => boolean;
  readonly progress: (done: number, planned: number, what: string) => void;
}

/** What a study has found when it has ended. */
export interface Found {
  readonly paths: readonly LatencySummary[];
  readonly overloaded: boolean;
}

/** Trials that are looked at while they run: closeUps.ts. */
export interface LookedAt {
  readonly summarize: (found: Found, pause: () => Promise<void>) => Promise<CloseUps>;
}

/** What the rounds of trials of one length gave. */
export interface Round {
  readonly plan: TrialPlan;
  readonly pool: Pool;
  readonly baseline: Baseline;
  readonly audits: readonly AuditResult[];
  readonly failures: readonly string[];
  readonly records: number;
  readonly growth: LoadVerdict;
  readonly stopped: string;
  /** Null where nobody asked, or delivery is direct. */
  readonly looked: LookedAt | null;
}

/** The rounds that count. */
export interface Measured extends Round {
  /** How many times the warm-up was lengthened before. */
  readonly lengthened: number;
  readonly verdict: Verdict;
}

export interface Study {
  readonly model: Model;
  readonly seed: string;
  readonly offered: OfferedLoad;
  readonly warmupSeconds: number;
  readonly windowSeconds: number;
  readonly trials: number;
  /** How many times the warm-up was lengthened, since the system settles slowly. */
  readonly lengthened: number;
  readonly cellsSimulated: number;
  readonly cellsTotal: number;
  readonly records: number;
  /**
   * Deliveries, averaged over the paths: all of them, and without those of records delivered
   * before.
   */
  readonly throughputPerSecond: Estimate;
  readonly goodputPerSecond: Estimate;
  /** In one window, whole system. */
  readonly droppedRecords: Estimate;
  /**
   * Of the whole system in one window, averaged over the paths: never delivered, and delivered
   * again.
   */
  readonly lostRecords: Estimate;
  readonly duplicateRecords: Estimate;
  /** Deliveries that are dropped or lost, of those that are owed for what is sent in the window. */
  readonly lossShare: Estimate;
  /** Produce requests sent again in one window. */
  readonly retriedRequests: Estimate;
  /** Readable records that no mirror had when a region went down, whole system. */
  readonly unmirroredRecords: Estimate;
  readonly caches: readonly CacheSummary[];
  readonly services: readonly ServiceSummary[];
  /** Groups that instances have left, their polls longer than max_poll_interval. */
  readonly late: readonly LateSummary[];
  /** Of topics that are queues. */
  readonly queues: readonly QueueSummary[];
  /** Of each scheduled fault; none where the window shows nothing before the first. */
  readonly recoveries: readonly Recovery[];
  readonly backlogGrowth: Estimate;
  readonly verdict: Verdict;
  /** The verdict's kind is that: no latency is one of a steady state. */
  readonly overloaded: boolean;
  /** Until producers' memory is full, 0 = it is; null where it does not fill. */
  readonly secondsToFull: number | null;
  readonly endToEnd: LatencySummary;
  readonly paths: readonly LatencySummary[];
  /**
   * End to end, of each section of the trials: how far they lie apart. Worked out when it is asked
   * for.
   */
  readonly sections: () => readonly SectionSummary[];
  /**
   * How many times smaller the variance of the median's and of p99's rank is because the parts of
   * the mixture weigh what is known; null where it is not known.
   */
  readonly weighing: { readonly p50: number; readonly p99: number } | null;
  readonly stages: readonly StageSummary[];
  /**
   * Where groups send on: in which stage of which hop the time of the journeys to each group goes.
   */
  readonly journeys: readonly JourneyPart[];
  /** Of those to which the model gives names. */
  readonly namedJourneys: readonly NamedJourney[];
  /** Of the groups that gather by key and window. */
  readonly windows: readonly WindowSummary[];
  readonly resources: readonly ResourceSummary[];
  readonly queueLengths: readonly QueueLength[];
  readonly bottlenecks: readonly Bottleneck[];
  readonly remark: string;
  readonly series: readonly SeriesRow[];
  readonly audits: readonly AuditResult[];
  /**
   * Trials that gave no result (a worker died or ran out of memory), each with its place and seed.
   */
  readonly failures: readonly string[];
  /**
   * Why it stopped: the precision was reached, the budget spent, all cells simulated, or the time
   * was up.
   */
  readonly stopped: string;
  /** What the model promises, and whether it is kept; null where it promises nothing. */
  readonly promises: Judgment | null;
  /** Asked half-width of p99, relative. */
  readonly precision: number;
  /** Rare latencies, where they were asked for and there is a steady state. */
  readonly tail: Tail | null;
  /** None where it was not asked for. */
  readonly curve: readonly CurvePoint[];
  /** What some of the trials show from near; null where nobody asked, or delivery is direct. */
  readonly closeUps: CloseUps | null;
}
