/**
 * Rules of consumer groups whose instances come and go, each on the smallest state in which it can
 * be broken.
 */
import { expect, test } from 'vitest';
import { COMMITTED, COORDINATOR, READER } from '../../src/engine/rows.js';
import { kindOf, quietCell, type Cell } from '../support/cellOf.js';

const SCALES = 'minimum: 1, maximum: 8, target_lag: 10, interval: 1 s, cool_down: 10 s';

function scaling(partitions: number, workers: string): Cell {
  const topic = `partitions: ${partitions}`;
  return quietCell({ topic, workers: `${workers}, autoscaler: { ${SCALES} }` });
}

/** One more instance, which is wanted, comes at `now`, and the rebalance ends. */
function joins(cell: Cell, index: number, now: number): void {
  cell.row(COORDINATOR, cell.groups[0].coordinator).wanted = index + 1;
  cell.perform(kindOf('MEMBER_STARTS'), index, now);
  cell.perform(kindOf('REBALANCED'), 0);
}

/** [partition]: the instance that owns it. */
function owners(cell: Cell): number[] {
  return cell.partitionsOf(cell.groups[0].reader).map(({ owner }) => owner);
}

test('engine/assembly/consumers: sticky: owners keep no more than their share when one joins, and it gets the rest', () => {
  const cell = scaling(6, 'instances: 2, assignor: sticky, rebalance: cooperative');
  expect(owners(cell)).toEqual([0, 1, 0, 1, 0, 1]);
  joins(cell, 2, 1);
  expect(owners(cell)).toEqual([0, 1, 0, 1, 2, 2]);
  // Of four, 6 mod 4 = 2 may have two, the others have one: one moves, and none idles beside two
  // who have more.
  joins(cell, 3, 2);
  expect(owners(cell)).toEqual([0, 1, 0, 1, 2, 3]);
});

test.each([
  [4, 2, [2, 1, 1]],
  [12, 4, [3, 3, 2, 2, 2]],
])(
  'sticky: %d partitions of %d instances, and one more, are balanced as Kafka balances them',
  (partitions, instances, expected) => {
    const cell = scaling(
      partitions,
      `instances: ${instances}, assignor: sticky, rebalance: cooperative`,
    );
    joins(cell, instances, 1);
    const held = expected.map((_, member) => owners(cell).filter((each) => each === member).length);
    expect(held.sort((a, b) => b - a)).toEqual(expected);
  },
);

test('sticky, eager: instances that stay keep what they had, and one that died has no claim', () => {
  const down = (index: number): string =>
    `{ kind: consumer_down, group: workers, index: ${index}, at: 10 s, length: 10 s }`;
  const cell = quietCell({
    topic: 'partitions: 7',
    workers: 'instances: 3, assignor: sticky, rebalance: eager, session_timeout: 0 s',
    more: `faults: { first: ${down(0)}, second: ${down(1)} }`,
  });
  const does = (kind: string, index: number): void => {
    cell.perform(kindOf(kind), index);
  };
  const [first, second, group] = [0, 1, 0];
  expect(owners(cell)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  // Of two, 0 keeps its three and 2 its two; partitions 1 and 4 go to who has least: 2, then (three
  // each) the first.
  does('FAULT_BEGINS', second);
  does('MEMBER_NOTICED', 1);
  expect(owners(cell)).toEqual([-1, -1, -1, -1, -1, -1, -1]);
  does('REBALANCED', group);
  expect(owners(cell)).toEqual([0, 2, 2, 0, 0, 2, 0]);
  // 7 = 3 + 2 + 2: 0 keeps its first three and 2 its first two; 1 is back and gets what they may
  // not keep.
  does('FAULT_ENDS', second);
  does('REBALANCED', group);
  expect(owners(cell)).toEqual([0, 2, 2, 0, 0, 1, 1]);
  // 0 and 1 are back before anybody noticed, with nothing: what they had goes in turn to who has
  // least.
  does('FAULT_BEGINS', first);
  does('FAULT_BEGINS', second);
  does('FAULT_ENDS', first);
  does('FAULT_ENDS', second);
  does('REBALANCED', group);
  expect(owners(cell)).toEqual([-1, -1, -1, -1, -1, -1, -1]);
  does('REBALANCED', group);
  expect(owners(cell)).toEqual([0, 2, 2, 1, 0, 1, 0]);
});

test.each([
  ['range', [0, 0, 0, 1, 1, 2, 2]],
  ['round_robin', [0, 1, 2, 0, 1, 2, 0]],
])('%s assigns anew over those that live', (assignor, expected) => {
  const cell = scaling(7, `instances: 2, assignor: ${assignor}`);
  joins(cell, 2, 1);
  expect(owners(cell)).toEqual(expected);
});

test('fewer instances leave when fewer have been wanted for cool_down without a break', () => {
  const cell = scaling(8, 'instances: 5');
  const [group] = cell.groups;
  const wants = (now: number, instances: number): number => {
    cell.logs()[0].highWatermarkRecords = 10 * instances;
    cell.perform(kindOf('AUTOSCALE'), 0, now);
    return cell.row(COORDINATOR, group.coordinator).wanted;
  };
  expect(wants(0, 3)).toBe(5);
  // As many as there are: a break.
  expect(wants(5, 5)).toBe(5);
  expect(wants(11, 3)).toBe(5);
  expect(wants(20.9, 2)).toBe(5);
  expect(wants(21, 3)).toBe(3);
  expect(cell.members(group).filter(({ alive }) => alive === 1)).toHaveLength(3);
});

test('as many as there are wanted: no rebalance, however long', () => {
  const cell = scaling(8, 'instances: 5');
  cell.logs()[0].highWatermarkRecords = 50;
  for (let now = 0; now < 40; now += 5) cell.perform(kindOf('AUTOSCALE'), 0, now);
  expect(cell.row(COORDINATOR, cell.groups[0].coordinator).rebalancing).toBe(0);
});

test('an instance commits first when commit_interval has passed since it joined', () => {
  const cell = scaling(2, 'instances: 1, commit_interval: 5 s');
  const [group] = cell.groups;
  const partitions = cell.partitionsOf(group.reader);
  joins(cell, 1, 7);
  expect(owners(cell)).toEqual([0, 1]);
  partitions[1].takenOffset = 3;
  const committed = cell.rows(COMMITTED, cell.row(READER, group.reader).committed, 2)[1];
  const [, member] = cell.members(group);
  // A poll ends, of no records: events name an instance by its number, and by those before it in
  // its place.
  const pollEnds = (now: number): number => {
    member.busy = 1;
    cell.perform(kindOf('POLL_END'), member.generation * 2 ** 20 + 1, now);
    return committed.offset;
  };
  expect(pollEnds(11)).toBe(0);
  expect(pollEnds(12)).toBe(3);
});
