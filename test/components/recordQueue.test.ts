import { describe, expect, test } from 'vitest';
import { RecordQueue } from '../../src/components/recordQueue.js';
import { Records } from '../../src/components/records.js';
import { Arena } from '../../src/engine/arena.js';
import { Stream } from '../../src/engine/stream.js';

interface Waiting {
  readonly arrival: number;
  readonly admitted: number;
  readonly key: number;
}

describe('RecordQueue', () => {
  // Seeded steps against a plain array: one by one, in runs, late for a while, taken in slices.
  test.each([true, false])('does what an array does (keys kept: %s)', (keepsKeys) => {
    const stream = new Stream('record queue');
    const below = (limit: number): number => Math.floor(stream.next() * limit);
    const arena = new Arena();
    const records = new Records(arena, { keys: keepsKeys, deliveries: false });
    const queue = new RecordQueue(arena, keepsKeys);
    const run = arena.floats(50);
    let expected: Waiting[] = [];
    let now = 0;
    let blockedSlices = 0;
    for (let step = 0; step < 500; step++) {
      now++;
      const kind = below(4);
      if (kind === 0) {
        const arrival = stream.next() < 0.3 ? now - 0.5 : now;
        const key = below(1000);
        queue.push(arrival, now, key);
        expected.push({ arrival, admitted: now, key });
      } else if (kind === 1 && !keepsKeys) {
        for (let index = 0; index < run.length; index++) run[index] = now + index / 100;
        queue.pushRun(run, 10, 30);
        for (const time of run.subarray(10, 40)) {
          expected.push({ arrival: time, admitted: time, key: 0 });
        }
      } else if (kind === 2 && expected.length > 0) {
        const count = Math.min(expected.length, 1 + below(60));
        const first = records.allocate(count);
        const blocked = queue.moveInto(records, first, count);
        const slice = expected.slice(0, count);
        expected = expected.slice(count);
        expect(blocked).toBe(slice.some(({ arrival, admitted }) => arrival !== admitted));
        slice.forEach(({ arrival, admitted, key }, index) => {
          expect(records.arrival[first + index]).toBe(arrival);
          if (blocked) expect(records.admitted[first + index]).toBe(admitted);
          if (keepsKeys) expect(records.key[first + index]).toBe(key);
        });
        records.release(first, count);
        if (blocked) blockedSlices++;
      } else if (kind === 3 && expected.length > 0) {
        queue.shift();
        expected = expected.slice(1);
      }
      expect(queue.size).toBe(expected.length);
      if (expected.length === 0) continue;
      const place = below(expected.length);
      expect(queue.arrivalAt(place)).toBe(expected[place].arrival);
      expect(queue.admittedAt(place)).toBe(expected[place].admitted);
      const until = expected[place].admitted;
      const before = expected[place].arrival;
      expect(queue.countArrived(before)).toBe(
        expected.filter(({ arrival }) => arrival < before).length,
      );
      expect(queue.countAdmitted(until, expected.length)).toBe(
        expected.filter(({ admitted }) => admitted <= until).length,
      );
    }
    expect(blockedSlices).toBeGreaterThan(5);
  });
});
