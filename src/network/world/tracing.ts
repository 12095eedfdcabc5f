/**
 * Single journeys, hop by hop: which are told, and what they were. Semantics:
 * ../../engine/assembly/world/trace.ts.
 */
import type { Arena } from '../../engine/arena.js';
import { makeRow } from '../../engine/layout.js';
import { TRACE } from '../../engine/rows.js';
import { STAGES, type Stage } from '../recording/stages.js';

/**
 * A hop as ../../engine/assembly/world/trace.ts writes it: four whole numbers, two times, two whole
 * numbers, then its stages.
 */
export const HOP_HEAD_BYTES = 40;
export const HOP_BYTES = HOP_HEAD_BYTES + 8 * STAGES.length;

/** Of the journeys to a group that took so long, every so many-th. */
export interface Tracing {
  /** By its place among the model's consumers. */
  readonly group: number;
  readonly leastSeconds: number;
  readonly mostSeconds: number;
  /** At least 1. */
  readonly every: number;
  /** Beside them every so many-th, however long it took; left out: none. */
  readonly sampleEvery?: number;
  /** False: it is not told where their time went, which costs less. */
  readonly stages?: boolean;
}

export interface TracedHop {
  readonly group: string;
  /** Of its topic, and of the group, from 0. */
  readonly partition: number;
  readonly instance: number;
  /** When its record was sent, and was done: seconds of the trial. */
  readonly from: number;
  readonly to: number;
  /** Seconds in each stage; they add up to the hop. */
  readonly stages: Readonly<Record<Stage, number>>;
}

/** A journey: its hops, the first one first. */
export type TracedJourney = readonly TracedHop[];

export function tellsStages(tracings: readonly Tracing[]): boolean {
  return tracings.some(({ stages = true }) => stages);
}

/** The first of the rows, each with the next one; 0 = none. At most one of a group. */
export function traceRows(arena: Arena, tracings: readonly Tracing[]): number {
  return tracings.reduceRight((next, tracing) => {
    const { group, leastSeconds: least, mostSeconds: most, every, sampleEvery = 0 } = tracing;
    const stages = Number(tracing.stages ?? true);
    return makeRow(arena, TRACE, { group, every, least, most, sampleEvery, next, stages });
  }, 0);
}
