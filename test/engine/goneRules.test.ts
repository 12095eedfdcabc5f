/** What is counted of stations whose broker, or consumer, is gone: by hand. */
import { expect, test } from 'vitest';
import { Cell, kindOf, trialOf } from '../support/cellOf.js';

/**
 * A cell measured from `begin` to `end`, seconds, in which nothing is pending; its one fault goes
 * by hand.
 */
function cellWith(fault: string, begin: number, end: number): Cell {
  const trial = trialOf({
    workers: 'instances: 1, processing_time: 1 ms, store: rows',
    more: `stores: { rows: { shards: 1 } }\nfaults: { gone: { ${fault}, at: 0 s, length: 1 s } }\n`,
  });
  const cell = new Cell({ ...trial, warmupSeconds: begin, windowSeconds: end - begin });
  cell.forgetEvents();
  return cell;
}

const goes = (cell: Cell, now: number): void => {
  cell.perform(kindOf('FAULT_BEGINS'), 0, now);
};
const comes = (cell: Cell, now: number): void => {
  cell.perform(kindOf('FAULT_ENDS'), 0, now);
};

test.each(['workers.nic_in', 'workers.nic_out'])(
  'an instance that goes takes its work and its queue with it, once: %s',
  (name) => {
    const cell = cellWith('kind: consumer_down, group: workers', 0, 100);
    const bank = cell.station(`consumers.${name}`);
    // One job from 0 to 10, one that waits for it; gone at 4 and, after another came in its place,
    // at 6.
    bank.offer(0, 0, 10, 1);
    bank.offer(0, 0, 10, 1);
    goes(cell, 4);
    expect([bank.busySeconds[0], bank.queueSeconds, bank.presentSeconds(0)]).toEqual([4, 4, 4]);
    comes(cell, 5);
    goes(cell, 6);
    expect([bank.busySeconds[0], bank.queueSeconds, bank.presentSeconds(0)]).toEqual([4, 4, 5]);
    comes(cell, 30);
    bank.offer(0, 30, 10, 1);
    expect([bank.busySeconds[0], bank.presentSeconds(0)]).toEqual([14, 75]);
    cell.close();
  },
);

// Of a job that starts at `start` so many seconds of wait are counted in the window of 10 to 20 s
// when it comes.
test.each([
  ['before the window: it has not waited in it', 7, 15, 5, 0],
  ['within it: it has waited until then', 13, 25, 8, 1],
])('engine/assembly/stations: a job that is broken off %s', (_, now, start, counted, left) => {
  const cell = cellWith('kind: consumer_down, group: workers', 10, 20);
  const work = cell.station('consumers.workers');
  const [member] = cell.members(cell.groups[0]);
  const column = cell.arena.floats(1);
  column[0] = start;
  Object.assign(member, { busy: 1, records: 1, starts: column.byteOffset });
  work.queueSeconds = counted;
  goes(cell, now);
  expect(work.queueSeconds).toBe(left);
  cell.close();
});

test('those who waited at a crash are gone: they are in no queue that comes after', () => {
  const cell = cellWith('kind: broker_down, index: 0', 10, 20);
  const bank = cell.station('brokers.nic_out');
  for (let job = 0; job < 6; job++) bank.offer(0, 11, 50, 1);
  expect(bank.queueMaximum).toBe(5);
  goes(cell, 12);
  bank.offer(0, 13, 50, 1);
  for (let job = 0; job < 5; job++) bank.offer(0, 14, 50, 1);
  expect(bank.queueMaximum).toBe(5);
  cell.close();
});
