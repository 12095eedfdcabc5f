/** What is recorded does not depend on the way it goes. */
import { expect, test } from 'vitest';
import { BATCH, SLICE } from '../../src/engine/rows.js';
import type { Measurements } from '../../src/network/measurements.js';
import { Cell, kindOf, trialOf, type PendingEvent } from '../support/cellOf.js';
import { pipelineModel } from '../support/pipeline.js';

/**
 * Two groups, one with a store; batches of a few records to 16, of which some wait for a place in
 * flight.
 */
const MODEL = pipelineModel({
  workload: 'keys: { kind: zipf, count: 100, exponent: 1 }',
  producers: 'count: 2, linger: 2 ms, max_in_flight: 1',
  brokers: 'count: 1, time_per_request: exponential(1 ms)',
  workers: `instances: 4, threads: 4, processing_time: exponential(1 ms) }
  stored: { instances: 4, processing_time: exponential(0.3 ms), store: rows`,
  more: 'stores: { rows: { shards: 2, time_per_request: exponential(1 ms) } }\n',
});

/**
 * What a half second of the pipeline comes to. Where `marked`, all batches are said to hold records
 * that waited for memory, which in truth came when they arrived: each pair is then recorded by
 * itself, where else runs that lie within the window altogether take a shorter way.
 */
function measured(marked: boolean): { found: Measurements; batches: number } {
  const cell = new Cell({
    ...trialOf({}),
    model: { ...MODEL, users: 12_000 },
    warmupSeconds: 0.2,
    windowSeconds: 0.5,
    seriesBuckets: 7,
  });
  let batches = 0;
  for (let next = cell.peek(); marked && next !== null; next = cell.peek()) {
    if (next.kind === kindOf('REQUEST_ARRIVES')) batches += mark(cell, next);
    cell.step();
  }
  const found = cell.measure();
  cell.close();
  if ('filledAt' in found) throw new Error('full');
  return { found, batches };
}

/** Marks the batches of a request; returns how many had not been. */
function mark(cell: Cell, event: PendingEvent): number {
  let marked = 0;
  for (let address = cell.requestOf(event).first; address !== 0;) {
    const batch = cell.row(BATCH, address);
    address = batch.next;
    if (batch.blocked === 1) continue;
    marked++;
    batch.blocked = 1;
    // A slice's arrivals stand behind its first 16 bytes, then its admissions.
    const arrivals = cell.arena.floatsAt(batch.slice + 16, batch.count);
    const { room } = cell.row(SLICE, batch.slice);
    cell.arena.floatsAt(batch.slice + 16 + room * 8, batch.count).set(arrivals);
  }
  return marked;
}

test('engine/assembly/wholeRuns, network/recording/recording: runs that lie within the window altogether are recorded to the bit as pair by pair', () => {
  const { found: pairs, batches } = measured(true);
  expect(batches).toBeGreaterThan(500);
  const { found: runs } = measured(false);
  expect(JSON.stringify(runs) === JSON.stringify(pairs)).toBe(true);
  expect(runs.deliveredInWindow).toBeGreaterThan(10_000);
  expect(runs.audits.filter(({ passed }) => !passed)).toEqual([]);
});
