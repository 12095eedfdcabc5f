/** Rules of consumer groups whose instances come and go, each on the smallest state in which it can be broken. */
import { expect, test } from 'vitest';
import { afterPoll, autoscale, memberUp, rebalanced } from '../../src/components/rebalance.js';
import type { World } from '../../src/components/world.js';
import { worldOf } from '../support/worldOf.js';

const SCALES = 'minimum: 1, maximum: 8, target_lag: 10, interval: 1 s, cool_down: 10 s';

function scaling(partitions: number, workers: string): World {
  const topic = `partitions: ${partitions}`;
  return worldOf({ topic, workers: `${workers}, autoscaler: { ${SCALES} }` });
}

/** One more instance comes at `now`, and the rebalance ends. */
function joins(world: World, place: number, now: number): void {
  world.now = now;
  memberUp(world, place);
  rebalanced(world, 0);
}

test('sticky: owners keep no more than their share when one joins, and it gets the rest', () => {
  const world = scaling(6, 'instances: 2, assignor: sticky, rebalance: cooperative');
  const { owner } = world.consumers[0].reader;
  expect([...owner]).toEqual([0, 1, 0, 1, 0, 1]);
  joins(world, 2, 1);
  expect([...owner]).toEqual([0, 1, 0, 1, 2, 2]);
  // Of four, 6 mod 4 = 2 may have two, the others have one: one moves, and none idles beside two who have more.
  joins(world, 3, 2);
  expect([...owner]).toEqual([0, 1, 0, 1, 2, 3]);
});

test.each([
  [4, 2, [2, 1, 1]],
  [12, 4, [3, 3, 2, 2, 2]],
])(
  'sticky: %d partitions of %d instances, and one more, are balanced as Kafka balances them',
  (partitions, instances, expected) => {
    const world = scaling(
      partitions,
      `instances: ${instances}, assignor: sticky, rebalance: cooperative`,
    );
    joins(world, instances, 1);
    const { owner } = world.consumers[0].reader;
    const held = expected.map((_, member) => owner.filter((each) => each === member).length);
    expect(held.sort((a, b) => b - a)).toEqual(expected);
  },
);

test.each([
  ['range', [0, 0, 0, 1, 1, 2, 2]],
  ['round_robin', [0, 1, 2, 0, 1, 2, 0]],
])('%s assigns anew over those that live', (assignor, expected) => {
  const world = scaling(7, `instances: 2, assignor: ${assignor}`);
  joins(world, 2, 1);
  expect([...world.consumers[0].reader.owner]).toEqual(expected);
});

test('fewer instances leave when fewer have been wanted for cool_down without a break', () => {
  const world = scaling(8, 'instances: 5');
  const [group] = world.consumers;
  const wants = (now: number, instances: number): number => {
    world.now = now;
    world.clusters[0].log[0].highWatermarkRecords = 10 * instances;
    autoscale(world, 0);
    return group.state.wanted;
  };
  expect(wants(0, 3)).toBe(5);
  // As many as there are: a break.
  expect(wants(5, 5)).toBe(5);
  expect(wants(11, 3)).toBe(5);
  expect(wants(20.9, 2)).toBe(5);
  expect(wants(21, 3)).toBe(3);
  expect(group.members.filter(({ alive }) => alive)).toHaveLength(3);
});

test('as many as there are wanted: no rebalance, however long', () => {
  const world = scaling(8, 'instances: 5');
  world.clusters[0].log[0].highWatermarkRecords = 50;
  for (world.now = 0; world.now < 40; world.now += 5) autoscale(world, 0);
  expect(world.consumers[0].state.rebalancing).toBe(false);
});

test('an instance commits first when commit_interval has passed since it joined', () => {
  const world = scaling(2, 'instances: 1, commit_interval: 5 s');
  const [group] = world.consumers;
  const { reader } = group;
  joins(world, 1, 7);
  expect([...reader.owner]).toEqual([0, 1]);
  reader.takenOffset[1] = 3;
  world.now = 11;
  afterPoll(world, group, 1);
  expect(reader.committedOffset[1]).toBe(0);
  world.now = 12;
  afterPoll(world, group, 1);
  expect(reader.committedOffset[1]).toBe(3);
});
