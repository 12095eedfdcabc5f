/**
 * Conservation at every node of a graph; of the whole see audit.ts.
 *
 * Semantics.
 * - A topic: the deliveries owed for all that has come in, from users and groups, and was not
 *   dropped, are those that its groups have counted as delivered or lost, and those found inside by
 *   walking queues and batches.
 * - A queue: the messages that it ever had are those that were acknowledged, given up or dropped,
 *   and those found by walking what waits and what is handed out.
 * - A broker with a memory alarm: the bytes that it holds are those of the messages found so in its
 *   queues (to a billionth).
 * - What a group sends to a topic: for each record done, `share` 1; for a share below 1 as many as
 *   chance gives. A fair coin of so many records is farther off than the bound with probability
 *   2e-13 (Bernstein's inequality: a deviation of t has at most 2 exp(-t^2 / (2 n p (1 - p) + 2 t /
 *   3))).
 */
import type { AuditResult } from './measurements.js';

export interface Place {
  readonly name: string;
  /** Deliveries. */
  readonly owed: number;
  readonly ended: number;
  readonly inside: number;
}

export interface Edge {
  readonly name: string;
  readonly share: number;
  /**
   * Records, those done again too; those of which it is not yet counted that they are; those for
   * which it was sent to.
   */
  readonly done: number;
  readonly unfinished: number;
  readonly chosen: number;
}

/** Keys of windows of a group: all that there were, those that it has sent on, the others. */
export interface Gathered {
  readonly name: string;
  readonly opened: number;
  readonly closed: number;
  readonly open: number;
}

/** Bytes of messages at a broker: as it counts them, and as they are found. */
export interface Held {
  readonly name: string;
  readonly counted: number;
  readonly found: number;
}

export interface Nodes {
  readonly topics: readonly Place[];
  readonly edges: readonly Edge[];
  readonly queues: readonly QueueCounts[];
  readonly held: readonly Held[];
  readonly windows: readonly Gathered[];
}

export interface QueueCounts {
  readonly name: string;
  readonly came: number;
  readonly ended: number;
  readonly inside: number;
}

/**
 * Those that fail: a graph has many nodes, and every trial of every cell would say the same of
 * each.
 */
export function brokenNodes({ topics, edges, queues, held, windows }: Nodes): AuditResult[] {
  const all = [
    ...topics.map(ofTopic),
    ...edges.map(ofEdge),
    ...queues.map(ofQueue),
    ...held.map(ofHeld),
    ...windows.map(ofWindows),
  ];
  return all.filter(({ passed }) => !passed);
}

function ofTopic({ name, owed, ended, inside }: Place): AuditResult {
  const measured = ended + inside;
  const law = 'in = delivered + inside + dropped + lost, at each topic';
  return { law, where: name, expected: owed, measured, passed: measured === owed };
}

function ofQueue({ name, came, ended, inside }: QueueCounts): AuditResult {
  const measured = ended + inside;
  const law = 'in = acknowledged + given up + dropped + inside, at each queue';
  return { law, where: name, expected: came, measured, passed: measured === came };
}

function ofHeld({ name, counted, found }: Held): AuditResult {
  const law = 'bytes held = bytes of the messages found, at each broker with a memory alarm';
  const passed = Math.abs(counted - found) <= 1e-9 * Math.max(1, counted, found);
  return { law, where: name, expected: found, measured: counted, passed };
}

function ofWindows({ name, opened, closed, open }: Gathered): AuditResult {
  const measured = closed + open;
  const law = 'keys gathered = given + in open windows, of each group that gathers';
  return { law, where: name, expected: opened, measured, passed: measured === opened };
}

/** -log of half the probability that chance alone is farther off. */
const RARE = 30;

function ofEdge({ name, share, done, unfinished, chosen }: Edge): AuditResult {
  const least = done * share - chanceOf(done, share);
  const most = (done + unfinished) * share + chanceOf(done + unfinished, share);
  const law = 'what is sent on is what is done, times its share';
  const passed = chosen >= least && chosen <= most;
  return { law, where: name, expected: done * share, measured: chosen, passed };
}

/** How far a count of `trials` with that probability is off at most, but for 2e-13 of all. */
function chanceOf(trials: number, probability: number): number {
  if (probability === 1 || probability === 0) return 0;
  const variance = trials * probability * (1 - probability);
  return RARE / 3 + Math.sqrt((RARE / 3) * (RARE / 3) + 2 * RARE * variance);
}
