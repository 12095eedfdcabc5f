/** The threads of a poll, by the definition of a queue that is first come, first served. */
import { expect, test } from 'vitest';
import { Cell, kindOf, trialOf } from '../support/cellOf.js';

// 1; within the rows held in vectors (8, 16), odd and even; beyond them, in memory.
test.each([1, 2, 3, 7, 8, 9, 15, 16, 17, 32, 33, 100])(
  'engine/assembly/threads: each record of a poll goes to the one of %i threads that is free first',
  (threads) => {
    const workers = `instances: 1, threads: ${threads}, time_per_poll: 1 ms, processing_time: exponential(${threads / 2} ms)`;
    const cell = new Cell({ ...trialOf({ workers }), windowSeconds: 2 });
    const [member] = cell.members(cell.groups[0]);
    let [records, waited, begun, ends] = [0, 0, 0, 0];
    for (let next = cell.peek(); next !== null; next = cell.peek()) {
      if (next.kind === kindOf('POLL_END')) expect(next.time).toBe(ends);
      cell.step();
      if (member.busy === 0 || member.begunAt === begun) continue;
      begun = member.begunAt;
      const free = Array<number>(threads).fill(begun + 0.001);
      const finishes = cell.arena.floatsAt(member.finishes, member.records);
      cell.arena.floatsAt(member.starts, member.records).forEach((start, record) => {
        const first = free.indexOf(Math.min(...free));
        expect(start).toBe(free[first]);
        expect(finishes[record]).toBeGreaterThan(start);
        free[first] = finishes[record];
        if (record >= threads) waited++;
      });
      ends = Math.max(...free);
      records += member.records;
    }
    expect(records).toBeGreaterThan(500);
    expect(waited).toBeGreaterThan(100);
    cell.close();
  },
);
