import { expect, test } from 'vitest';
import { Poll } from '../../src/components/poll.js';
import { Recorder } from '../../src/components/recorder.js';
import { Batches, Records } from '../../src/components/records.js';
import { STAGES } from '../../src/components/stages.js';
import type { World } from '../../src/components/world.js';
import { Arena } from '../../src/engine/arena.js';
import { STAMP, STAMPS } from '../../src/engine/kernels.js';
import { Stream } from '../../src/engine/stream.js';

const WINDOW_START = 1;
const WINDOW_END = 1.5;

/**
 * Delivers batches, some as a poll and some as writes, and gives all that was recorded. Where `marked`, batches are said
 * to hold records that waited for memory, which in truth came when they arrived: the kernel then takes each pair by
 * itself, where it would else take runs that lie within the window altogether by a shorter way.
 */
function deliverBatches(marked: boolean): unknown {
  const arena = new Arena();
  const stream = new Stream('deliveries');
  const records = new Records(arena, { keys: false, deliveries: false });
  const batches = new Batches(arena);
  const recorder = new Recorder(
    arena,
    {
      windowStart: WINDOW_START,
      windowEnd: WINDOW_END,
      bucketSeconds: (WINDOW_END - WINDOW_START) / 7,
      buckets: 7,
    },
    2,
  );
  const world = { records, batches } as World;
  const poll = new Poll(arena, 600);
  for (let round = 0; round < 60; round++) {
    poll.clear();
    let begin = 0;
    for (const count of [1, 2, 131, 64, 7]) {
      const first = records.allocate(count);
      const batch = batches.allocate();
      let time = 0.9 + round * 0.011;
      for (let record = first; record < first + count; record++) {
        time += stream.exponential() * 2e-4;
        records.arrival[record] = time;
        records.admitted[record] = time;
      }
      const stamps = batch * STAMPS;
      // Now and then the last records come after their batch was ready, or the batch waits for a place in flight.
      const ready = round % 7 === 3 ? records.arrival[first] : time;
      const drained = round % 5 === 4 ? time + 0.001 : time;
      [ready, drained, 0.002, 0.003, 0.004, 0.005, 0.006].forEach((moment, place) => {
        batches.stamps[stamps + place] = place < 2 ? moment : drained + moment;
      });
      batches.stamps[stamps + STAMP.blocked] = marked ? 1 : 0;
      poll.add(batch, first, count, drained + 0.007, drained + 0.008);
      begin = Math.max(begin, drained + 0.009);
    }
    let end = 0;
    for (let slot = 0; slot < poll.count; slot++) {
      poll.start[slot] = begin + slot * 1e-4;
      poll.finish[slot] = poll.start[slot] + stream.exponential() * 1e-3;
      end = Math.max(end, poll.finish[slot]);
    }
    recorder.deliverPoll(world, 0, poll, 0, end);
    const [sent, come, begun, served, answered] = [0, 1, 2, 4, 5].map((step) => end + step * 1e-3);
    recorder.deliverWrite(world, 1, poll, 0, poll.count, { sent, come, begun, served, answered });
  }
  const series = recorder.recordings.map((each) => [
    [...each.countSeries],
    [...each.latencySeries],
    [...each.extremes],
  ]);
  const found = {
    latencies: [recorder.latencies(0), recorder.latencies(1)],
    stages: STAGES.map((_, stage) => recorder.stage(stage)),
    sums: [...recorder.stageSums],
    rows: [...recorder.latencyRows],
    broken: recorder.stagesBroken,
    delivered: recorder.deliveredInWindow,
    series,
  };
  arena.close();
  return found;
}

test('runs that lie within the window altogether are recorded to the bit as pair by pair', () => {
  const short = deliverBatches(false);
  expect(JSON.stringify(short) === JSON.stringify(deliverBatches(true))).toBe(true);
  const { delivered, broken } = short as { delivered: number; broken: number };
  expect(delivered).toBeGreaterThan(10_000);
  expect(broken).toBe(0);
});
