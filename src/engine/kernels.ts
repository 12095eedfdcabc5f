/**
 * The loops that run for every record, as functions over the arena's memory: compiled from
 * AssemblyScript (assembly/) to WebAssembly, most with two-lane vectors. fillExponentials and
 * accumulate have twins, bit for bit the same (exponentials.ts, stream.ts), and serveComing,
 * longestQueue and recordDirect one in network/direct/direct.ts; the tests hold the others against
 * what they promise here. A whole world runs behind runWorld (assembly/world/run.ts). Pointers are
 * byte offsets into the memory (a column's byteOffset); columns of doubles are read two at a time,
 * so that one more than is counted may be read, and is not used.
 */
import { moduleOf } from '../mathematics/module.js';
import { BrokenRule } from './brokenRule.js';
import { FullMemory } from './fullMemory.js';
import { KERNEL_BYTES } from './kernelBytes.js';

export interface Kernels {
  /**
   * The next `count` exponential variates, a multiple of four, of the four generators whose words
   * stand at `state`, times `scale`, into `target`. `tables`: exponentials.ts.
   */
  fillExponentials(
    state: number,
    tables: number,
    target: number,
    count: number,
    scale: number,
  ): void;
  /**
   * Adds to each of `count` doubles of a column the one before it, to the first `before`; returns
   * the last.
   */
  accumulate(column: number, count: number, before: number): number;
  /** `bytes` of zeros at a multiple of 64 bytes; returns where they begin (as a signed number). */
  allocate(bytes: number): number;
  /** All that was allocated is zeros again, and free. */
  clearAll(): void;
  setZiggurat(tables: number): void;
  /** A world in this memory: see network/world/cell.ts. */
  worldAddress(): number;
  prepareWorld(): void;
  /** `whose`: 0 = it is not looked at, 1 = a queue of its own, 2 + g = the threads of group g. */
  addBank(bank: number, count: number, whose: number): void;
  scheduleLook(time: number): void;
  startWorld(): void;
  /**
   * Does at most so many events, before `until`: 0 = the trial is over, 1 = it goes on, 2 = it is
   * full, 3 = it is `until`.
   */
  runWorld(most: number, until: number): number;
  /** Puts the begin and the end of a fault, by its number, on the schedule. */
  scheduleFault(index: number): void;
  /** Records that wait in producers now: for whoever looks at a world between its events. */
  recordsInProducers(): number;
  /**
   * The same as runWorld, of a world that is watched: 4 = its importance of that kind, looked at
   * after each `stride` events and counted in the bins at `bins`, is below `low` or not below
   * `high`. Kinds: assembly/world/importance.ts.
   */
  runWatched(
    most: number,
    stride: number,
    kind: number,
    low: number,
    high: number,
    bins: number,
  ): number;
  importance(kind: number): number;
  /**
   * The world goes on with other random numbers, of a 64-bit seed's two words:
   * assembly/world/reseed.ts.
   */
  reseedWorld(high: number, low: number): void;
  /**
   * Ends the trial; six numbers at `counts`: waiting, overdelivered, owed, queued, passed, under
   * way. At `unfinished` for each group the records that are sent on before they count as done; at
   * `inside` for each topic the deliveries owed.
   */
  endWorld(counts: number, unfinished: number, inside: number): void;
  /**
   * Writes the numbers of those of `count` bins that are not 0 to `into`, room for as many;
   * returns how many those are.
   */
  filledBins(bins: number, count: number, into: number): number;
  /**
   * What `count` bins have gained since `before`, which is brought up to them: the numbers of those
   * bins to `into`, and what they have gained to `counts`, all whole numbers; returns how many.
   */
  newlyFilled(bins: number, count: number, before: number, into: number, counts: number): number;
  /** The highest of `count` bins at and above which are so many, or 0. */
  binOfSlowest(bins: number, count: number, most: number): number;
  /**
   * How many of an instance's jobs offered so far start after `time`, which is not before the last
   * one that came.
   */
  startsAfter(bank: number, instance: number, time: number): number;
  /** A group's lag of each partition, as doubles; returns how many. */
  readLags(group: number, into: number): number;
  /**
   * Of a trace's row the journeys that were drawn, or took `least` seconds, eight doubles a hop, to
   * `into`; returns how many doubles. See network/world/told.ts.
   */
  packTold(trace: number, least: number, into: number): number;
  /** The sum of `count` bins. */
  totalOf(bins: number, count: number): number;
  /** Puts `count` doubles of a column plus `by` into another; one more may be written. */
  addToAll(from: number, to: number, count: number, by: number): void;
  /**
   * `count` jobs that come at `comes`, never decreasing, go in order to the thread that is free
   * first. `finishes` holds what each is drawn to take; it takes that times `factor`. Fills in
   * starts and finishes; returns the last finish. `threads` holds when each is free, in rising
   * order, then Infinity for 4 doubles more: kept from call to call.
   */
  serveComing(
    comes: number,
    starts: number,
    finishes: number,
    count: number,
    threads: number,
    threadCount: number,
    factor: number,
  ): number;
  /**
   * The most jobs that waited when one came, or `most` if that is more: those are in a queue of
   * first come, first served, so more than m wait if the job m places ahead has not started. Reads
   * the starts of as many jobs before these as it returns, and one more, which must not be above
   * any of `comes`.
   */
  longestQueue(starts: number, comes: number, count: number, most: number): number;
  /**
   * Records `count` deliveries, an even number, each at its finish, into the columns of `fields`
   * (DIRECT), and goes on with the sums there (DIRECT_SUMS). Where arrivals and comes are one
   * column, there is no network, and nothing is counted for it.
   */
  recordDirect(
    fields: number,
    arrivals: number,
    comes: number,
    starts: number,
    finishes: number,
    count: number,
  ): void;
  /**
   * A list of pending events (assembly/events.ts), from outside: for whoever looks at a world
   * between its events.
   */
  newSchedule(): number;
  pushEvent(schedule: number, time: number, kind: number, index: number): void;
  /**
   * Takes the first event; returns its kind and writes its time and index to `to`, or returns -1.
   */
  popEvent(schedule: number, to: number): number;
  /** StationBank's offer and receive. */
  offer(bank: number, instance: number, now: number, service: number, records: number): number;
  receive(bank: number, instance: number, now: number, service: number, records: number): number;
  /** Accounts for a job that came, started and finished at these times. */
  noteJob(
    bank: number,
    instance: number,
    come: number,
    start: number,
    finish: number,
    records: number,
  ): void;
  /**
   * Those of an instance's jobs that wait at the window's begin, of those offered so far, are a
   * queue of the window.
   */
  noteStanding(bank: number, instance: number): void;
  /** The number in the system changes now. */
  changeNumber(bank: number, now: number, change: number): void;
}

/**
 * Fields of a bank of stations, doubles; then at byte BANK_POINTERS its servers and six pointers:
 * see StationBank.
 */
export const BANK = {
  start: 0,
  windowStart: 1,
  windowEnd: 2,
  queueSeconds: 3,
  sojournSeconds: 4,
  waitSum: 5,
  waitMaximum: 6,
  jobs: 7,
  records: 8,
  queueMaximum: 9,
  numberSeconds: 10,
} as const;
export const BANK_POINTERS = 104;
/** Where a bank points to its credits, bytes; 0 there = none. */
export const BANK_CREDITS = 128;
export const BANK_FLOATS = 17;

/**
 * Int32 fields of a direct recording: pointers to columns; `rowCounts` counts by coarse latency.
 */
export const DIRECT = {
  latencyBins: 0,
  waitBins: 1,
  serviceBins: 2,
  networkBins: 3,
  rowCounts: 4,
  stageSums: 5,
  extremes: 6,
  sums: 7,
} as const;
/**
 * Four sums that go on from call to call; then of the last call: records whose stages do not add
 * up, the longest wait.
 */
export const DIRECT_SUMS = {
  latency: 0,
  busy: 1,
  queued: 2,
  waits: 3,
  broken: 4,
  longestWait: 5,
} as const;
export const DIRECT_SUM_COUNT = 6;

/**
 * Int32 fields of a recording: pointers to its columns, then numbers; from byte 40 on three
 * doubles.
 */
export const RECORDING = {
  latencyBins: 0,
  stageBins: 1,
  stageSums: 2,
  countSeries: 3,
  latencySeries: 4,
  rowSeries: 5,
  extremes: 6,
  values: 7,
  buckets: 8,
  broken: 9,
} as const;
export const RECORDING_BYTES = 64;
export const RECORDING_WINDOW_START = 5;
export const RECORDING_BUCKETS_PER_SECOND = 6;
export const RECORDING_WINDOW_END = 7;

let compiled: WebAssembly.Module | null = null;

/**
 * Those of one memory. Any of them that needs more of it than there is throws FullMemory; in the
 * checked build, that finds the engine wrong, BrokenRule. `whose`: names the trial that the memory
 * is of now.
 */
export function compiledKernels(memory: WebAssembly.Memory, whose: () => string): Kernels {
  compiled ??= moduleOf(KERNEL_BYTES);
  const memoryIsFull = (bytes: number): void => {
    throw new FullMemory(bytes, memory.buffer.byteLength);
  };
  const ruleIsBroken = (
    component: number,
    what: number,
    rule: number,
    ...numbers: number[]
  ): void => {
    const broken = { component, what, rule, numbers };
    throw new BrokenRule(new DataView(memory.buffer), kernels.worldAddress(), broken, whose());
  };
  const env = { memory, memoryIsFull, ruleIsBroken };
  const kernels = new WebAssembly.Instance(compiled, { env }).exports as Kernels;
  return kernels;
}
