import { expect, test } from 'vitest';
import { replicasOf } from '../../src/model/placement.js';

test('followers are the brokers after the leader, one further with each round of partitions, as Kafka places them', () => {
  // Of 4 brokers: the leader 0 of partitions 0, 4 and 8, and of 1, whose followers go round.
  expect([...replicasOf(0, 4, 3)]).toEqual([0, 1, 2]);
  expect([...replicasOf(1, 4, 4)]).toEqual([1, 2, 3, 0]);
  expect([...replicasOf(4, 4, 3)]).toEqual([0, 2, 3]);
  expect([...replicasOf(8, 4, 3)]).toEqual([0, 3, 1]);
});
