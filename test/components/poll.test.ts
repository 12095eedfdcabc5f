import { expect, test } from 'vitest';
import { Poll } from '../../src/components/poll.js';
import { Arena } from '../../src/engine/arena.js';

test('a poll keeps its runs as it grows, and has room for all that it may take', () => {
  const arena = new Arena();
  const most = 10_000;
  const poll = new Poll(arena, most);
  const other = new Poll(arena, most);
  other.add(7, 70, 500, 0.5, 0.6);
  // Batches of 1 to 99 records, then one that fills it.
  for (let batch = 0; poll.count + 100 < most; batch++) {
    poll.add(batch, 1000 * batch, 1 + (batch % 99), batch, batch + 0.25);
  }
  poll.add(999, 0, most - poll.count, 9, 9.5);
  poll.start.fill(1, 0, most);
  poll.finish.fill(2, 0, most);
  expect(poll.count).toBe(most);
  expect(poll.chained(0)).toBe(most);
  let slot = 0;
  for (let run = 0; run < poll.runCount - 1; run++) {
    expect([poll.batch(run), poll.record(run), poll.countOf(run), poll.slot(run)]).toEqual([
      run,
      1000 * run,
      1 + (run % 99),
      slot,
    ]);
    expect([poll.times[2 * run], poll.received(run)]).toEqual([run, run + 0.25]);
    slot += 1 + (run % 99);
  }
  // Nothing of the neighbour's was written over.
  expect([other.batch(0), other.record(0), other.countOf(0), other.received(0)]).toEqual([
    7, 70, 500, 0.6,
  ]);
  arena.close();
});
